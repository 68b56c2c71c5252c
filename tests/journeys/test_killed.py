"""kill -9 in the middle of a visit."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from clerk_station.desk.forms import resume
from clerk_station.desk.visits import Closed, close_visit
from clerk_station.domain.events import MemberAttended
from clerk_station.store.verify import Whole, verify
from tests.desk.acts import attend, opened, sealed
from tests.world import DAY, World, desk_of

SAVED, UNFOLDED, UNSAVED = "saved", "unfolded", "unsaved"
"""Where the last act dies: after it returned; saved, but before the cache has it; or, the control,
written and not yet committed."""

DYING = """
import sys
from pathlib import Path
from tests.journeys.test_killed import live
from tests.world import World

live(World(Path(sys.argv[1])), acts=int(sys.argv[2]), place=sys.argv[3], form=sys.argv[4])
"""


def die() -> None:
    """End this process as a power cut would: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)


def die_after_writing(engine: Engine, table: str) -> None:
    """Die when a row was written to a table and its transaction is not yet committed."""

    @event.listens_for(engine, "after_cursor_execute")
    def _written(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            die()


def live(world: World, *, acts: int, place: str, form: str) -> None:
    """Do the first acts of a visit, the opening among them, and die at the last."""
    store = world.open()
    desk = desk_of(store)
    for number in range(acts):
        if number == acts - 1 and place != SAVED:
            last = (store.ledger, "journal") if place == UNSAVED else (store.cache, "visits")
            die_after_writing(*last)
        if number == 0:
            begun = opened(desk, form)
            visit = begun.visit
        else:
            visit = attend(desk, visit, begun.household, begun.household.members[number - 1])
    die()


@pytest.mark.parametrize("acts", [1, 3])
@pytest.mark.parametrize("place", [SAVED, UNFOLDED, UNSAVED])
def test_a_visit_goes_on_after_the_machine_died(world: World, acts: int, place: str) -> None:
    """What was saved is there once, what was not is not, and the visit is finished and signed."""
    world.filled().close()
    text = sealed(1, world.authority_key)
    command = [sys.executable, "-c", DYING, str(world.folder), str(acts), place, text]
    root = Path(__file__).parents[2]
    died = subprocess.run(command, check=False, cwd=root, capture_output=True)
    assert died.returncode == (1 if os.name == "nt" else -9), died.stderr.decode()

    world.clock.boot = "boot-2"
    store = world.open()
    desk = desk_of(store)
    kept = acts - (place == UNSAVED)
    begun = resume(desk)
    assert (begun is not None) is (kept > 0)
    begun = begun or opened(desk, text)
    visit = begun.visit
    adults = begun.household.members[:3]
    assert list(visit.answers) == [member.id for member in adults[: max(0, kept - 1)]]
    for member in adults:
        if member.id not in visit.answers:
            visit = attend(desk, visit, begun.household, member)
    assert isinstance(close_visit(desk, visit, household=begun.household), Closed)

    events = store.journal.events_of_day(DAY)
    attended = [e.member for e in events if isinstance(e.body, MemberAttended)]
    assert attended == [member.id for member in adults], "nothing lost, nothing doubled"
    assert [e.seq for e in events] == list(range(1, len(events) + 1))
    assert len(store.queries.day_facts(DAY).visits) == 1
    whole = verify(store.ledger)
    assert isinstance(whole, Whole)
    assert whole.events == store.outbox.waiting() == len(events)
    store.close()
