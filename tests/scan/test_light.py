"""Hints in words on the preview: what keeps a paper from being read, and when there is none."""

import numpy as np
import pytest

from clerk_station.rehearsal.draw_card import Sheet, draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import WHOLE, Area, Conditions, photograph
from clerk_station.scan import barcode
from clerk_station.scan.glimpse import spread_of
from clerk_station.scan.light import Watch, calmed
from clerk_station.scan.picture import Grey, grey_of
from clerk_station.scan.reading import Frame, Hint, Reading, Symbology
from clerk_station.scan.scanner import Scanner
from tests.scan.conftest import LINES

SEALED = "F-6BF+Y:VB4X8.3KS7AK0H:KI%9DS2O-H9M2V3$" * 4
"""As long as the sealed code of a form."""
FRAMES = 7


def hint_for(
    scanner: Scanner, sheet: Sheet | None, conditions: Conditions, *, aim: Area = WHOLE
) -> Hint:
    """Hold a sheet under the camera for half a second and give the hint."""
    picture = photograph(sheet, conditions, aim=aim).picture
    scanner.forget()
    for number in range(FRAMES):
        scanner.see(Frame(image=picture, number=number, at_ms=number * 66))
    return scanner.sight.hint


def form() -> Sheet:
    """Draw a form's sealed code."""
    return draw_code(Symbology.QR, SEALED)


def card() -> Sheet:
    """Draw a card."""
    return draw_card(LINES, seed=5)


def test_a_clear_form_and_a_clear_card_need_no_hint(scanner: Scanner) -> None:
    """The control of all hints: what is read is not commented on, and is outlined in green."""
    for sheet in (form(), card()):
        assert hint_for(scanner, sheet, Conditions(seed=12)) is Hint.NONE
        assert [mark.sure for mark in scanner.sight.marks] == [True]


def test_an_empty_desk_is_not_commented_on(scanner: Scanner) -> None:
    """Where nothing lies there is nothing to say, whatever clutters the desk."""
    for seed in range(6):
        assert hint_for(scanner, None, Conditions.drawn(seed, hardness=0.6)) is Hint.NONE


def test_the_dark_is_named(scanner: Scanner) -> None:
    """In the dark the hint says so, also where nothing can be made out any more."""
    for sheet in (form(), card()):
        dark = Conditions(seed=12, light=0.05, noise=8)
        assert hint_for(scanner, sheet, dark) is Hint.TOO_DARK


@pytest.mark.parametrize(("kind", "text"), [(Symbology.QR, SEALED), (Symbology.CODE128, "F-0441")])
def test_a_dim_and_grainy_frame_is_smoothed_before_it_is_given_up(
    kind: Symbology, text: str
) -> None:
    """By a weak lamp a code is read from the smoothed frame; the plain one, the control, fails."""
    sheet = draw_code(kind, text, module=6)
    plain, smoothed = list[Reading](), list[str]()
    for seed in range(4):
        dim = Conditions(seed=seed, light=0.25, noise=14, fill=0.6, blur=0.7)
        taken = grey_of(photograph(sheet, dim).picture)
        assert taken is not None
        calm = calmed(taken[0])
        assert calm is not None
        plain += barcode.fast(taken[0])
        smoothed += [reading.text for reading in barcode.fast(calm)]
        assert calmed(np.ascontiguousarray(taken[0] // 2 + 120)) is None
    assert plain == []
    assert smoothed.count(text) >= 3
    assert set(smoothed) == {text}


def test_what_is_read_from_a_smoothed_frame_waits_for_another(scanner: Scanner) -> None:
    """A code that is read in the dim is told of when a second frame says the same."""
    dim = Conditions(seed=1, light=0.25, noise=14, fill=0.6, blur=0.7)
    picture = photograph(draw_code(Symbology.QR, SEALED, module=6), dim).picture
    told = [
        [reading.text for reading in scanner.see(Frame(image=picture, number=n, at_ms=n * 66))]
        for n in range(2)
    ]
    assert told == [[], [SEALED]]


def test_small_print_is_to_be_brought_closer(scanner: Scanner) -> None:
    """A zone whose capitals are a few pixels high is found, not read, and asked to come closer."""
    far = Conditions(seed=13, fill=0.17, blur=1.5)
    assert hint_for(scanner, card(), far) is Hint.CLOSER
    assert [mark.sure for mark in scanner.sight.marks] == [False]


def test_a_reflection_is_named(scanner: Scanner) -> None:
    """A code under a reflection is to be tilted; without the reflection it is read."""
    mirrored = Conditions(seed=11, fill=0.4, glare=900)
    assert hint_for(scanner, form(), mirrored) is Hint.GLARE
    plain = Conditions(seed=11, fill=0.4)
    assert hint_for(scanner, form(), plain) is Hint.NONE


@pytest.mark.parametrize("blur", [6, 7])
def test_what_is_blurred_is_to_be_held_still(scanner: Scanner, blur: float) -> None:
    """Blur is named where the code was still found and where nothing was found any more."""
    blurred = Conditions(seed=12, blur=blur)
    assert hint_for(scanner, form(), blurred) is Hint.HOLD_STILL


def test_what_is_cut_off_is_to_be_moved_back(scanner: Scanner) -> None:
    """A zone that runs out of the frame is asked to go back; whole, it is read."""
    conditions = Conditions(seed=12, fill=0.95)
    assert hint_for(scanner, card(), conditions, aim=(-0.35, 0, 0.65, 1)) is Hint.FURTHER
    assert hint_for(scanner, card(), conditions) is Hint.NONE


def test_what_moves_is_to_be_held_still() -> None:
    """A hand that moves is seen between frames, before anything can be found in them."""
    watch, still = Watch(), Watch()
    for number in range(FRAMES):
        watch.look(stripes(shift=number * 16), read=False, unsure=False, glimpses=())
        still.look(stripes(shift=0), read=False, unsure=False, glimpses=())
    hints = [
        w.look(stripes(shift=s), read=False, unsure=False, glimpses=())
        for w, s in ((watch, FRAMES * 16), (still, 0))
    ]
    assert hints == [Hint.HOLD_STILL, Hint.NONE]


def test_hints_do_not_flicker() -> None:
    """A hint comes after some frames and outlasts one that differs; a reading ends it at once."""
    watch = Watch()
    dark, light = np.full((360, 640), 9, np.uint8), np.full((360, 640), 160, np.uint8)

    def look(picture: Grey, *, read: bool = False) -> Hint:
        return watch.look(picture, read=read, unsure=False, glimpses=())

    assert [look(dark) for _ in range(5)] == [Hint.NONE] * 4 + [Hint.TOO_DARK]
    assert look(light) is Hint.TOO_DARK
    assert look(dark) is Hint.TOO_DARK
    assert look(light, read=True) is Hint.NONE
    assert look(dark) is Hint.NONE


def test_the_spread_of_an_edge_is_measured_in_pixels() -> None:
    """Twice the blur is about twice the spread, whatever the contrast."""
    sheet = form()
    measured = [
        spread_of(
            np.ascontiguousarray(
                photograph(sheet, Conditions(seed=1, blur=blur, light=light)).picture[..., 1]
            )
        )
        for blur, light in ((2, 1.0), (4, 1.0), (4, 0.5))
    ]
    assert measured[0] == pytest.approx(2.2, abs=0.5)
    assert measured[1] == pytest.approx(1.6 * measured[0], rel=0.2)
    assert measured[2] == pytest.approx(measured[1], rel=0.15)


def stripes(*, shift: int) -> Grey:
    """Draw stripes with sharp edges at some place."""
    across = np.arange(640) + shift
    row = np.where(across // 60 % 2, 190, 66).astype(np.uint8)
    return np.repeat(row[None, :], 360, axis=0)
