"""A second person: by PIN at the clerk's desk, or later from the manager's list."""

from dataclasses import replace

import pytest

from clerk_station.desk.forms import Opened
from clerk_station.desk.session import FREE_TRIES, Desk, WrongSecret
from clerk_station.desk.statements import confirm_at_desk, confirm_statement
from clerk_station.desk.visits import Closed, close_visit, void_answer
from clerk_station.domain.events import MemberAbsent, SignInFailed, StatementConfirmed
from clerk_station.domain.matters import Statement, statement_id
from clerk_station.domain.people import Household
from clerk_station.domain.records import Clerk, Role
from clerk_station.domain.second import Look, Second
from clerk_station.domain.visits import AbsenceReason, Absent, Evidence, Outcome, Visit
from clerk_station.errors import StationError
from clerk_station.store.matters import read_statements
from clerk_station.store.opening import Store
from tests.desk.acts import absent, attend, opened, sealed
from tests.store.test_inbox import next_page
from tests.world import PIN, World, clerk, desk_of, household

HEAD, WIFE, SON, CHILD = household(1).members


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


@pytest.fixture
def manager(store: Store) -> Desk:
    """Give the manager signed in at the same station."""
    return desk_of(store, clerk_id="M1")


@pytest.fixture
def begun(desk: Desk, world: World) -> Opened:
    """Give an open visit of the first household."""
    return opened(desk, sealed(1, world.authority_key))


def stated(desk: Desk, begun: Opened) -> Visit:
    """Let the family state that the grown son died, while the others came."""
    visit = begun.visit
    for member in (HEAD, WIFE):
        visit = attend(desk, visit, begun.household, member)
    return absent(desk, visit, SON, AbsenceReason.REPORTED_DECEASED, Evidence.SEEN)


def answer(visit: Visit) -> Absent:
    """Give what stands for the son."""
    found = visit.answers[SON.id]
    assert isinstance(found, Absent)
    return found


def closed(desk: Desk, visit: Visit, household: Household) -> Outcome:
    """Close a visit that may close; say how it ended."""
    done = close_visit(desk, visit, household=household)
    assert isinstance(done, Closed)
    assert done.visit.closing is not None
    return done.visit.closing.outcome


def test_what_nobody_looked_at_is_pending_and_referred(desk: Desk, begun: Opened) -> None:
    """Such a visit ends referred, and the statement stands on the manager's list."""
    visit = stated(desk, begun)
    assert answer(visit).second is Second.PENDING
    assert closed(desk, visit, begun.household) is Outcome.REFERRED
    (waits,) = read_statements(desk.store)
    assert (waits.member, waits.second, waits.evidence) == (SON.id, Second.PENDING, Evidence.SEEN)


def test_a_manager_confirms_at_the_desk_by_their_own_pin(desk: Desk, begun: Opened) -> None:
    """The event names the manager, the clerk stays at work, and the visit ends completed."""
    visit = stated(desk, begun)
    done = confirm_at_desk(desk, visit, member=SON, manager="M1", secret=PIN)
    assert isinstance(done, Visit)
    assert answer(done).second is Second.CONFIRMED
    last = desk.store.journal.events_of_visit(visit.id)[-1]
    assert (last.clerk, last.member, last.visit) == ("M1", SON.id, visit.id)
    assert closed(desk, done, begun.household) is Outcome.COMPLETED


def test_a_wrong_pin_confirms_nothing_and_is_recorded_and_slowed(desk: Desk, begun: Opened) -> None:
    """Guessing the manager's PIN at a desk is no faster than at sign-in."""
    visit = stated(desk, begun)
    for _ in range(FREE_TRIES):
        tried = confirm_at_desk(desk, visit, member=SON, manager="M1", secret="000000")
        assert isinstance(tried, WrongSecret)
    tried = confirm_at_desk(desk, visit, member=SON, manager="M1", secret=PIN)
    assert isinstance(tried, WrongSecret)
    assert tried.wait > 0
    failed = desk.store.journal.events_of_kind(SignInFailed.kind)
    assert [event.clerk for event in failed] == ["M1"] * FREE_TRIES
    assert answer(desk.store.queries.visit(visit.id) or visit).second is Second.PENDING


def test_a_clerk_is_no_second_person(desk: Desk, begun: Opened) -> None:
    """Another clerk's PIN fits that clerk and confirms nothing."""
    visit = stated(desk, begun)
    with pytest.raises(StationError, match="for the manager"):
        confirm_at_desk(desk, visit, member=SON, manager="C2", secret=PIN)
    assert desk.store.journal.events_of_kind(StatementConfirmed.kind) == ()


def test_nobody_is_their_own_second_person(manager: Desk, world: World) -> None:
    """A manager who served the household asks another one."""
    begun = opened(manager, sealed(1, world.authority_key))
    visit = stated(manager, begun)
    with pytest.raises(StationError, match="another one than the first"):
        confirm_at_desk(manager, visit, member=SON, manager="M1", secret=PIN)
    assert answer(manager.store.queries.visit(visit.id) or visit).second is Second.PENDING


def test_a_manager_looks_later_from_the_list(desk: Desk, manager: Desk, begun: Opened) -> None:
    """Days later the visit is closed, and the statement is confirmed all the same."""
    visit = stated(desk, begun)
    closed(desk, visit, begun.household)
    (waits,) = read_statements(manager.store)
    assert confirm_statement(manager, waits, accepted=True).second is Second.CONFIRMED
    (now,) = read_statements(manager.store)
    assert now.second is Second.CONFIRMED


def test_who_does_not_confirm_says_why(desk: Desk, manager: Desk, begun: Opened) -> None:
    """No without a reason is not recorded; with one it is, and it is no judgement of anybody."""
    stated(desk, begun)
    (waits,) = read_statements(manager.store)
    with pytest.raises(StationError, match="No reason"):
        confirm_statement(manager, waits, accepted=False, reason="  ")
    said = confirm_statement(manager, waits, accepted=False, reason="the paper is unreadable")
    assert said.second is Second.DECLINED
    assert [look.reason for look in said.looks] == ["the paper is unreadable"]


def test_the_last_word_of_a_manager_counts(desk: Desk, manager: Desk, begun: Opened) -> None:
    """Who said no by mistake says yes, and both words stay written."""
    stated(desk, begun)
    (waits,) = read_statements(manager.store)
    confirm_statement(manager, waits, accepted=False, reason="wrong row")
    said = confirm_statement(manager, waits, accepted=True)
    assert said.second is Second.CONFIRMED
    assert [look.accepted for look in said.looks] == [False, True]


def test_two_managers_who_disagree_leave_it_open(
    desk: Desk, manager: Desk, begun: Opened, store: Store
) -> None:
    """Neither word outweighs the other: the supervision decides."""
    store.inbox.apply(next_page(store, clerk("M2", role=Role.MANAGER)))
    stated(desk, begun)
    (waits,) = read_statements(store)
    confirm_statement(manager, waits, accepted=True)
    said = confirm_statement(desk_of(store, clerk_id="M2"), waits, accepted=False, reason="no")
    assert said.second is Second.DISPUTED


def test_what_was_taken_back_is_not_confirmed(desk: Desk, manager: Desk, begun: Opened) -> None:
    """A list that is older than what was recorded since leads to no event."""
    visit = stated(desk, begun)
    (waits,) = read_statements(manager.store)
    void_answer(desk, visit, member=SON.id, reason="the wrong son")
    assert read_statements(manager.store) == ()
    with pytest.raises(StationError, match="stands no more"):
        confirm_statement(manager, waits, accepted=True)


def test_a_statement_made_elsewhere_is_confirmed_here(manager: Desk, store: Store) -> None:
    """The central tells of it; the look is recorded here and stands before the line is back."""
    there = statement_elsewhere(manager)
    store.inbox.apply(next_page(store, there))
    said = confirm_statement(manager, there, accepted=True)
    assert said.second is Second.CONFIRMED
    assert store.queries.open_visit() is None
    (event,) = store.journal.events_of_kind(StatementConfirmed.kind)
    assert isinstance(event.body, StatementConfirmed)
    assert (event.body.stated_at, event.body.event) == ("KA-01-S9", "e-9")


def test_what_the_central_tells_is_not_told_twice(desk: Desk, begun: Opened, store: Store) -> None:
    """Once the record is here the same statement is one, with the looks of both."""
    stated(desk, begun)
    (mine,) = read_statements(store)
    look = Look(station="KA-01-S9", incarnation=1, seq=4, by="M7", accepted=True)
    store.inbox.apply(next_page(store, replace(mine, looks=(look,), second=Second.CONFIRMED)))
    (now,) = read_statements(store)
    assert (now.id, now.second, now.looks) == (mine.id, Second.CONFIRMED, (look,))


def statement_elsewhere(desk: Desk) -> Statement:
    """Make what another station of the centre recorded."""
    known = desk.store.queries.record(Clerk, "C2")
    assert known is not None
    return Statement(
        id=statement_id("KA-01-S9", "e-9"),
        centre=known.centre,
        station="KA-01-S9",
        event="e-9",
        household="H0002",
        visit="v-9",
        member="H0002-3",
        at=desk.store.journal.clock.now(),
        clerk="C2",
        reason=AbsenceReason.UNKNOWN_TO_HOUSEHOLD,
        evidence=Evidence.NOT_ASKED,
        returns=None,
        note="",
        second=Second.PENDING,
    )


def test_what_asks_for_nobody_stands_on_no_list(desk: Desk, begun: Opened) -> None:
    """Who comes another day needs no second person, and a PIN typed for them confirms nothing."""
    visit = absent(desk, begun.visit, SON, AbsenceReason.ABSENT)
    assert read_statements(desk.store) == ()
    with pytest.raises(StationError, match="Nothing waits"):
        confirm_at_desk(desk, visit, member=SON, manager="M1", secret=PIN)
    assert len(desk.store.journal.events_of_kind(MemberAbsent.kind)) == 1
