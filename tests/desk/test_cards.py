"""Temporary cards at the desk: the next number of this machine, once, by what the journal says."""

import pytest

from clerk_station.desk.cards import issue_card
from clerk_station.desk.visits import attend_by_hand, close_visit, void_answer
from clerk_station.domain.cards import numbers
from clerk_station.domain.events import CardIssued, EventVoided
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.records import Lease
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from sync.condition import Alarm
from tests.desk.acts import attend, opened, sealed
from tests.world import CENTRE, World, desk_of, page

SON = 2


def lease(block: int = 1, *, station: str = "S1", incarnation: int = 1) -> Lease:
    """Make a lease of a block."""
    return Lease(
        centre=CENTRE,
        station=station,
        incarnation=incarnation,
        governorate="KA",
        year=2026,
        block=block,
    )


def lent(store: Store, *leases: Lease) -> None:
    """Let the feed bring leases."""
    cursor = store.inbox.cursor("")
    store.inbox.apply(page(*leases, after=cursor.position, previous=cursor.hash))


def test_numbers_follow_one_another_and_are_saved(world: World) -> None:
    """Each adult without a unified card has the next number; asked again, the same."""
    store = world.filled()
    lent(store, lease())
    desk, expected = desk_of(store), numbers(lease())
    for number in (1, 2):
        begun = opened(desk, sealed(number, world.authority_key))
        son = begun.household.members[SON]
        attend(desk, begun.visit, begun.household, son)
        given = issue_card(desk, begun.visit, member=son)
        assert given.number == next(expected)
        assert given.visit.cards == {son.id: given.number}
        again = issue_card(desk, begun.visit, member=son)
        assert again.number == given.number
        for member in begun.household.members[:2]:
            attend(desk, begun.visit, begun.household, member)
        close_visit(desk, begun.visit, household=begun.household)
    assert len(store.journal.events_of_kind(CardIssued.kind)) == 2
    store.close()


def test_a_number_that_was_taken_back_is_not_given_out_again(world: World) -> None:
    """The paper may be in somebody's pocket: after a void the next one follows."""
    store = world.filled()
    lent(store, lease())
    desk, expected = desk_of(store), list(numbers(lease()))
    begun = opened(desk, sealed(1, world.authority_key))
    son = begun.household.members[SON]
    attend(desk, begun.visit, begun.household, son)
    first = issue_card(desk, begun.visit, member=son)
    card = store.journal.events_of_kind(CardIssued.kind)[0]
    desk.save(EventVoided(event=card.id, reason="خطأ"), household="H0001", visit=begun.visit.id)
    second = issue_card(desk, begun.visit, member=son)
    assert (first.number, second.number) == (expected[0], expected[1])
    store.close()


@pytest.mark.parametrize("other", [lease(station="S2"), lease(incarnation=2)])
def test_without_a_lease_of_its_own_there_is_no_card_and_work_goes_on(
    world: World, other: Lease
) -> None:
    """Another machine's numbers are not this one's; the clerk is told what to do."""
    store = world.filled()
    lent(store, other)
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    son = begun.household.members[SON]
    visit = attend(desk, begun.visit, begun.household, son)
    with pytest.raises(StationError, match="No number"):
        issue_card(desk, visit, member=son)
    assert void_answer(desk, visit, member=son.id, reason="خطأ").answers == {}
    store.close()


def test_a_journal_that_lacks_its_end_gives_out_no_numbers(world: World) -> None:
    """Where an old copy was put back, what it gave out later is unknown, so it gives out none."""
    store = world.filled()
    lent(store, lease())
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    son = begun.household.members[SON]
    visit = attend(desk, begun.visit, begun.household, son)
    store.lives.alarm(Alarm.ROLLED_BACK)
    with pytest.raises(StationError, match="old copy"):
        issue_card(desk, visit, member=son)
    store.lives.alarm(Alarm.BRANCHED)
    assert issue_card(desk, visit, member=son).number
    store.close()


def test_who_has_a_unified_card_or_did_not_come_gets_none(world: World) -> None:
    """A temporary card is for those of whom it was recorded that they lack the other."""
    store = world.filled()
    lent(store, lease())
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    head, son = begun.household.members[0], begun.household.members[SON]
    with pytest.raises(StationError, match="No temporary card"):
        issue_card(desk, begun.visit, member=son)
    visit = attend(desk, begun.visit, begun.household, head)
    papers = (DocumentKind.CIVIL_STATUS_ID,)
    attend_by_hand(desk, visit, member=son, documents=papers, temporary_card=False)
    for member in (head, son):
        with pytest.raises(StationError, match="No temporary card"):
            issue_card(desk, visit, member=member)
    store.close()
