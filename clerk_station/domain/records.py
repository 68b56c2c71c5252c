"""The central's truths as they travel in the feed: kinds, shapes and their JSON text."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from clerk_station.domain.cases import CaseKind, Sighting, event_name
from clerk_station.domain.codec import build, plain
from clerk_station.domain.corrections import Correction
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.matters import HomeVisit, Statement
from clerk_station.domain.people import Household
from clerk_station.domain.turns import Turn
from clerk_station.domain.visits import Carried, Entry, Outcome

T = TypeVar("T")


class Role(StrEnum):
    """What a person at a centre may do."""

    CLERK = "clerk"
    MANAGER = "manager"
    FIELD_TEAM = "field_team"
    SUPERVISOR = "supervisor"


class WalkIns(StrEnum):
    """Whether a centre serves households that come without an appointment."""

    NEVER = "never"
    WHEN_ROOM = "when_room"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """An update centre. Hours are `HH:MM` in Baghdad; weekdays count from Monday = 0.

    `offline_minutes` without the line are usual here; after that a desk asks for attention.
    """

    id: str
    name: str
    name_latin: str
    governorate: str
    district: str
    address: str
    opens: str
    closes: str
    weekdays: tuple[int, ...]
    capacity_per_hour: int
    walk_ins: WalkIns = WalkIns.WHEN_ROOM
    offline_minutes: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """A person who may sign in at a centre. `verifier` is an argon2id hash in PHC form."""

    id: str
    centre: str
    name: str
    role: Role
    verifier: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedForm:
    """A form under which a visit was closed at some station; folded by the central."""

    form: str
    household: str
    visit: str
    centre: str
    station: str
    day: date
    outcome: Outcome
    return_day: date | None = None


class UnfinishedState(StrEnum):
    """Why a visit is not the end of the matter, or that another one took it up."""

    PARKED = "parked"
    TO_RETURN = "to_return"
    CONTINUED = "continued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A visit that any station of the centre may take up; folded by the central.

    `id` is the name of the visit, `day` that on which it began, `seconds` how long a parked one was
    at its desk. `carried` is what need not be asked again. Once other visits took it up, `by` names
    them, and nothing is carried any more.
    """

    id: str
    centre: str
    household: str
    form: str
    entry: Entry
    state: UnfinishedState
    day: date
    return_day: date | None = None
    seconds: int = 0
    reason: str = ""
    carried: tuple[Carried, ...] = ()
    requests: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


class CaseState(StrEnum):
    """Whether somebody still has to decide."""

    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Claims that cannot all be true, as every centre concerned sees them.

    People are named by the register's ids alone. `by` and `reason` are of who resolved it, empty
    while it is open.
    """

    id: str
    kind: CaseKind
    state: CaseState
    centres: tuple[str, ...]
    households: tuple[str, ...]
    members: tuple[str, ...]
    form: str
    sightings: tuple[Sighting, ...]
    by: tuple[str, ...] = ()
    reason: str = ""


class Decided(StrEnum):
    """What became of an event that the central keeps aside."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWord:
    """An event that the central keeps aside, or kept, and what people decided of it.

    `aside` says why it was put aside, `kind` and the ids are the event's own where it can be read;
    `by` and `reason` are of who decided.
    """

    station: str
    incarnation: int
    seq: int
    centre: str
    kind: str
    aside: str
    household: str
    visit: str
    member: str
    word: Decided
    by: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A block of a hundred numbers of temporary cards that one machine alone may give out.

    `year` is of the central's clock when it was leased, `block` the five seconds of that year.
    `certificate` is the authority's word on the machine's key, in hex, for the cards' seals.
    """

    centre: str
    station: str
    incarnation: int
    governorate: str
    year: int
    block: int
    certificate: str = ""


RECORDS: dict[str, type[Any]] = {
    "centre": Centre,
    "clerk": Clerk,
    "household": Household,
    "form": AppointmentForm,
    "served": ServedForm,
    "case": Case,
    "word": EventWord,
    "lease": Lease,
    "statement": Statement,
    "home_visit": HomeVisit,
    "turn": Turn,
    "unfinished": Unfinished,
    "correction": Correction,
}
"""Record kinds by their names in the feed. The id of a record is the id, or the form number."""

_KINDS = {cls: kind for kind, cls in RECORDS.items()}


def kind_of(record: object) -> str:
    """Name the kind of a record."""
    return _KINDS[type(record)]


def kind_name(cls: type[object]) -> str:
    """Name the kind that a class stands for."""
    return _KINDS[cls]


def id_of(record: Any) -> str:
    """Give the id under which a record stands in the feed."""
    match record:
        case AppointmentForm():
            return record.number
        case ServedForm():
            return record.form
        case Turn():
            return f"{record.day.isoformat()} {record.household}"
        case Lease():
            return lease_name(record)
        case EventWord():
            return event_name(record.station, record.incarnation, record.seq)
        case _:
            return str(record.id)


def lease_name(lease: Lease) -> str:
    """Name a lease by what its numbers begin with: `KA26-0441209`."""
    return f"{lease.governorate}{lease.year % 100:02}-{lease.block:07}"


def to_text(record: object) -> str:
    """Write a record as JSON with sorted keys."""
    return json.dumps(plain(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(cls: type[T], text: str) -> T:
    """Read a record.

    Raises:
        ValueError: it is not of that kind.
    """
    return build(cls, json.loads(text))
