"""Readers that type: bursts under any layout, and a person's typing left alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.mrz import clean_typed
from clerk_station.scan.wedge import GAP_MS, LEAST, LONGEST, Key, Wedge
from tests.scan.readers import ALPHABET, LAYOUTS, Reader, Recorded, bursts_of, recorded

NUMBER = "KA26-00000-0125"
SEAL = "IQR1:6BFOXN%TSMAHN-H/SJ$UOW+1R*KL.7ZI2 Q5G"
ZONE = ("IDIRQAA00000011198000000001<<<", "8001014M3301018IRQ<<<<<<<<<<<5", "K" * 30)
layouts = pytest.mark.parametrize("layout", LAYOUTS)
keyboards = pytest.mark.parametrize("keyboard", list(Keyboard))


def read(reader: Reader, text: str) -> list[str]:
    """Give the likeliest text of each burst that a reader's typing makes."""
    bursts = bursts_of(reader.keys(text), Wedge(reader.keyboard))
    return [burst.texts[0] for burst in bursts]


@pytest.mark.parametrize("burst", recorded(), ids=lambda burst: f"{burst.layout}-{burst.sent[:9]}")
def test_a_recorded_burst_is_what_the_reader_sent(burst: Recorded) -> None:
    """Bursts from a real X server give the code back under US, Arabic and Kurdish layouts."""
    found = bursts_of(list(burst.keys), Wedge(Keyboard.X11))
    assert [found.texts[0] for found in found] == [burst.sent.strip("\n\t")]


@pytest.mark.parametrize("burst", recorded(), ids=lambda burst: f"{burst.layout}-{burst.sent[:9]}")
def test_made_up_readers_type_as_recorded_ones(burst: Recorded) -> None:
    """The readers of these tests write under each layout what a real X server wrote."""
    made = Reader(layout=burst.layout).keys(burst.sent)
    assert [key.text for key in made] == [key.text for key in burst.keys]
    assert [key.scan_code for key in made] == [key.scan_code for key in burst.keys]


@layouts
@keyboards
@pytest.mark.parametrize("end", ["", "\n", "\t", "\n\n"])
@pytest.mark.parametrize("gap_ms", [0.0, 1.0, 8.0, 34.0])
def test_a_burst_is_what_the_reader_sent(
    keyboard: Keyboard, layout: str, end: str, gap_ms: float
) -> None:
    """Every layout and system, with Enter, Tab or nothing at the end, quick or slow."""
    reader = Reader(keyboard=keyboard, layout=layout, gap_ms=gap_ms)
    for text in (NUMBER, SEAL, "aZ09+/=_&?%$*"):
        assert read(reader, text + end) == [text]


@layouts
@keyboards
@given(text=st.text(ALPHABET, min_size=LEAST).filter(lambda text: text == text.strip("\n\t")))
def test_any_text_of_a_reader_survives_any_layout(
    keyboard: Keyboard, layout: str, text: str
) -> None:
    """Whatever a US keyboard can type is read back, whatever the layout made of it."""
    assert read(Reader(keyboard=keyboard, layout=layout), text) == [text]


@pytest.mark.parametrize("layout", ["ara", "iq(ku_ara)"])
def test_without_places_of_keys_a_code_is_corrupt(layout: str) -> None:
    """The control: what the layout wrote is not what the reader sent."""
    reader = Reader(layout=layout, knows_keys=False)
    assert read(reader, SEAL) != [SEAL]


@pytest.mark.parametrize(
    ("keyboard", "text"),
    [(keyboard, text) for keyboard in Keyboard for text in (NUMBER, SEAL, "abcdef h")],
)
def test_without_scan_codes_arabic_leads_back(keyboard: Keyboard, text: str) -> None:
    """A remote desktop that sends Arabic letters and no keys still gives the code."""
    reader = Reader(keyboard=keyboard, layout="ara", knows_keys=False)
    (burst,) = bursts_of(reader.keys(text), Wedge(keyboard))
    assert text in burst.texts


def test_without_scan_codes_kurdish_leads_back_but_for_two_letters() -> None:
    """Kurdish writes X for Q and W alike, so a form's number comes back and W may not."""
    reader = Reader(layout="iq(ku_ara)", knows_keys=False)
    (burst,) = bursts_of(reader.keys(NUMBER), Wedge())
    assert NUMBER in burst.texts
    (burst,) = bursts_of(reader.keys("WWWWWW"), Wedge())
    assert "WWWWWW" not in burst.texts


@pytest.mark.parametrize("layout", ["ara", "iq(ku_ara)"])
def test_virtual_keys_do_where_windows_gives_no_scan_code(layout: str) -> None:
    """On Windows the key's number is as good as its place."""
    reader = Reader(keyboard=Keyboard.WINDOWS, layout=layout)
    keys = [replace(key, scan_code=0) for key in reader.keys(SEAL) if not key.nameless]
    (burst,) = bursts_of(keys, Wedge(Keyboard.WINDOWS))
    assert burst.texts[0] == SEAL


def test_a_reader_set_to_the_layout_of_the_machine_is_read_too() -> None:
    """A reader for French keyboards under a French layout: what was written counts too."""
    keys = [
        replace(key, scan_code={16: 30, 30: 16}.get(key.scan_code - 8, key.scan_code - 8) + 8)
        for key in Reader().keys("QA1A2Q")
    ]
    (burst,) = bursts_of(keys, Wedge())
    assert burst.texts[:2] == ("AQ1Q2A", "QA1A2Q")


def test_caps_lock_does_not_hide_a_code() -> None:
    """A reader that minds Caps Lock turns its letters over; the text as meant is a reading too."""
    keys = Reader().keys(SEAL.swapcase())
    (burst,) = bursts_of(keys, Wedge())
    assert SEAL in burst.texts


def test_a_zone_comes_whole_with_its_line_ends() -> None:
    """Three lines with Enter between them are one burst, and one zone, even under Kurdish."""
    (text,) = read(Reader(layout="iq(ku_ara)"), "\n".join(ZONE) + "\n")
    assert clean_typed(text) == ZONE


def test_digits_of_the_keypad_are_digits_whatever_num_lock_is() -> None:
    """A reader that types on the keypad is read by the places of its keys."""
    places = dict(zip("7894561230", (71, 72, 73, 75, 76, 77, 79, 80, 81, 82), strict=True))
    keys = [
        Key(text="", at_ms=n * 5.0, scan_code=places[digit] + 8)
        for n, digit in enumerate("1980000001")
    ]
    keys.append(Key(text="\r", at_ms=50.0, scan_code=96 + 8))
    (burst,) = bursts_of(keys, Wedge())
    assert burst.texts[0] == "1980000001"


@pytest.mark.parametrize("keyboard", list(Keyboard))
def test_control_codes_are_no_part_of_a_code(keyboard: Keyboard) -> None:
    """A separator that a reader sends as Ctrl and a key is left out."""
    keys = Reader(keyboard=keyboard).keys("ABC]DEF")
    keys[3] = replace(keys[3], text="\x1d", command=True)
    (burst,) = bursts_of(keys, Wedge(keyboard))
    assert burst.texts[0] == "ABCDEF"


def test_a_reader_of_alt_codes_says_nothing_where_the_system_makes_no_characters() -> None:
    """Alt and digits of the keypad are a burst without a text: no digit of them is taken."""
    keys = [Key(text="1", at_ms=n * 3.0, scan_code=79 + 8, command=True) for n in range(20)]
    (burst,) = bursts_of(keys, Wedge())
    assert burst.texts == ("",)


def test_a_reader_of_alt_codes_is_read_where_the_system_makes_characters() -> None:
    """Windows writes the character after its digits, as a key without a name."""
    keys = []
    for n, character in enumerate(NUMBER):
        keys += [Key(text="", at_ms=n * 20.0 + d, scan_code=79, command=True) for d in range(3)]
        keys.append(Key(text=character, at_ms=n * 20.0 + 9, scan_code=56, nameless=True))
    (burst,) = bursts_of(keys, Wedge(Keyboard.WINDOWS))
    assert burst.texts[0] == NUMBER


def test_a_late_line_end_is_the_readers_too() -> None:
    """Enter shortly after a burst is swallowed; the control is the clerk's, who takes longer."""
    wedge = Wedge()
    (burst,) = bursts_of(Reader().keys(NUMBER), wedge)
    enter = Key(text="\r", at_ms=burst.at_ms + 100, scan_code=36)
    assert wedge.is_suffix(enter)
    assert not wedge.is_suffix(replace(enter, at_ms=burst.at_ms + 400))
    assert not wedge.is_suffix(replace(enter, text="a", scan_code=38))


@given(st.lists(st.floats(GAP_MS + 0.1, 500), min_size=1, max_size=60), st.data())
def test_a_person_is_no_reader(gaps: list[float], data: st.DataObject) -> None:
    """Keys at a person's pace make no burst, however many."""
    text = data.draw(st.text(ALPHABET, min_size=len(gaps), max_size=len(gaps)))
    at_ms, keys = 0.0, []
    for gap, key in zip(gaps, Reader().keys(text), strict=True):
        at_ms += gap
        keys.append(replace(key, at_ms=at_ms))
    assert bursts_of(keys, Wedge()) == []


def test_quick_pairs_of_a_person_are_no_burst() -> None:
    """Five keys rolled at once are still a person's; the control has one more."""
    assert read(Reader(gap_ms=20), "اabcd".replace("ا", "x")) == []
    assert read(Reader(gap_ms=20), "xabcde") == ["xabcde"]


def test_a_busy_machine_does_not_tear_a_burst_apart() -> None:
    """A known burst goes on after a longer gap; the control is longer still, and torn."""
    keys = Reader().keys(NUMBER)
    late = [*keys[:8], *(replace(key, at_ms=key.at_ms + 100) for key in keys[8:])]
    (burst,) = bursts_of(late, Wedge())
    assert burst.texts[0] == NUMBER
    torn = [*keys[:8], *(replace(key, at_ms=key.at_ms + 200) for key in keys[8:])]
    assert NUMBER not in [burst.texts[0] for burst in bursts_of(torn, Wedge())]


def test_a_reader_after_a_person_starts_anew() -> None:
    """What a clerk typed before the reader is not part of the burst."""
    keys = [Key(text="x", at_ms=0, scan_code=53), *Reader().keys(NUMBER)]
    (burst,) = bursts_of(keys, Wedge())
    assert burst.texts[0] == NUMBER


def test_two_bursts_in_a_row_are_two() -> None:
    """A pause parts them, and the second is whole."""
    keys = Reader().keys(NUMBER) + Reader().keys(SEAL, at_ms=1400)
    assert [burst.texts[0] for burst in bursts_of(keys, Wedge())] == [NUMBER, SEAL]


def test_memory_is_bounded_however_long_a_burst_is() -> None:
    """Of endless keys the first are kept, enough to see that they are no code."""
    (text,) = read(Reader(gap_ms=1), "A" * 30_000)
    assert len(text) == LONGEST


@given(
    st.lists(
        st.builds(
            Key,
            text=st.text(max_size=2),
            at_ms=st.floats(0, 1e6) | st.floats(0, 100),
            scan_code=st.integers(-5, 400),
            virtual_key=st.integers(0, 300),
            shift=st.booleans(),
            command=st.booleans(),
            nameless=st.booleans(),
        )
    ),
    st.sampled_from(Keyboard),
)
def test_no_keys_break_the_recogniser(keys: list[Key], keyboard: Keyboard) -> None:
    """Any keys in any order at any time are bursts or none, each with a text without controls."""
    for burst in bursts_of(keys, Wedge(keyboard)):
        assert burst.texts
        assert all(c.isprintable() or c in "\n\t" for text in burst.texts for c in text)
