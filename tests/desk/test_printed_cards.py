"""A temporary card on its way: sealed, printed again, taken back, checked without a line."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.card_seal import PREFIX, Unsealed, certify, open_card
from clerk_station.desk.cards import (
    PrintedCard,
    Revoked,
    check_card,
    issue_card,
    printed_card,
    reprint_card,
    revoke_card,
)
from clerk_station.desk.forms import Opened
from clerk_station.desk.session import Desk
from clerk_station.domain.records import lease_name
from clerk_station.domain.visits import Visit
from clerk_station.errors import StationError
from tests.desk.acts import attend, opened, sealed
from tests.desk.test_cards import SON, lease, lent
from tests.world import World, desk_of


def given(world: World) -> tuple[Desk, Opened, Visit]:
    """Serve a household up to the temporary card of the grown son."""
    store = world.filled()
    name = lease_name(lease())
    key = store.enrolment.key.public_key()
    certificate = certify(name, key, authority=world.authority_key.sign)
    lent(store, replace(lease(), certificate=certificate.hex()))
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    attend(desk, begun.visit, begun.household, begun.household.members[SON])
    issued = issue_card(desk, begun.visit, member=begun.household.members[SON])
    return desk, begun, issued.visit


def on_paper(desk: Desk, begun: Opened, visit: Visit) -> PrintedCard:
    """Seal the son's card."""
    son = begun.household.members[SON]
    return printed_card(desk, visit, household=begun.household, member=son)


def test_a_card_is_checked_with_nothing_but_the_authoritys_key(world: World) -> None:
    """No network, no register: the two seals say whose card it is."""
    desk, begun, visit = given(world)
    printed = on_paper(desk, begun, visit)
    card = open_card(printed.token, [world.authority_key.public_key()])
    assert card == printed.card
    assert printed.card.name == begun.household.members[SON].name.full
    assert printed.card.given == desk.today()
    assert len(printed.token) < 700
    desk.store.close()


def test_a_card_of_another_hand_is_found_out(world: World) -> None:
    """A changed letter, another authority, a number of another lease: none of them is believed."""
    desk, begun, visit = given(world)
    token = on_paper(desk, begun, visit).token
    mine, other = world.authority_key.public_key(), Ed25519PrivateKey.generate()
    assert open_card(token, [other.public_key()]) is Unsealed.FORGED
    body = token.removeprefix(PREFIX)
    for at in range(0, len(body), 7):
        turned = "0" if body[at] != "0" else "1"
        changed = open_card(PREFIX + body[:at] + turned + body[at + 1 :], [mine])
        assert isinstance(changed, Unsealed), at
    assert open_card("https://example.com", [mine]) is Unsealed.FOREIGN
    assert open_card(PREFIX + "A" * 5000, [mine]) is Unsealed.FOREIGN
    assert open_card(PREFIX + "\u0664", [mine]) is Unsealed.DAMAGED
    desk.store.close()


def test_a_certificate_counts_for_its_own_lease_alone(world: World) -> None:
    """Who may seal one block may not seal another's numbers."""
    store = world.filled()
    key = store.enrolment.key.public_key()
    of_other = certify(lease_name(lease(2)), key, authority=world.authority_key.sign)
    lent(store, replace(lease(1), certificate=of_other.hex()))
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    attend(desk, begun.visit, begun.household, begun.household.members[SON])
    visit = issue_card(desk, begun.visit, member=begun.household.members[SON]).visit
    token = on_paper(desk, begun, visit).token
    assert open_card(token, [world.authority_key.public_key()]) is Unsealed.FORGED
    store.close()


def test_each_printing_is_counted(world: World) -> None:
    """The second sheet says that it is the second, under the same number."""
    desk, begun, visit = given(world)
    first = on_paper(desk, begun, visit)
    visit = reprint_card(desk, visit, member=begun.household.members[SON])
    second = on_paper(desk, begun, visit)
    assert (first.reprints, second.reprints) == (0, 1)
    assert first.card == second.card
    desk.store.close()


def test_a_card_that_was_taken_back_is_known_at_its_station(world: World) -> None:
    """Its seal holds, so the station says that it counts no more; the next has a new number."""
    desk, begun, visit = given(world)
    son, printed = begun.household.members[SON], on_paper(desk, begun, visit)
    assert check_card(desk.store, printed.token) == printed.card
    visit = revoke_card(desk, visit, member=son, reason="The wrong person was chosen")
    assert visit.cards == {}
    revoked = check_card(desk.store, printed.token)
    assert revoked == Revoked(printed.card, "The wrong person was chosen")
    again = issue_card(desk, visit, member=son)
    assert again.number != printed.card.number
    desk.store.close()


def test_without_a_card_there_is_nothing_to_print_or_take_back(world: World) -> None:
    """Who has none is told to give one first."""
    desk, begun, visit = given(world)
    head = begun.household.members[0]
    for act in (
        lambda: printed_card(desk, visit, household=begun.household, member=head),
        lambda: reprint_card(desk, visit, member=head),
        lambda: revoke_card(desk, visit, member=head, reason="x"),
    ):
        with pytest.raises(StationError, match="has no temporary card"):
            act()
    desk.store.close()


def test_a_station_nobody_vouched_for_keeps_the_number(world: World) -> None:
    """Without certificate nothing is printed that nobody could check."""
    store = world.filled()
    lent(store, lease())
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    attend(desk, begun.visit, begun.household, begun.household.members[SON])
    visit = issue_card(desk, begun.visit, member=begun.household.members[SON]).visit
    with pytest.raises(StationError, match="cannot be sealed yet"):
        on_paper(desk, begun, visit)
    store.close()
