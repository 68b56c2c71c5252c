"""What was done at a desk: past tense, immutable, and its bytes are frozen when it is saved.

An event kind is a body class here, registered by its wire name. A new shape is a new kind; a kind
or code that this version does not know is kept as `Unread`, counted, and sent on untouched.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Any, ClassVar

from clerk_station.domain.changes import Field, Joining, Leaving, Newcomer
from clerk_station.domain.codec import build, members, plain, storable
from clerk_station.domain.forms import Refusal
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.stages import Overrun
from clerk_station.domain.visits import (
    AbsenceReason,
    Carried,
    Entry,
    Evidence,
    How,
    Outcome,
    Priority,
)

FORMAT = 1
"""Version of the fields around the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is particular to one kind of event."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdArrived(Body):
    """A household is in the hall and holds this number; `form` is empty without an appointment.

    The event names the visit that begins when a window of this station takes the household.
    """

    kind: ClassVar[str] = "household.arrived/1"
    number: int
    form: str = ""
    priority: Priority = Priority.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCalled(Body):
    """The household with this number was called to this station's window."""

    kind: ClassVar[str] = "visit.called/1"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMissed(Body):
    """The household with this number was called and did not come to the window."""

    kind: ClassVar[str] = "visit.missed/1"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOpened(Body):
    """A household came to this desk; `form` is empty for a walk-in.

    Where a field team came to the household, `requests` are the ids of what was asked for, and
    `members` for whom.
    """

    kind: ClassVar[str] = "visit.opened/1"
    entry: Entry
    form: str = ""
    requests: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAttended(Body):
    """An adult was seen in person with original documents.

    `match` says how the card was found to be this member's, None where the clerk compared papers
    by eye. `temporary_card` is true where there is no unified card and a temporary one is due.
    `marks` are those of a card whose national number the register does not have for this member:
    the same card shown for another person is found by them.
    """

    kind: ClassVar[str] = "member.attended/1"
    how: How
    documents: tuple[DocumentKind, ...]
    match: Match | None = None
    temporary_card: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAbsent(Body):
    """An adult was not seen: what the family states, and whether a paper for it was seen."""

    kind: ClassVar[str] = "member.absent/1"
    reason: AbsenceReason
    evidence: Evidence = Evidence.NOT_ASKED
    returns: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisitRequested(Body):
    """An adult is too old or too ill to come: a field team is asked to go there."""

    kind: ClassVar[str] = "home_visit.requested/1"
    address: str
    phone: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsSeen(Body):
    """Which originals of a member were seen, and which were asked for in vain.

    It replaces what was said of them before. Without a member it is about the household's own.
    """

    kind: ClassVar[str] = "documents.seen/1"
    seen: tuple[DocumentKind, ...]
    missing: tuple[DocumentKind, ...] = ()
    returns: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitParked(Body):
    """A half-finished visit was put aside, for a reason in words or none."""

    kind: ClassVar[str] = "visit.parked/1"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitResumed(Body):
    """A parked visit lies on the desk of the same station again."""

    kind: ClassVar[str] = "visit.resumed/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitContinued(Body):
    """This visit takes up an earlier one of the household, `former`, of any station of the centre.

    `carried` is what that one knows and need not be asked again; `seconds` is how long a parked one
    was at its desk.
    """

    kind: ClassVar[str] = "visit.continued/1"
    former: str
    carried: tuple[Carried, ...] = ()
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Body):
    """A family asks to have one value of the register changed; of the household without member."""

    kind: ClassVar[str] = "correction.asked/1"
    field: Field
    old: str
    new: str
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Body):
    """A family states that somebody belongs to it whom the register does not have there."""

    kind: ClassVar[str] = "member.joined/1"
    why: Joining
    newcomer: Newcomer
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Body):
    """A family states that the member of this event belongs to it no more."""

    kind: ClassVar[str] = "member.left/1"
    why: Leaving
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIssued(Body):
    """An adult without a unified card was given a temporary one under this number."""

    kind: ClassVar[str] = "card.issued/1"
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReprinted(Body):
    """A temporary card was printed again under its number."""

    kind: ClassVar[str] = "card.reprinted/1"
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRevoked(Body):
    """A temporary card was taken back, for a reason in words; its number is not used again."""

    kind: ClassVar[str] = "card.revoked/1"
    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventVoided(Body):
    """An earlier event of this station no longer counts, for a reason in words."""

    kind: ClassVar[str] = "event.voided/1"
    event: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementConfirmed(Body):
    """A second person looked at a statement, by its station and the event's id, and said yes or no.

    The clerk of this event is that person, by their own secret. It bears the visit, household and
    member of the statement; at another station it is in no visit of its own.
    """

    kind: ClassVar[str] = "statement.confirmed/1"
    stated_at: str
    event: str
    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitClosed(Body):
    """The household left. `seconds` is how long it was served, by the monotonic clock."""

    kind: ClassVar[str] = "visit.closed/1"
    outcome: Outcome
    seconds: int
    return_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitOverran(Body):
    """A visit takes longer than half an hour: why, as the clerk sees it."""

    kind: ClassVar[str] = "visit.overran/1"
    reason: Overrun


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRefused(Body):
    """A form was shown and no visit began. `digest` is the SHA-256 of what the code said."""

    kind: ClassVar[str] = "form.refused/1"
    reason: Refusal
    number: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRefused(Body):
    """An identity document of nobody on the roster was shown; whose it is is not kept."""

    kind: ClassVar[str] = "card.refused/1"
    document: DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ClerkSignedIn(Body):
    """A clerk began to work here."""

    kind: ClassVar[str] = "clerk.signed_in/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Body):
    """A wrong secret was typed for the clerk of this event."""

    kind: ClassVar[str] = "clerk.sign_in_failed/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportExported(Body):
    """A daily report left the station as a file."""

    kind: ClassVar[str] = "report.exported/1"
    day: date
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchesExported(Body):
    """Sealed batches left the station as a file, up to and with this seq."""

    kind: ClassVar[str] = "batches.exported/1"
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationMoved(Body):
    """The station stands at another centre from here on; all before it was for the former one."""

    kind: ClassVar[str] = "station.moved/1"
    former: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Body):
    """A kind, or a code within it, that this version does not know."""

    kind: ClassVar[str] = ""
    name: str


BODIES: dict[str, type[Body]] = {
    body.kind: body
    for body in (
        HouseholdArrived, VisitCalled, VisitMissed,
        VisitOpened, MemberAttended, MemberAbsent, CardIssued, CardReprinted,
        CardRevoked, EventVoided, VisitClosed,
        StatementConfirmed, HomeVisitRequested, CorrectionAsked, MemberJoined, MemberLeft,
        VisitOverran,
        FormRefused, CardRefused, ClerkSignedIn, SignInFailed, ReportExported, BatchesExported,
        StationMoved, DocumentsSeen, VisitParked, VisitResumed, VisitContinued,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """The fields around a body."""

    id: str
    station: str
    incarnation: int
    seq: int
    at: datetime
    clerk: str
    session: str
    boot: str
    mono_ms: int
    anchor: int
    saw: int
    app: str
    household: str = ""
    visit: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(_Around):
    """One thing done at one station.

    Its identity is (station, incarnation, seq); `id` is for reference. `at` is what the station's
    clock claimed, `boot` and `mono_ms` measure durations, `anchor` is the last time the central
    signed (Unix seconds, 0 before the first), `saw` the feed position known when it was recorded.
    """

    body: Body

    @property
    def key(self) -> tuple[str, int, int]:
        """The identity for de-duplication, and the order within a station."""
        return self.station, self.incarnation, self.seq


def to_bytes(event: Event) -> bytes:
    """Write an event as JSON in UTF-8 with sorted keys; done once, when it is saved."""
    flat = plain(event) | {"v": FORMAT, "kind": event.body.kind}
    return json.dumps(flat, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(data: bytes, *, loads: Callable[[bytes], Any] = json.loads) -> Event:
    """Read an event; an unknown kind or code becomes `Unread`. `loads` parses the JSON.

    Raises:
        ValueError: the bytes are not an event at all.
    """
    try:
        raw = loads(data)
        kind, body = storable(raw["kind"]), raw["body"]
        event = Event(**members(_Around, raw), body=_body(kind, body))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        msg = f"not an event: {error!r}"
        raise ValueError(msg) from error
    if event.at.tzinfo is None or not MINYEAR < event.at.year < MAXYEAR:
        msg = "not an event: its time has no offset or no place in a calendar"
        raise ValueError(msg)
    return event


def if_readable(data: bytes) -> Event | None:
    """Read an event; None where the bytes are not an event at all."""
    try:
        return from_bytes(data)
    except ValueError:
        return None


def _body(kind: str, raw: Any) -> Body:
    cls = BODIES.get(kind)
    if cls is None:
        return Unread(name=kind)
    try:
        return build(cls, raw)
    except ValueError:
        return Unread(name=kind)
