"""The feed: dense, contiguous, and the same for everybody."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sync.central.feed import MOST_TEXT, News, page, publish, scope_of
from sync.central.registry import put, put_centre, withdraw
from sync.central.sequencer import drain
from sync.wire import NATIONAL, Cursor, Page, Record, check_page
from tests.central.karbala import Karbala
from tests.world import CENTRE, OTHER_CENTRE, centre, form, household

SCOPE = scope_of(CENTRE)


def pages(karbala: Karbala, *, scope: str = SCOPE, most: int = 1000) -> list[Page]:
    """Read a feed from its beginning to its end, checking every page."""
    cursor, read = Cursor(), []
    drain(karbala.database)
    while True:
        with karbala.database.reading() as connection:
            following = page(connection, cursor, scope=scope, most=most)
        assert following is not None
        cursor = check_page(following, cursor)
        read.append(following)
        if following.until == following.end:
            return read


def records(karbala: Karbala, *, scope: str = SCOPE) -> list[Record]:
    """Give all records of a feed in order."""
    return [record for one in pages(karbala, scope=scope) for record in one.records]


@pytest.mark.parametrize("most", [1, 2, 7, 1000])
def test_pages_of_any_size_give_the_same_records(karbala: Karbala, most: int) -> None:
    """However a feed is cut into pages, the records and the last hash are the same."""
    cut = pages(karbala, most=most)
    assert [r for p in cut for r in p.records] == records(karbala)
    assert cut[-1].hash == pages(karbala)[-1].hash


def kinds(karbala: Karbala, scope: str) -> dict[str, set[str]]:
    """Give the ids of a feed by kind."""
    told: dict[str, set[str]] = {}
    for record in records(karbala, scope=scope):
        told.setdefault(record.kind, set()).add(record.id)
    return told


def test_a_scope_holds_its_centre_and_no_other(karbala: Karbala) -> None:
    """A station gets its own households and forms; what all share is told once, to all."""
    there = kinds(karbala, scope_of(OTHER_CENTRE))
    assert there["household"] == {"H0006", "H0007", "H0008"}
    assert set(there) == {"household", "form"}
    assert kinds(karbala, NATIONAL) == {"centre": {CENTRE, OTHER_CENTRE}}


def test_a_moved_household_leaves_one_feed_and_enters_the_other(karbala: Karbala) -> None:
    """The old centre gets a tombstone, the new one the record, both with the next revision."""
    with karbala.database.writing() as connection:
        put(connection, [household(1, centre=OTHER_CENTRE)])
    left, entered = records(karbala)[-1], records(karbala, scope=scope_of(OTHER_CENTRE))[-1]
    assert (left.id, left.revision, left.data) == ("H0001", 2, None)
    assert (entered.id, entered.revision) == ("H0001", 2)
    assert entered.data is not None


def test_an_unchanged_truth_is_no_news(karbala: Karbala) -> None:
    """Putting again what is known publishes nothing."""
    before = len(records(karbala))
    with karbala.database.writing() as connection:
        assert put(connection, [household(1), form(1)]) == 0
        put_centre(connection, centre(CENTRE))
    assert len(records(karbala)) == before


def test_a_changed_centre_reaches_everybody_in_one_row(karbala: Karbala) -> None:
    """New opening hours are news at every centre, and are written once."""
    before = len(records(karbala)) + len(records(karbala, scope=NATIONAL))
    with karbala.database.writing() as connection:
        put_centre(connection, replace(centre(CENTRE), closes="14:00"))
    last = records(karbala, scope=NATIONAL)[-1]
    assert (last.kind, last.id, last.revision) == ("centre", CENTRE, 2)
    assert len(records(karbala)) + len(records(karbala, scope=NATIONAL)) == before + 1


def test_a_withdrawn_truth_is_a_tombstone(karbala: Karbala) -> None:
    """What is taken back leaves the feed by a row of its own, and once."""
    with karbala.database.writing() as connection:
        withdraw(connection, "form", [form(1).number])
        withdraw(connection, "form", [form(1).number])
    assert [r.data for r in records(karbala) if r.id == form(1).number][1:] == [None]


def test_a_transaction_that_fails_publishes_nothing(karbala: Karbala) -> None:
    """Positions are given out with the data or not at all."""
    before = records(karbala)

    def failing() -> None:
        with karbala.database.writing() as connection:
            put(connection, [household(9)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert records(karbala) == before


def test_a_page_is_cut_by_its_size(karbala: Karbala) -> None:
    """Large records make short pages, and one that is too large for a page travels alone."""
    large = [News("note", str(n), 1, "x" * (MOST_TEXT // 2 - 10)) for n in range(4)]
    large.append(News("note", "9", 1, "x" * (MOST_TEXT + 1)))
    before = len(records(karbala))
    with karbala.database.writing() as connection:
        publish(connection, {SCOPE: large})
    drain(karbala.database)
    cursor = Cursor()
    with karbala.database.reading() as connection:
        first = page(connection, cursor, scope=SCOPE, most=before)
        assert first is not None
        cursor = check_page(first, cursor)
        sizes = []
        for _ in range(3):
            following = page(connection, cursor, scope=SCOPE, most=1000)
            assert following is not None
            cursor = check_page(following, cursor)
            sizes.append(len(following.records))
    assert sizes == [2, 2, 1]


def test_many_writers_leave_no_hole(karbala: Karbala) -> None:
    """While several write at once, a reader that follows sees every position, in order."""
    before = len(records(karbala))

    def write(writer: int) -> None:
        for n in range(10):
            with karbala.database.writing() as connection:
                publish(connection, {SCOPE: [News("note", f"{writer}-{n}", 1, "{}")]})

    cursor, seen = Cursor(), 0
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, writer) for writer in range(4)]
        while seen < before + 40:
            drain(karbala.database)
            with karbala.database.reading() as connection:
                following = page(connection, cursor, scope=SCOPE, most=1000)
            assert following is not None
            cursor = check_page(following, cursor)
            seen += len(following.records)
        for writer in writers:
            writer.result()
    assert cursor.position == before + 40


def test_a_cursor_of_a_past_epoch_goes_on_where_its_hash_is_known(karbala: Karbala) -> None:
    """A feed that was begun anew with the same rows is followed from where the station stands.

    Up to the position with that hash both lives of the feed are one; a hash that is not there
    proves nothing, and gets no page.
    """
    here = pages(karbala, most=3)[0]
    cursor = Cursor(scope=SCOPE, epoch="past", position=here.until, hash=here.hash)
    with karbala.database.reading() as connection:
        following = page(connection, cursor, scope=SCOPE, most=1000)
        assert following is not None
        assert check_page(following, cursor).epoch == here.epoch != "past"
        for other in (replace(cursor, hash=bytes(32)), replace(cursor, position=here.until + 1)):
            assert page(connection, other, scope=SCOPE, most=1000) is None
