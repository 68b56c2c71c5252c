"""Signing in without the line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clerk_station.desk.session import FREE_TRIES, LONGEST_WAIT, Desk, WrongSecret, sign_in
from clerk_station.domain.events import ClerkSignedIn, Event, SignInFailed
from clerk_station.store.opening import Store
from tests.store.test_inbox import next_page
from tests.world import DAY, PIN, World, clerk, desk_of


def wrong(store: Store, clerk_id: str = "C1") -> int:
    """Try a wrong secret and give the seconds to wait."""
    found = sign_in(store, clerk=clerk_id, secret="000000")
    assert isinstance(found, WrongSecret)
    return found.wait


def events(store: Store) -> tuple[Event, ...]:
    """Give the events of the day."""
    return store.journal.events_of_day(DAY)


@pytest.mark.parametrize("zero", ["0", "\u0660", "\u06f0"])
def test_the_secret_is_the_same_in_three_digit_sets(store: Store, zero: str) -> None:
    """A clerk signs in offline under any keyboard layout, and it is recorded."""
    typed = PIN.translate({ord(str(n)): chr(ord(zero) + n) for n in range(10)})
    desk = sign_in(store, clerk="C1", secret=typed)
    assert isinstance(desk, Desk)
    (event,) = events(store)
    assert (event.body, event.clerk, event.session) == (ClerkSignedIn(), "C1", desk.session)


def test_a_wrong_secret_is_recorded_and_not_kept(store: Store) -> None:
    """That somebody tried is an event; what they typed is nowhere."""
    assert wrong(store) == 0
    (event,) = events(store)
    assert (event.body, event.clerk) == (SignInFailed(), "C1")


@pytest.mark.parametrize("clerk_id", ["nobody", "", "C9"])
def test_who_may_not_work_here_is_not_signed_in(store: Store, clerk_id: str) -> None:
    """Unknown or dismissed, the right secret opens nothing."""
    store.inbox.apply(next_page(store, replace(clerk("C9"), active=False)))
    assert isinstance(sign_in(store, clerk=clerk_id, secret=PIN), WrongSecret)
    assert events(store) == ()


def test_a_verifier_that_is_none_lets_nobody_in(store: Store) -> None:
    """A garbled record of a clerk is a wrong secret, never a crash."""
    store.inbox.apply(next_page(store, replace(clerk("C9"), verifier="plain")))
    assert isinstance(sign_in(store, clerk="C9", secret="plain"), WrongSecret)


def test_waits_double_after_five_wrong_secrets(store: Store, world: World) -> None:
    """The first five are free, then 2, 4, 8 seconds and so on up to five minutes."""
    assert [wrong(store) for _ in range(FREE_TRIES)] == [0, 0, 0, 0, 2]
    waits = []
    for _ in range(10):
        world.clock.pass_by(seconds=LONGEST_WAIT)
        waits.append(wrong(store))
    assert waits == [4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_try_that_comes_too_soon_is_not_looked_at(store: Store, world: World) -> None:
    """Even the right secret waits, and when the wait is over it fits."""
    for _ in range(FREE_TRIES):
        wrong(store)
    before = store.journal.head()
    assert sign_in(store, clerk="C1", secret=PIN) == WrongSecret(2)
    world.clock.pass_by(seconds=1)
    assert sign_in(store, clerk="C1", secret=PIN) == WrongSecret(1)
    assert store.journal.head() == before
    world.clock.pass_by(seconds=1)
    assert isinstance(sign_in(store, clerk="C1", secret=PIN), Desk)


def test_one_clerks_slips_do_not_hold_up_another(store: Store) -> None:
    """Waits are each clerk's own, and a right secret ends the count."""
    for _ in range(FREE_TRIES):
        wrong(store)
    desk_of(store, clerk_id="C2")
    for _ in range(FREE_TRIES + 2):
        assert wrong(store, "C2") == 0
        desk_of(store, clerk_id="C2")


def test_a_restart_ends_no_wait(world: World) -> None:
    """Closing the program and trying again gains nothing."""
    store = world.filled()
    for _ in range(FREE_TRIES + 4):
        wrong(store)
        world.clock.pass_by(seconds=LONGEST_WAIT)
    assert wrong(store) == 64
    store.close()
    world.clock.boot, world.clock.mono = "boot-2", 0
    world.clock.pass_by(seconds=4)
    store = world.open()
    assert sign_in(store, clerk="C1", secret=PIN) == WrongSecret(60)
    world.clock.pass_by(seconds=60)
    assert isinstance(sign_in(store, clerk="C1", secret=PIN), Desk)
    store.close()


@pytest.mark.parametrize("jump", [timedelta(days=-1), timedelta(days=365), -timedelta(hours=2)])
def test_a_clock_that_jumps_blocks_nobody(world: World, jump: timedelta) -> None:
    """Set back a day or on a year, before or after a restart, clerks sign in and work."""
    store = world.filled()
    for _ in range(FREE_TRIES):
        wrong(store)
    world.clock.pass_by(seconds=2)
    world.clock.moment += jump
    desk_of(store)
    store.close()
    world.clock.boot = "boot-2"
    store = world.open()
    desk_of(store)
    store.close()


def test_a_clock_that_was_set_back_at_the_restart_blocks_nobody(world: World) -> None:
    """No wait grows with the hours by which a clock went back."""
    store = world.filled()
    for _ in range(FREE_TRIES):
        wrong(store)
    store.close()
    world.clock.boot = "boot-2"
    world.clock.moment -= timedelta(hours=2)
    store = world.open()
    desk_of(store)
    store.close()


def test_every_act_names_its_clerk_and_session(store: Store) -> None:
    """Two clerks at one station are told apart in the journal."""
    for clerk_id in ("C1", "C2", "C1"):
        desk_of(store, clerk_id=clerk_id).save(ClerkSignedIn())
    named = [(event.clerk, event.session) for event in events(store)]
    assert [clerk_id for clerk_id, _ in named] == ["C1", "C1", "C2", "C2", "C1", "C1"]
    assert len({session for _, session in named}) == 3
