"""ICAO's transliteration of Arabic: reversible where letters have a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.scan.arabic import CODES, to_arabic, to_latin

WITHOUT_TWINS = "".join(CODES)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("XHYDR", "حيدر"),
        ("ZHAWXAY", "زهاوى"),
        ("FAXTTMXAH", "فاطمة"),
        ("XGGWRAN", "گوران"),
        ("XAEXHMD", "أحمد"),
        ("MXTTR", "مطر"),
    ],
)
def test_names_decode_longest_code_first(written: str, name: str) -> None:
    """Known names come out in Arabic letters."""
    assert to_arabic(written) == name
    assert to_latin(name) == written


@pytest.mark.parametrize("cut", ["XHSYNX", "XHSYNXT", "XHSYNXK"])
def test_a_code_cut_in_two_is_dropped(cut: str) -> None:
    """Thirty characters may end within a letter; half a letter is no letter."""
    assert to_arabic(cut) == "حسين"


def test_letters_without_a_code_stay() -> None:
    """Latin letters that stand for nothing in the table are left as they are."""
    assert to_arabic("OV") == "OV"


@given(st.text(alphabet=WITHOUT_TWINS, min_size=1, max_size=20))
def test_every_letter_with_a_code_comes_back(name: str) -> None:
    """Encoding and decoding give the same letters."""
    assert to_arabic(to_latin(name)) == name


@given(st.text(max_size=40))
def test_any_text_decodes_to_something(written: str) -> None:
    """No text makes the decoder fail."""
    to_arabic(written)
    to_latin(written)
