"""What people type: read strictly, kept as typed."""

import pytest

from clerk_station.domain.written import LONGEST_LINE, read_line, read_phone


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  حي   الحسين ", "حي الحسين"),
        ("\u202eحي\u202c الحسين\u200f", "حي الحسين"),
        ("house 7 \U0001f600", "house 7"),
        ("a\0b\nc", "a b c"),
        ("\u200e\u2066", ""),
        ("گەڕەکی ڕزگاری", "گەڕەکی ڕزگاری"),
    ],
)
def test_a_line_is_what_can_be_read_of_it(typed: str, read: str) -> None:
    """Marks that turn text round, pictures and line breaks are left out, letters stay."""
    assert read_line(typed) == read


def test_a_line_has_an_end() -> None:
    """Ten thousand letters are cut to what a register holds."""
    assert len(read_line("أ" * 10_000)) == LONGEST_LINE


@pytest.mark.parametrize(
    "typed",
    ["07701234567", "٠٧٧٠١٢٣٤٥٦٧", "۰۷۷۰ ۱۲۳ ۴۵۶۷", "+964 770 123 4567", "009647701234567",
     "0770-123-4567"],
)  # fmt: skip
def test_a_phone_is_one_number_however_it_is_typed(typed: str) -> None:
    """Three digit sets, blanks, dashes and the country's code lead to the same eleven digits."""
    assert read_phone(typed) == "07701234567"


@pytest.mark.parametrize("typed", ["", "0770123456", "077012345678", "06701234567", "phone", "٠٧"])
def test_what_is_no_phone_is_none(typed: str) -> None:
    """A digit too few or too many is asked for again."""
    assert read_phone(typed) is None
