"""How much is let in at once, and who waits."""

import pytest

from sync.central.limits import MOST_STATIONS, Buckets, Gate, Limit
from sync.central.web import LIMITS
from sync.errors import Busy

SMALL = Limit(rate=2, burst=3, places=2)


class Clock:
    """Seconds that move when a test moves them."""

    now = 0.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.now


def let_in(gate: Gate, door: str, by: str) -> bool:
    """Tell whether one request is let in."""
    try:
        with gate.entered(door, by=by):
            return True
    except Busy:
        return False


def test_a_station_that_runs_wild_waits_and_others_do_not() -> None:
    """Beyond its burst a station gets so many requests a second; its neighbour notices nothing."""
    clock = Clock()
    gate = Gate({"push": SMALL}, clock=clock)
    assert [let_in(gate, "push", "wild") for _ in range(5)] == [True] * 3 + [False] * 2
    assert let_in(gate, "push", "calm")
    clock.now += 1
    assert [let_in(gate, "push", "wild") for _ in range(3)] == [True, True, False]


def test_the_wait_that_is_told_is_enough() -> None:
    """Who comes back after the seconds that were told finds a token."""
    clock = Clock()
    buckets = Buckets(SMALL, clock)
    while not (wait := buckets.take("s")):
        pass
    clock.now += wait
    assert buckets.take("s") == 0


def test_when_it_is_full_events_still_get_in() -> None:
    """Snapshots are turned away first, then hello and pull, and events last."""
    order = sorted(LIMITS, key=lambda door: LIMITS[door].places)
    assert order[-1] == "push"
    gate, crowd = Gate(LIMITS), LIMITS["pull"].places
    held = [gate.entered("push", by=str(n)) for n in range(crowd)]
    for place in held:
        place.__enter__()
    assert not let_in(gate, "pull", "a")
    assert not let_in(gate, "hello", "a")
    assert let_in(gate, "push", "a")
    for place in held:
        place.__exit__(None, None, None)
    assert let_in(gate, "pull", "a")
    assert gate.running == 0


def test_a_place_is_given_back_whatever_happens() -> None:
    """A request that fails holds no place afterwards."""
    gate = Gate({"push": SMALL})
    with pytest.raises(ValueError, match="boom"), gate.entered("push", by="a"):
        raise ValueError("boom")
    assert gate.running == 0


def test_made_up_tokens_fill_no_memory() -> None:
    """Only so many stations are remembered; the one that was quiet longest is forgotten."""
    buckets = Buckets(SMALL, Clock())
    while not buckets.take("first"):
        pass
    for n in range(MOST_STATIONS):
        buckets.take(f"made-up-{n}")
    assert buckets.take("first") == 0, "forgotten"
