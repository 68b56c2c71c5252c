"""Straightens a zone: from a rough block to one strip a line, ready for the line reader."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from clerk_station.scan.layout import TD1, TD3, Layout
from clerk_station.scan.locate import Block, Corners
from clerk_station.scan.picture import Grey

Floats = NDArray[np.float32]

STRIP_HEIGHT = 24
PITCH = 480 / 32.4
"""From one character to the next in a strip; the reader was trained at this scale."""
CAPITAL = PITCH * 2.4 / 2.54
STEP = PITCH * 4.2 / 2.54
_SPARE = 5
"""Characters that a strip is wider than its line: the ends are the roughest guess of all."""
_MARGIN = 48
"""Around the block on the canvas, because the block is rough."""
_BANDS = 12
_ROUGH, _FAR = 6.0, 1.0
_TURNS = np.arange(-24, 25, 2)
"""Rows by which the right end may lie lower than the left one."""
_STEPS = STEP * np.arange(0.68, 1.5, 0.04)


@dataclass(frozen=True, slots=True)
class Strips:
    """The lines of a zone, each STRIP_HEIGHT high.

    Attributes:
        images: lines × STRIP_HEIGHT × width.
        corners: of the whole zone in the picture, for the box of the reading.
        capital: height of a capital in pixels of the picture.
        clear: how well the block looks like lines of print, from 0 to 1.
    """

    layout: Layout
    images: Grey
    corners: Corners
    capital: float
    clear: float

    def turned(self) -> "Strips":
        """The same zone, held upside down."""
        images = np.ascontiguousarray(self.images[::-1, ::-1, ::-1])
        corners = np.roll(self.corners, 2, axis=0)
        return Strips(self.layout, images, corners, self.capital, self.clear)


def straighten(grey: Grey, block: Block) -> Strips:
    """Find the lines in a block and cut them out along their own slope."""
    layout = TD3 if block.slimness > 11 else TD1
    canvas, back = _canvas(grey, block, layout)
    energy = _energy(canvas)
    bands = energy.reshape(energy.shape[0], _BANDS, -1).sum(axis=2).T
    count = len(layout.classes)
    turn, step, top, clear = _fit(bands, count)
    left, right = _extent(energy, layout, turn, step=step, top=top)
    middle, width = energy.shape[1] / 2, energy.shape[1]
    rows = top + step * np.arange(count)

    def at(x: float, row: float) -> tuple[float, float]:
        return x, row + turn * (x - middle) / width

    capital = step * CAPITAL / STEP
    lines = [
        _points([at(left, r), at(right, r), at(right, r + capital), at(left, r + capital)])
        for r in rows
    ]
    images = [_strip(grey, _mapped(line, back), layout) for line in lines]
    zone = _points([*lines[0][:2], *lines[-1][2:]])
    corners = _mapped(zone, back)
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    capital_seen = tall * capital / (step * (count - 1) + capital)
    return Strips(layout, np.stack(images), corners, capital_seen, clear)


def _canvas(grey: Grey, block: Block, layout: Layout) -> tuple[Grey, NDArray[np.float64]]:
    """Warp the block to where its lines should be, and give the way back to the picture."""
    inner = (layout.width * PITCH, STEP * (len(layout.classes) - 1) + CAPITAL)
    width = -(-round(inner[0] + 2 * _MARGIN) // _BANDS) * _BANDS
    height = round(inner[1] + 2 * _MARGIN)
    left, top = (width - inner[0]) / 2, (height - inner[1]) / 2
    right, bottom = left + inner[0], top + inner[1]
    target = _points([(left, top), (right, top), (right, bottom), (left, bottom)])
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


def _fit(bands: Floats, count: int) -> tuple[float, float, float, float]:
    """Fit a comb of lines: how far they slope, their step, the first one's top, the likeness."""
    height = bands.shape[1]
    which, low, share = _shifts(height)
    profiles = (bands[which, low] * (1 - share) + bands[which, low + 1] * share).sum(axis=1)
    profiles = profiles - profiles.mean(axis=1, keepdims=True)
    combs, steps, tops = _combs(height, count)
    likeness = combs @ profiles.T
    best, turn = np.unravel_index(int(likeness.argmax()), likeness.shape)
    norm = float(np.linalg.norm(profiles[turn])) or 1.0
    return float(_TURNS[turn]), float(steps[best]), float(tops[best]), float(likeness.max()) / norm


@cache
def _shifts(height: int) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """For every turn say which rows of each band come to lie at one height, and their shares."""
    places = (np.arange(_BANDS) + 0.5) / _BANDS - 0.5
    rows = np.arange(height) + _TURNS[:, None, None] * places[:, None]
    rows = np.clip(rows, 0, height - 1.001)
    low = rows.astype(np.intp)
    return np.arange(_BANDS)[None, :, None], low, _points(rows - low)


@cache
def _combs(height: int, count: int) -> tuple[Floats, Floats, Floats]:
    """Draw every comb that fits: 1 where a line is, below 0 between, mean 0 and length 1."""
    combs: list[Floats] = []
    steps: list[float] = []
    tops: list[float] = []
    rows = np.arange(height)
    for step in _STEPS:
        capital = step * CAPITAL / STEP
        for top in np.arange(4, height - step * (count - 1) - capital - 4, 1.0):
            place = (rows - top) % step
            within = (rows >= top) & (rows < top + step * (count - 1) + capital)
            around = (rows >= top - step * 0.6) & (rows < top + step * count)
            comb = np.where(within & (place < capital), 1.0, np.where(around, -1.0, 0.0))
            comb[comb < 0] *= (comb > 0).sum() / max(1, (comb < 0).sum())
            combs.append(comb / np.linalg.norm(comb))
            steps.append(step)
            tops.append(top)
    return _points(combs), _points(steps), _points(tops)


def _extent(
    energy: Floats, layout: Layout, turn: float, *, step: float, top: float
) -> tuple[float, float]:
    """Find where the lines begin and end: as wide as their step says, and full to both ends."""
    height, width = energy.shape
    shear = _points([[1, 0, 0], [-turn / width, 1, turn / 2]])
    level = cv2.warpAffine(energy, shear, (width, height))
    capital = step * CAPITAL / STEP
    rows = [
        level[max(0, round(top + step * i)) : round(top + step * i + capital)].sum(axis=0)
        for i in range(len(layout.classes))
    ]
    columns = np.minimum.reduce(
        [cv2.blur(row[None, :].astype(np.float32), (15, 1))[0] for row in rows]
    )
    full = float(np.percentile(columns, 60))
    gain = np.minimum(columns, 0.8 * full) - 0.6 * full
    total = np.concatenate([[0.0], np.cumsum(gain)])
    expected = layout.width * PITCH
    roughly = (width - expected) / 2, (width + expected) / 2
    best = (-np.inf, (width - expected) / 2, (width + expected) / 2)
    for factor in np.arange(0.86, 1.16, 0.02):
        span = round(expected * factor)
        starts = np.arange(0, width - span)
        if not len(starts):
            continue
        unlikely = (np.log(factor) / 0.12) ** 2
        off = np.abs(np.stack([starts - roughly[0], starts + span - roughly[1]])) / (_ROUGH * PITCH)
        unlikely = unlikely + np.minimum(off, _FAR).sum(axis=0)
        gains = total[starts + span] - total[starts] - full * PITCH * unlikely
        at = int(gains.argmax())
        if gains[at] > best[0]:
            best = (float(gains[at]), float(at), float(at + span))
    return best[1], best[2]


def _points(numbers: ArrayLike) -> Floats:
    return np.asarray(numbers, np.float32)


def _mapped(points: Corners, matrix: NDArray[np.float64]) -> Corners:
    return np.asarray(cv2.perspectiveTransform(points[None], matrix)[0], np.float32)


def _strip(grey: Grey, line: Corners, layout: Layout) -> Grey:
    width = (round((layout.width + _SPARE) * PITCH) + 3) // 4 * 4
    left, right = (width - layout.width * PITCH) / 2, (width + layout.width * PITCH) / 2
    top, bottom = (STRIP_HEIGHT - CAPITAL) / 2, (STRIP_HEIGHT + CAPITAL) / 2
    target = _points([(left, top), (right, top), (right, bottom), (left, bottom)])
    matrix = cv2.getPerspectiveTransform(line, target)
    strip = cv2.warpPerspective(
        grey, matrix, (width, STRIP_HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, np.uint8)
