"""The queue at a desk: numbers, calling, who did not come, and the rule for walk-ins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from clerk_station.desk.forms import Mistyped, Opened, show_form, walk_in
from clerk_station.desk.queue import (
    Arrived,
    Called,
    NobodyWaits,
    arrive,
    arrive_without,
    call_next,
    miss,
    take_back_number,
)
from clerk_station.desk.session import Desk
from clerk_station.domain.day_list import Standing
from clerk_station.domain.events import FormRefused, HouseholdArrived, VisitCalled, VisitMissed
from clerk_station.domain.forms import Refusal, Refused
from clerk_station.domain.records import WalkIns
from clerk_station.domain.stages import lengths
from clerk_station.domain.turns import Part, Turn
from clerk_station.domain.visits import Entry, Priority
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from tests.desk.acts import sealed, serve
from tests.store.test_inbox import next_page
from tests.world import CENTRE, DAY, World, centre, desk_of, form


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk, at window 3."""
    return desk_of(store)


def standing(desk: Desk, household: str) -> Standing:
    """Say where a household is by the day list."""
    lines = desk.store.day_lists.of(desk.today()).lines
    return next(line.standing for line in lines if line.household == household)


def rule(desk: Desk, walk_ins: WalkIns, *, capacity: int = 12) -> None:
    """Let the centre have another rule."""
    ruled = replace(centre(), walk_ins=walk_ins, capacity_per_hour=capacity)
    desk.store.inbox.apply(next_page(desk.store, ruled))


def elsewhere(desk: Desk, household: str, **more: object) -> None:
    """Let another station tell of a household in the hall."""
    at = desk.store.journal.clock.now()
    told: dict[str, object] = {"arrived_at": at, "number": 101, "window": 1} | more
    part = Part(station="S2", visit="v2", **told)  # type: ignore[arg-type]
    turn = Turn(centre=CENTRE, day=DAY, household=household, parts=(part,))
    desk.store.inbox.apply(next_page(desk.store, turn))


def test_each_household_gets_a_number_of_this_window(desk: Desk, world: World) -> None:
    """Numbers go up from the window's own hundred, and are on the disk when they are told."""
    assert arrive(desk, sealed(1, world.authority_key)) == Arrived(301, 0)
    assert arrive(desk, form(2).number) == Arrived(302, 1)
    last = desk.store.journal.events_of_day(desk.today())[-1]
    assert last.body == HouseholdArrived(number=302, form=form(2).number)
    assert last.household == "H0002"


def test_shown_again_it_keeps_its_number(desk: Desk) -> None:
    """A family that asks twice is not in the queue twice, and nothing is added."""
    arrive(desk, form(1).number)
    before = desk.store.journal.head()
    assert arrive(desk, form(1).number) == Arrived(301, 0, again=True)
    assert desk.store.journal.head() == before


def test_a_form_that_is_not_admitted_gets_no_number(desk: Desk) -> None:
    """The hall judges a form as a window does, and records the refusal."""
    serve(desk, form(1).number)
    assert arrive(desk, form(1).number) == Refused(Refusal.ALREADY_SERVED, form(1).number, form(1))
    last = desk.store.journal.events_of_day(desk.today())[-1]
    assert isinstance(last.body, FormRefused)
    assert isinstance(arrive(desk, form(2).number[:-1] + "9"), Mistyped)


def test_the_next_one_is_called_and_called_again(desk: Desk) -> None:
    """A call that nobody answered yet is repeated: no number is skipped by a second press."""
    arrive(desk, form(1).number)
    arrive(desk, form(2).number)
    first = call_next(desk)
    assert isinstance(first, Called)
    assert (first.line.number, first.window) == (301, 3)
    again = call_next(desk)
    assert isinstance(again, Called)
    assert again.line.number == 301
    assert standing(desk, "H0001") is Standing.CALLED


def test_who_does_not_come_makes_room_and_may_come_back(desk: Desk) -> None:
    """After a miss the next one is called; the missed one waits again with its old number."""
    arrive(desk, form(1).number)
    arrive(desk, form(2).number)
    call_next(desk)
    assert miss(desk).number == 301
    assert standing(desk, "H0001") is Standing.MISSED
    called = call_next(desk)
    assert isinstance(called, Called)
    assert called.line.number == 302
    assert arrive(desk, form(1).number) == Arrived(301, 0)
    assert standing(desk, "H0001") is Standing.WAITING


def test_nobody_is_missed_who_was_not_called(desk: Desk) -> None:
    """There has to be somebody who did not come."""
    arrive(desk, form(1).number)
    with pytest.raises(StationError):
        miss(desk)


def test_a_number_given_by_mistake_is_taken_back(desk: Desk) -> None:
    """The household is as if it had not come; the number is given to nobody else, the act stays."""
    arrive(desk, form(1).number)
    assert take_back_number(desk, "H0001", reason="خطأ").number == 301
    assert standing(desk, "H0001") is Standing.COMING
    assert arrive(desk, form(2).number) == Arrived(302, 0)
    kinds = [event.body.kind for event in desk.store.journal.events_of_day(desk.today())]
    assert kinds.count("household.arrived/1") == 2


def test_only_who_waits_here_loses_a_number(desk: Desk) -> None:
    """A number of another window, or of somebody who was called, is not taken back here."""
    elsewhere(desk, "H0002")
    arrive(desk, form(1).number)
    call_next(desk)
    call_next(desk)
    before = desk.store.journal.head()
    for household in ("H0001", "H0002", "H0003"):
        if standing(desk, household) is not Standing.WAITING or household == "H0002":
            with pytest.raises(StationError):
                take_back_number(desk, household, reason="خطأ")
    assert desk.store.journal.head() == before


def test_an_empty_queue_calls_nobody(desk: Desk) -> None:
    """Nothing is recorded where nobody waits."""
    before = desk.store.journal.head()
    assert call_next(desk) == NobodyWaits()
    assert desk.store.journal.head() == before


def test_the_called_household_opens_the_visit_that_its_number_named(
    desk: Desk, world: World
) -> None:
    """Arrival, call and visit are one story: waiting is measured, and the queue moves on."""
    arrive(desk, form(1).number)
    world.clock.pass_by(minutes=12)
    call_next(desk)
    begun = show_form(desk, form(1).number)
    assert isinstance(begun, Opened)
    kinds = [type(e.body) for e in desk.store.journal.events_of_visit(begun.visit.id)]
    assert kinds[:2] == [HouseholdArrived, VisitCalled]
    assert lengths(begun.visit.begun).waiting == 12 * 60
    assert standing(desk, "H0001") is Standing.AT_WINDOW


def test_the_disabled_are_called_first(desk: Desk) -> None:
    """Priority goes before the order of coming, and can be given afterwards."""
    arrive(desk, form(1).number)
    arrive(desk, form(2).number)
    changed = arrive(desk, form(2).number, priority=Priority.DISABLED)
    assert changed == Arrived(302, 0, again=True)
    called = call_next(desk)
    assert isinstance(called, Called)
    assert called.line.number == 302


def test_a_number_of_another_window_is_called_here(desk: Desk) -> None:
    """Who arrived at another station is called by any; the call is this station's event."""
    elsewhere(desk, "H0002")
    called = call_next(desk)
    assert isinstance(called, Called)
    assert called.line.number == 101
    last = desk.store.journal.events_of_day(desk.today())[-1]
    assert (last.body, last.household) == (VisitCalled(number=101), "H0002")
    miss(desk)
    assert desk.store.journal.events_of_day(desk.today())[-1].body == VisitMissed(number=101)


def test_no_number_is_given_that_somebody_else_has(desk: Desk) -> None:
    """Two machines with one window's name do not give one number once they hear of each other."""
    elsewhere(desk, "H0002", number=301)
    assert arrive(desk, form(1).number) == Arrived(302, 1)


def test_who_was_called_by_another_window_is_not_called_here(desk: Desk) -> None:
    """What stands at one window is nobody else's."""
    elsewhere(desk, "H0002", called_at=desk.store.journal.clock.now())
    assert call_next(desk) == NobodyWaits()


@pytest.fixture
def stranger(desk: Desk) -> str:
    """Give a household of the centre that has no form for today."""
    desk.store.inbox.apply(next_page(desk.store, form(3, day=DAY + timedelta(days=1))))
    return "H0003"


WAYS: list[Callable[[Desk, str], object]] = [walk_in, arrive_without]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("walk_ins", "capacity", "refusal"),
    [
        (WalkIns.NEVER, 12, Refusal.NO_WALK_INS),
        (WalkIns.WHEN_ROOM, 1, Refusal.HOUR_IS_FULL),
        (WalkIns.WHEN_ROOM, 12, None),
        (WalkIns.ALWAYS, 1, None),
    ],
)
def test_walk_ins_follow_the_rule_of_the_centre(
    desk: Desk,
    world: World,
    stranger: str,
    way: Callable[[Desk, str], object],
    walk_ins: WalkIns,
    capacity: int,
    refusal: Refusal | None,
) -> None:
    """Never, when there is room, or always: in the hall and at a window alike."""
    world.clock.pass_by(hours=2)
    rule(desk, walk_ins, capacity=capacity)
    found = way(desk, stranger)
    if refusal is None:
        assert isinstance(found, Arrived | Opened)
    else:
        assert found == Refused(refusal)
        last = desk.store.journal.events_of_day(desk.today())[-1]
        assert last.body == FormRefused(reason=refusal)


@pytest.mark.parametrize("way", WAYS)
def test_who_is_due_today_is_no_walk_in(desk: Desk, way: Callable[[Desk, str], object]) -> None:
    """A family that forgot its paper is served by its appointment, whatever the rule."""
    rule(desk, WalkIns.NEVER)
    assert isinstance(way(desk, "H0001"), Arrived | Opened)


def test_a_manager_serves_past_the_rule(store: Store, stranger: str) -> None:
    """Somebody has to be able to say yes."""
    manager = desk_of(store, clerk_id="M1")
    rule(manager, WalkIns.NEVER)
    begun = walk_in(manager, stranger)
    assert isinstance(begun, Opened)
    assert begun.visit.entry is Entry.WALK_IN
