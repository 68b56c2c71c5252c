"""The rules of a visit: what is asked of each adult, and when and how a visit may close."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

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
    """The standing answer for a member who was seen."""

    event: str
    at: datetime
    clerk: str
    how: How
    documents: tuple[str, ...]
    temporary_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The standing answer for a member who was not seen; `looks` are what second persons said.

    `address` and `phone` are where a visit at home is asked for.
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
class Closing:
    """How and when a visit ended."""

    event: str
    at: datetime
    clerk: str
    outcome: Outcome
    seconds: int
    return_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One household served under one form: the fold of its events.

    `answers` are by member, in the order in which they were given; `cards` the numbers of
    temporary cards by member, `reprints` how often each was printed again. At their home only the
    `members` are asked for whom somebody had asked: `requests` names what they asked.
    `begun` are its stages, the last one `GONE` once it is closed; `overrun` says why it took longer
    than half an hour, where it did.
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

    def asks(self, member: Member) -> bool:
        """Tell whether this visit is about a member."""
        return self.entry is not Entry.HOME or member.id in self.members


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


def outcome(visit: Visit) -> Outcome:
    """Say how a fully answered visit ends.

    Somebody has to come again: return. Else somebody else has to act, the manager on a statement
    or the mobile team: referred.
    """
    absences = [answer for answer in visit.answers.values() if isinstance(answer, Absent)]
    if any(absence.asks_return for absence in absences):
        return Outcome.RETURN_NEEDED
    if any(a.is_pending or a.reason is AbsenceReason.HOME_VISIT for a in absences):
        return Outcome.REFERRED
    return Outcome.COMPLETED
