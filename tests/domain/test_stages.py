"""The half-hour: what each stage of a visit took, and when that can be trusted."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import VisitClosed, VisitOpened, VisitOverran
from clerk_station.domain.fold import fold_visit
from clerk_station.domain.stages import HALF_HOUR, Begun, Lengths, Overrun, Stage, lengths
from clerk_station.domain.visits import Entry, Outcome
from tests.domain.acts import event

EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=BAGHDAD)


def begun(stage: Stage, minute: float, *, boot: str = "b", clock: float | None = None) -> Begun:
    """Begin a stage at a minute of the monotonic clock, and of the wall clock if not told."""
    wall = minute if clock is None else clock
    at = EIGHT + timedelta(minutes=wall)
    return Begun(stage=stage, at=at, boot=boot, mono_ms=int(minute * 60_000))


def test_each_stage_is_measured_by_itself() -> None:
    """A household that lay parked was not served meanwhile."""
    told = (
        begun(Stage.WAITING, 0),
        begun(Stage.SERVED, 10),
        begun(Stage.PARKED, 22),
        begun(Stage.SERVED, 90),
        begun(Stage.GONE, 95),
    )
    assert lengths(told) == Lengths(waiting=600, served=17 * 60, parked=68 * 60)


def test_a_wall_clock_that_jumps_moves_no_length() -> None:
    """Whatever the wall clock was set to, the monotonic one measures."""
    jumped = begun(Stage.SERVED, 0, clock=0), begun(Stage.GONE, 12, clock=600)
    assert lengths(jumped) == Lengths(served=720)


def test_a_restart_makes_the_time_inaccurate() -> None:
    """After a restart the wall clock is all there is, and the time says so."""
    told = begun(Stage.SERVED, 5, boot="one", clock=5), begun(Stage.GONE, 1, boot="two", clock=40)
    assert lengths(told) == Lengths(served=35 * 60, accurate=False)
    assert not lengths(told).is_over


def test_a_restart_while_waiting_leaves_the_serving_accurate() -> None:
    """Only what happened while the household was served can spoil its time."""
    told = (
        begun(Stage.WAITING, 0, boot="one"),
        begun(Stage.SERVED, 3, boot="two"),
        begun(Stage.GONE, 9, boot="two"),
    )
    assert lengths(told).accurate


def test_only_more_than_half_an_hour_is_over() -> None:
    """Thirty minutes are still half an hour."""
    exact = lengths((begun(Stage.SERVED, 0), begun(Stage.GONE, 30)))
    over = lengths((begun(Stage.SERVED, 0), begun(Stage.GONE, 30.1)))
    assert exact.served == HALF_HOUR
    assert (exact.is_over, over.is_over) == (False, True)


@given(st.lists(st.tuples(st.sampled_from(Stage), st.integers(0, 600)), max_size=8))
def test_no_length_is_ever_negative(drawn: list[tuple[Stage, int]]) -> None:
    """Clocks may say what they like: no stage took less than nothing."""
    found = lengths([begun(stage, minute) for stage, minute in drawn])
    assert min(found.waiting, found.served, found.parked) >= 0


def test_the_fold_knows_the_stages_and_why_it_took_long() -> None:
    """A visit is measured from its own events, and keeps the reason that the clerk gave."""
    story = (
        VisitOpened(entry=Entry.WALK_IN),
        VisitOverran(reason=Overrun.PAPERS),
        VisitClosed(outcome=Outcome.COMPLETED, seconds=2),
    )
    visit = fold_visit([event(seq, body) for seq, body in enumerate(story, 1)])
    assert visit is not None
    assert (lengths(visit.begun), visit.overrun) == (Lengths(served=2), Overrun.PAPERS)
