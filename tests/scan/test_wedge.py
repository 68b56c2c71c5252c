"""Readers that type: bursts under any layout, and a person's typing left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.scan.mrz import clean_typed
from clerk_station.scan.wedge import Burst, Key, Keyboard, Wedge

US = {
    **dict(zip("1234567890-=", range(2, 14), strict=True)),
    **dict(zip("qwertyuiop[]", range(16, 28), strict=True)),
    **dict(zip("asdfghjkl;'`", range(30, 42), strict=True)),
    **dict(zip("\\zxcvbnm,./", range(43, 54), strict=True)),
    "\n": 28,
    "\t": 15,
    " ": 57,
}
SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
ARABIC = dict(
    zip("qwertyuiop[]asdfghjkl;'zxcvnm,.", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوز", strict=True)
)


def typed(
    text: str, *, keyboard: Keyboard = Keyboard.X11, arabic: bool = False, gap_ms: float = 8
) -> list[Key]:
    """Type a text as a reader does: US keys, whatever the layout makes of them."""
    keys = []
    for number, character in enumerate(text):
        lower = SHIFTED.get(character, character.lower())
        shown = ARABIC.get(lower, lower) if arabic else character
        keys.append(
            Key(
                text="\r" if character == "\n" else shown,
                at_ms=1000 + number * gap_ms,
                scan_code=US[lower] + keyboard,
                shift=character in SHIFTED or character.isupper(),
            )
        )
    return keys


def burst_of(keys: list[Key], keyboard: Keyboard = Keyboard.X11) -> Burst | None:
    """Press all keys, then let time pass."""
    wedge = Wedge(keyboard)
    early = [wedge.press(key) for key in keys]
    assert early == [None] * len(keys)
    return wedge.pause(keys[-1].at_ms + 200)


@pytest.mark.parametrize("keyboard", list(Keyboard))
@pytest.mark.parametrize("arabic", [False, True])
@pytest.mark.parametrize(
    "text", ["F-0441-20931", "IQA1|504098669669|BSR|2026-04-27T09:04|843323d5", "aZ09+/=_&?%$*"]
)
def test_a_burst_is_what_the_reader_sent(text: str, keyboard: Keyboard, *, arabic: bool) -> None:
    """Scan codes give the text back under a US and under an Arabic layout, on both systems."""
    burst = burst_of(typed(text + "\n", keyboard=keyboard, arabic=arabic), keyboard)
    assert burst is not None
    assert burst.text == text
    assert burst.typed == len(text)


def test_under_an_arabic_layout_the_text_itself_is_useless() -> None:
    """The control: without scan codes the same burst comes as Arabic letters."""
    keys = [Key(text=key.text, at_ms=key.at_ms) for key in typed("F-0441-20931", arabic=True)]
    burst = burst_of(keys)
    assert burst is not None
    assert burst.text == "ب-0441-20931"


def test_enter_is_not_needed() -> None:
    """A burst without Enter is the same burst."""
    burst = burst_of(typed("F-0441-20931"))
    assert burst is not None
    assert burst.text == "F-0441-20931"


def test_a_zone_comes_whole_with_its_line_ends() -> None:
    """Three lines with Enter between them are one burst, and one zone, even under Arabic."""
    lines = ("IDIRQAA00000011198000000001<<<", "8001014M3301018IRQ<<<<<<<<<<<5", "K" * 30)
    burst = burst_of(typed("\n".join(lines) + "\n", arabic=True))
    assert burst is not None
    assert clean_typed(burst.text) == lines


def test_a_person_is_no_reader() -> None:
    """Keys at a person's pace make no burst, however many."""
    wedge = Wedge()
    for key in typed("the roster of one household", gap_ms=90):
        assert wedge.press(key) is None
    assert wedge.pause(99_999) is None


def test_a_reader_after_a_person_starts_anew() -> None:
    """What a clerk typed before the reader is not part of the burst."""
    wedge = Wedge()
    wedge.press(Key(text="x", at_ms=0, scan_code=53))
    burst = None
    for key in typed("F-0441-20931"):
        burst = wedge.press(key) or burst
    assert burst is None
    burst = wedge.pause(5000)
    assert burst is not None
    assert burst.text == "F-0441-20931"


def test_two_bursts_in_a_row_are_two() -> None:
    """The first key of the next burst completes the last one."""
    wedge = Wedge()
    for key in typed("F-0441-20931"):
        wedge.press(key)
    first = wedge.press(Key(text="F", at_ms=3000, scan_code=41, shift=True))
    assert first is not None
    assert first.text == "F-0441-20931"


def test_fast_fingers_are_suspected_before_the_burst_is_over() -> None:
    """From the sixth fast key on Enter is not the clerk's; before it is."""
    wedge = Wedge()
    for number, key in enumerate(typed("F-0441")):
        assert wedge.suspects is False or number >= 6
        wedge.press(key)
    assert wedge.suspects


@given(
    st.lists(
        st.builds(
            Key,
            text=st.text(max_size=2),
            at_ms=st.floats(0, 1e6),
            scan_code=st.none() | st.integers(-5, 300),
            shift=st.booleans(),
        )
    )
)
def test_no_keys_break_the_recogniser(keys: list[Key]) -> None:
    """Any keys in any order at any time are a burst or none."""
    wedge = Wedge()
    for key in keys:
        wedge.press(key)
    wedge.pause(2e6)
