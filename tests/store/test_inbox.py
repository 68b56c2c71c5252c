"""The inbox: a page follows the cursor exactly or nothing of it is kept."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from clerk_station.domain.people import Household
from clerk_station.domain.records import Clerk, to_text
from clerk_station.store.opening import Store
from sync.errors import Garbled
from sync.wire import Page, Record, feed_hash
from tests.world import CENTRE, DAY, World, clerk, form, household, page

SCOPE = f"centre:{CENTRE}"


def next_page(store: Store, *things: object) -> Page:
    """Write the page that follows what the station has."""
    cursor = store.inbox.cursor(SCOPE)
    return page(*things, after=cursor.position, previous=cursor.hash)


def rehashed(store: Store, following: Page, *records: Record) -> Page:
    """Put other records into a page, with the hash that they have."""
    return replace(
        following, records=records, hash=feed_hash(store.inbox.cursor(SCOPE).hash, records)
    )


def tombstone(store: Store, kind: str, key: str) -> Page:
    """Write a page that says that one record left."""
    cursor = store.inbox.cursor(SCOPE)
    gone = Record(position=cursor.position + 1, kind=kind, id=key, revision=2, data=None)
    following = next_page(store, clerk("C9"))
    return rehashed(store, following, gone)


def test_a_page_moves_the_cursor(store: Store) -> None:
    """Records, what is derived of them and the cursor come together."""
    before = store.inbox.cursor(SCOPE)
    following = next_page(store, household(7), form(7))
    store.inbox.apply(following)
    after = store.inbox.cursor(SCOPE)
    assert (after.position, after.hash) == (before.position + 2, following.hash)
    assert (after.scope, after.epoch) == ("centre:KA-01", "e1")
    assert store.queries.record(Household, "H0007") == household(7)
    assert form(7).number in [slot.number for slot in store.queries.forms_of_day(DAY)]
    assert store.queries.feed_position() == (after.position, after.position)


def a_hole(_: Store, good: Page) -> Page:
    """Leave the first record out."""
    return replace(good, records=good.records[1:])


def a_double(_: Store, good: Page) -> Page:
    """Say the first record twice."""
    return replace(good, records=(good.records[0], *good.records[:-1]))


def swapped(store: Store, good: Page) -> Page:
    """Turn the order, with the right hash for it."""
    return rehashed(store, good, *reversed(good.records))


def garbled_hash(_: Store, good: Page) -> Page:
    """Name another running hash."""
    return replace(good, hash=bytes(32))


def garbled_record(_: Store, good: Page) -> Page:
    """Change one word of one record."""
    first = replace(good.records[0], data=to_text(household(8)))
    return replace(good, records=(first, *good.records[1:]))


def too_far(_: Store, good: Page) -> Page:
    """Begin one position late."""
    return replace(good, after=good.after + 1)


def other_scope(_: Store, good: Page) -> Page:
    """Come from another centre's feed."""
    return replace(good, scope="centre:KA-02")


@pytest.mark.parametrize(
    "spoil",
    [
        a_hole,
        a_double,
        swapped,
        garbled_hash,
        garbled_record,
        too_far,
        other_scope,
    ],
)
def test_of_a_page_that_does_not_follow_nothing_is_kept(
    store: Store, spoil: Callable[[Store, Page], Page]
) -> None:
    """A hole is a loud error, and the right page is still welcome afterwards."""
    good = next_page(store, household(7), form(7))
    before = (store.inbox.cursor(SCOPE), store.inbox.size())
    with pytest.raises(Garbled):
        store.inbox.apply(spoil(store, good))
    assert (store.inbox.cursor(SCOPE), store.inbox.size()) == before
    assert store.queries.record(Household, "H0007") is None
    store.inbox.apply(good)
    assert store.queries.record(Household, "H0007") is not None


def test_a_new_epoch_that_goes_on_from_the_same_hash_is_welcome(store: Store) -> None:
    """The hash vouches for all before it, so a feed's next life is followed without a new start."""
    store.inbox.apply(replace(next_page(store, household(7)), epoch="e2"))
    assert store.inbox.cursor(SCOPE).epoch == "e2"
    assert store.queries.record(Household, "H0001") is not None


def test_the_same_page_twice_is_refused(store: Store) -> None:
    """A page belongs to one place of the feed."""
    good = next_page(store, household(7))
    store.inbox.apply(good)
    with pytest.raises(Garbled):
        store.inbox.apply(good)


def test_the_latest_revision_stands(store: Store) -> None:
    """A record that comes again, even in one page, replaces what was derived of it."""
    moved = replace(household(7), card_number="9999999")
    store.inbox.apply(next_page(store, household(7), moved))
    assert store.queries.record(Household, "H0007") == moved
    assert [found.household for found in store.queries.search("9999999")] == ["H0007"]
    assert store.queries.search(household(7).card_number) == ()


def test_a_tombstone_takes_a_record_away(store: Store) -> None:
    """A household that left the centre is no longer found, nor its form due."""
    size = store.inbox.size()
    store.inbox.apply(tombstone(store, "household", "H0001"))
    store.inbox.apply(tombstone(store, "form", form(1).number))
    store.inbox.apply(tombstone(store, "clerk", "nobody"))
    assert store.queries.record(Household, "H0001") is None
    assert store.queries.search(household(1).card_number) == ()
    assert form(1).number not in [slot.number for slot in store.queries.forms_of_day(DAY)]
    assert store.inbox.size() == size - 2


@pytest.mark.parametrize(
    ("kind", "key", "data"),
    [
        ("household", "H0001", to_text(household(1)).replace('"spouse"', '"second_spouse"')),
        ("household", "H0001", json.dumps({"id": "H0001"})),
        ("household", "H0001", "not json"),
        ("form", form(1).number, "[]"),
        ("clerk", "C1", to_text(clerk()).replace('"clerk"', '"apprentice"')),
        ("weather", "today", '{"sun": true}'),
    ],
)
def test_a_record_of_a_later_version_holds_up_nothing(
    store: Store, kind: str, key: str, data: str
) -> None:
    """It is kept as it came, passed over where it cannot be read, and the next is applied."""
    following = next_page(store, clerk("C8"), household(7))
    later = replace(following.records[0], kind=kind, id=key, data=data)
    store.inbox.apply(rehashed(store, following, later, following.records[1]))
    assert store.queries.record(Household, "H0007") is not None
    assert store.inbox.cursor(SCOPE).position == following.until
    assert (store.queries.record(Household, "H0001") is None) is (kind == "household")
    assert (store.queries.record(Clerk, "C1") is None) is (kind == "clerk")
    assert {c.id for c in store.queries.clerks()} >= {"C2", "M1"}
    found = store.queries.search(household(1).card_number)
    assert (found == ()) is (kind == "household")


def test_starting_over_forgets_the_feed_and_keeps_the_visits(world: World) -> None:
    """A new epoch begins at nothing, and the journal is none of its business."""
    opened = world.filled()
    opened.inbox.start_over(SCOPE)
    assert (opened.inbox.size(), opened.inbox.cursor(SCOPE).position) == (0, 0)
    assert opened.queries.search("كاظم") == ()
    again = replace(page(household(1)), epoch="e2")
    opened.inbox.apply(again)
    assert opened.inbox.cursor(SCOPE).epoch == "e2"
    assert opened.queries.search("كاظم") != ()
    opened.close()


def test_an_empty_page_says_that_nothing_is_new(store: Store) -> None:
    """A page without records keeps the cursor where it is."""
    before = store.inbox.cursor(SCOPE)
    store.inbox.apply(next_page(store))
    assert store.inbox.cursor(SCOPE) == before


def of_scope(store: Store, scope: str, *records: tuple[Household | None, int]) -> Page:
    """Write a page of any scope: household 7 with this revision, or its leaving."""
    cursor = store.inbox.cursor(scope)
    rows = tuple(
        Record(
            position=cursor.position + n,
            kind="household",
            id="H0007",
            revision=revision,
            data=None if home is None else to_text(home),
        )
        for n, (home, revision) in enumerate(records, 1)
    )
    until = cursor.position + len(rows)
    return Page(
        scope=scope,
        epoch="e1",
        after=cursor.position,
        until=until,
        end=until,
        hash=feed_hash(cursor.hash, rows),
        records=rows,
    )


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_household_that_moved_between_two_scopes_that_are_read_stays(
    store: Store, order: tuple[int, int]
) -> None:
    """Whichever scope is read first, leaving the one does not take away entering the other."""
    old, new = household(7), replace(household(7), centre="KA-02", card_number="77777")
    left = of_scope(store, SCOPE, (old, 1), (None, 2))
    entered = of_scope(store, "centre:KA-02", (new, 2))
    for index in order:
        store.inbox.apply((left, entered)[index])
    assert store.queries.record(Household, "H0007") == new
    assert [found.household for found in store.queries.search("77777")] == ["H0007"]


def test_a_scope_that_may_no_longer_be_read_leaves_nothing(store: Store) -> None:
    """A station that moved to another centre forgets the old one's people and keeps its own."""
    moved = replace(household(7), centre="KA-02")
    store.inbox.apply(of_scope(store, "centre:KA-02", (moved, 1)))
    assert store.inbox.keep_only(("national", "centre:KA-02"))
    assert not store.inbox.keep_only(("national", "centre:KA-02"))
    assert store.queries.record(Household, "H0001") is None
    assert store.queries.search(household(1).card_number) == ()
    assert store.queries.record(Household, "H0007") == moved
    assert [found.household for found in store.queries.search(moved.card_number)] == ["H0007"]
    assert store.inbox.progress() == (1, 1)
