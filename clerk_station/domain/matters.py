"""Matters that a visit leaves to others, as the central tells of them to every desk of the centre.

Each is folded from the events of a visit, so that it stands where its event stands and leaves with
it. Its id follows from the event.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from clerk_station.domain.corrections import Correction, Ruling
from clerk_station.domain.people import Household
from clerk_station.domain.second import Look, Second
from clerk_station.domain.visits import AbsenceReason, Absent, Evidence, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a family states of a member, and what second persons said of it.

    `station` and `event` name where it was recorded, `at` is that station's claim of the time.
    """

    id: str
    centre: str
    station: str
    event: str
    household: str
    visit: str
    member: str
    at: datetime
    clerk: str
    reason: AbsenceReason
    evidence: Evidence
    returns: date | None
    note: str
    second: Second
    looks: tuple[Look, ...] = ()


class Turn(StrEnum):
    """Whose turn it is; codes stand in records."""

    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisit:
    """An adult whom a field team is asked to visit; `done_by` is the visit that ended there.

    An empty address is that of the register.
    """

    id: str
    centre: str
    station: str
    event: str
    household: str
    visit: str
    member: str
    at: datetime
    clerk: str
    address: str
    phone: str
    note: str
    turn: Turn = Turn.WAITING
    done_by: str = ""


Matter = Statement | HomeVisit | Correction


def matter_id(letter: str, *, station: str, event: str) -> str:
    """Name a matter: the same for the same event, whatever the event is called."""
    named = f"{station}\0{event}".encode("utf-8", "surrogatepass")
    return f"{letter}{hashlib.sha256(named).hexdigest()[:16]}"


def statement_id(station: str, event: str) -> str:
    """Name the statement that an event makes."""
    return matter_id("S", station=station, event=event)


def statements(visit: Visit, *, centre: str) -> Iterator[Statement]:
    """Give the statements of a visit that ask for a second person."""
    for member, answer in visit.answers.items():
        if isinstance(answer, Absent) and answer.second and not answer.former:
            yield Statement(
                id=statement_id(visit.station, answer.event),
                centre=centre,
                station=visit.station,
                event=answer.event,
                household=visit.household,
                visit=visit.id,
                member=member,
                at=answer.at,
                clerk=answer.clerk,
                reason=answer.reason,
                evidence=answer.evidence,
                returns=answer.returns,
                note=answer.note,
                second=answer.second,
                looks=answer.looks,
            )


def home_visit_id(station: str, event: str) -> str:
    """Name the request that an event makes."""
    return matter_id("V", station=station, event=event)


def home_visits(visit: Visit, *, centre: str) -> Iterator[HomeVisit]:
    """Give the requests of a visit for visits at home."""
    for member, answer in visit.answers.items():
        if not isinstance(answer, Absent) or answer.former:
            continue
        if answer.reason is AbsenceReason.HOME_VISIT:
            yield HomeVisit(
                id=home_visit_id(visit.station, answer.event),
                centre=centre,
                station=visit.station,
                event=answer.event,
                household=visit.household,
                visit=visit.id,
                member=member,
                at=answer.at,
                clerk=answer.clerk,
                address=answer.address,
                phone=answer.phone,
                note=answer.note,
            )


def done_by(ended: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, str]:
    """Give the requests that ended visits answered, each with the first of these visits by id.

    Args:
        ended: the visits, each by its id and the requests for which it went out.
    """
    by_id = sorted(ended, reverse=True)
    return {request: visit for visit, requests in by_id for request in requests}


def with_turn(request: HomeVisit, done: Mapping[str, str]) -> HomeVisit:
    """Say of a request whether a visit ended that answered it."""
    by = done.get(request.id, "")
    return replace(request, turn=Turn.DONE if by else Turn.WAITING, done_by=by)


def correction_id(station: str, event: str) -> str:
    """Name the correction that an event asks for."""
    return matter_id("A", station=station, event=event)


def corrections(visit: Visit, *, centre: str) -> Iterator[Correction]:
    """Give the changes of the register that a visit asks for."""
    for asked in visit.asked:
        yield Correction(
            id=correction_id(visit.station, asked.event),
            centre=centre,
            station=visit.station,
            household=visit.household,
            visit=visit.id,
            asked=asked,
        )


def matters(visit: Visit, *, centre: str) -> Iterator[Matter]:
    """Give all that a visit leaves to others."""
    yield from statements(visit, centre=centre)
    yield from home_visits(visit, centre=centre)
    yield from corrections(visit, centre=centre)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What visits of the centre left to others; `households` and `clerks` are those it names."""

    statements: tuple[Statement, ...] = ()
    home_visits: tuple[HomeVisit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    households: Mapping[str, Household] = field(default_factory=dict)
    clerks: Mapping[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many of them wait for somebody."""
        return (
            sum(one.second in {Second.PENDING, Second.DISPUTED} for one in self.statements)
            + sum(one.turn is Turn.WAITING for one in self.home_visits)
            + sum(one.word is Ruling.WAITING for one in self.corrections)
        )
