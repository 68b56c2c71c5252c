"""Finds the lines of a zone in a rough block: how they lie, their step, and the first one's place.

The block is warped to a canvas at the line reader's scale. There a comb, dark where a line is and
light between, is laid over the energy of upright strokes in every way in which lines may lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from clerk_station.scan.layout import Layout
from clerk_station.scan.locate import Block
from clerk_station.scan.picture import Grey
from clerk_station.scan.products import products

Floats = NDArray[np.float32]
Combs = tuple[Floats, Floats, Floats]
"""Combs as rows, their steps, and the tops of their first lines."""

PITCH = 480 / 32.4
"""From one character to the next in a strip; the reader was trained at this scale."""
PITCH_MM = 2.54
CAPITAL = PITCH * 2.4 / PITCH_MM
_MARGIN = 48
"""Around the block on the canvas, because the block is rough."""
_BANDS = 12
_PARALLEL = tuple((float(turn), 0.0) for turn in range(-24, 25, 2))
"""How parallel lines may lie: rows by which the right end is lower than the left one; no fan."""
_FANNED = tuple(
    (turn, fan / 100) for turn in (-2.0, -1.0, 0.0, 1.0, 2.0) for fan in range(-48, 49, 8)
)
"""How lines may lie that are nearly level: the same, and by what share of the height in the middle
the right end is higher than the left one."""
_NEAR = 0.5
"""Steps that the middle of a zone may lie off that of its block, where it is known to be near."""
_STEPS = np.arange(0.68, 1.5, 0.04)
"""From one line to the next, in shares of what the layout has."""


@dataclass(frozen=True, slots=True)
class Comb:
    """Lines found in a block: on a canvas, with the way back to the picture.

    Attributes:
        turn: rows by which the right end lies lower than the left one, at half height.
        fan: by what share of the height in the middle the right end is higher than the left one,
            because it is nearer.
        step: rows from one line to the next, in the middle.
        top: row of the first line's upper edge, in the middle.
        length: of the zone in the picture, by that step, in lengths of the block.
    """

    layout: Layout
    energy: Floats
    back: NDArray[np.float64]
    turn: float
    fan: float
    step: float
    top: float
    clear: float
    length: float

    def row(self, row: float, x: float) -> float:
        """Give where a row of the middle lies at another column."""
        height, width = self.energy.shape
        aside = x / width - 0.5
        return float(row + aside * (self.turn + self.fan * (row - height / 2)))

    def flat(self) -> Floats:
        """Give the energy of the canvas with the lines level."""
        height, width = self.energy.shape
        aside = np.arange(width, dtype=np.float32)[None] / width - 0.5
        rows = np.arange(height, dtype=np.float32)[:, None]
        there = rows + aside * (self.turn + self.fan * (rows - height / 2))
        across = np.broadcast_to(np.arange(width, dtype=np.float32), there.shape)
        return np.asarray(
            cv2.remap(self.energy, across, there.astype(np.float32), cv2.INTER_LINEAR), np.float32
        )

    @property
    def capital(self) -> float:
        """Rows that a capital is high, in the middle."""
        return self.step * CAPITAL / step_of(self.layout)


def find_comb(
    grey: Grey, block: Block, layout: Layout, *, characters: float = 0.0, near: bool = False
) -> Comb:
    """Find the lines of a layout in a block that is as wide as so many characters.

    With `near` they are looked for where the block says alone, not a line above or below.
    """
    canvas, back = _canvas(grey, block, layout, characters or layout.width)
    energy = _energy(canvas)
    bands = energy.reshape(energy.shape[0], _BANDS, -1).sum(axis=2).T
    (turn, fan), step, top, clear = _fit(bands, _combs(energy.shape[0], layout, near))
    tall = block.length / block.slimness / inner_height(layout)
    length = layout.width * PITCH * step / step_of(layout) * tall / block.length
    return Comb(layout, energy, back, turn, fan, step, top, clear, length)


def step_of(layout: Layout) -> float:
    """Give the rows of a canvas from one line to the next."""
    return PITCH * layout.step_mm / PITCH_MM


def inner_height(layout: Layout) -> float:
    """Give the rows of a canvas from the top of the first line to the foot of the last."""
    return step_of(layout) * (len(layout.classes) - 1) + CAPITAL


def _canvas(
    grey: Grey, block: Block, layout: Layout, characters: float
) -> tuple[Grey, NDArray[np.float64]]:
    """Warp the block to where its lines should be, and give the way back to the picture."""
    inner = (characters * PITCH, inner_height(layout))
    width = -(-round(inner[0] + 2 * _MARGIN) // _BANDS) * _BANDS
    height = round(inner[1] + 2 * _MARGIN)
    left, top = (width - inner[0]) / 2, (height - inner[1]) / 2
    right, bottom = left + inner[0], top + inner[1]
    target = points([(left, top), (right, top), (right, bottom), (left, bottom)])
    there = cv2.getPerspectiveTransform(block.corners, target)
    canvas = cv2.warpPerspective(
        grey, there, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(canvas, np.uint8), np.asarray(np.linalg.inv(there), np.float64)


def _energy(canvas: Grey) -> Floats:
    """Give how much each pixel belongs to upright strokes; what is shaded is lifted."""
    across = np.abs(cv2.Sobel(canvas, cv2.CV_32F, 1, 0, ksize=3))
    light = cv2.blur(across, (61, 61))
    light = np.maximum(light, 0.5 * float(light.max())) + 4
    return np.asarray(np.minimum(across / light, 3), np.float32)


def _fit(bands: Floats, combs: Combs) -> tuple[tuple[float, float], float, float, float]:
    """Fit a comb of lines: how they lie (turn and fan), their step, the first one's top, likeness.

    At first lines are taken for parallel; then they may fan out.
    """
    (turn, _), *_ = _best(bands, combs, _PARALLEL)
    (more, fan), step, top, clear = _best(_levelled(bands, turn), combs, _FANNED)
    return (turn + more, fan), step, top, clear


def _best(
    bands: Floats, combs: Combs, ways: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], float, float, float]:
    """Find the comb and the way of lying (turn and fan) that are likest each other."""
    profiles = _moved(bands, tuple(ways)).sum(axis=1)
    profiles = profiles - profiles.mean(axis=1, keepdims=True)
    drawn, steps, tops = combs
    likeness = products(drawn, np.ascontiguousarray(profiles, np.float32))
    best, way = np.unravel_index(int(likeness.argmax()), likeness.shape)
    norm = float(np.linalg.norm(profiles[way])) or 1.0
    return ways[int(way)], float(steps[best]), float(tops[best]), float(likeness.max()) / norm


def _levelled(bands: Floats, turn: float) -> Floats:
    return points(_moved(bands, ((turn, 0.0),))[0])


def _moved(bands: Floats, ways: tuple[tuple[float, float], ...]) -> Floats:
    """Move every band up or down so that lines that lie in such a way come to lie level."""
    which, low, share = _shifts(bands.shape[1], ways)
    return np.asarray(bands[which, low] * (1 - share) + bands[which, low + 1] * share, np.float32)


@cache
def _shifts(
    height: int, ways: tuple[tuple[float, float], ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """For every turn and fan say which rows of each band come to lie at one height, and shares."""
    places = (np.arange(_BANDS) + 0.5) / _BANDS - 0.5
    turns, fans = np.array(ways).T[:, :, None, None]
    rows = np.arange(height)
    rows = rows + places[:, None] * (turns + fans * (rows - height / 2))
    rows = np.clip(rows, 0, height - 1.001)
    low = rows.astype(np.intp)
    return np.arange(_BANDS)[None, :, None], low, points(rows - low)


@cache
def _combs(height: int, layout: Layout, near: bool) -> Combs:  # noqa: FBT001 - as a cache keeps it
    """Draw every comb that fits: 1 where a line is, below 0 between, mean 0 and length 1."""
    within_reach = _NEAR * step_of(layout) if near else height
    combs: list[Floats] = []
    steps: list[float] = []
    tops: list[float] = []
    rows, count = np.arange(height), len(layout.classes)
    for step in _STEPS * step_of(layout):
        capital = step * CAPITAL / step_of(layout)
        for top in np.arange(4, height - step * (count - 1) - capital - 4, 1.0):
            middle = top + (step * (count - 1) + capital) / 2
            if abs(middle - height / 2) > within_reach:
                continue
            place = (rows - top) % step
            within = (rows >= top) & (rows < top + step * (count - 1) + capital)
            around = (rows >= top - step * 0.6) & (rows < top + step * count)
            comb = np.where(within & (place < capital), 1.0, np.where(around, -1.0, 0.0))
            comb[comb < 0] *= (comb > 0).sum() / max(1, (comb < 0).sum())
            combs.append(comb / np.linalg.norm(comb))
            steps.append(step)
            tops.append(top)
    return points(combs), points(steps), points(tops)


def points(numbers: ArrayLike) -> Floats:
    """Give numbers as OpenCV takes points."""
    return np.asarray(numbers, np.float32)
