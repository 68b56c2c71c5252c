"""The queue at a desk: a household gets a number, is called to a window, or did not come."""

import uuid
from dataclasses import dataclass
from itertools import count

from clerk_station.desk.forms import Mistyped, look_at, refusal
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.desk.walk_ins import against_walk_in
from clerk_station.domain.day_list import DayList, Line, Standing
from clerk_station.domain.events import (
    EventVoided,
    FormRefused,
    HouseholdArrived,
    VisitCalled,
    VisitMissed,
)
from clerk_station.domain.fold import standing
from clerk_station.domain.forms import Admitted, Refusal, Refused
from clerk_station.domain.people import Household
from clerk_station.domain.turns import number_of
from clerk_station.domain.visits import How, Priority
from clerk_station.errors import StationError


@dataclass(frozen=True, slots=True)
class Arrived:
    """A household holds this number; `ahead` go before it. `again`: it had the number before."""

    number: int
    ahead: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """The household of this line was called to this window."""

    line: Line
    window: int


@dataclass(frozen=True, slots=True)
class NobodyWaits:
    """Nobody is in the queue; nothing was recorded."""


def arrive(
    desk: Desk, text: str, *, priority: Priority = Priority.NONE, how: How = How.SCANNED
) -> Arrived | Refused | Mistyped:
    """Give the household of a form its number; a refusal is recorded as at a window."""
    desk.must(Act.ARRIVE)
    verdict = look_at(desk, text, how=how)
    if isinstance(verdict, Refused):
        desk.save(refusal(verdict, text), household=verdict.form.household if verdict.form else "")
    if not isinstance(verdict, Admitted):
        return verdict
    form = verdict.form
    return _give(desk, form.household, form=form.number, priority=priority)


def arrive_without(
    desk: Desk, household: str, *, priority: Priority = Priority.NONE
) -> Arrived | Refused:
    """Give a household a number that has no paper with it, by the rule of the centre."""
    desk.must(Act.ARRIVE_WITHOUT)
    queries = desk.store.queries
    if queries.record(Household, household) is None:
        raise StationError(
            "This household is not in the centre's records",
            "Ask the manager which centre it belongs to",
        )
    served = Refusal.ALREADY_SERVED if queries.is_served(household) else None
    against = served or against_walk_in(desk, household)
    if against is not None:
        desk.save(FormRefused(reason=against), household=household)
        return Refused(against)
    return _give(desk, household, form="", priority=priority)


def call_next(desk: Desk) -> Called | NobodyWaits:
    """Call whoever is next; who was called here and has not come yet is called again."""
    desk.must(Act.CALL_NEXT)
    day = _day(desk)
    line = called_here(day, desk) or next(iter(day.queue), None)
    if line is None:
        return NobodyWaits()
    body = VisitCalled(number=line.number)
    desk.save(body, household=line.household, visit=_visit_of(desk, line.household))
    return Called(line, desk.store.day_lists.window)


def miss(desk: Desk) -> Line:
    """Record that who was called to this window did not come; it may come back with its number.

    Raises:
        StationError: nobody was called here.
    """
    desk.must(Act.MISS)
    line = called_here(_day(desk), desk)
    if line is None:
        raise StationError("Nobody was called to this window", "Call the next number with F5")
    body = VisitMissed(number=line.number)
    desk.save(body, household=line.household, visit=_visit_of(desk, line.household))
    return line


def take_back_number(desk: Desk, household: str, *, reason: str) -> Line:
    """Take back the number of a household that still waits, for a reason in words.

    Raises:
        StationError: it does not wait, or another window gave the number.
    """
    desk.must(Act.TAKE_BACK_NUMBER)
    line = _line(_day(desk), household)
    visit = desk.store.day_lists.visit_of(desk.today(), household)
    given = [
        event
        for event in standing(desk.store.journal.events_of_visit(visit) if visit else ())
        if isinstance(event.body, HouseholdArrived)
    ]
    if line is None or line.standing is not Standing.WAITING or not given:
        raise StationError(
            "This number cannot be taken back here",
            "Only the window that gave it can, while the household waits",
        )
    for event in given:
        desk.save(EventVoided(event=event.id, reason=reason), household=household, visit=visit)
    return line


def called_here(day: DayList, desk: Desk) -> Line | None:
    """Give who was called to this window and has not come yet, the latest of them."""
    me = desk.store.enrolment.station
    mine = {
        turn.last.called_at: line
        for line in day.lines
        if line.standing is Standing.CALLED and (turn := line.turn) and turn.last.station == me
    }
    return mine[max(filter(None, mine))] if mine else None


def _give(desk: Desk, household: str, *, form: str, priority: Priority) -> Arrived:
    """Give a number; a household that has one and still waits keeps it."""
    before = _line(_day(desk), household)
    waits = before is not None and before.number and before.standing is Standing.WAITING
    if before is not None and waits and before.priority is priority:
        return Arrived(before.number, _ahead(_day(desk), household), again=True)
    number = before.number if before and before.number else _next_number(desk)
    body = HouseholdArrived(number=number, form=form, priority=priority)
    desk.save(body, household=household, visit=_visit_of(desk, household))
    return Arrived(number, _ahead(_day(desk), household), again=bool(waits))


def _next_number(desk: Desk) -> int:
    """Give the next number of this window that nobody holds or held today."""
    lists = desk.store.day_lists
    given = lists.given(desk.today())
    return next(n for n in (number_of(lists.window, k) for k in count(1)) if n not in given)


def _visit_of(desk: Desk, household: str) -> str:
    return desk.store.day_lists.visit_of(desk.today(), household) or uuid.uuid4().hex


def _ahead(day: DayList, household: str) -> int:
    homes = [line.household for line in day.queue]
    return homes.index(household) if household in homes else 0


def _line(day: DayList, household: str) -> Line | None:
    return next((line for line in day.lines if line.household == household), None)


def _day(desk: Desk) -> DayList:
    return desk.store.day_lists.of(desk.today())
