"""First the station is put back from a copy, then the central: each heals the other."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import open_store
from clerk_station.store.verify import Whole, verify
from sync.central.tables import events, incarnations, standings
from sync.status import Phase
from tests.central.karbala import Karbala, sqlite_karbala
from tests.journeys.joined import Joined, join
from tests.sync.held import phase
from tests.world import KEY

Stored = dict[tuple[int, int], bytes]


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


def record(joined: Joined, how_many: int) -> None:
    """Record events."""
    drafts = [Draft(body=ClerkSignedIn(), clerk="C1", session="s1")] * how_many
    joined.store.journal.append(*drafts, known=ServerTime())


def settle(joined: Joined) -> None:
    """Run the post until it rests, and see that it is green."""
    joined.time.seconds += 900
    cycle = joined.cycle()
    joined.time.run(cycle, within=3600)
    assert phase(cycle) is Phase.SETTLED, cycle.status


def stored(karbala: Karbala) -> Stored:
    """Give what the central holds."""
    with karbala.database.reading() as connection:
        rows = connection.execute(events.select()).all()
    return {(row.incarnation, row.seq): row.bytes for row in rows}


@pytest.fixture
def branched(karbala: Karbala, tmp_path: Path) -> Iterator[Joined]:
    """Give a station that went on as life 2 after event 10, with events 11 to 15 of life 1 back."""
    folder, copy = tmp_path / "station", tmp_path / "copy"
    folder.mkdir()
    joined = join(karbala, folder)
    record(joined, 10)
    settle(joined)
    joined.store.close()
    shutil.copytree(folder, copy)
    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    record(joined, 5)
    settle(joined)
    joined.store.close()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    record(joined, 3)
    settle(joined)
    assert joined.store.journal.given_back() == {1: 15}
    yield joined
    joined.store.close()


def test_what_came_back_is_sent_again_where_the_central_lost_it(
    karbala: Karbala, branched: Joined
) -> None:
    """Events of the earlier life that only this machine has return under their identity."""
    before = stored(karbala)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.incarnation == 1, events.c.seq > 12))
    settle(branched)
    assert stored(karbala) == before
    assert isinstance(verify(branched.store.ledger), Whole)


def test_a_central_that_forgot_the_branch_gets_both_again(
    karbala: Karbala, branched: Joined
) -> None:
    """Put back to before the branch and its parent's end: nothing is lost or doubled."""
    before = stored(karbala)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.incarnation == 2))
        connection.execute(delete(events).where(events.c.seq > 7))
        connection.execute(delete(standings))
        connection.execute(delete(incarnations).where(incarnations.c.incarnation == 2))
    record(branched, 2)
    settle(branched)
    now = stored(karbala)
    assert {key: now[key] for key in before} == before
    assert len(now) == len(before) + 2
    assert isinstance(verify(branched.store.ledger), Whole)


def test_the_machine_is_put_back_once_more(
    karbala: Karbala, branched: Joined, tmp_path: Path
) -> None:
    """The old copy again: a third life, and what the other two held comes back."""
    before = stored(karbala)
    branched.store.close()
    shutil.rmtree(tmp_path / "station")
    shutil.copytree(tmp_path / "copy", tmp_path / "station")
    branched.store = open_store(tmp_path / "station", key=KEY, clock=branched.clock.as_clock())
    record(branched, 1)
    settle(branched)
    now = stored(karbala)
    assert {key: now[key] for key in before} == before
    assert set(now) - set(before) == {(3, 11)}
    assert branched.store.journal.given_back() == {1: 15, 2: 13}
    assert isinstance(verify(branched.store.ledger), Whole)
