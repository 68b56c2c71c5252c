"""What happens during a visit: attendance, absence, voiding, closing."""

from dataclasses import dataclass
from datetime import date, timedelta

from clerk_station.desk.session import Desk
from clerk_station.domain.events import (
    CardRefused,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
)
from clerk_station.domain.identity import (
    DocumentKind,
    IdentityDocument,
    Match,
    Nobody,
    match,
)
from clerk_station.domain.people import Household, Member
from clerk_station.domain.visits import (
    ASKS_EVIDENCE,
    AbsenceReason,
    Absent,
    Attended,
    Evidence,
    How,
    Outcome,
    Visit,
    outcome,
    unanswered,
)
from clerk_station.errors import StationError

RETURN_AFTER = timedelta(days=7)
"""When a household comes again if nobody named a day."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer for a member was saved."""

    visit: Visit
    member: Member


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """The member of this card was recorded before; nothing was added."""

    member: Member


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """Birth date and name fit this member; the clerk compares and confirms. Nothing is saved."""

    member: Member
    document: IdentityDocument


@dataclass(frozen=True, slots=True)
class NotOnRoster:
    """The card belongs to nobody on the roster; this was recorded, no attendance was."""

    document: IdentityDocument
    nearest: Member | None


@dataclass(frozen=True, slots=True)
class NotYet:
    """The visit stays open: these adults still lack an answer."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """The visit is closed and signed. `witness` names its last event and the chain there."""

    visit: Visit
    witness: str


def show_card(
    desk: Desk, visit: Visit, *, household: Household, document: IdentityDocument, how: How
) -> Recorded | AlreadyThere | ToConfirm | NotOnRoster:
    """Show an identity document to the desk: whose is it, and was that person here already?"""
    found = match(document, household.members)
    if isinstance(found, Nobody):
        desk.save(CardRefused(document=document.kind), household=household.id, visit=visit.id)
        return NotOnRoster(document, found.nearest)
    if isinstance(visit.answers.get(found.member.id), Attended):
        return AlreadyThere(found.member)
    if not found.certain:
        return ToConfirm(found.member, document)
    return _attended(desk, visit, found.member, (document.kind,), how=how, by=found.by)


def confirm_card(
    desk: Desk, visit: Visit, *, member: Member, document: IdentityDocument, how: How
) -> Recorded:
    """Record the attendance of a member whose card the clerk compared and confirmed."""
    return _attended(desk, visit, member, (document.kind,), how=how, by=Match.BIRTH_AND_NAME)


def attend_by_hand(
    desk: Desk,
    visit: Visit,
    *,
    member: Member,
    documents: tuple[DocumentKind, ...],
    temporary_card: bool,
) -> Recorded:
    """Record the attendance of an adult whose original papers cannot be read by machine.

    Raises:
        StationError: no paper was ticked.
    """
    if not documents:
        raise StationError(
            "No original document was ticked",
            "Tick the papers that you saw, or record why the person is absent",
        )
    body = MemberAttended(how=How.BY_HAND, documents=documents, temporary_card=temporary_card)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(_again(desk, visit), member)


def mark_absent(
    desk: Desk,
    visit: Visit,
    *,
    member: Member,
    reason: AbsenceReason,
    evidence: Evidence,
    returns: date | None,
    note: str,
) -> Recorded:
    """Record why an adult was not seen, as the family states it.

    Raises:
        StationError: the reason asks whether a paper was seen and nobody answered, or the day of
            return lies before today.
    """
    if reason in ASKS_EVIDENCE and evidence is Evidence.NOT_ASKED:
        raise StationError(
            "Say whether a paper was seen", "Choose seen or not seen, then record again"
        )
    if returns is not None and returns < desk.today():
        raise StationError("The day of return has passed", "Choose today or a later day")
    body = MemberAbsent(
        reason=reason,
        evidence=evidence if reason in ASKS_EVIDENCE else Evidence.NOT_ASKED,
        returns=returns,
        note=note.strip()[:500],
    )
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(_again(desk, visit), member)


def void_answer(desk: Desk, visit: Visit, *, member: str | None, reason: str) -> Visit:
    """Take back the standing answer of one member, or the latest one, for a reason in words.

    Raises:
        StationError: there is nothing to take back, no reason, or the visit is closed.
    """
    if not reason.strip():
        raise StationError("No reason was given", "Say in a few words why it is taken back")
    if visit.closing is not None:
        raise StationError(
            "The visit is closed", "Ask the manager, a closed visit is corrected centrally"
        )
    answers = [a for key, a in visit.answers.items() if member in {None, key}]
    if not answers:
        raise StationError("There is nothing to take back", "Go on with the visit")
    latest = max(answers, key=lambda answer: (answer.at, answer.event))
    body = EventVoided(event=latest.event, reason=reason.strip()[:500])
    desk.save(body, household=visit.household, visit=visit.id)
    return _again(desk, visit)


def close_visit(desk: Desk, visit: Visit, *, household: Household) -> Closed | NotYet:
    """Close a visit in which every adult has an answer; the journal's head is signed.

    Somebody who has to come again gets a day: the latest that was named, else a week from today.
    """
    lacking = unanswered(household.members, visit, day=desk.today())
    if lacking:
        return NotYet(lacking)
    ended = outcome(visit)
    body = VisitClosed(
        outcome=ended,
        seconds=_seconds(desk, visit),
        return_day=_return_day(desk, visit) if ended is Outcome.RETURN_NEEDED else None,
    )
    event = desk.save(body, household=visit.household, visit=visit.id)
    head = desk.store.journal.hash_of(event.seq).hex()[:8]
    witness = f"{event.station}-{event.incarnation}-{event.seq} {head}"
    return Closed(_again(desk, visit), witness)


def _attended(
    desk: Desk,
    visit: Visit,
    member: Member,
    documents: tuple[DocumentKind, ...],
    *,
    how: How,
    by: Match,
) -> Recorded:
    body = MemberAttended(how=how, documents=documents, match=by)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(_again(desk, visit), member)


def _again(desk: Desk, visit: Visit) -> Visit:
    return desk.store.queries.visit(visit.id) or visit


def _seconds(desk: Desk, visit: Visit) -> int:
    """Measure by the monotonic clock; by the wall clock where the machine was started between."""
    clock = desk.store.journal.clock
    if visit.opened_boot == clock.boot:
        return (clock.monotonic_ms() - visit.opened_mono_ms) // 1000
    return max(0, int((clock.now() - visit.opened_at).total_seconds()))


def _return_day(desk: Desk, visit: Visit) -> date:
    absences = (a for a in visit.answers.values() if isinstance(a, Absent))
    named = [absence.returns for absence in absences if absence.returns is not None]
    return max(named, default=desk.today() + RETURN_AFTER)
