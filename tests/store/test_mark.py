"""The high-water mark: an old copy of the databases shows at the start, without a line."""

import shutil
from pathlib import Path

import pytest

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.mark import MARK, Mark, Memory
from clerk_station.store.opening import LEDGER, Store
from sync.condition import Alarm
from sync.hello import read_hello
from tests.desk.acts import sealed, serve
from tests.store.central import HeldCentral
from tests.world import World, desk_of


def record(store: Store, events: int) -> None:
    """Record that many events."""
    drafts = [Draft(body=ClerkSignedIn(), clerk="C1", session="s")] * events
    store.journal.append(*drafts, known=ServerTime())


def put_back(world: World, store: Store, *, events: int) -> Store:
    """Copy the ledger, record more, and put the copy back; the mark is not in the copy."""
    store.close()
    copy = world.folder.parent / "copy.db"
    shutil.copy(world.folder / LEDGER, copy)
    store = world.open()
    record(store, events)
    store.close()
    shutil.copy(copy, world.folder / LEDGER)
    for suffix in ("-wal", "-shm"):
        (world.folder / (LEDGER + suffix)).unlink(missing_ok=True)
    return world.open()


def test_an_old_copy_shows_at_the_start_without_a_line(world: World, store: Store) -> None:
    """The station knows by itself that later events are missing, and records on."""
    record(store, 5)
    store = put_back(world, store, events=4)
    assert store.lives.condition().alarm is Alarm.ROLLED_BACK
    assert read_hello(store.lives.hello()).mark == 9
    record(store, 1)
    assert store.journal.head().seq == 6
    store.close()


def test_control_without_the_mark_an_old_copy_looks_like_any_other(
    world: World, store: Store
) -> None:
    """The control: where the memory is gone too, nothing shows until there is a line."""
    record(store, 5)
    store = put_back(world, store, events=4)
    store.lives.alarm(Alarm.NONE)
    store.close()
    shutil.copy(world.folder.parent / "copy.db", world.folder / LEDGER)
    (world.folder / MARK).unlink()
    store = world.open()
    assert store.lives.condition().alarm is Alarm.NONE
    store.close()


def test_an_old_copy_that_grew_past_its_mark_shows_too(world: World, store: Store) -> None:
    """Other events under the same numbers: the hash at the mark tells, not the length."""
    record(store, 2)
    store = put_back(world, store, events=1)
    record(store, 5)
    store.close()
    store = world.open()
    store.lives.alarm(Alarm.NONE)
    store.close()
    store = world.open()
    assert store.lives.condition().alarm is Alarm.ROLLED_BACK
    store.close()


def test_the_mark_is_not_forgotten_until_the_central_has_answered(
    world: World, store: Store
) -> None:
    """Restarting does not put the memory of the lost events away; a good greeting does."""
    record(store, 3)
    store = put_back(world, store, events=2)
    store.close()
    store = world.open()
    assert read_hello(store.lives.hello()).mark == 5
    central = HeldCentral(world)
    store.lives.greeted(central.greet(store.lives.hello()))
    assert not store.lives.is_rolled_back()
    assert read_hello(store.lives.hello()).mark == 0
    assert Memory(folder=world.folder, station="S1").read() == Mark(3, store.journal.hash_of(3))
    store.close()


def test_a_healthy_station_has_no_alarm(world: World, store: Store) -> None:
    """Opening, recording and closing as every day raises none."""
    for _ in range(3):
        record(store, 2)
        store.close()
        store = world.open()
    assert store.lives.condition().alarm is Alarm.NONE
    store.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"station": "S1", "seq": 1e999}', "\udcff"])
def test_a_mark_that_is_none_is_no_mark(tmp_path: Path, text: str) -> None:
    """A file that was cut or written by somebody else raises nothing."""
    (tmp_path / MARK).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert Memory(folder=tmp_path, station="S1").read() is None


def test_a_mark_of_another_station_is_none(tmp_path: Path) -> None:
    """A folder that was taken over tells nothing of this station."""
    Memory(folder=tmp_path, station="S2").keep(Mark(7, bytes(32)))
    assert Memory(folder=tmp_path, station="S1").read() is None
    assert Memory(folder=tmp_path, station="S2").read() == Mark(7, bytes(32))


def test_a_slip_of_an_old_copy_is_marked(world: World) -> None:
    """The number on the slip is provisional, and says so."""
    store = world.filled()
    plain = serve(desk_of(store), sealed(1, world.authority_key))
    store = put_back(world, store, events=3)
    marked = serve(desk_of(store), sealed(2, world.authority_key))
    assert not plain.witness.endswith("*")
    assert marked.witness.endswith(" *")
    store.close()
