"""Reads a QR module by module where its finders are too weak or covered for a decoder.

The patterns that every QR of a size has are laid over the picture and moved until they fit best;
then the modules are measured and handed to zxing-cpp as a clean picture. The error correction of
the QR decides whether they are a code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.squares import squares

Floats = NDArray[np.float32]
Points = NDArray[np.float32]

_LIKE = 0.6
"""Likeness from which a pattern is believed to be a code's; the right ones have 0.75 and more."""
SIZES = (21, 25, 29, 33, 37, 41)
"""Modules a side of the QRs that are tried (versions 1 to 6)."""
CANVAS, SIDE = 288, 200
"""Pixels a side of the upright picture and of the code in it."""
_MARGIN = (CANVAS - SIDE) / 2
_REACH = 0.2
"""Share of the side by which a finder may lie off its corner."""
_SEEN = 0.35
"""Likeness from which a finder is believed."""
_PLACES = 2
_STARTS = 4
"""Sizes and ways round that are followed up."""
_FIRST = (1.0, 0.6)
_THEN = (1.0, 0.6, 0.6, 0.4, 0.4, 0.25, 0.25, 0.25, 0.15, 0.15, 0.15, 0.1)
"""Modules by which corners are moved to fit better, one round after another."""
_SHARPER = (0.3, 0.8, 0.0)
"""Shares of what a module differs from its neighbours by, which blur has taken away."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What every QR of a size has: modules' places and their darkness, 1 or -1."""

    places: Points
    dark: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """A pattern laid over the upright picture: its corners there and its likeness."""

    size: int
    corners: Points
    likeness: float


def codes(grey: Grey) -> Iterator[tuple[list[Grey], Box]]:
    """Give clean pictures of the code at the likeliest place, and the code's corners."""
    for corners in squares(grey, most=_PLACES):
        dark, back = upright(grey, corners)
        fit = best(dark)
        if fit.likeness > _LIKE:
            box = cv2.perspectiveTransform(fit.corners[None], back)[0]
            yield clean(dark, fit), tuple((float(x), float(y)) for x, y in box)


@cache
def known(size: int) -> NDArray[np.int8]:
    """Give darkness (1 dark, -1 light) of the modules that are alike in all QRs of a size."""
    grid = np.zeros((size, size), np.int8)
    grid[6, :], grid[:, 6] = _alternating(size), _alternating(size)
    if size > SIZES[0]:
        grid[size - 9 : size - 4, size - 9 : size - 4] = _rings(5)
    finder = np.full((8, 8), -1, np.int8)
    finder[:7, :7] = _rings(7)
    grid[:8, :8] = finder
    grid[:8, -8:] = finder[:, ::-1]
    grid[-8:, :8] = finder[::-1]
    return grid


def _alternating(size: int) -> NDArray[np.int8]:
    return np.where(np.arange(size) % 2, -1, 1).astype(np.int8)


def _rings(size: int) -> NDArray[np.int8]:
    """Give a square with a dark border, a light ring and a dark middle."""
    grid = np.ones((size, size), np.int8)
    grid[1:-1, 1:-1] = -1
    grid[2:-2, 2:-2] = 1
    return grid


@cache
def pattern(size: int) -> Pattern:
    """Give the known modules of a size as places in a unit square with darkness around 0."""
    grid = np.pad(known(size), 1, constant_values=-1)
    rows, columns = np.nonzero(grid)
    dark = grid[rows, columns].astype(np.float32)
    dark = np.where(dark > 0, 0.5 / (dark > 0).sum(), -0.5 / (dark < 0).sum())
    places = (np.stack([columns, rows], axis=1) - 0.5) / size
    return Pattern(places.astype(np.float32), dark.astype(np.float32))


def upright(grey: Grey, corners: Points) -> tuple[Floats, NDArray[np.float64]]:
    """Give darkness of a square set upright, evened to one contrast; and the way back."""
    back = cv2.getPerspectiveTransform(_square(_MARGIN, SIDE), corners)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    cut = cv2.warpPerspective(
        grey, back, (CANVAS, CANVAS), flags=flags, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    soft = cv2.GaussianBlur(cut, (0, 0), 1.5)
    dark = cv2.blur(soft, (41, 41)) - soft
    power = cv2.blur(dark * dark, (41, 41))
    evened = np.clip(dark / (np.sqrt(np.maximum(power, 0)) + 2), -2, 2)
    return evened.astype(np.float32), np.asarray(back, np.float64)


def _square(start: float, side: float) -> Points:
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    return np.asarray(start + side * unit, np.float32)


def best(dark: Floats) -> Fit:
    """Give the likeliest size and place of a code in an upright picture."""
    starts = [start for size in SIZES for start in _starts(dark, size)]
    starts.sort(key=lambda fit: -fit.likeness)
    tried = [_moved(dark, start, _FIRST) for start in starts[:_STARTS]]
    return _moved(dark, max(tried, key=lambda fit: fit.likeness), _THEN)


def _starts(dark: Floats, size: int) -> Iterator[Fit]:
    """Give the four ways round of a size, placed by the finders that are seen."""
    module = SIDE / size
    wide = round(9 * module)
    drawn = np.pad(_rings(7), 1, constant_values=-1).astype(np.float32)
    finder = cv2.resize(drawn, (wide, wide), interpolation=cv2.INTER_AREA)
    likeness = np.asarray(cv2.matchTemplate(dark, finder, cv2.TM_CCOEFF_NORMED), np.float32)
    guesses = _square(_MARGIN + 3.5 * module, SIDE - 7 * module)
    centres = np.array([_near(likeness, guess, wide) for guess in guesses], np.float32)
    model = np.array([[3.5, 3.5], [size - 3.5, 3.5], [3.5, size - 3.5]], np.float32)
    for turn in range(4):
        order = [turn, (turn + 1) % 4, (turn + 3) % 4]
        affine = cv2.getAffineTransform(model, centres[order])
        corners = _square(0, size) @ affine[:, :2].T + affine[:, 2]
        yield _fit(dark, size, corners.astype(np.float32))


def _near(likeness: Floats, guess: Points, wide: int) -> Points:
    """Give the best finder near a corner, or the corner's guess where none is seen."""
    low = np.maximum(guess - wide / 2 - _REACH * SIDE, 0).astype(int)
    high = (guess - wide / 2 + _REACH * SIDE).astype(int) + 1
    _, most, _, (x, y) = cv2.minMaxLoc(likeness[low[1] : high[1], low[0] : high[0]])
    if most < _SEEN:
        return guess
    return np.array([low[0] + x, low[1] + y], np.float32) + np.float32((wide - 1) / 2)


def _fit(dark: Floats, size: int, corners: Points) -> Fit:
    return Fit(size, corners, float(_likeness(dark, size, corners[None])[0]))


def _likeness(dark: Floats, size: int, corners: Points) -> Floats:
    """Give how well the pattern fits for each of many sets of corners."""
    model = pattern(size)
    return np.asarray(_sampled(dark, _through(model.places, corners)) @ model.dark)


def _through(places: Points, corners: Points) -> Points:
    """Give places of a unit square in each of many squares seen aslant."""
    first, second, third, fourth = corners.transpose(1, 2, 0)[..., None]
    one, other, rest = second - third, fourth - third, first - second + third - fourth
    whole = _crossed(one, other)
    g, h = _crossed(rest, other) / whole, _crossed(one, rest) / whole
    u, v = places.T
    above = (second - first + g * second) * u + (fourth - first + h * fourth) * v + first
    return np.asarray(np.moveaxis(above / (g * u + h * v + 1), 0, 2), np.float32)


def _crossed(one: Floats, other: Floats) -> Floats:
    return np.asarray(one[0] * other[1] - one[1] * other[0], np.float32)


def _sampled(dark: Floats, places: Points) -> Floats:
    x, y = places[..., 0], places[..., 1]
    found = cv2.remap(dark, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _moved(dark: Floats, fit: Fit, steps: tuple[float, ...]) -> Fit:
    """Move the corners, some at a time, as long as the pattern fits better."""
    for step in steps:
        tried = fit.corners + _MOVES * np.float32(step * SIDE / fit.size)
        likeness = _likeness(dark, fit.size, tried)
        most = int(likeness.argmax())
        if likeness[most] > fit.likeness:
            fit = Fit(fit.size, tried[most], float(likeness[most]))
    return fit


def _moves() -> Points:
    """Give moves of one or more corners together to the four sides."""
    sides = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]], np.float32)
    sets = [c for c in product((0, 1), repeat=4) if any(c)]
    return np.array([np.outer(corners, side) for corners in sets for side in sides], np.float32)


_MOVES = _moves()


def clean(dark: Floats, fit: Fit) -> list[Grey]:
    """Give the modules as pictures of black and white squares, each with other sharpening."""
    steps = (np.arange(fit.size, dtype=np.float32) + 0.5) / fit.size
    places = np.stack(np.meshgrid(steps, steps), axis=2, dtype=np.float32).reshape(-1, 2)
    values = _sampled(dark, _through(places, fit.corners[None])).reshape(fit.size, fit.size)
    around = cv2.blur(values, (3, 3), borderType=cv2.BORDER_REPLICATE)
    given = known(fit.size)
    return [
        _drawn(np.where(given, given > 0, values + share * (values - around) > 0))
        for share in _SHARPER
    ]


def _drawn(black: NDArray[np.bool_]) -> Grey:
    framed = np.pad(black, 4)
    return np.where(np.kron(framed, np.ones((4, 4), np.bool_)), 0, 255).astype(np.uint8)
