"""Clean-ups: settled households leave the cache, and the journal loses nothing, ever."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import VisitClosed, VisitOpened
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.matters import HomeVisit, Turn
from clerk_station.domain.people import Household
from clerk_station.domain.records import ServedForm
from clerk_station.domain.visits import Entry, Outcome
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store
from clerk_station.store.purging import purge
from sync.snapshot import Manifest, pack_chunk, sign_manifest
from tests.store.test_arrivals import made
from tests.world import CENTRE, DAY, World, clerk, form, household, page

SCOPE = f"centre:{CENTRE}"
LAST = DAY - timedelta(days=30)


def apply(store: Store, *things: object) -> None:
    """Let records come by the feed."""
    cursor = store.inbox.cursor(SCOPE)
    store.inbox.apply(page(*things, after=cursor.position, previous=cursor.hash))


def served(number: int, day: date, *, returns: date | None = None) -> ServedForm:
    """Make the central's word that a form was served."""
    return ServedForm(
        form=form(number).number,
        household=f"H{number:04}",
        visit=f"v{number}",
        centre=CENTRE,
        station="S2",
        day=day,
        outcome=Outcome.COMPLETED if returns is None else Outcome.RETURN_NEEDED,
        return_day=returns,
    )


def old(number: int) -> AppointmentForm:
    """Make a form of long ago."""
    return form(number, day=LAST)


def is_here(store: Store, number: int) -> bool:
    """Tell whether a household is known in every way in which a desk may look for it."""
    known = store.queries.record(Household, f"H{number:04}") is not None
    assert bool(store.queries.search(household(number).card_number)) is known
    return known


def asked_home(number: int, *, turn: Turn) -> HomeVisit:
    """Make the request for a visit at the home of a household."""
    return HomeVisit(
        id=f"V{number:016}",
        centre=CENTRE,
        station="S2",
        event="e2",
        household=f"H{number:04}",
        visit=f"v{number}",
        member=f"H{number:04}-2",
        at=datetime(2026, 10, 20, 9, 0, tzinfo=BAGHDAD),
        clerk="C1",
        address="near the mosque",
        phone="07701234567",
        note="",
        turn=turn,
    )


def test_what_waits_for_somebody_keeps_its_household(store: Store) -> None:
    """A team can still find the house; once it was there, request and household leave together."""
    apply(store, old(1), served(1, LAST), asked_home(1, turn=Turn.WAITING))
    assert purge(store, last=LAST) == 0
    assert is_here(store, 1)
    apply(store, asked_home(1, turn=Turn.DONE))
    assert purge(store, last=LAST) == 1
    assert store.queries.all_records(HomeVisit) == ()


def test_a_settled_household_leaves_with_its_forms(store: Store) -> None:
    """Thirty days after the central confirmed the visit its people are known here no more."""
    apply(store, old(1), served(1, LAST))
    assert purge(store, last=LAST) == 1
    assert not is_here(store, 1)
    assert store.queries.forms_of("H0001") == ()
    assert store.queries.record(AppointmentForm, form(1).number) is None
    assert store.queries.record(ServedForm, form(1).number) is not None, "it names nobody"
    assert is_here(store, 2)
    assert purge(store, last=LAST) == 0


def served_too_lately(store: Store) -> None:
    """The visit was one day later."""
    apply(store, old(1), served(1, LAST + timedelta(days=1)))


def not_served(store: Store) -> None:
    """Nobody has come yet."""
    apply(store, old(1))


def asked_to_return(store: Store) -> None:
    """The family was asked to come again, and has not been seen since."""
    apply(store, old(1), served(1, LAST - timedelta(days=9), returns=LAST))


def has_another_form(store: Store) -> None:
    """There is an appointment ahead."""
    apply(store, old(1), served(1, LAST), replace(form(9), household="H0001"))


def has_an_open_visit(store: Store) -> None:
    """The family stands at this desk."""
    apply(store, old(1), served(1, LAST))
    visit(store, "H0001")


def was_here_lately(store: Store) -> None:
    """A visit at this desk is later than the one that was confirmed."""
    apply(store, old(1), served(1, LAST))
    visit(store, "H0001", is_closed=True)


def visit(store: Store, home: str, *, is_closed: bool = False) -> None:
    """Record a visit of today."""
    bodies = [VisitOpened(entry=Entry.WALK_IN)]
    closing = [VisitClosed(outcome=Outcome.COMPLETED, seconds=9)] if is_closed else []
    for body in (*bodies, *closing):
        draft = Draft(body=body, clerk="C1", session="s1", household=home, visit=f"here-{home}")
        store.journal.append(draft, known=ServerTime())
    store.projections.catch_up()


@pytest.mark.parametrize(
    "told",
    [
        served_too_lately,
        not_served,
        asked_to_return,
        has_another_form,
        has_an_open_visit,
        was_here_lately,
    ],
)
def test_who_may_still_come_stays(store: Store, told: Callable[[Store], None]) -> None:
    """A household whose matter is not settled, or not for long enough, is kept."""
    told(store)
    assert purge(store, last=LAST) == 0
    assert is_here(store, 1)


def test_the_feed_goes_on_after_a_purge(store: Store) -> None:
    """The cursor stays where it was; a later word of the central brings a household back."""
    apply(store, old(1), served(1, LAST))
    before = store.inbox.cursor(SCOPE)
    purge(store, last=LAST)
    assert store.inbox.cursor(SCOPE) == before
    apply(store, replace(household(1), card_number="1234567"))
    assert [found.household for found in store.queries.search("1234567")] == ["H0001"]


def test_what_left_by_the_feed_is_no_matter_for_a_purge(store: Store) -> None:
    """A settled household that moved away meanwhile is not counted, and nothing fails."""
    apply(store, old(1), served(1, LAST))
    with store.cache.begin() as connection:
        store.inbox.forget(connection, [("household", "H0001"), ("household", "nobody")])
    assert purge(store, last=LAST) == 0
    assert not is_here(store, 1)


def start_over(_: World, store: Store) -> None:
    """Forget a scope."""
    store.inbox.start_over(SCOPE)


def keep_none(_: World, store: Store) -> None:
    """Forget every scope."""
    store.inbox.keep_only(())


def purge_all(_: World, store: Store) -> None:
    """Purge as if a year had passed."""
    purge(store, last=DAY + timedelta(days=365))


def snapshot(world: World, store: Store) -> None:
    """Adopt a snapshot with other people."""
    made(world, clerk(), household(50), at=999, position=9_999).into(store, anew=True)


def half_a_snapshot(world: World, store: Store) -> None:
    """Begin a snapshot and give it up."""
    made(world, clerk(), household(51), at=999, position=99_999).into(store, parts=1, anew=True)
    store.inbox.give_up()


def bad_snapshot(world: World, store: Store) -> None:
    """Adopt an empty snapshot."""
    empty = Manifest(scope=SCOPE, epoch="e", position=3, hash=bytes(32), at=999, chunks=())
    store.inbox.begin(sign_manifest(empty, world.central_key.sign), scope=SCOPE, anew=True)
    store.inbox.adopt()
    assert pack_chunk([])[0].records == 0


def damage(world: World, store: Store) -> None:
    """Lose the cache, as a damaged one is lost at the next start."""
    store.close()
    for file in world.folder.glob("cache-*"):
        file.unlink()


CLEAN_UPS = (start_over, keep_none, purge_all, snapshot, half_a_snapshot, bad_snapshot, damage)


@pytest.fixture(scope="module")
def folders() -> Iterator[Path]:
    """Give a place for many stations."""
    with tempfile.TemporaryDirectory(prefix="purge") as folder:
        yield Path(folder)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(CLEAN_UPS), min_size=1, max_size=6))
def test_no_clean_up_ever_touches_the_journal(
    folders: Path, acts: list[Callable[[World, Store], None]]
) -> None:
    """Whatever is cleaned up and in whatever order, every event is there byte for byte, and waits.

    What the journal tells of its own visits is the same afterwards too.
    """
    world = World(Path(tempfile.mkdtemp(dir=folders)))
    store = world.filled()
    apply(store, old(1), served(1, LAST))
    visit(store, "H0001", is_closed=True)
    visit(store, "H0002")
    before, waiting = journal_of(store), store.outbox.waiting()
    for act in acts:
        act(world, store)
        store.close()
        store = world.open()
        assert journal_of(store) == before
        assert store.outbox.waiting() == waiting
        assert store.queries.served_on(DAY) == 1
        going_on = store.queries.open_visit()
        assert going_on is not None
        assert going_on.household == "H0002"
    store.close()


def journal_of(store: Store) -> list[tuple[int, bytes, bytes]]:
    """Give the journal as it lies on the disk."""
    with store.ledger.begin() as connection:
        rows = connection.exec_driver_sql("select seq, bytes, hash from journal order by seq")
        return [(row.seq, row.bytes, row.hash) for row in rows]
