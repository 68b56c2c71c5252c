"""The disk is full in the middle of a visit."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from clerk_station.desk.forms import resume
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import Closed, close_visit, void_answer
from clerk_station.domain.visits import AbsenceReason, Visit
from clerk_station.errors import StationError
from clerk_station.store.verify import Whole, verify
from tests.desk.acts import absent, attend, opened, sealed
from tests.world import World, desk_of, household

HEAD, WIFE, SON, _ = household(1).members
FULL_CACHE = """
CREATE TEMP TRIGGER no_room BEFORE INSERT ON visits
BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
"""


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Let a database grow no further, as on a full disk, and then give the room back."""
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    yield
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")


def fill_up(desk: Desk, visit: Visit) -> Visit:
    """Go back and forth on one answer until there is no room for another event."""
    for _ in range(1000):
        visit = absent(desk, visit, SON, AbsenceReason.ABSENT)
        visit = void_answer(desk, visit, member=SON.id, reason="خطأ" * 100)
    return visit


def test_when_the_journal_has_no_room_nothing_is_said_to_be_saved(world: World) -> None:
    """The clerk hears "not saved", what was saved before stands, and with room it goes on."""
    store = world.filled()
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    visit = attend(desk, begun.visit, begun.household, HEAD)
    with full(store.ledger):
        with pytest.raises(StationError, match="Not saved: the disk is full"):
            fill_up(desk, visit)
        before = store.journal.head()
        with pytest.raises(StationError, match="Not saved: the disk is full"):
            attend(desk, visit, begun.household, WIFE)
        assert store.journal.head() == before
        here = resume(desk)
        assert here is not None
        assert WIFE.id not in here.visit.answers
        assert HEAD.id in here.visit.answers
    visit = attend(desk, here.visit, begun.household, WIFE)
    visit = absent(desk, visit, SON)
    assert isinstance(close_visit(desk, visit, household=begun.household), Closed)
    assert isinstance(verify(store.ledger), Whole)
    store.close()


def test_when_only_the_cache_has_no_room_nothing_is_lost(world: World) -> None:
    """What the journal has is saved; the derived tables follow when there is room again."""
    store = world.filled()
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    with store.cache.begin() as connection:
        connection.exec_driver_sql(FULL_CACHE)
    visit = begun.visit
    for member in (HEAD, WIFE, SON):
        visit = attend(desk, visit, begun.household, member)
    assert isinstance(close_visit(desk, visit, household=begun.household), Closed)
    assert store.queries.served(visit.form) is None, "the control: the cache did not follow"
    assert store.queries.open_visit() is None
    store.close()
    store = world.open()
    assert store.queries.open_visit() is None
    assert store.queries.served(visit.form) is not None
    store.close()
