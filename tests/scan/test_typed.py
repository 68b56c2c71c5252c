"""From bursts to readings: forms, cards, strange codes and damaged ones, each as itself."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.app.commands import is_ours
from clerk_station.app.talks.typed import trouble_of
from clerk_station.rehearsal.papers import card_lines
from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.scan.typed import AGAIN_MS, Showing, reading_of
from clerk_station.scan.wedge import Burst, Wedge
from tests.scan import readers
from tests.scan.readers import LAYOUTS, bursts_of
from tests.world import form, household

NUMBER = form(1).number
LINES = card_lines(household(1).members[0])
SEAL = "IQR1:6BFOXN%TSMAHN-H/SJ$UOW+1R*KL.7ZI2 Q5G"


def read(text: str, reader: readers.Reader | None = None) -> Reading:
    """Give what the desk gets of a text that a reader types."""
    reader = reader or readers.Reader()
    (burst,) = bursts_of(reader.keys(text), Wedge(reader.keyboard))
    return reading_of(burst, is_ours)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("keyboard", list(Keyboard))
def test_each_code_is_read_as_itself(keyboard: Keyboard, layout: str) -> None:
    """A seal, a number and a card are ours under every layout, the card with its document."""
    reader = readers.Reader(keyboard=keyboard, layout=layout)
    seal, number = read(SEAL + "\n", reader), read(NUMBER, reader)
    assert (seal.kind, seal.text, seal.ours) == (Symbology.TYPED, SEAL, True)
    assert (number.kind, number.text, number.ours) == (Symbology.TYPED, NUMBER, True)
    for text in ("\n".join(LINES) + "\n", "".join(LINES), "\t".join(LINES)):
        card = read(text, reader)
        assert (card.kind, card.text, card.ours) == (Symbology.MRZ, "|".join(LINES), True)
        assert card.document is not None


@pytest.mark.parametrize("prefix", ["]Q1", "]C0", "~", ""])
def test_what_a_reader_puts_before_a_code_is_left_out(prefix: str) -> None:
    """An AIM identifier or a prefix of up to three characters does not hide a code."""
    assert read(prefix + SEAL).text == SEAL
    assert read(prefix + NUMBER).text == NUMBER
    assert read(prefix + "".join(LINES)).document is not None


def test_a_code_in_a_longer_text_is_not_ours() -> None:
    """The control: what stands far within another code, or before more, is not taken for ours."""
    assert not read("XXXX" + NUMBER).ours
    assert not read(NUMBER + "9").ours


@pytest.mark.parametrize("between", ["\n", "\t", "\n\n", ""])
def test_a_code_fired_twice_without_a_pause_is_that_code(between: str) -> None:
    """A stuttering reader that sends all twice in one burst is understood."""
    assert read(SEAL + between + SEAL + between).text == SEAL
    assert read(NUMBER + between + NUMBER).text == NUMBER
    zone = "\n".join(LINES)
    assert read(zone + between + zone).text == "|".join(LINES)


def test_junk_is_judged_in_no_time() -> None:
    """A burst of the greatest length costs less than a frame of the preview."""
    for junk in ("A1" * 1500, "<" * 3000, "IQR1:" + "0" * 3000, "7\n" * 1500, "KA26-" * 600):
        began = time.perf_counter()
        read("x" + junk)
        assert time.perf_counter() - began < 1.0


def test_caps_lock_and_remote_desktops_are_seen_through() -> None:
    """Letters turned over, or Arabic ones without keys, still give a form."""
    assert read(SEAL.swapcase()).text == SEAL
    remote = readers.Reader(layout="ara", knows_keys=False)
    assert read(SEAL, remote).text == SEAL
    assert read("".join(LINES), remote).document is not None


@pytest.mark.parametrize("lost", [0, 9, 29, 35, 44, 89])
def test_a_card_that_lost_a_character_is_no_card_and_no_code(lost: int) -> None:
    """What can only be a card's lines is never shown to the desk as a form, nor kept."""
    whole = "".join(LINES)
    reading = read(whole[:lost] + whole[lost + 1 :])
    assert (reading.kind, reading.document, reading.ours) == (Symbology.MRZ, None, False)
    assert "…" in repr(reading)
    trouble = trouble_of(reading, at_desk=True)
    assert trouble is not None
    assert "F7" in trouble.message


def test_a_strange_code_is_left_to_the_desk() -> None:
    """A product's bar code goes on as it is: the desk says that it is no form."""
    reading = read("6291041500213\n")
    assert (reading.kind, reading.text, reading.ours) == (Symbology.TYPED, "6291041500213", False)
    assert trouble_of(reading, at_desk=True) is None
    assert trouble_of(reading, at_desk=False) is not None


def test_keys_without_a_text_ask_for_a_us_keyboard() -> None:
    """A burst of Alt codes is answered by what to set."""
    trouble = trouble_of(reading_of(Burst(texts=("",), at_ms=0), is_ours), at_desk=True)
    assert trouble is not None
    assert "US keyboard" in trouble.message


def test_the_same_twice_at_once_is_one_showing() -> None:
    """A double fire counts once, however often; ten seconds later it is shown again."""
    showing = Showing()
    reading, other = read(NUMBER), read(SEAL)
    assert showing.is_new(reading, at_ms=0)
    assert not showing.is_new(reading, at_ms=300)
    assert not showing.is_new(reading, at_ms=300 + AGAIN_MS)
    assert showing.is_new(reading, at_ms=10_000 + AGAIN_MS)
    assert showing.is_new(other, at_ms=10_100 + AGAIN_MS)


def test_a_burst_of_what_the_camera_just_read_is_no_second_showing() -> None:
    """Light and keys that say the same text are one showing."""
    showing = Showing()
    assert showing.is_new(Reading(kind=Symbology.QR, text=SEAL, ours=True), at_ms=0)
    assert not showing.is_new(read(SEAL), at_ms=900)


@given(st.lists(st.text(max_size=100), min_size=1, max_size=8))
def test_any_burst_is_a_reading(texts: list[str]) -> None:
    """Whatever a burst says it is read without an error; ours only where a check holds."""
    reading = reading_of(Burst(texts=tuple(texts), at_ms=0), is_ours)
    assert reading.ours == (reading.document is not None or is_ours(reading.kind, reading.text))
