"""Matters that a visit leaves to others, as the central tells of them to every desk of the centre.

Each is folded from the events of a visit, so that it stands where its event stands and leaves with
it. Its id follows from the event.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

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
        if isinstance(answer, Absent) and answer.second is not None:
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
