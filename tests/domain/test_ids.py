"""Form numbers find every slip of a finger; ids sort by time."""

import string
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.ids import form_number, looks_like_form_number, read_form_number, uuid7

numbers = st.builds(
    form_number,
    st.text(string.ascii_uppercase, min_size=2, max_size=2),
    st.integers(2020, 2099),
    st.integers(0, 9_999_999),
)


@given(numbers)
def test_a_number_reads_back_as_printed(number: str) -> None:
    """What was printed is read, with hyphens or without, in either case."""
    assert read_form_number(number) == number
    assert read_form_number(number.replace("-", "").lower()) == number


@given(numbers, st.data())
def test_every_single_wrong_character_is_found(number: str, data: st.DataObject) -> None:
    """No number with one character changed is a number."""
    plain = number.replace("-", "")
    at = data.draw(st.integers(0, len(plain) - 1))
    alphabet = string.ascii_uppercase if at < 2 else string.digits
    wrong = data.draw(st.sampled_from(alphabet).filter(lambda c: c != plain[at]))
    changed = plain[:at] + wrong + plain[at + 1 :]
    assert looks_like_form_number(changed)
    assert read_form_number(changed) is None


@given(numbers, st.integers(0, 11))
def test_every_swap_of_neighbours_is_found(number: str, at: int) -> None:
    """No number with two neighbours swapped is a number, unless they are alike."""
    plain = number.replace("-", "")
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert (read_form_number(swapped) is None) is (swapped != plain)


@pytest.mark.parametrize("zero", ["0", "\u0660", "\u06f0"])
@pytest.mark.parametrize("gap", ["", "-", " ", "/", "\u2013", "_"])
def test_numbers_are_read_as_people_type_them(zero: str, gap: str) -> None:
    """Digits of three sets, blanks, strokes and dashes of any length are taken."""
    number = form_number("KA", 2026, 441)
    digits = {ord(str(n)): chr(ord(zero) + n) for n in range(10)}
    typed = f" {number.translate(digits).replace('-', gap)}\n"
    assert read_form_number(typed) == number


@pytest.mark.parametrize("text", ["", "KA", "KA26-00441-20933", "1234567890123", "KA26-0044A-2093"])
def test_other_texts_are_no_form_numbers(text: str) -> None:
    """What has another shape is not a mistyped number but something else."""
    assert read_form_number(text) is None
    assert not looks_like_form_number(text)


@pytest.mark.parametrize(
    ("governorate", "serial"), [("KA", -1), ("KA", 10_000_000), ("K", 1), ("ka", 1)]
)
def test_no_number_is_made_of_what_does_not_fit(governorate: str, serial: int) -> None:
    """A serial of eight digits or a governorate in small letters has no number."""
    with pytest.raises(ValueError, match="no form number"):
        form_number(governorate, 2026, serial)


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 74) - 1))
def test_a_uuid7_is_one_and_carries_its_time(milliseconds: int, randomness: int) -> None:
    """Version and variant are RFC 9562's, and the first 48 bits are the time."""
    made = uuid.UUID(uuid7(milliseconds, randomness))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == milliseconds
