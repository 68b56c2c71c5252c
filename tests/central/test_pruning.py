"""A feed does not grow for ever: what is long past leaves it, and nobody misses any of it."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from sync.central.feed import scope_of
from sync.central.pruning import DAY, DAYS, Pruned, prune
from sync.central.registry import put
from sync.central.sequencer import drain
from sync.central.tables import feed
from sync.status import Phase
from sync.wire import Record
from tests.central.karbala import HeldStation, Karbala
from tests.sync.held import HeldTime, phase
from tests.world import CENTRE, OTHER_CENTRE, household

SCOPE = scope_of(CENTRE)


def changed(karbala: Karbala, times: int) -> None:
    """Let a household change so often, and another one leave and come back."""
    for n in range(times):
        home = household(1)
        with karbala.database.writing() as connection:
            put(connection, [replace(home, old_card_number=f"33{n}")])
            put(connection, [household(2, centre=OTHER_CENTRE)])
            put(connection, [household(2)])
    drain(karbala.database)


def rows(karbala: Karbala) -> int:
    """Count the rows of the centre's feed."""
    with karbala.database.reading() as connection:
        wanted = select(func.count()).where(feed.c.scope == SCOPE)
        return connection.scalar(wanted) or 0


def pruned(karbala: Karbala) -> dict[str, Pruned]:
    """Prune as each night; give what was done by scope."""
    return {one.scope: one for one in prune(karbala.database, now=karbala.now)}


def settled(station: HeldStation, time: HeldTime) -> dict[tuple[str, str], Record]:
    """Run the post of a station until it rests; give what it holds of its centre."""
    cycle = station.cycle(time)
    time.run(cycle, within=3600)
    assert phase(cycle) is Phase.SETTLED, cycle.status
    there = station.inbox.records[SCOPE].items()
    return {key: record for key, record in there if record.data is not None}


def told(there: dict[tuple[str, str], Record]) -> dict[tuple[str, str], tuple[int, str | None]]:
    """Leave the households, without positions, which a snapshot does not have."""
    homes = ((key, record) for key, record in there.items() if record.kind == "household")
    return {key: (record.revision, record.data) for key, record in homes}


def test_what_was_said_otherwise_since_is_taken_out(either: Karbala) -> None:
    """Only after so many days, and never the last word on anything."""
    time, reader, away = HeldTime(), either.station(), either.station()
    settled(reader, time)
    settled(away, time)
    changed(either, 20)
    assert pruned(either) == {}, "first it is noted where the feeds stand"
    settled(reader, time)
    before = rows(either)
    either.now += (DAYS - 1) * DAY
    assert pruned(either) == {}
    either.now += DAY
    gone = pruned(either)[SCOPE].rows
    assert rows(either) == before - gone
    assert gone > 50

    changed(either, 1)
    new = either.station()
    here = told(settled(reader, time))
    assert reader.inbox.snapshots == 0, "the control: who read on needs none"
    for station in (away, new):
        assert told(settled(station, time)) == here
        assert station.inbox.snapshots > 0


def test_control_a_page_from_before_would_have_a_hole(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: given as if nothing were missing, the station refuses what follows."""
    time, away = HeldTime(), karbala.station()
    settled(away, time)
    changed(karbala, 20)
    pruned(karbala)
    karbala.now += DAYS * DAY
    assert pruned(karbala)[SCOPE].rows
    monkeypatch.setattr("sync.central.feed._is_ours", lambda *_, **__: True)
    with karbala.database.writing() as connection:
        connection.exec_driver_sql("update feeds set pruned = 0")
    cycle = away.cycle(time)
    time.run(cycle, within=60)
    assert phase(cycle) is Phase.TROUBLE


def test_a_clock_that_was_ahead_delays_pruning_by_no_more_than_its_days(karbala: Karbala) -> None:
    """Put right, the days count from then on."""
    changed(karbala, 5)
    karbala.now += 365 * DAY
    pruned(karbala)
    karbala.now -= 365 * DAY
    assert pruned(karbala) == {}
    karbala.now += DAYS * DAY
    assert pruned(karbala)[SCOPE].rows > 0


def test_a_snapshot_from_before_what_was_pruned_is_made_anew(karbala: Karbala) -> None:
    """A station that begins afterwards reads all, and is not led round in circles."""
    with karbala.database.writing() as connection:
        put(connection, [household(9)])
    drain(karbala.database)
    old = karbala.office.make_snapshot(SCOPE)
    changed(karbala, 5)
    assert karbala.office.make_snapshot(SCOPE) == old, "the control: nothing was pruned yet"
    pruned(karbala)
    karbala.now += DAYS * DAY
    pruned(karbala)
    assert karbala.office.make_snapshot(SCOPE) != old
    station, time = karbala.station(), HeldTime()
    there = settled(station, time)
    assert ("household", "H0009") in there
