"""The post between the station's own encrypted store and the central."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store
from sync.central.tables import events
from sync.cycle import Cycle
from sync.errors import SyncError, Unreachable
from sync.status import Phase
from sync.wire import SignedReceipt
from tests.central.karbala import Karbala
from tests.journeys.joined import Joined, join
from tests.sync.held import HeldTime, Line


@pytest.fixture
def joined(karbala: Karbala, tmp_path: Path) -> Iterator[Joined]:
    """Give a real store and a real central that know each other."""
    both = join(karbala, tmp_path)
    yield both
    both.store.close()


@pytest.fixture
def line(joined: Joined) -> Line:
    """Give the line between them."""
    return joined.line


@pytest.fixture
def store(joined: Joined) -> Store:
    """Give the store of the station."""
    return joined.store


def work(store: Store, how_many: int) -> None:
    """Record events."""
    drafts = [Draft(body=ClerkSignedIn(), clerk="C1", session="s1") for _ in range(how_many)]
    store.journal.append(*drafts, known=ServerTime())


def cycle_of(store: Store, time: HeldTime, line: Line) -> Cycle:
    """Build the cycle over the store."""
    return Cycle(
        outbox=store.outbox,
        lives=store.lives,
        inbox=store.inbox,
        server=line,
        monotonic=lambda: time.seconds,
        wall=lambda: time.seconds,
        random=lambda: time.luck,
    )


def compare(karbala: Karbala, store: Store) -> None:
    """See that the central holds the journal, event by event."""
    ours = [link.hash for link in store.journal.links()]
    with karbala.database.reading() as connection:
        wanted = events.select().order_by(events.c.seq)
        assert [row.hash for row in connection.execute(wanted)] == ours
    assert store.outbox.waiting() == 0


def test_a_day_with_lost_answers(karbala: Karbala, store: Store, line: Line) -> None:
    """The journal arrives whole over a line that loses each second answer."""

    def every_other(call: int) -> SyncError | None:
        return Unreachable("cut") if call % 2 == 0 else None

    line.after = every_other
    time = HeldTime()
    cycle = cycle_of(store, time, line)
    for _ in range(3):
        work(store, 300)
        time.run(cycle, within=3600)
    while cycle.status.phase is not Phase.SETTLED:
        time.seconds += max(1.0, cycle.step())
    compare(karbala, store)


def test_a_central_that_lost_events_gets_them_again(
    karbala: Karbala, store: Store, line: Line
) -> None:
    """A row that is missing in the middle, and a tail that is gone, both come back."""
    time = HeldTime()
    cycle = cycle_of(store, time, line)
    work(store, 40)
    time.run(cycle, within=1)
    for lost in (events.c.seq == 17, events.c.seq > 30):
        with karbala.database.writing() as connection:
            connection.execute(delete(events).where(lost))
        time.seconds += 30
        time.run(cycle, within=1)
        compare(karbala, store)


class Narrow(Line):
    """A line that breaks under each of the first nine batches."""

    def push(self, packed: bytes) -> SignedReceipt:
        """Break, or pass a batch on."""
        if self.pushes < 9:
            self.pushes += 1
            raise Unreachable("down")
        return super().push(packed)


def test_letters_of_one_event_and_of_many(karbala: Karbala, store: Store, line: Line) -> None:
    """Batches that were sealed large are cut small where the line asks for it."""
    time, narrow = HeldTime(), Narrow(line.server)
    cycle = cycle_of(store, time, narrow)
    work(store, 120)
    while narrow.pushes < 10:
        time.seconds += cycle.step()
    assert karbala.held() == 1
    time.run(cycle, within=3600)
    compare(karbala, store)


def test_a_station_receives_its_centre(store: Store, line: Line) -> None:
    """The records that the central published are those that the store reads."""
    time = HeldTime()
    time.run(cycle_of(store, time, line), within=1)
    assert store.inbox.cursor("").scope == "centre:KA-01"
    assert store.inbox.size() == 2 + 1 + 5 + 5 + 1, "and numbers for temporary cards"
