"""A household comes to the desk: with a form, or without an appointment."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from clerk_station.desk.parking import own_parked, taking_up
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk, save
from clerk_station.desk.walk_ins import against_walk_in
from clerk_station.domain.events import FormRefused, VisitOpened
from clerk_station.domain.forms import Admitted, AppointmentForm, Refusal, Refused, judge
from clerk_station.domain.ids import looks_like_form_number, read_form_number
from clerk_station.domain.matters import HomeVisit, Turn
from clerk_station.domain.people import Household
from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.visits import Entry, How, Visit
from clerk_station.errors import StationError
from clerk_station.store.matters import read_home_visits
from clerk_station.tokens import PREFIX, open_form
from sync.condition import WORDS, Work


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit began, or went on where the same form had begun it."""

    visit: Visit
    household: Household
    form: AppointmentForm | None


@dataclass(frozen=True, slots=True)
class Mistyped:
    """The text has the shape of a form number, and its check digits do not hold."""

    text: str


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Another household's visit is open at this desk; nothing was begun or recorded."""

    visit: Visit


_NO_NEW_WORK = frozenset({Work.SUSPENDED, Work.LOST, Work.RETIRED, Work.OUTDATED})
"""Where a visit that is open is finished, and no other begun. Sending goes on."""


def show_form(
    desk: Desk, text: str, *, how: How = How.SCANNED
) -> Opened | Refused | Mistyped | StillOpen:
    """Show a form to the desk: what its QR or its bar code says, or its number as typed.

    A sealed form is judged by its seal alone, offline; a bare number by the centre's records. A
    paper whose seal was found altered today does not get in by its own bar code; the clerk may
    still serve the household by typing or searching. A refusal is recorded.
    """
    desk.must(Act.SHOW_FORM)
    verdict = _verdict(desk, text)
    if isinstance(verdict, Mistyped):
        return verdict
    current = _at_the_desk(desk)
    if current is not None:
        return _shown_during(desk, current, verdict, text)
    altered = _altered(desk, text, how)
    if altered is not None:
        return altered
    if isinstance(verdict, Refused):
        _record_refusal(desk, verdict, text)
        return verdict
    before = desk.store.queries.served(verdict.form.number)
    entry = Entry.FORM if before is None else Entry.RETURN
    return _begin(desk, verdict.form.household, entry=entry, form=verdict.form)


def look_at(desk: Desk, text: str, *, how: How) -> Admitted | Refused | Mistyped:
    """Judge a form as `show_form` does, without beginning or recording anything."""
    return _altered(desk, text, how) or _verdict(desk, text)


def _verdict(desk: Desk, text: str) -> Admitted | Refused | Mistyped:
    number = read_form_number(text)
    if number is None and looks_like_form_number(text):
        return Mistyped(text)
    form = _form(desk, text, number)
    return form if isinstance(form, Refused) else _judge(desk, form)


def _shown_during(
    desk: Desk, visit: Visit, verdict: Admitted | Refused, text: str
) -> Opened | Refused | StillOpen:
    """Answer a form that is shown while a visit is open: its own, or the next household's."""
    number = verdict.number if isinstance(verdict, Refused) else verdict.form.number
    if not number or number != visit.form:
        return StillOpen(visit)
    if isinstance(verdict, Refused) and verdict.reason is Refusal.FORGED:
        _record_refusal(desk, verdict, text, visit=visit.id)
        return verdict
    return _resumed(desk, visit)


def walk_in(desk: Desk, household: str) -> Opened | Refused | StillOpen:
    """Begin a visit of a household that came without an appointment, or without its paper.

    One that was asked to come again comes back, which is no visit beside the first.
    One whose visit was completed before, here or elsewhere, is refused, and so is one that the
    centre's rule for walk-ins is against; either is recorded.
    """
    desk.must(Act.WALK_IN)
    current = _at_the_desk(desk)
    if current is not None:
        return StillOpen(current)
    served = Refusal.ALREADY_SERVED if desk.store.queries.is_served(household) else None
    against = served or against_walk_in(desk, household)
    if against is not None:
        desk.save(FormRefused(reason=against), household=household)
        return Refused(against)
    entry = Entry.RETURN if desk.store.queries.was_asked_back(household) else Entry.WALK_IN
    return _begin(desk, household, entry=entry, form=None)


def take_up(desk: Desk, left: Unfinished) -> Opened | StillOpen:
    """Take up a visit that was parked, or that asked the household to come again.

    Raises:
        StationError: somebody took it up meanwhile, or the household left this centre's records.
    """
    desk.must(Act.TAKE_UP)
    visit = _at_the_desk(desk)
    if visit is not None:
        return StillOpen(visit)
    found = desk.store.unfinished.of(left.household)
    now = next((one for one in found if one.id == left.id), None)
    if now is None:
        raise StationError(
            "This visit was taken up already", "Look at the list again, another desk has it"
        )
    form = desk.store.queries.record(AppointmentForm, now.form) if now.form else None
    return _take_up(desk, now, form=form)


def visit_home(desk: Desk, household: str) -> Opened | StillOpen:
    """Begin a visit of a field team at a household, for whom one was asked for and still waits.

    Raises:
        StationError: nobody of the household waits for a visit at home any more.
    """
    desk.must(Act.VISIT_HOME)
    current = _at_the_desk(desk)
    if current is not None:
        return StillOpen(current)
    asked = [
        one
        for one in read_home_visits(desk.store)
        if one.household == household and one.turn is Turn.WAITING
    ]
    if not asked:
        raise StationError(
            "Nobody of this household waits for a visit at home",
            "Choose another household from the list",
        )
    return _open(desk, household, entry=Entry.HOME, form=None, asked=asked)


def resume(desk: Desk) -> Opened | None:
    """Give the visit that is open at this desk, for example after a power cut."""
    current = _at_the_desk(desk)
    return None if current is None else _resumed(desk, current)


def _at_the_desk(desk: Desk) -> Visit | None:
    """Give the open visit, unless its household has left this centre's records meanwhile.

    Such a visit stays open in the journal, and it does not keep the desk from the next family.
    """
    queries = desk.store.queries
    visit = queries.open_visit()
    known = visit is not None and queries.record(Household, visit.household) is not None
    return visit if known else None


def _form(desk: Desk, text: str, number: str | None) -> AppointmentForm | Refused:
    if number is None:
        return open_form(text, desk.store.enrolment.authority_keys)
    known = desk.store.queries.record(AppointmentForm, number)
    return known or Refused(Refusal.UNKNOWN, number)


def _judge(desk: Desk, form: AppointmentForm) -> Admitted | Refused:
    queries = desk.store.queries
    before = queries.served(form.number)
    found = desk.store.unfinished.of(form.household)
    parked_on = [left.day for left in found if left.state is UnfinishedState.PARKED]
    return judge(
        form,
        centre=desk.store.enrolment.centre,
        today=desk.today(),
        served=before is not None or queries.is_served(form.household),
        returns=before.return_day if before else min(parked_on, default=None),
        known=queries.record(Household, form.household) is not None,
    )


def _altered(desk: Desk, text: str, how: How) -> Refused | None:
    """Refuse a bar code that lies on a paper which showed a broken seal here today."""
    number = read_form_number(text)
    if number is None or how is not How.SCANNED:
        return None
    was_altered = any(
        isinstance(event.body, FormRefused)
        and event.body.reason is Refusal.FORGED
        and event.body.number == number
        for event in desk.store.journal.events_of_day(desk.today(), kinds=(FormRefused.kind,))
    )
    return Refused(Refusal.FORGED, number) if was_altered else None


def refusal(refused: Refused, text: str) -> FormRefused:
    """Give what is recorded of a form that was shown and not admitted."""
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return FormRefused(reason=refused.reason, number=refused.number, digest=digest)


def _record_refusal(desk: Desk, refused: Refused, text: str, *, visit: str = "") -> None:
    household = refused.form.household if refused.form else ""
    desk.save(refusal(refused, text), household=household, visit=visit)


def _begin(desk: Desk, household: str, *, entry: Entry, form: AppointmentForm | None) -> Opened:
    """Take up what is left of an earlier visit of the household, else begin one anew."""
    found = desk.store.unfinished.of(household)
    left = next((one for one in found if one.entry is not Entry.HOME), None)
    if left is not None:
        return _take_up(desk, left, form=form)
    return _open(desk, household, entry=entry, form=form)


def _open(
    desk: Desk,
    household_id: str,
    *,
    entry: Entry,
    form: AppointmentForm | None,
    asked: Sequence[HomeVisit] = (),
) -> Opened:
    _may_begin(desk)
    household = _home(desk, household_id)
    visit = _visit_id(desk, household_id)
    body = VisitOpened(
        entry=entry,
        form=form.number if form else "",
        requests=tuple(one.id for one in asked),
        members=tuple(one.member for one in asked),
    )
    desk.save(body, household=household_id, visit=visit)
    return Opened(_saved(desk, visit), household, form)


def _take_up(desk: Desk, left: Unfinished, *, form: AppointmentForm | None) -> Opened:
    home = _home(desk, left.household)
    if own_parked(desk, left) is None:
        _may_begin(desk)
    new = _visit_id(desk, left.household)
    visit, drafts = taking_up(desk, left, visit=new, form=form.number if form else "")
    save(desk.store, *drafts)
    return Opened(_saved(desk, visit), home, form)


def _visit_id(desk: Desk, household: str) -> str:
    """Give the id under which the household arrived here, or a new one."""
    return desk.store.day_lists.visit_of(desk.today(), household) or uuid.uuid4().hex


def _may_begin(desk: Desk) -> None:
    work = desk.store.lives.work()
    if work in _NO_NEW_WORK:
        raise StationError("This station begins no new work", WORDS[work])


def _home(desk: Desk, household: str) -> Household:
    home = desk.store.queries.record(Household, household)
    if home is None:
        raise StationError(
            "This household is not in the centre's records",
            "Ask the manager which centre it belongs to",
        )
    return home


def _saved(desk: Desk, visit_id: str) -> Visit:
    visit = desk.store.queries.visit(visit_id)
    if visit is None:
        msg = "a visit that was just saved cannot be folded"
        raise RuntimeError(msg)
    return visit


def _resumed(desk: Desk, visit: Visit) -> Opened:
    queries = desk.store.queries
    household = queries.record(Household, visit.household)
    if household is None:
        raise StationError(
            "The household of the open visit has left this centre's records",
            "Go on with the next form, and ask the manager where it belongs",
        )
    form = queries.record(AppointmentForm, visit.form) if visit.form else None
    return Opened(visit, household, form)


def is_form_code(text: str) -> bool:
    """Tell whether a code's text has the form of ours; its seal is another question."""
    return text.startswith(PREFIX) or read_form_number(text) is not None
