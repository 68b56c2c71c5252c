"""Numbers of temporary cards: read back, in order, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.cards import SECONDS, SIZE, block_at, next_free, numbers
from clerk_station.domain.ids import card_number, read_card_number, read_form_number
from clerk_station.domain.records import Lease

blocks = st.integers(0, 6_324_480)
moments = st.integers(0, 10**9).map(
    lambda s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def lease(block: int, *, station: str = "S1", incarnation: int = 1) -> Lease:
    """Make a lease of a block to a station."""
    return Lease(
        centre="KA-01",
        station=station,
        incarnation=incarnation,
        governorate="KA",
        year=2026,
        block=block,
    )


@given(blocks, st.integers(0, SIZE - 1))
def test_a_number_is_read_as_it_is_printed(block: int, index: int) -> None:
    """With or without hyphens, in either case and any digits, it is the same number."""
    number = card_number("KA", 2026, block, index)
    assert read_card_number(number) == number
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert read_card_number(number.lower().replace("-", " ").translate(arabic)) == number
    assert read_form_number(number) is None, "it is not taken for a form"


@given(blocks, st.integers(0, SIZE - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_found(block: int, index: int, at: int, by: int) -> None:
    """A number with any digit changed is no number."""
    plain = card_number("KA", 2026, block, index).replace("-", "")
    if at < len(plain) and plain[at].isdigit():
        wrong = plain[:at] + str((int(plain[at]) + by) % 10) + plain[at + 1 :]
        assert read_card_number(wrong) is None


@pytest.mark.parametrize(("block", "index"), [(10_000_000, 0), (-1, 0), (0, 100)])
def test_what_does_not_fit_is_no_number(block: int, index: int) -> None:
    """No number is cut to fit."""
    with pytest.raises(ValueError, match="no card number"):
        card_number("KA", 2026, block, index)


@given(moments, st.integers(SECONDS, 10**9))
def test_later_moments_name_later_blocks(moment: datetime, seconds: int) -> None:
    """Five seconds later is another block, over the end of a year too."""
    assert block_at(moment) < block_at(moment + timedelta(seconds=seconds))


def test_a_year_has_room_for_its_blocks() -> None:
    """Seven digits hold a leap year in steps of five seconds."""
    assert block_at(datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC))[1] < 10_000_000


def test_numbers_of_two_leases_have_nothing_in_common() -> None:
    """Each block has its hundred, and each of them once."""
    both = [*numbers(lease(1)), *numbers(lease(2))]
    assert len(set(both)) == 2 * SIZE


def test_all_of_a_lease_is_given_out_and_then_the_next() -> None:
    """The next free number follows from what was issued alone; after the last there is none."""
    issued: list[str] = []
    leases = [lease(2), lease(1)]
    for _ in range(2 * SIZE):
        number = next_free(leases, station="S1", incarnation=1, issued=issued)
        assert number is not None
        issued.append(number)
    assert issued == [*numbers(lease(1)), *numbers(lease(2))]
    assert next_free(leases, station="S1", incarnation=1, issued=issued) is None


@pytest.mark.parametrize(("station", "incarnation"), [("S2", 1), ("S1", 2)])
def test_another_life_uses_no_lease_of_this_one(station: str, incarnation: int) -> None:
    """A machine that took a station's place has numbers of its own, or none."""
    assert next_free([lease(1)], station=station, incarnation=incarnation, issued=[]) is None
