"""Papers in words: which are ticked, and which somebody still has to bring."""

from collections.abc import Iterator

from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import (
    HOUSEHOLD,
    IN_PLACE_OF_THE_CARD,
    OF_THE_HOUSEHOLD,
    shown,
)
from clerk_station.domain.people import Household, Member
from clerk_station.domain.visits import Attended, Visit, to_bring
from clerk_station.ui.views import PaperView, Tick
from clerk_station.words import Words, sentences

BY_HAND = (
    DocumentKind.CIVIL_STATUS_ID,
    DocumentKind.NATIONALITY_CERTIFICATE,
    DocumentKind.UNIFIED_CARD,
    DocumentKind.PASSPORT,
)
"""A member's originals in the order of the keys: what is ticked where no card is read."""

_COLUMNS = (
    DocumentKind.UNIFIED_CARD,
    DocumentKind.CIVIL_STATUS_ID,
    DocumentKind.NATIONALITY_CERTIFICATE,
)


def papers(words: Words, household: Household, visit: Visit) -> tuple[PaperView, ...]:
    """Give every paper that may be ticked: the members' and the household's own."""
    return (
        *(p for m in household.members for p in _of(words, visit, m.id, BY_HAND)),
        *_of(words, visit, HOUSEHOLD, OF_THE_HOUSEHOLD),
    )


def _of(
    words: Words, visit: Visit, who: str, kinds: tuple[DocumentKind, ...]
) -> Iterator[PaperView]:
    said = visit.papers.get(who)
    owed = said.missing if said else ()
    seen = _seen(visit, who)
    for kind in kinds:
        tick = Tick.YES if kind in seen else Tick.OWED if kind in owed else Tick.NO
        label = sentences.document(words, kind)
        yield PaperView(member=who, code=kind.value, label=label, tick=tick)


def household_papers(words: Words, visit: Visit) -> tuple[tuple[str, Tick], ...]:
    """Give the household's own papers with their ticks, for the side column."""
    return tuple(
        (_owed(words, paper), paper.tick)
        for paper in _of(words, visit, HOUSEHOLD, OF_THE_HOUSEHOLD)
    )


def _owed(words: Words, paper: PaperView) -> str:
    if paper.tick is not Tick.OWED:
        return paper.label
    return words.say("{paper}, to be brought", paper=paper.label)


def ticks(member: Member, visit: Visit, *, is_adult: bool) -> tuple[Tick, ...]:
    """Give the ticks of the roster's columns; what another paper makes needless is a dash."""
    seen, owed = _seen(visit, member.id), to_bring(visit, member.id)
    waits = is_adult and visit.answers.get(member.id) is None and not seen
    return tuple(_tick(kind, seen, owed, waits=waits) for kind in _COLUMNS)


def _tick(
    kind: DocumentKind,
    seen: frozenset[str],
    owed: tuple[DocumentKind, ...],
    *,
    waits: bool,
) -> Tick:
    if kind in seen:
        return Tick.YES
    if kind in owed:
        return Tick.OWED
    return Tick.NO if waits and kind not in IN_PLACE_OF_THE_CARD else Tick.NEEDLESS


def owes(words: Words, visit: Visit, who: str) -> str:
    """Say which papers somebody has to bring, or nothing."""
    owed = to_bring(visit, who)
    if not owed:
        return ""
    comma = "، " if words.rtl else ", "
    named = comma.join(sentences.document(words, kind) for kind in owed)
    return words.say("To bring: {papers}", papers=named)


def _seen(visit: Visit, who: str) -> frozenset[str]:
    answer = visit.answers.get(who)
    at = answer.documents if isinstance(answer, Attended) else ()
    return shown(visit.papers.get(who), at_attendance=at)
