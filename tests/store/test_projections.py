"""Derived tables: folded again they are what they were, whatever was done."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from clerk_station.desk.forms import Opened, resume, show_form, walk_in
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import Closed, close_visit, void_answer, void_visit
from clerk_station.domain.visits import AbsenceReason
from clerk_station.errors import StationError
from clerk_station.store.opening import LEDGER, Store
from clerk_station.store.tables import applied, forms, households, visits
from tests.desk.acts import absent, attend, opened, sealed, serve
from tests.world import World, centre, clerk, desk_of, form, household, page

ACTS = ("form", "walk_in", "attend", "absent", "void", "void_visit", "close", "hour", "back")


def rows(store: Store, table: Table) -> list[Any]:
    """Give all rows of a derived table."""
    with store.cache.begin() as connection:
        return [
            tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
        ]


def act(desk: Desk, world: World, what: str, number: int) -> None:
    """Do one thing, where it can be done."""
    begun = resume(desk)
    match what:
        case "form":
            show_form(desk, sealed(number, world.authority_key))
        case "walk_in":
            walk_in(desk, f"H{number:04}")
        case "hour":
            world.clock.pass_by(hours=1)
        case "back":
            world.clock.moment = world.clock.moment.replace(day=22)
        case _ if begun is not None:
            in_visit(desk, begun, what, begun.household.members[number % 3])


def in_visit(desk: Desk, begun: Opened, what: str, member: Any) -> None:
    """Do one thing within a visit."""
    visit, home = begun.visit, begun.household
    match what:
        case "attend" if member.id not in visit.answers:
            attend(desk, visit, home, member)
        case "absent":
            absent(desk, visit, member, AbsenceReason.ABSENT)
        case "void":
            void_answer(desk, visit, member=None, reason="خطأ")
        case "void_visit":
            void_visit(desk, visit, reason="خطأ")
        case "close":
            close_visit(desk, visit, household=home)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """Give a filled station to copy."""
    folder = tmp_path_factory.mktemp("ready")
    world = World(folder)
    world.filled().close()
    return world, folder


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3)), max_size=25))
def test_a_rebuilt_cache_is_equal_to_the_one_that_lived(
    ready: tuple[World, Path], story: list[tuple[str, int]]
) -> None:
    """Whatever was done in whatever order, deleting the cache loses nothing that was derived."""
    made, folder = ready
    with TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        world = World(Path(copy), authority_key=made.authority_key, station_key=made.station_key)
        store = world.open()
        desk = desk_of(store)
        for what, number in story:
            try:
                act(desk, world, what, number)
            except StationError:
                continue
        lived = {table.name: rows(store, table) for table in (visits, applied)}
        going_on = store.queries.open_visit()
        store.close()
        for file in Path(copy).glob("cache-*"):
            file.unlink()
        store = world.open()
        assert {table.name: rows(store, table) for table in (visits, applied)} == lived
        assert store.queries.open_visit() == going_on
        store.close()


def test_records_that_come_again_derive_the_same(store: Store) -> None:
    """After starting over the same feed gives the same rows."""
    before = (rows(store, households), rows(store, forms))
    assert all(before)
    store.inbox.start_over("")
    assert (rows(store, households), rows(store, forms)) == ([], [])
    people = [household(n) for n in (1, 2, 3)]
    due = [form(n) for n in (3, 2, 1)]
    store.inbox.apply(page(*due, clerk(), *people, centre()))
    assert (rows(store, households), rows(store, forms)) == before


def test_a_damaged_page_in_the_middle_of_the_cache_is_found(world: World) -> None:
    """A cache that opens but is damaged further in is thrown away, and the visits are there."""
    store = world.filled(households=40)
    serve(desk_of(store), sealed(1, world.authority_key))
    lived = rows(store, visits)
    with store.cache.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    store.close()
    (file,) = world.folder.glob("cache-*.db")
    data = bytearray(file.read_bytes())
    for at in range(4096 * 4 + 100, len(data), 4096):
        data[at] ^= 0xFF
    file.write_bytes(data)
    again = world.open()
    assert rows(again, visits) == lived
    assert again.inbox.cursor("").position == 0, "the records come again with the next pull"
    again.close()


def test_an_older_ledger_folds_again(world: World) -> None:
    """A ledger that was put back from a copy has visits of its own, and no others."""
    store = world.filled()
    desk = desk_of(store)
    serve(desk, sealed(1, world.authority_key))
    store.close()
    old = (world.folder / LEDGER).read_bytes()
    store = world.open()
    for number in (2, 3):
        serve(desk_of(store), sealed(number, world.authority_key))
    assert len(rows(store, visits)) == 3
    store.close()
    for file in world.folder.glob(f"{LEDGER}*"):
        file.unlink()
    (world.folder / LEDGER).write_bytes(old)
    store = world.open()
    assert len(rows(store, visits)) == 1
    opened(desk_of(store), sealed(2, world.authority_key))
    assert store.queries.open_visit() is not None
    store.close()


def test_a_closing_reaches_the_derived_tables_at_once(store: Store, world: World) -> None:
    """After the last act of a visit nothing is open and its form is served."""
    closed = serve(desk_of(store), sealed(1, world.authority_key))
    assert isinstance(closed, Closed)
    assert store.queries.open_visit() is None
    assert store.queries.served(form(1).number) is not None
