"""QRs that blur, dim light or a finger keep from a decoder: where they are, what they say."""

import cv2
import numpy as np
import pytest

from clerk_station.rehearsal.draw_card import Corners
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.scan import barcode, modules
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.scan.squares import squares

FORM = "KA26-00441-2093"


def shot(text: str, conditions: Conditions) -> tuple[Grey, Corners]:
    """Photograph a QR; give the grey picture and the code's corners."""
    sheet = draw_code(Symbology.QR, text, module=6)
    taken = photograph(sheet, conditions)
    across = (sheet.zone[1, 0] - sheet.zone[0, 0]) / 6
    middle = taken.zone.mean(axis=0)
    corners = middle + (taken.zone - middle) * (across - 8) / across
    return np.asarray(cv2.cvtColor(taken.picture, cv2.COLOR_BGR2GRAY), np.uint8), corners


def small(*, turn: float = 0.0, motion: float = 4.0) -> Conditions:
    """Give conditions in which a QR is small, blurred and dim."""
    return Conditions(
        seed=4, fill=0.26, blur=1.8, motion=motion, noise=8, light=0.6, turn=turn, tilt=0.1
    )


def covered(grey: Grey, corners: Corners, corner: int) -> Grey:
    """Lay a finger over half of the finder in a corner."""
    place = corners[corner] * 0.9 + corners.mean(axis=0) * 0.1
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    middle = (round(float(place[0])), round(float(place[1])))
    return np.asarray(cv2.circle(grey.copy(), middle, round(0.1 * wide), 90, -1), np.uint8)


def texts(readings: tuple[Reading, ...]) -> list[str]:
    """Give what was read."""
    return [reading.text for reading in readings]


@pytest.mark.parametrize("turn", [0, 20, 45, 90, 160, 200, 305])
def test_a_code_is_read_where_a_finger_lies_on_a_finder(turn: float) -> None:
    """The decoder alone needs all three finders; we read on, in any direction, corners in order."""
    conditions = Conditions(seed=4, fill=0.3, blur=0.8, turn=turn, tilt=0.1)
    grey, corners = shot(FORM, conditions)
    assert texts(barcode.fast(grey)) == [FORM]
    hidden = covered(grey, corners, 1)
    assert barcode.fast(hidden) == ()
    (code,) = barcode.gridded(hidden)
    assert (code.text, code.kind, code.certain) == (FORM, Symbology.QR, False)
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    assert np.linalg.norm(np.asarray(code.box) - corners, axis=1).max() < 0.06 * wide


@pytest.mark.parametrize(("turn", "motion"), [(0, 4), (14, 0), (90, 4), (190, 0)])
def test_a_small_code_in_a_blurred_frame_is_read(turn: float, motion: float) -> None:
    """What blur takes from the decoder is still there for a reader that knows the grid."""
    grey, _ = shot(FORM, small(turn=turn, motion=motion))
    assert barcode.fast(grey) == ()
    assert texts(barcode.gridded(grey)) == [FORM]


@pytest.mark.parametrize("length", [10, 24, 40, 60, 80, 104])
def test_codes_of_all_sizes_up_to_the_largest_are_read(length: int) -> None:
    """A longer text makes a larger code, and each size has its own pattern."""
    text = ("KA26-00441-2093|" * 7)[:length].lower()
    grey, corners = shot(text, Conditions(seed=4, fill=0.45, blur=0.8))
    assert texts(barcode.gridded(covered(grey, corners, 0))) == [text]


@pytest.mark.parametrize("turn", [0, 30, 45])
def test_the_busiest_square_is_the_code(turn: float) -> None:
    """The square that is found first lies over the code and is about as large."""
    grey, corners = shot(FORM, Conditions(seed=4, fill=0.32, blur=2.2, noise=8, turn=turn))
    found = next(squares(grey, most=1))
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    assert np.linalg.norm(found.mean(axis=0) - corners.mean(axis=0)) < 0.1 * wide
    assert abs(np.linalg.norm(found[1] - found[0]) - wide) < 0.3 * wide


def test_nothing_is_read_on_desks_and_among_random_squares() -> None:
    """Bare desks and sheets of random modules give no code; the control is a code."""
    chance = np.random.default_rng(7)
    for seed in range(4):
        desk = photograph(None, Conditions(seed=seed, noise=8)).picture
        assert barcode.gridded(np.asarray(cv2.cvtColor(desk, cv2.COLOR_BGR2GRAY), np.uint8)) == ()
    for size in (21, 29, 41):
        noise = np.kron(chance.random((size, size)) > 0.5, np.ones((4, 4))) * 200.0 + 30
        sheet = np.pad(noise, 150, constant_values=230).astype(np.uint8)
        assert barcode.gridded(sheet) == ()
    assert texts(barcode.gridded(shot(FORM, small())[0])) == [FORM]


@pytest.mark.parametrize("shape", [(24, 24), (24, 2560), (2560, 24), (1440, 2560)])
def test_pictures_of_any_shape_are_taken(shape: tuple[int, int]) -> None:
    """Noise in the narrowest and the largest frames is looked through without a fault."""
    noise = np.random.default_rng(3).integers(0, 255, shape)
    assert list(modules.codes(noise.astype(np.uint8))) == []
