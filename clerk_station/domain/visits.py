"""The rules of a visit: what is asked of each adult, and when and how a visit may close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from clerk_station.domain.changes import Change, Field, Newcomer
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import HOUSEHOLD, Papers, still_missing
from clerk_station.domain.people import Member
from clerk_station.domain.second import Look, Second, standing_of
from clerk_station.domain.stages import Begun, Overrun


class Entry(StrEnum):
    """How a household came in."""

    FORM = "form"
    WALK_IN = "walk_in"
    RETURN = "return"
    HOME = "home"


class Priority(StrEnum):
    """Why a household goes before others; the later one counts more."""

    NONE = "none"
    OLD = "old"
    DISABLED = "disabled"


class How(StrEnum):
    """How an attendance was recorded."""

    SCANNED = "scanned"
    TYPED = "typed"
    BY_HAND = "by_hand"


class AbsenceReason(StrEnum):
    """What the family states of an adult who was not seen. Statements, never judgements."""

    ABSENT = "absent"
    HOME_VISIT = "home_visit"
    DOCUMENTS_MISSING = "documents_missing"
    REPORTED_DECEASED = "reported_deceased"
    ABROAD_STUDY = "reported_abroad_study"
    ABROAD_TREATMENT = "reported_abroad_treatment"
    ABROAD_WORK = "reported_abroad_work"
    ABROAD_OTHER = "reported_abroad_other"
    ABROAD_NOT_STATED = "reported_abroad_not_stated"
    LEFT_HOUSEHOLD = "left_household"
    UNKNOWN_TO_HOUSEHOLD = "unknown_to_household"


class Evidence(StrEnum):
    """Whether a paper that supports the statement was seen."""

    NOT_ASKED = "not_asked"
    SEEN = "seen"
    NOT_SEEN = "not_seen"


class Outcome(StrEnum):
    """How a visit ended."""

    COMPLETED = "completed"
    RETURN_NEEDED = "return_needed"
    REFERRED = "referred"


class Missing(StrEnum):
    """What an adult's answer still lacks before the visit may close."""

    ATTENDANCE = "attendance"
    EVIDENCE_ANSWER = "evidence_answer"


_ABROAD = frozenset(
    {
        AbsenceReason.ABROAD_STUDY,
        AbsenceReason.ABROAD_TREATMENT,
        AbsenceReason.ABROAD_WORK,
        AbsenceReason.ABROAD_OTHER,
        AbsenceReason.ABROAD_NOT_STATED,
    }
)
ASKS_EVIDENCE = _ABROAD | {AbsenceReason.REPORTED_DECEASED, AbsenceReason.LEFT_HOUSEHOLD}
"""Reasons for which the clerk has to say whether a paper was seen."""

ASKS_MANAGER = ASKS_EVIDENCE | {AbsenceReason.UNKNOWN_TO_HOUSEHOLD}
"""Reasons that take food from a person: a second person looks at each."""

ASKS_RETURN = frozenset({AbsenceReason.ABSENT, AbsenceReason.DOCUMENTS_MISSING})
"""Reasons for which somebody of the household has to come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """The standing answer for a member who was seen.

    `former` names the earlier visit in which that was, empty where it was in this one.
    """

    event: str
    at: datetime
    clerk: str
    how: How
    documents: tuple[str, ...]
    temporary_card: bool
    former: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The standing answer for a member who was not seen; `looks` are what second persons said.

    `address` and `phone` are where a visit at home is asked for. `former` is as of who was seen.
    """

    event: str
    at: datetime
    clerk: str
    reason: AbsenceReason
    evidence: Evidence
    returns: date | None
    note: str
    looks: tuple[Look, ...] = ()
    address: str = ""
    phone: str = ""
    former: str = ""

    @property
    def second(self) -> Second | None:
        """What second persons said; None where the reason asks for none."""
        asks = self.reason in ASKS_MANAGER
        return standing_of(self.looks, recorded_by=self.clerk) if asks else None

    @property
    def is_pending(self) -> bool:
        """Whether it asks for a second person and none confirmed it, so that it does not count."""
        return self.second not in {None, Second.CONFIRMED}

    @property
    def asks_return(self) -> bool:
        """Whether the household has to come again because of it."""
        return self.reason in ASKS_RETURN or self.evidence is Evidence.NOT_SEEN


Answer = Attended | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One change that was asked for in a visit.

    `why` is a code of `Joining` or `Leaving`; `field`, `old` and `new` are those of a value.
    """

    event: str
    at: datetime
    clerk: str
    member: str
    change: Change
    evidence: Evidence
    note: str
    field: Field | None = None
    old: str = ""
    new: str = ""
    why: str = ""
    newcomer: Newcomer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How and when a visit ended."""

    event: str
    at: datetime
    clerk: str
    outcome: Outcome
    seconds: int
    return_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What an earlier visit knows of one member, or of the household where `member` is empty."""

    member: str
    attended: Attended | None = None
    absent: Absent | None = None
    papers: Papers | None = None
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A half-finished visit was put aside, and why in the clerk's words."""

    event: str
    at: datetime
    clerk: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One household served under one form: the fold of its events.

    `answers` are by member, in the order in which they were given; `papers` by member too, those of
    the household under an empty name; `cards` the numbers of temporary cards by member, `reprints`
    how often each was printed again. At their home only the `members` are asked for whom somebody
    had asked: `requests` names what they asked. `asked` are the changes that the family asks for.
    `begun` are its stages, the last one `GONE` once it is closed; `overrun` says why it took longer
    than half an hour, where it did. `continues` names the earlier visit that this one takes up (see
    `visit_name`), `continued_by` is the event that says so, `spent` the seconds at the desk there.
    """

    id: str
    station: str
    household: str
    clerk: str
    entry: Entry
    form: str
    opened_at: datetime
    opened_boot: str
    opened_mono_ms: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)
    reprints: Mapping[str, int] = field(default_factory=dict)
    closing: Closing | None = None
    begun: tuple[Begun, ...] = ()
    overrun: Overrun | None = None
    requests: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    papers: Mapping[str, Papers] = field(default_factory=dict)
    continues: str = ""
    continued_by: str = ""
    parked: Parked | None = None
    spent: int = 0
    asked: tuple[Asked, ...] = ()

    def asks(self, member: Member) -> bool:
        """Tell whether this visit is about a member."""
        return self.entry is not Entry.HOME or member.id in self.members


def visit_name(station: str, visit: str) -> str:
    """Name a visit for other stations and for records: `KA-01-S1/3f2a…`."""
    return f"{station}/{visit}"


def missing(member: Member, answer: Answer | None, *, day: date) -> Missing | None:
    """Say what is still missing for one member on the day of the visit; minors lack nothing."""
    match answer:
        case Attended():
            return None
        case Absent(reason=reason, evidence=Evidence.NOT_ASKED) if reason in ASKS_EVIDENCE:
            return Missing.EVIDENCE_ANSWER
        case Absent():
            return None
        case None:
            return Missing.ATTENDANCE if member.is_adult_on(day) else None


def unanswered(members: Sequence[Member], visit: Visit, *, day: date) -> tuple[Member, ...]:
    """Give the adults for whom something is still missing, in roster order."""
    return tuple(
        member
        for member in members
        if visit.asks(member) and missing(member, visit.answers.get(member.id), day=day) is not None
    )


def to_bring(visit: Visit, member: str = HOUSEHOLD) -> tuple[DocumentKind, ...]:
    """Name the papers that are still missing of a member, or of the household as a whole."""
    answer = visit.answers.get(member)
    came = isinstance(answer, Attended)
    at_attendance = answer.documents if isinstance(answer, Attended) else ()
    return still_missing(visit.papers.get(member), at_attendance=at_attendance, attended=came)


def owes_papers(visit: Visit) -> bool:
    """Tell whether anybody of the household still has to bring a paper."""
    return any(to_bring(visit, who) for who in {HOUSEHOLD, *visit.answers, *visit.papers})


def outcome(visit: Visit) -> Outcome:
    """Say how a fully answered visit ends.

    Somebody has to come again, in person or with a paper: return. Else somebody else has to act,
    the manager on a statement or the mobile team: referred.
    """
    absences = [answer for answer in visit.answers.values() if isinstance(answer, Absent)]
    if owes_papers(visit) or any(absence.asks_return for absence in absences):
        return Outcome.RETURN_NEEDED
    if any(a.is_pending or a.reason is AbsenceReason.HOME_VISIT for a in absences):
        return Outcome.REFERRED
    return Outcome.COMPLETED
