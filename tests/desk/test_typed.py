"""A card whose number is typed, with the birth date as the check on the typing."""

import pytest

from clerk_station.desk.typed import type_card
from clerk_station.desk.visits import AlreadyThere, NotOnRoster, Recorded, ToConfirm
from clerk_station.domain.events import MemberAttended
from clerk_station.domain.people import BirthDate
from clerk_station.domain.visits import How
from clerk_station.store.opening import Store
from tests.desk.acts import opened, sealed
from tests.world import World, desk_of, household

HEAD = household(1).members[0]


def test_number_and_birth_date_together_record_attendance(store: Store, world: World) -> None:
    """Both typed right are as good as the card read, and it is kept that they were typed."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    number = HEAD.national_number or ""
    found = type_card(desk, begun.visit, household=begun.household, number=number, birth=HEAD.birth)
    assert isinstance(found, Recorded)
    body = store.journal.events_of_visit(begun.visit.id)[-1].body
    assert isinstance(body, MemberAttended)
    assert body.how is How.TYPED
    again = type_card(desk, begun.visit, household=begun.household, number=number, birth=HEAD.birth)
    assert again == AlreadyThere(HEAD)


@pytest.mark.parametrize(
    ("number", "birth", "expected"),
    [
        (HEAD.national_number, "1981/01/01", ToConfirm),
        (HEAD.national_number, "1980", Recorded),
        ("198000000009", "1980/01/01", NotOnRoster),
    ],
)
def test_a_slip_in_either_records_no_attendance(
    store: Store, world: World, number: str, birth: str, expected: type[object]
) -> None:
    """A number of a member born on another day is compared; a number of nobody is refused."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    found = type_card(
        desk,
        begun.visit,
        household=begun.household,
        number=number,
        birth=BirthDate.parse(birth),
    )
    assert isinstance(found, expected)
    visit = store.queries.visit(begun.visit.id)
    assert visit is not None
    assert (HEAD.id in visit.answers) is (expected is Recorded)
