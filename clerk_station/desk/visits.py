"""What happens during a visit: attendance, absence, voiding, closing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.domain.events import (
    CardRefused,
    DocumentsSeen,
    EventVoided,
    HomeVisitRequested,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitContinued,
    VisitOpened,
    VisitOverran,
)
from clerk_station.domain.fold import standing
from clerk_station.domain.identity import (
    DocumentKind,
    IdentityDocument,
    Match,
    Nobody,
    marks_of,
    match,
)
from clerk_station.domain.people import Household, Member
from clerk_station.domain.stages import Begun, Lengths, Overrun, Stage, lengths
from clerk_station.domain.visits import (
    ASKS_EVIDENCE,
    ASKS_RETURN,
    AbsenceReason,
    Absent,
    Attended,
    Evidence,
    How,
    Outcome,
    Visit,
    outcome,
    to_bring,
    unanswered,
)
from clerk_station.domain.written import read_line, read_phone
from clerk_station.errors import StationError

RETURN_AFTER = timedelta(days=7)
"""When a household comes again if nobody named a day."""

LATEST_RETURN, LATEST_FROM_ABROAD = timedelta(days=366), timedelta(days=3660)
"""How far ahead a household may be asked to come again, and a return from abroad be expected."""


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
class TookLong:
    """The visit stays open until it is said why it took longer than half an hour."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The visit is closed and signed. `witness` names its last event and the chain there."""

    visit: Visit
    witness: str


def show_card(
    desk: Desk, visit: Visit, *, household: Household, document: IdentityDocument, how: How
) -> Recorded | AlreadyThere | ToConfirm | NotOnRoster:
    """Show an identity document to the desk: whose is it, and was that person here already?"""
    desk.must(Act.SHOW_CARD)
    visit = current(desk, visit)
    found = match(document, household.members)
    if isinstance(found, Nobody):
        desk.save(CardRefused(document=document.kind), household=household.id, visit=visit.id)
        return NotOnRoster(document, found.nearest)
    if isinstance(visit.answers.get(found.member.id), Attended):
        return AlreadyThere(found.member)
    if not found.certain:
        return ToConfirm(found.member, document)
    return _attended(desk, visit, found.member, document, how=how, by=found.by)


def confirm_card(
    desk: Desk, visit: Visit, *, member: Member, document: IdentityDocument, how: How
) -> Recorded | AlreadyThere:
    """Record the attendance of a member whose card the clerk compared and confirmed."""
    desk.must(Act.CONFIRM_CARD)
    visit = current(desk, visit)
    if isinstance(visit.answers.get(member.id), Attended):
        return AlreadyThere(member)
    return _attended(desk, visit, member, document, how=how, by=Match.BIRTH_AND_NAME)


def attend_by_hand(
    desk: Desk,
    visit: Visit,
    *,
    member: Member,
    documents: tuple[DocumentKind, ...],
    temporary_card: bool,
) -> Recorded | AlreadyThere:
    """Record the attendance of an adult whose original papers cannot be read by machine.

    Raises:
        StationError: no paper was ticked.
    """
    desk.must(Act.ATTEND_BY_HAND)
    if not documents:
        raise StationError(
            "No original document was ticked",
            "Tick the papers that you saw, or record why the person is absent",
        )
    visit = current(desk, visit)
    if isinstance(visit.answers.get(member.id), Attended):
        return AlreadyThere(member)
    body = MemberAttended(how=How.BY_HAND, documents=documents, temporary_card=temporary_card)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(again(desk, visit), member)


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
        StationError: the reason asks whether a paper was seen and nobody answered, the day of
            return cannot be, the person is under 18 or was recorded as present.
    """
    desk.must(Act.MARK_ABSENT)
    visit = current(desk, visit)
    if isinstance(visit.answers.get(member.id), Attended):
        raise StationError(
            "This person was recorded as present", "Take that back with a reason, then record again"
        )
    if reason in ASKS_EVIDENCE and evidence is Evidence.NOT_ASKED:
        raise StationError(
            "Say whether a paper was seen", "Choose seen or not seen, then record again"
        )
    if not member.is_adult_on(day_of(visit)):
        raise StationError("This member is under 18", "Nothing has to be recorded for them")
    latest = LATEST_RETURN if reason in ASKS_RETURN else LATEST_FROM_ABROAD
    if returns is not None and not desk.today() < returns <= desk.today() + latest:
        raise StationError(
            "This day of return cannot be", "Choose a day from tomorrow on, and not years ahead"
        )
    body = MemberAbsent(
        reason=reason,
        evidence=evidence if reason in ASKS_EVIDENCE else Evidence.NOT_ASKED,
        returns=returns,
        note=in_words(note),
    )
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(again(desk, visit), member)


def request_home_visit(
    desk: Desk, visit: Visit, *, member: Member, address: str, phone: str, note: str
) -> Recorded:
    """Ask a field team to visit an adult who is too old or too ill to come.

    Raises:
        StationError: the address or the phone cannot be, the person is under 18 or was recorded
            as present.
    """
    desk.must(Act.REQUEST_HOME_VISIT)
    visit = current(desk, visit)
    if isinstance(visit.answers.get(member.id), Attended):
        raise StationError(
            "This person was recorded as present", "Take that back with a reason, then record again"
        )
    if not member.is_adult_on(day_of(visit)):
        raise StationError("This member is under 18", "Nothing has to be recorded for them")
    where, number = read_line(address), read_phone(phone)
    if not where:
        raise StationError("There is no address", "Write where the team has to go")
    if number is None:
        raise StationError(
            "This phone number cannot be", "Write the eleven digits of a mobile phone, 07 first"
        )
    body = HomeVisitRequested(address=where, phone=number, note=in_words(note))
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(again(desk, visit), member)


def void_answer(desk: Desk, visit: Visit, *, member: str | None, reason: str) -> Visit:
    """Take back the standing answer of one member, or the latest one, for a reason in words.

    Raises:
        StationError: there is nothing to take back, no reason, or the visit is closed.
    """
    desk.must(Act.VOID_ANSWER)
    visit = current(desk, visit)
    answers = [a for key, a in visit.answers.items() if member in {None, key} and not a.former]
    if not answers:
        raise StationError("There is nothing to take back", "Go on with the visit")
    _void(desk, visit, answers[-1].event, reason)
    return again(desk, visit)


def void_entry(desk: Desk, visit: Visit, *, event: str, reason: str) -> Visit:
    """Take back what was ticked of somebody's papers, or all that an earlier visit knew.

    Raises:
        StationError: this visit has no such entry, no reason was given, or it is closed.
    """
    desk.must(Act.VOID_ENTRY)
    visit = current(desk, visit)
    own = standing(desk.store.journal.events_of_visit(visit.id))
    kinds = DocumentsSeen | VisitContinued
    if not any(one.id == event and isinstance(one.body, kinds) for one in own):
        raise StationError("There is nothing to take back", "Go on with the visit")
    _void(desk, visit, event, reason)
    return again(desk, visit)


def void_visit(desk: Desk, visit: Visit, *, reason: str) -> None:
    """Take back a whole visit that is open: the wrong household was called, or it left the scope.

    Raises:
        StationError: no reason, or the visit is closed.
    """
    desk.must(Act.VOID_VISIT)
    visit = current(desk, visit)
    events = desk.store.journal.events_of_visit(visit.id)
    opening = next(e for e in standing(events) if isinstance(e.body, VisitOpened))
    _void(desk, visit, opening.id, reason)


def close_visit(
    desk: Desk, visit: Visit, *, household: Household, overrun: Overrun | None = None
) -> Closed | NotYet | TookLong:
    """Close a visit in which every adult has an answer; the journal's head is signed.

    The household is read anew: who joined it while it stood here has to answer as well. Who is an
    adult was settled on the day on which the visit began. Somebody who has to come
    again gets a day: the latest that was named, else a week from today.
    Where serving surely took longer than half an hour, `overrun` says why.

    Raises:
        StationError: the visit is closed already.
    """
    desk.must(Act.CLOSE_VISIT)
    visit = current(desk, visit)
    household = desk.store.queries.record(Household, household.id) or household
    lacking = unanswered(household.members, visit, day=day_of(visit))
    if lacking:
        return NotYet(lacking)
    took = lengths_now(desk.store.journal.clock, visit)
    if took.is_over and visit.overrun is None:
        if overrun is None:
            return TookLong(took.served)
        desk.save(VisitOverran(reason=overrun), household=visit.household, visit=visit.id)
    ended = outcome(visit)
    body = VisitClosed(
        outcome=ended,
        seconds=took.served,
        return_day=_return_day(desk, visit) if ended is Outcome.RETURN_NEEDED else None,
    )
    event = desk.save(body, household=visit.household, visit=visit.id)
    head = desk.store.journal.hash_of(event.seq).hex()[:8]
    witness = f"{event.station}-{event.incarnation}-{event.seq} {head}"
    if desk.store.lives.is_rolled_back():
        # An old copy was put back: the central will hold this event under another number.
        witness += " *"
    return Closed(again(desk, visit), witness)


def _attended(
    desk: Desk,
    visit: Visit,
    member: Member,
    document: IdentityDocument,
    *,
    how: How,
    by: Match,
) -> Recorded:
    is_vouched = member.national_number is not None and by is Match.NATIONAL_NUMBER
    marks = () if is_vouched else marks_of(document)
    body = MemberAttended(how=how, documents=(document.kind,), match=by, marks=marks)
    desk.save(body, household=visit.household, visit=visit.id, member=member.id)
    return Recorded(again(desk, visit), member)


def day_of(visit: Visit) -> date:
    """Give the day in Baghdad on which a visit began."""
    return visit.opened_at.astimezone(BAGHDAD).date()


def current(desk: Desk, visit: Visit) -> Visit:
    """Read a visit anew: what a window shows may be older than what was recorded since.

    Raises:
        StationError: it is closed, or parked.
    """
    now = desk.store.queries.visit(visit.id)
    if now is None or now.closing is not None:
        raise StationError(
            "The visit is closed", "Ask the manager, a closed visit is corrected centrally"
        )
    if now.parked is not None:
        raise StationError("The visit is parked", "Take it up again first, then go on")
    return now


def _void(desk: Desk, visit: Visit, event: str, reason: str) -> None:
    if not reason.strip():
        raise StationError("No reason was given", "Say in a few words why it is taken back")
    body = EventVoided(event=event, reason=in_words(reason))
    desk.save(body, household=visit.household, visit=visit.id)


def in_words(text: str) -> str:
    """Keep what was typed, up to 500 characters, without what no database can hold."""
    return text.encode(errors="replace").decode().replace("\0", "").strip()[:500]


def again(desk: Desk, visit: Visit) -> Visit:
    """Read a visit after something was recorded for it."""
    return desk.store.queries.visit(visit.id) or visit


def lengths_now(clock: Clock, visit: Visit) -> Lengths:
    """Measure the stages of a visit as if it ended now, with its time at an earlier desk."""
    now = Begun(stage=Stage.GONE, at=clock.now(), boot=clock.boot, mono_ms=clock.monotonic_ms())
    took = lengths((*visit.begun, now))
    return replace(took, served=visit.spent + took.served)


def _return_day(desk: Desk, visit: Visit) -> date:
    """Give the latest day that was named for coming again; a return from abroad is none.

    A day that an earlier visit named and that has passed names none any more.
    """
    absences = [a for a in visit.answers.values() if isinstance(a, Absent)]
    named = [a.returns for a in absences if a.reason in ASKS_RETURN]
    named += [papers.returns for who, papers in visit.papers.items() if to_bring(visit, who)]
    ahead = [day for day in named if day is not None and day > desk.today()]
    return max(ahead, default=desk.today() + RETURN_AFTER)
