"""Original documents at the desk: which were seen, and which were asked for in vain."""

from dataclasses import dataclass
from datetime import date

from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk, save
from clerk_station.desk.visits import LATEST_RETURN, Recorded, again, current
from clerk_station.domain.events import DocumentsSeen, MemberAttended
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import HOUSEHOLD, OF_A_MEMBER, OF_THE_HOUSEHOLD, Papers
from clerk_station.domain.people import Member
from clerk_station.domain.visits import Attended, How, Visit
from clerk_station.errors import StationError
from clerk_station.store.journal import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """What was said of some papers: seen, or asked for in vain; of the others nothing was said."""

    seen: tuple[DocumentKind, ...] = ()
    missing: tuple[DocumentKind, ...] = ()


def tick_papers(
    desk: Desk,
    visit: Visit,
    *,
    member: Member,
    own: Ticks,
    shared: Ticks,
    attends: bool,
    temporary_card: bool = False,
    returns: date | None = None,
) -> Recorded:
    """Record which originals of a member, and of the household, were seen or are missing.

    With `attends` the member stands here, and the papers seen are those of the attendance. All is
    saved or nothing. Nothing is saved of what stands so already.

    Raises:
        StationError: nothing was ticked, or somebody attends without any paper; the day cannot be.
    """
    desk.must(Act.TICK_PAPERS)
    visit = current(desk, visit)
    if returns is not None and not desk.today() < returns <= desk.today() + LATEST_RETURN:
        raise StationError(
            "This day of return cannot be", "Choose a day from tomorrow on, and not years ahead"
        )
    attends = attends and not isinstance(visit.answers.get(member.id), Attended)
    if attends and not own.seen:
        raise StationError(
            "No original document was ticked",
            "Tick the papers that you saw, or record why the person is absent",
        )
    said = (member.id, own, OF_A_MEMBER), (HOUSEHOLD, shared, OF_THE_HOUSEHOLD)
    came = MemberAttended(how=How.BY_HAND, documents=own.seen, temporary_card=temporary_card)
    drafts = [_draft(desk, visit, member.id, came)] if attends else []
    drafts += [
        _draft(desk, visit, who, body)
        for who, ticks, kinds in said
        if (body := _news(visit.papers.get(who), ticks, kinds, returns)) is not None
        and not (who and attends and not ticks.missing)
    ]
    if not drafts:
        raise StationError("Nothing was ticked anew", "Tick the papers, or go back with Esc")
    save(desk.store, *drafts)
    return Recorded(again(desk, visit), member)


def _draft(desk: Desk, visit: Visit, member: str, body: MemberAttended | DocumentsSeen) -> Draft:
    return desk.draft(body, household=visit.household, visit=visit.id, member=member)


def _news(
    before: Papers | None,
    ticks: Ticks,
    kinds: tuple[DocumentKind, ...],
    returns: date | None,
) -> DocumentsSeen | None:
    """Give what there is to record of somebody's papers; None where it stands so already."""
    seen = tuple(kind for kind in kinds if kind in ticks.seen)
    missing = tuple(kind for kind in kinds if kind in ticks.missing and kind not in seen)
    day = returns if missing else None
    stood = (before.seen, before.missing, before.returns) if before else ((), (), None)
    if (seen, missing, day) == stood:
        return None
    return DocumentsSeen(seen=seen, missing=missing, returns=day)
