"""A station moves to another centre: nothing pending is dropped, with a line or without."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clerk_station.desk.forms import show_form
from clerk_station.errors import StationError
from clerk_station.store.opening import open_store
from clerk_station.store.verify import Whole, verify
from sync.central import states
from sync.hello import State
from sync.status import Phase
from tests.central.karbala import Karbala, sqlite_karbala
from tests.desk.acts import opened, sealed, serve
from tests.journeys.joined import Joined, join
from tests.sync.held import down, phase
from tests.world import CENTRE, KEY, OTHER_CENTRE, desk_of


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def joined(karbala: Karbala, tmp_path: Path) -> Iterator[Joined]:
    """Give a station that has the records of its centre."""
    (tmp_path / "station").mkdir()
    both = join(karbala, tmp_path / "station")
    both.time.run(both.cycle(), within=60)
    yield both
    both.store.close()


def restart(joined: Joined, tmp_path: Path) -> None:
    """Close the program and open it again."""
    joined.store.close()
    joined.store = open_store(tmp_path / "station", key=KEY, clock=joined.clock.as_clock())


def let_move(joined: Joined) -> None:
    """Let the station move, as the central's command does."""
    with joined.karbala.database.writing() as connection:
        states.let_move(connection, joined.store.enrolment.station, OTHER_CENTRE)


def accepted(joined: Joined) -> int:
    """Count the events that count."""
    with joined.karbala.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT word FROM events").all()
    assert {row.word for row in rows} <= {"accepted"}
    return len(rows)


def test_a_move_with_events_pending_drops_nothing(joined: Joined, tmp_path: Path) -> None:
    """It waits until the pending ones are accepted for the old centre, then takes place."""
    authority = joined.karbala.keys.authority
    cycle = joined.cycle()
    let_move(joined)
    joined.time.run(cycle, within=60)
    joined.line.before = down
    serve(desk_of(joined.store), sealed(1, authority))
    assert joined.store.outbox.waiting() >= 3
    restart(joined, tmp_path)
    assert joined.store.enrolment.centre == CENTRE, "held: something is pending"

    joined.line.before = lambda _: None
    joined.time.run(joined.cycle(), within=60)
    assert joined.store.enrolment.centre == CENTRE
    restart(joined, tmp_path)
    assert joined.store.enrolment.centre == OTHER_CENTRE
    cycle = joined.cycle()
    joined.time.run(cycle, within=600)
    joined.time.seconds += 30
    joined.time.run(cycle, within=600)
    assert (phase(cycle), cycle.status.move_to) == (Phase.SETTLED, "")
    assert accepted(joined) == len(joined.recorded())
    assert joined.store.inbox.cursor(f"centre:{OTHER_CENTRE}").position > 0
    assert joined.store.inbox.cursor(f"centre:{CENTRE}").position == 0
    assert isinstance(verify(joined.store.ledger), Whole)


def test_a_station_that_is_away_during_the_move(joined: Joined, tmp_path: Path) -> None:
    """It works on for its old centre until it hears of the move, and all of that counts there."""
    authority = joined.karbala.keys.authority
    joined.line.before = down
    let_move(joined)
    for number in (1, 2):
        serve(desk_of(joined.store), sealed(number, authority))
        restart(joined, tmp_path)
    assert joined.store.enrolment.centre == CENTRE
    joined.line.before = lambda _: None
    joined.time.run(joined.cycle(), within=600)
    assert accepted(joined) == len(joined.recorded())
    restart(joined, tmp_path)
    joined.time.run(joined.cycle(), within=600)
    assert joined.store.enrolment.centre == OTHER_CENTRE
    assert accepted(joined) == len(joined.recorded())


def test_an_open_visit_holds_the_move(joined: Joined, tmp_path: Path) -> None:
    """A household that sits at the desk is served by the centre that it came to."""
    let_move(joined)
    joined.time.run(joined.cycle(), within=60)
    opened(desk_of(joined.store), sealed(1, joined.karbala.keys.authority))
    joined.time.seconds += 30
    joined.time.run(joined.cycle(), within=60)
    restart(joined, tmp_path)
    assert joined.store.enrolment.centre == CENTRE


def test_a_suspended_station_finishes_and_begins_nothing(joined: Joined, tmp_path: Path) -> None:
    """Also without a line it remembers that it is suspended; what it recorded is sent."""
    authority = joined.karbala.keys.authority
    with joined.karbala.database.writing() as connection:
        states.change(connection, joined.store.enrolment.station, State.SUSPENDED)
    joined.time.seconds += 30
    joined.time.run(joined.cycle(), within=60)
    restart(joined, tmp_path)
    joined.line.before = down
    desk = desk_of(joined.store)
    with pytest.raises(StationError, match="begins no new work"):
        show_form(desk, sealed(1, authority))
    joined.line.before = lambda _: None
    joined.time.run(joined.cycle(), within=600)
    assert accepted(joined) == len(joined.recorded())
