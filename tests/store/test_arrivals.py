"""A snapshot on its way into the store: the old or the new, whole, whatever happens."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import inspect, select

from clerk_station.domain.events import VisitOpened
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre, Decided, EventWord, id_of, kind_of, to_text
from clerk_station.domain.visits import Entry
from clerk_station.store.arrivals import Arrivals
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store
from clerk_station.store.tables import forms, households, records
from sync.errors import Garbled
from sync.signed import SignedLetter
from sync.snapshot import Chunk, Manifest, pack_chunk, sign_manifest
from sync.wire import NATIONAL, Page, Record, feed_hash
from tests.world import CENTRE, DAY, World, centre, clerk, form, household, page

SCOPE = f"centre:{CENTRE}"
POSITION = 5000


@dataclass
class Made:
    """A snapshot with its parts."""

    manifest: Manifest
    signed: SignedLetter
    parts: dict[Chunk, bytes]

    def into(self, store: Store, *, parts: int | None = None, anew: bool = False) -> bool:
        """Hand it over, or only so many parts; adopt it where all are there."""
        if not store.inbox.begin(self.signed, scope=SCOPE, anew=anew):
            return False
        count = 0
        while (chunk := store.inbox.missing()) and count != parts:
            store.inbox.keep(chunk, self.parts[chunk])
            count += 1
        if store.inbox.missing() is None:
            store.inbox.adopt()
        return True


def made(
    world: World,
    *things: object,
    at: int = 100,
    key: Ed25519PrivateKey | None = None,
    position: int = POSITION,
) -> Made:
    """Make a snapshot of a thing a part."""
    told = [
        Record(position=0, kind=kind_of(t), id=id_of(t), revision=3, data=to_text(t))
        for t in things
    ]
    parts = dict(pack_chunk([record]) for record in told)
    manifest = Manifest(
        scope=SCOPE, epoch="e1", position=position, hash=b"h" * 32, at=at, chunks=tuple(parts)
    )
    return Made(manifest, sign_manifest(manifest, (key or world.central_key).sign), parts)


@pytest.fixture
def new(world: World) -> Made:
    """Give a snapshot in which household 1 is gone, 2 has changed and 7 has come."""
    changed = replace(household(2), card_number="7777777")
    return made(world, clerk(), changed, household(7), form(7))


def state(store: Store) -> dict[str, Any]:
    """Give all that a desk may see of the records, and the cursor."""
    with store.cache.connect() as connection:
        rows = {
            table.name: sorted(map(tuple, connection.execute(select(table))))
            for table in (records, households, forms)
        }
    return rows | {"cursor": store.inbox.cursor(SCOPE)}


def test_a_snapshot_takes_the_place_of_its_scope(store: Store, new: Made) -> None:
    """What is not in it has left, what has changed is found anew, and the cursor is its own."""
    assert new.into(store)
    assert store.queries.record(Household, "H0001") is None
    assert store.queries.search(household(2).card_number) == ()
    assert [found.household for found in store.queries.search("7777777")] == ["H0002"]
    assert form(7).number in [slot.number for slot in store.queries.forms_of_day(DAY)]
    cursor = store.inbox.cursor(SCOPE)
    assert (cursor.position, cursor.hash) == (POSITION, b"h" * 32)
    assert store.inbox.arriving() == ""
    following = page(household(8), after=POSITION, previous=b"h" * 32)
    store.inbox.apply(following)
    assert store.queries.record(Household, "H0008") is not None


def test_it_derives_what_the_pages_derive(world: World, store: Store, tmp_path: Any) -> None:
    """Row by row and index by index the tables are those of a station that read every page."""
    things = [centre(), clerk(), *map(household, range(1, 30)), *map(form, range(1, 30))]
    snapshot = made(world, *things)
    assert snapshot.into(store)
    (tmp_path / "other").mkdir()
    other = replace_folder(world, tmp_path / "other").filled(0)
    other.inbox.start_over(SCOPE)
    other.inbox.apply(page(*things))
    for table in (households, forms):
        with store.cache.connect() as mine, other.cache.connect() as theirs:
            assert sorted(mine.execute(select(table))) == sorted(theirs.execute(select(table)))
            assert sorted(map(str, inspect(mine).get_indexes(table.name))) == sorted(
                map(str, inspect(theirs).get_indexes(table.name))
            )
    other.close()


def replace_folder(world: World, folder: Any) -> World:
    """Give the same world in another folder."""
    return replace(world, folder=folder)


def test_what_another_scope_brought_stays(store: Store, new: Made) -> None:
    """The centres, which all share, and a household of another scope are none of its business."""
    place = centre("KA-09")
    row = Record(position=1, kind="centre", id="KA-09", revision=1, data=to_text(place))
    moved = replace(household(20), centre="KA-02")
    other = Record(position=1, kind="household", id="H0020", revision=1, data=to_text(moved))
    for scope, record in ((NATIONAL, row), ("centre:KA-02", other)):
        store.inbox.apply(
            Page(
                scope=scope,
                epoch="e",
                after=0,
                until=1,
                end=1,
                hash=feed_hash(bytes(32), [record]),
                records=(record,),
            )
        )
    assert new.into(store)
    assert store.queries.record(Centre, "KA-09") == place
    assert store.queries.record(Household, "H0020") == moved
    assert [found.household for found in store.queries.search(moved.card_number)] == ["H0020"]


def test_until_the_last_part_nothing_of_it_is_seen(store: Store, new: Made) -> None:
    """The desk works on with what it has while the snapshot arrives beside it."""
    before = state(store)
    for parts in range(len(new.parts)):
        assert new.into(store, parts=1) is True
        if parts + 1 < len(new.parts):
            assert state(store) == before
            assert store.inbox.arriving() == SCOPE
    assert state(store) != before


@pytest.mark.parametrize("parts", [0, 1, 3])
def test_a_crash_on_the_way_costs_no_part(world: World, new: Made, parts: int) -> None:
    """After a new start the old is whole, and only what is missing is fetched."""
    store = world.filled()
    before = state(store)
    new.into(store, parts=parts)
    store.close()
    again = world.open()
    assert state(again) == before
    assert again.inbox.arriving() == SCOPE
    asked = 0
    while chunk := again.inbox.missing():
        again.inbox.keep(chunk, new.parts[chunk])
        asked += 1
    assert asked == len(new.parts) - parts
    again.inbox.adopt()
    assert again.inbox.cursor(SCOPE).position == POSITION
    again.close()


def test_a_crash_within_the_swap_leaves_the_old_whole(
    store: Store, new: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the swap breaks off, the old tables have all they had; then it succeeds."""
    before = state(store)
    new.into(store, parts=len(new.parts) - 1)
    last = store.inbox.missing()
    assert last is not None
    store.inbox.keep(last, new.parts[last])
    for victim in ("_take_along", "_swap"):
        whole = getattr(__import__("clerk_station.store.arrivals", fromlist=["x"]), victim)

        def broken(*words: Any, whole: Callable[..., None] = whole) -> None:
            whole(*words)
            raise ZeroDivisionError

        with monkeypatch.context() as patched:
            patched.setattr(f"clerk_station.store.arrivals.{victim}", broken)
            with pytest.raises(ZeroDivisionError):
                store.inbox.adopt()
        assert state(store) == before
    store.inbox.adopt()
    assert store.inbox.cursor(SCOPE).position == POSITION


def test_what_is_not_whole_is_not_adopted(store: Store, new: Made) -> None:
    """Nobody puts half a snapshot in the place of a whole scope."""
    before = state(store)
    new.into(store, parts=2)
    with pytest.raises(Garbled, match="missing"):
        store.inbox.adopt()
    assert state(store) == before


@pytest.mark.parametrize("which", ["truncated", "swapped", "foreign"])
def test_a_wrong_part_is_refused_and_the_right_one_still_welcome(
    world: World, store: Store, new: Made, which: str
) -> None:
    """Cut short, another's in its place, or of another snapshot: nothing of it is kept."""
    assert store.inbox.begin(new.signed, scope=SCOPE, anew=False)
    first, second, *_ = new.parts
    foreign, data = next(iter(made(world, household(44)).parts.items()))
    bad = {
        "truncated": (first, new.parts[first][:-3]),
        "swapped": (first, new.parts[second]),
        "foreign": (foreign, data),
    }[which]
    with pytest.raises(Garbled):
        store.inbox.keep(*bad)
    assert store.inbox.missing() == first
    assert new.into(store)


def test_a_forged_manifest_is_refused(world: World, store: Store) -> None:
    """A snapshot that the central did not sign begins nothing."""
    forged = made(world, household(7), key=Ed25519PrivateKey.generate())
    with pytest.raises(Garbled, match="signature"):
        forged.into(store)
    assert store.inbox.arriving() == ""


def test_another_scope_s_manifest_is_refused(store: Store, new: Made) -> None:
    """A snapshot that is truly the central's, of a scope that was not asked for, is no answer."""
    with pytest.raises(Garbled, match="and not of national"):
        store.inbox.begin(new.signed, scope=NATIONAL, anew=True)


def test_an_old_manifest_takes_nobody_back(world: World, store: Store, new: Made) -> None:
    """One made before the last, or that ends before the cursor, is refused or leads nowhere."""
    assert new.into(store)
    older = made(world, household(1), at=99, position=POSITION + 1)
    for anew in (False, True):
        with pytest.raises(Garbled, match="older"):
            older.into(store, anew=anew)
    assert not made(world, household(1), at=200, position=POSITION).into(store)
    assert made(world, household(1), at=200, position=12).into(store, anew=True)
    assert store.inbox.cursor(SCOPE).position == 12


def test_a_newer_snapshot_takes_over_from_one_that_is_arriving(
    world: World, store: Store, new: Made
) -> None:
    """Parts of the first are forgotten, and none of them is found in the second."""
    new.into(store, parts=2)
    second = made(world, household(30), at=300, position=POSITION + 9)
    assert second.into(store)
    assert store.inbox.size() == 1
    assert store.queries.record(Household, "H0030") is not None


def test_giving_up_leaves_no_trace(store: Store, new: Made) -> None:
    """What had arrived is gone, and what was there before is in use."""
    before = state(store)
    new.into(store, parts=2)
    store.inbox.give_up()
    assert (store.inbox.arriving(), store.inbox.missing()) == ("", None)
    assert state(store) == before
    with store.cache.connect() as connection:
        assert not [t for t in inspect(connection).get_table_names() if t.startswith("new_")]


def test_progress_is_the_share_that_is_here(store: Store, new: Made) -> None:
    """While it arrives, the bar on the screen stands at the share of its records."""
    new.into(store, parts=1)
    assert store.inbox.progress() == (POSITION // 4, POSITION)
    new.into(store, parts=1)
    assert store.inbox.progress() == (POSITION // 2, POSITION)


def test_a_scope_that_may_no_longer_be_read_does_not_arrive(store: Store, new: Made) -> None:
    """A station that moved while a snapshot was on its way forgets that too."""
    new.into(store, parts=1)
    store.inbox.keep_only((NATIONAL,))
    assert store.inbox.arriving() == ""
    assert isinstance(store.inbox, Arrivals)


def test_what_people_decided_comes_with_it(world: World, store: Store) -> None:
    """A visit of this station of which the snapshot says otherwise is folded again in the swap."""
    opened = Draft(
        body=VisitOpened(entry=Entry.WALK_IN),
        clerk="C1",
        session="s1",
        household="H0001",
        visit="v1",
    )
    (event,) = store.journal.append(opened, known=ServerTime())
    store.projections.catch_up()
    assert store.queries.open_visit() is not None
    word = EventWord(
        station="S1",
        incarnation=1,
        seq=event.seq,
        centre=CENTRE,
        kind=event.body.kind,
        aside="other_centre",
        household="H0001",
        visit="v1",
        member="",
        word=Decided.REJECTED,
    )
    assert made(world, clerk(), household(1), word).into(store)
    assert store.queries.open_visit() is None
    assert made(world, clerk(), household(1), at=200, position=POSITION + 1).into(store)
    assert store.queries.open_visit() is not None
