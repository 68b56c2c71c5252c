"""The central's opinion of what an event says; that it was truly recorded is settled before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from clerk_station.domain.events import (
    CardIssued,
    CorrectionAsked,
    DocumentsSeen,
    Event,
    HomeVisitRequested,
    MemberAbsent,
    MemberAttended,
    MemberLeft,
    StatementConfirmed,
    StationMoved,
    Unread,
    VisitOpened,
)
from clerk_station.domain.people import Stated
from clerk_station.domain.records import Clerk, Decided, Role
from sync.central import rows
from sync.central.leases import unleased
from sync.central.reading import read
from sync.central.registry import Home, bearers_of, get_many, homes_of
from sync.central.stations import Identity
from sync.central.tables import quarantine, visits
from sync.envelope import Batch
from sync.hello import State
from sync.wire import Word

AGAINST = {Stated.DECEASED: "stated_deceased", Stated.ABROAD: "stated_abroad"}
"""Reasons of quarantine for who is present against what the register states."""

_ASIDE = {State.LOST: "lost_station", State.RETIRED: "retired_station"}
"""Reasons of quarantine for all that a station sends."""

_SECONDS = frozenset({Role.MANAGER, Role.SUPERVISOR})
"""Who may be the second person of a statement."""

LONGEST_ID = 64
"""Characters of a visit's id that the tables hold."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One event as it came in a batch: under which identity, its bytes, the chain's hash after."""

    key: tuple[str, int, int]
    data: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Opinion:
    """The word on one event; `event` is None where its bytes could not be read."""

    letter: Letter
    event: Event | None
    reason: str = ""

    @property
    def word(self) -> Word:
        """Accepted, or quarantined for a reason."""
        return Word.QUARANTINED if self.reason else Word.ACCEPTED

    @property
    def kind(self) -> str:
        """The kind that the event names, empty where it could not be read."""
        match self.event:
            case None:
                return ""
            case Event(body=Unread(name=name)):
                return name
            case event:
                return event.body.kind


def letters(batch: Batch) -> list[Letter]:
    """Take a batch apart."""
    return [
        Letter((batch.station, batch.incarnation, seq), data, hash_)
        for seq, (data, hash_) in enumerate(
            zip(batch.events, batch.hashes(), strict=True), start=batch.first
        )
    ]


def judge(connection: Connection, fresh: Sequence[Letter], *, who: Identity) -> list[Opinion]:
    """Form an opinion of each event of a life; looks each thing up once.

    The events may bear the incarnations in its `names`: they were recorded before their branch had
    its number. Everything from a station that was lost or retired is kept aside. What lay
    aside once and was lost since is as it was: for the same reason, or counting because people
    decided so.
    """
    aside = _ASIDE.get(who.state, "")
    centres: list[str] = []
    readings = [_read(letter, names=who.names) for letter in fresh]
    readable = [event for event, _ in readings if event is not None]
    visited = {event.household for event in readable if event.visit}
    shown = {e.body.form for e in readable if isinstance(e.body, VisitOpened) and e.body.form}
    for event, _ in readings:
        centres.append(who.centre if not centres else centres[-1])
        if event is not None and _may_move(event, who) and not aside:
            centres[-1] = who.moving_to
    homes, bearers = homes_of(connection, visited), bearers_of(connection, shown)
    counting = _counting_here(connection, readable, homes, who=who)
    seconds = _seconds(connection, readable)
    strange = unleased(connection, readable, who)
    before = _before(connection, fresh, who=who)
    return [
        Opinion(
            letter,
            event,
            before[letter.key[2]]
            if letter.key[2] in before
            else objection
            or aside
            or (
                ""
                if event is None
                else _objection(event, homes, bearers=bearers, centre=centre, counting=counting)
                or _of_second(event, seconds)
                or _of_card(event, strange)
            ),
        )
        for letter, (event, objection), centre in zip(fresh, readings, centres, strict=True)
    ]


def _read(letter: Letter, *, names: Collection[int]) -> tuple[Event | None, str]:
    """Read an event; say why it cannot count where that is clear from its bytes alone."""
    try:
        event = read(letter.data)
    except (ValueError, RecursionError, OverflowError):
        return None, "unreadable"
    if len(event.visit) > LONGEST_ID:
        return None, "unreadable"
    if event.key != letter.key:
        if event.incarnation not in names:
            return None, "mismatch"
        # Its identity is where it is held, not the earlier incarnation that its bytes bear.
        event = replace(event, incarnation=letter.key[1])
        if event.key != letter.key:
            return None, "mismatch"
    return event, "unknown_kind" if isinstance(event.body, Unread) else ""


def _may_move(event: Event, who: Identity) -> bool:
    """Tell whether a station recorded the move that somebody let it make."""
    body = event.body
    return isinstance(body, StationMoved) and body.to == who.moving_to and bool(who.moving_to)


def _before(connection: Connection, fresh: Sequence[Letter], *, who: Identity) -> dict[int, str]:
    """Give why events lay aside that come again, by seq; nothing for what people let count."""
    seqs = [letter.key[2] for letter in fresh]
    wanted = select(quarantine.c.seq, quarantine.c.reason, quarantine.c.state).where(
        quarantine.c.station == who.station,
        quarantine.c.incarnation == who.incarnation,
        quarantine.c.seq.between(min(seqs, default=0), max(seqs, default=0)),
    )
    return {
        row.seq: "" if row.state == Decided.ACCEPTED else row.reason
        for row in connection.execute(wanted)
    }


def _counting_here(
    connection: Connection, told: Iterable[Event], homes: Mapping[str, Home], *, who: Identity
) -> Collection[tuple[str, str]]:
    """Name visits that count here of households that belong elsewhere by now, with those."""
    elsewhere = {
        event.visit
        for event in told
        if event.visit and event.household in homes and homes[event.household].centre != who.centre
    }
    wanted = select(visits.c.visit, visits.c.household).where(
        visits.c.station == who.station, rows.among(connection, visits.c.visit, sorted(elsewhere))
    )
    return {(r.visit, r.household) for r in connection.execute(wanted)} if elsewhere else set()


def _seconds(connection: Connection, told: Iterable[Event]) -> Collection[str]:
    """Name those who looked at statements and may."""
    looked = {event.clerk for event in told if isinstance(event.body, StatementConfirmed)}
    clerks = get_many(connection, Clerk, looked) if looked else {}
    return {identity for identity, clerk in clerks.items() if clerk.role in _SECONDS}


def _of_card(event: Event, strange: Collection[str]) -> str:
    """Say why a card cannot count: its number was another's, or nobody's."""
    is_strange = isinstance(event.body, CardIssued) and event.body.number in strange
    return "unleased" if is_strange else ""


def _of_second(event: Event, seconds: Collection[str]) -> str:
    """Say why a look at a statement cannot count; nothing where it can."""
    if not isinstance(event.body, StatementConfirmed):
        return ""
    return "" if event.visit and event.clerk in seconds else "no_second_person"


def _objection(
    event: Event,
    homes: Mapping[str, Home],
    *,
    bearers: Mapping[str, str],
    centre: str,
    counting: Collection[tuple[str, str]],
) -> str:
    """Say why an event cannot count; an empty text where it can."""
    if not event.visit:
        is_wrong = isinstance(event.body, StationMoved) and event.body.to != centre
        return "unknown_move" if is_wrong else ""
    home = homes.get(event.household)
    if home is None:
        return "unknown_household"
    if home.centre != centre and (event.visit, event.household) not in counting:
        return "other_centre"
    match event.body:
        case VisitOpened(form=number) if number:
            return "" if bearers.get(number) == event.household else "unknown_form"
        case (
            MemberAttended()
            | MemberAbsent()
            | HomeVisitRequested()
            | CardIssued()
            | DocumentsSeen()
            | MemberLeft()
            | CorrectionAsked()
            | StatementConfirmed()
        ):
            return _of_member(event, home)
        case _:
            return ""


def _of_member(event: Event, home: Home) -> str:
    """Say why what was recorded of this member cannot count; nothing where it can."""
    if isinstance(event.body, DocumentsSeen | CorrectionAsked) and not event.member:
        return ""  # what is the household's own
    if event.member not in home.members:
        return "unknown_member"
    stated = home.members[event.member]
    is_present = isinstance(event.body, MemberAttended)
    return AGAINST[stated] if is_present and stated is not None else ""
