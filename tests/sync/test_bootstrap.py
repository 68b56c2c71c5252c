"""A station that is new or far behind takes a snapshot by itself, and then follows the feed."""

from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import delete, select, update

from sync.central.feed import News, publish, scope_of
from sync.central.registry import put
from sync.central.tables import feed, feeds
from sync.cycle import Cycle
from sync.errors import SyncError, Unreachable
from sync.signed import SignedLetter
from sync.snapshot import MOST_RECORDS
from sync.status import Phase
from sync.wire import Cursor, Page
from tests.central.karbala import HeldStation, Karbala
from tests.sync.held import HeldTime, Line, phase
from tests.world import CENTRE, household

SCOPE = scope_of(CENTRE)
MANY = 2 * MOST_RECORDS + 5


@dataclass
class Counting(Line):
    """A line that notes what was asked for."""

    asked: list[str] = field(default_factory=list)

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Note a page."""
        self.asked.append(f"page {cursor.scope} {cursor.position}")
        return super().pull(cursor, most=most)

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Note a manifest."""
        self.asked.append(f"snapshot {scope}")
        return super().snapshot(scope)

    def chunk(self, digest: str) -> bytes | None:
        """Note a part."""
        self.asked.append("part")
        return super().chunk(digest)


@pytest.fixture
def station(karbala: Karbala) -> HeldStation:
    """Give a new station of a centre that has three parts full of notes."""
    with karbala.database.writing() as connection:
        told = [News("note", f"n{n}", 1, f'"{n}"') for n in range(MANY)]
        publish(connection, {SCOPE: told})
    return karbala.station()


def far_cycle(station: HeldStation, time: HeldTime, line: Line) -> Cycle:
    """Build a cycle to which a hundred records are far."""
    cycle = time.cycle(station.outbox, station.inbox, line)
    cycle.receiving.far = 100
    return cycle


def test_a_new_station_takes_a_snapshot(station: HeldStation) -> None:
    """One look at the feed tells how far it is; then come the manifest and its parts."""
    line, time = Counting(station.server), HeldTime()
    cycle = far_cycle(station, time, line)
    shares = []
    while phase(cycle) is not Phase.SETTLED:
        cycle.step()
        shares.append(cycle.status.progress)
    end = station.inbox.cursor(SCOPE).position
    assert end > MANY
    assert line.asked == [
        f"page {SCOPE} 0",
        f"snapshot {SCOPE}",
        *["part"] * 3,
        f"page {SCOPE} {end}",
        "page national 0",
    ]
    assert (station.inbox.snapshots, len(station.inbox.known("note"))) == (1, MANY)
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}


def test_a_cut_at_every_step_costs_that_step(station: HeldStation) -> None:
    """A line that loses each second answer is overcome; no part is fetched three times."""

    def every_other(call: int) -> SyncError | None:
        return Unreachable("cut") if call % 2 == 0 else None

    line, time = Counting(station.server, after=every_other), HeldTime()
    cycle = far_cycle(station, time, line)
    while phase(cycle) is not Phase.SETTLED:
        time.seconds += cycle.step()
    assert station.inbox.snapshots == 1
    assert len(station.inbox.known("note")) == MANY
    assert line.asked.count("part") <= 6


def test_a_station_that_is_not_far_behind_reads_pages(
    karbala: Karbala, station: HeldStation
) -> None:
    """What a few pages bring is not worth a snapshot; what a month brings is."""
    line, time = Counting(station.server), HeldTime()
    cycle = far_cycle(station, time, line)
    time.run(cycle, within=1)
    before = station.inbox.cursor(SCOPE).position
    for news, kind in ((90, "page"), (101, "snapshot")):
        with karbala.database.writing() as connection:
            publish(connection, {SCOPE: [News("note", "n", 2, f'"{n}"') for n in range(news)]})
        karbala.now += 60
        line.asked.clear()
        time.seconds += 30
        time.run(cycle, within=1)
        assert phase(cycle) is Phase.SETTLED
        assert any(what.startswith(kind) for what in line.asked)
    assert station.inbox.cursor(SCOPE).position == before + 191


def test_a_cursor_that_is_on_no_feed_leads_to_a_snapshot(
    karbala: Karbala, station: HeldStation
) -> None:
    """A central that was restored from an old copy: what it does not know leaves the station."""
    time, line = HeldTime(), Counting(station.server)
    cycle = far_cycle(station, time, line)
    time.run(cycle, within=1)
    with karbala.database.writing() as connection:
        put(connection, [household(9)])
    time.seconds += 30
    time.run(cycle, within=1)
    assert "H0009" in station.inbox.known("household")
    position = station.inbox.cursor(SCOPE).position
    restore(karbala, to=position - 1)
    karbala.now += 60
    line.asked.clear()
    time.seconds += 30
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert line.asked[:2] == [f"page {SCOPE} {position}", f"snapshot {SCOPE}"]
    assert "H0009" not in station.inbox.known("household")
    assert station.inbox.cursor(SCOPE).position == position - 1


def restore(karbala: Karbala, *, to: int) -> None:
    """Take the centre's feed back to what it was at a position."""
    with karbala.database.writing() as connection:
        there = feed.c.scope == SCOPE, feed.c.position == to
        last = connection.execute(select(feed).where(*there)).one()
        connection.execute(delete(feed).where(feed.c.scope == SCOPE, feed.c.position > to))
        back = update(feeds).where(feeds.c.scope == SCOPE)
        connection.execute(back.values(position=to, hash=last.hash))


def test_a_central_without_snapshots_is_read_by_pages(station: HeldStation) -> None:
    """An older central has no such door, and the station gets its data all the same."""

    class Former(Counting):
        def snapshot(self, scope: str) -> SignedLetter | None:
            super().snapshot(scope)
            return None

    line, time = Former(station.server), HeldTime()
    time.run(far_cycle(station, time, line), within=1)
    assert station.inbox.snapshots == 0
    assert len(station.inbox.known("note")) == MANY
    assert line.asked.count(f"snapshot {SCOPE}") == 1


def test_a_wrong_part_is_told_and_pages_do_instead(station: HeldStation) -> None:
    """Who puts another part into the way keeps nobody from the data; the status says what was."""

    class Swapping(Counting):
        def chunk(self, digest: str) -> bytes | None:
            data = super().chunk(digest)
            return None if data is None else data[:-1]

    line, time = Swapping(station.server), HeldTime()
    cycle = far_cycle(station, time, line)
    while not cycle.status.error:
        time.seconds += cycle.step()
    assert "not what its manifest names" in cycle.status.error
    assert phase(cycle) is Phase.TROUBLE
    time.run(cycle, within=5)
    assert phase(cycle) is Phase.SETTLED
    assert (station.inbox.snapshots, line.asked.count("part")) == (0, 1)
    assert len(station.inbox.known("note")) == MANY


def test_a_part_that_the_central_has_no_more_leads_to_its_next_snapshot(
    karbala: Karbala, station: HeldStation
) -> None:
    """A station that was away in the middle of a snapshot begins the one that there is now."""
    line, time = Counting(station.server), HeldTime()
    cycle = far_cycle(station, time, line)
    while "part" not in line.asked:
        cycle.step()
    first = station.inbox.manifest
    for _ in range(2):
        with karbala.database.writing() as connection:
            told = [News("note", f"n{n}", 2, f'"new {n}"') for n in range(MANY)]
            publish(connection, {SCOPE: told})
        karbala.now += 60
        assert station.server.snapshot(SCOPE) is not None
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert first is not None
    assert station.inbox.cursor(SCOPE).position == first.position + 2 * MANY
    assert {r.revision for r in station.inbox.records[SCOPE].values() if r.kind == "note"} == {2}


def test_a_snapshot_that_leads_nowhere_is_not_asked_for_twice(station: HeldStation) -> None:
    """A manifest that ends before the cursor is passed over, and pages lead on."""
    old = station.server.snapshot(SCOPE)

    class Stale(Counting):
        def snapshot(self, scope: str) -> SignedLetter | None:
            super().snapshot(scope)
            assert old is not None
            return replace(old, body=old.body.replace(b'"position":', b'"position":0,"was":'))

    line, time = Stale(station.server), HeldTime()
    time.run(far_cycle(station, time, line), within=1)
    assert len(station.inbox.known("note")) == MANY
    assert line.asked.count(f"snapshot {SCOPE}") == 1
