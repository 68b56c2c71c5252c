"""Cuts a place with bars out of a picture, sets the bars upright and takes their mean row.

A sheet that leans away or curls bends its bars apart, and the mean of bars that are not parallel is
a blur. How far each leans is fitted to the gradients: where intensity does not change along a bar,
∂I/∂y = −lean · ∂I/∂x.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.bars import Place, beside
from clerk_station.scan.picture import Grey
from clerk_station.scan.products import products
from clerk_station.scan.reading import Box

Floats = NDArray[np.float32]

ACROSS = 2
"""Samples of a strip to a pixel of the picture, from bar to bar."""
_QUIET, _LEAST_QUIET = 0.2, 16
"""How much a strip reaches beyond the place on either side: a share of it, and pixels."""
_TALLEST, _LARGEST = 96, 160_000
"""Rows of a strip, and samples; of taller places not every row is taken."""
_ROUNDS, _LEANINGS = 3, 4
_HALVED = 24
"""Rows from which half the size is enough to see how bars lean."""
_BANDS = 8
_WIDE = 97
"""Samples over which the light on the paper may change."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Bars cut out level, with the way back to the picture."""

    rows: Floats
    turn: NDArray[np.float64]
    lean: NDArray[np.float64]

    def profile(self) -> Floats:
        """Give the mean row; rows that do not say what the others say hardly count.

        So a thumb, a line of text or a reflection on part of the height does not spoil it.
        """
        bands = cv2.resize(self.rows, (self.rows.shape[1], _BANDS), interpolation=cv2.INTER_AREA)
        light = cv2.blur(bands, (_WIDE, 1))
        bars = np.asarray(bands - light, np.float32)
        usual = np.median(bars, axis=0)[None]
        shared = cv2.blur(bars * usual, (_WIDE, 1)) / (cv2.blur(usual * usual, (_WIDE, 1)) + 1)
        weight = np.clip(shared, 0.02, 1.5)
        mean = (weight * bars).sum(axis=0) / weight.sum(axis=0) + light.mean(axis=0)
        return np.asarray(mean, np.float32)

    def box(self, start: float, end: float, *, turned: bool) -> Box:
        """Give the corners in the picture of what lies between two places of the profile."""
        top, bottom = 0.0, float(len(self.rows))
        corners = [(start, top), (end, top), (end, bottom), (start, bottom)]
        if turned:
            corners = [(start, bottom), (end, bottom), (end, top), (start, top)]
        return tuple(self._back(x, y) for x, y in corners)

    def _back(self, x: float, y: float) -> tuple[float, float]:
        tall, wide = self.rows.shape
        moved = x + float(self.lean @ _leaning(np.array(x), np.array(y), wide, tall))
        there = self.turn @ (moved, y, 1.0)
        return float(there[0]), float(there[1])


def strip(grey: Grey, place: Place) -> Strip:
    """Cut a place out of the picture and set its bars upright."""
    (low, high), (upper, lower) = place.reach
    quiet = _QUIET * (high - low) + _LEAST_QUIET
    low, high = low - quiet, high + quiet
    wide = round(ACROSS * (high - low))
    tall = max(3, min(_TALLEST, round(lower - upper), _LARGEST // wide))
    size = wide, tall
    across = beside(place.along)
    down = across * (lower - upper) / tall
    turn = np.column_stack([place.along / ACROSS, down, place.along * low + across * upper])
    level = np.asarray(
        cv2.warpAffine(
            grey,
            turn,
            size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.float32,
    )
    first, last = _busy(level)
    turn[:, 2] += turn[:, 1] * first
    rows, lean = _upright(np.ascontiguousarray(level[first:last]))
    return Strip(rows, turn, lean)


def _busy(level: Floats) -> tuple[int, int]:
    """Give the rows that hold the bars: a place may also hold the edge of the sheet above them."""
    edges = cv2.blur(np.abs(cv2.Sobel(level, cv2.CV_32F, 1, 0, ksize=3)), (1, 3)).mean(axis=1)
    quiet = edges < 0.5 * float(np.percentile(edges, 90))
    stops = np.concatenate([[-1], np.flatnonzero(quiet), [len(edges)]])
    longest = int(np.diff(stops).argmax())
    first, last = int(stops[longest]) + 1, int(stops[longest + 1])
    return (first, last) if last - first >= 3 else (0, len(edges))


def _upright(level: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Set bars upright; give them, and by how much of each leaning they were moved."""
    lean = np.zeros(_LEANINGS)
    half = cv2.resize(level, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = np.asarray(half, np.float32) if len(level) >= _HALVED else level
    rows = small
    for again in range(_ROUNDS):
        lean = lean - _leans(rows)
        rows = _moved(small if again < _ROUNDS - 1 else level, lean)
    return rows, lean


def _moved(level: Floats, lean: NDArray[np.float64]) -> Floats:
    """Move every point sideways, as far as the bars lean there."""
    tall, wide = level.shape
    x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(tall, dtype=np.float32))
    there = x + np.tensordot(lean.astype(np.float32), _leaning(x, y, wide, tall), 1)
    moved = cv2.remap(level, there, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _leans(rows: Floats) -> NDArray[np.float64]:
    """Fit how the bars lean: all alike, more to the right, more to the bottom, more to both."""
    tall, wide = rows.shape
    soft = cv2.GaussianBlur(rows, (0, 0), 1.5, sigmaY=1.0)
    right, down = (cv2.Sobel(soft, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
    even = 1 / (np.abs(right) + np.abs(down) + 20)
    x = np.linspace(-1, 1, wide, dtype=np.float32)[None]
    y = np.linspace(-1, 1, tall, dtype=np.float32)[:, None]
    slopes = np.stack([part.ravel() for part in _four(np.asarray(right * even, np.float32), x, y)])
    both = products(slopes, np.vstack([slopes, (down * even).ravel()])).astype(np.float64)
    stiff = 0.02 * both[0, 0] * np.diag([0.01, 0.1, 1, 1]) + 1e-6 * np.eye(4)
    return np.asarray(np.linalg.solve(both[:, :4] + stiff, both[:, 4]))


def _four(part: Floats, x: Floats, y: Floats) -> tuple[Floats, ...]:
    return part, part * x, part * y, part * x * y


def _leaning(x: Floats, y: Floats, wide: int, tall: int) -> Floats:
    """Give how far each of the four leanings moves a point sideways."""
    below = y - tall / 2
    right, deep = 2 * x / wide - 1, 2 * below / tall
    return np.stack([below, right * below, deep * below / 2, right * deep * below / 2])
