"""Runs of direction: our levels against another implementation of the same annex."""

import bidi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.paper.bidi import levels, visual_order

_DROPPED = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200c")
_ISOLATES = "\u2066\u2067\u2068\u2069"


def shown(text: str, *, rtl: bool) -> str:
    """Put the characters in visual order, the blanks at the end of the line where the line ends."""
    order = visual_order(levels(text, rtl=rtl))
    return "".join(text[at] for at in order).translate(_DROPPED)


@given(st.text("abابس12٣ ().,:-+%[]{}/" + _ISOLATES, max_size=24), st.sampled_from("LR"))
def test_order_agrees_with_the_rust_implementation(text: str, base: str) -> None:
    """Isolates, brackets, digits and separators fall where Unicode's annex 9 puts them."""
    text += "\u2069" * 24 + "اa"
    assert shown(text, rtl=base == "R") == bidi.get_display(text, base_dir=base).translate(_DROPPED)


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("رقم \u2066KA26-00441-2093\u2069 هنا", "انه KA26-00441-2093 مقر"),
        ("اسم John (Smith) هنا", "انه John (Smith) مسا"),
        ("قال (مهم) نعم", "معن )مهم( لاق"),
        ("من 10:30 الى 11:45", "11:45 ىلا 10:30 نم"),
    ],
)
def test_ids_names_and_hours_keep_their_order(text: str, visual: str) -> None:
    """What is written from left to right stays so amid Arabic."""
    assert shown(text, rtl=True) == visual


def test_an_id_without_isolate_would_turn() -> None:
    """The control: the isolating marks are what keeps an id beside Arabic digits in order."""
    assert shown("رقم 0441-20931", rtl=True) != "0441-20931 مقر"
    assert shown("رقم \u20660441-20931\u2069", rtl=True) == "0441-20931 مقر"


@given(st.text(max_size=80), st.sampled_from("LR"))
def test_any_text_has_levels(text: str, base: str) -> None:
    """No name, whatever its characters, stops a page from being set."""
    resolved = levels(text, rtl=base == "R")
    assert len(resolved) == len(text)
    assert sorted(visual_order(resolved)) == list(range(len(text)))


def test_deep_nesting_is_harmless() -> None:
    """Two hundred isolates within each other cost neither the stack nor the order."""
    text = "\u2067" * 200 + "ab"
    assert shown(text, rtl=True) == "ab"
