"""The queue: numbers that never clash, and turns that add up from what each station knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import (
    Body,
    EventVoided,
    HouseholdArrived,
    VisitCalled,
    VisitClosed,
    VisitMissed,
    VisitOpened,
)
from clerk_station.domain.turns import (
    Part,
    Phase,
    Turn,
    fold_part,
    merge,
    number_of,
    window_of,
)
from clerk_station.domain.visits import Entry, Outcome, Priority
from tests.domain.acts import event

ARRIVED = HouseholdArrived(number=301, form="F", priority=Priority.OLD)
CALLED, MISSED = VisitCalled(number=301), VisitMissed(number=301)
OPENED = VisitOpened(entry=Entry.FORM, form="F")
CLOSED = VisitClosed(outcome=Outcome.COMPLETED, seconds=3)
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=BAGHDAD)


def part_of(*story: Body, station: str = "S1") -> Part | None:
    """Fold what one station did."""
    events = [event(seq, body, station=station) for seq, body in enumerate(story, 1)]
    return fold_part(events, window=3)


def turn(*parts: Part | None) -> Turn:
    """Make a turn of what stations know."""
    told = tuple(part for part in parts if part is not None)
    return Turn(centre="KA-01", day=EIGHT.date(), household="H1", parts=told)


@pytest.mark.parametrize(
    ("story", "phase"),
    [
        ((ARRIVED,), Phase.ARRIVED),
        ((ARRIVED, CALLED), Phase.CALLED),
        ((ARRIVED, CALLED, MISSED), Phase.MISSED),
        ((ARRIVED, CALLED, MISSED, CALLED), Phase.CALLED),
        ((ARRIVED, CALLED, MISSED, ARRIVED), Phase.ARRIVED),
        ((ARRIVED, CALLED, OPENED), Phase.AT_WINDOW),
        ((ARRIVED, OPENED, CLOSED), Phase.SERVED),
        ((OPENED,), Phase.AT_WINDOW),
    ],
)
def test_each_act_moves_a_household_on(story: Sequence[Body], phase: Phase) -> None:
    """From the hall to a window and home; who did not come when called can come back."""
    found = part_of(*story)
    assert found is not None
    assert found.phase is phase


def test_a_part_keeps_what_the_hall_and_the_day_list_need() -> None:
    """Number, form, priority and how long it took are folded from the events alone."""
    found = part_of(ARRIVED, CALLED, OPENED, CLOSED)
    assert found is not None
    assert (found.number, found.form, found.priority) == (301, "F", Priority.OLD)
    assert (found.window, found.outcome, found.seconds) == (3, Outcome.COMPLETED, 3)


def test_what_was_taken_back_stands_in_no_queue() -> None:
    """A number given by mistake leaves nothing behind once it is voided."""
    assert part_of(ARRIVED, EventVoided(event="S1#1", reason="خطأ")) is None


def test_a_time_that_is_not_accurate_is_none() -> None:
    """A visit across a restart counts, and its length does not."""
    events = [event(1, OPENED, boot="one"), event(2, CLOSED, boot="two")]
    found = fold_part(events, window=1)
    assert found is not None
    assert (found.phase, found.seconds) == (Phase.SERVED, None)


def test_parts_of_two_stations_add_up() -> None:
    """One gave the number, another called: the turn has both, and stands where the later is."""
    reception, desk = part_of(ARRIVED), part_of(CALLED, OPENED, station="S2")
    whole = turn(reception, desk)
    assert (whole.number, whole.phase) == (301, Phase.AT_WINDOW)
    assert whole.last == desk


@given(
    st.permutations(
        [part_of(ARRIVED), part_of(CALLED, station="S2"), part_of(CALLED, MISSED, station="S3")]
    )
)
def test_the_order_of_parts_decides_nothing(parts: list[Part]) -> None:
    """Whichever station's news come first, all see the same."""
    found = turn(*parts)
    assert (found.number, found.phase, found.last.station) == (301, Phase.MISSED, "S3")


def test_given_twice_one_number_counts() -> None:
    """Two desks without a line may each give one; every station picks the same afterwards."""
    one, two = part_of(ARRIVED), part_of(HouseholdArrived(number=412), station="S2")
    assert turn(one, two).number == turn(two, one).number == 301


def test_of_its_own_part_only_the_station_knows() -> None:
    """What was voided here is gone at once, although the central has not heard yet."""
    mine, other = part_of(ARRIVED, OPENED), part_of(CALLED, station="S2")
    now = turn(part_of(ARRIVED))
    (found,) = merge([turn(mine, other)], own=[now], station="S1")
    assert found.phase is Phase.CALLED
    assert merge([turn(mine)], own=[], station="S1") == []


@given(st.integers(0, 99), st.integers(1, 2000), st.integers(0, 99), st.integers(1, 2000))
def test_no_two_windows_ever_give_one_number(a: int, m: int, b: int, n: int) -> None:
    """Numbers are unique in a hall although nobody asks anybody."""
    assert ((a, m) == (b, n)) is (number_of(a, m) == number_of(b, n))


@given(st.integers(1, 9), st.integers(1, 99))
def test_numbers_fit_the_hall(window: int, nth: int) -> None:
    """Nine windows give three digits, ninety-nine times a day each."""
    assert 100 < number_of(window, nth) < 1000


@pytest.mark.parametrize(
    ("name", "window"), [("شباك 3", 3), ("شباك ٣", 3), ("Window 12", 12), ("المدخل", 0)]
)
def test_the_window_stands_in_the_name(name: str, window: int) -> None:
    """The manager names a machine once; its window is the number in that name."""
    assert window_of(name) == window


def test_waiting_ends_at_a_window() -> None:
    """How long a household waited is known once a window took it."""
    whole = part_of(ARRIVED, OPENED)
    assert whole is not None
    waiting = replace(whole, opened_at=None)
    assert (turn(whole).waited, turn(waiting).waited) == (1, 0)
