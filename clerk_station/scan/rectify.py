"""Straightens a zone: from a rough block to one strip a line, ready for the line reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from clerk_station.scan.layout import TD1, TD3, Layout
from clerk_station.scan.locate import Block, Corners
from clerk_station.scan.picture import Grey
from clerk_station.scan.products import products

Floats = NDArray[np.float32]

STRIP_HEIGHT = 24
PITCH = 480 / 32.4
"""From one character to the next in a strip; the reader was trained at this scale."""
PITCH_MM = 2.54
CAPITAL = PITCH * 2.4 / PITCH_MM
_SPARE = 5
"""Characters that a strip is wider than its line: the ends are the roughest guess of all."""
_MARGIN = 48
"""Around the block on the canvas, because the block is rough."""
_BANDS = 12
_ROUGH, _FAR = 6.0, 1.0
"""Characters by which the block's ends may be wrong for the price of one character's ink, and the
highest price of all."""
_USUAL, _UNUSUAL = 0.12, 0.2
"""How far, as a logarithm, the pitch strays from what the step says: on a whole block; on one that
is short by the step, which may be an issuer's wider step."""
_SHORT = 1.15
"""So much longer than its block a zone is, by the step of its lines, when an end was missed."""
_LONGEST, _SURE_STEP = 3.0, 0.5
"""Beyond these length and likeness the step is no measure of anything."""
_DISTINCT, _MORE_DISTINCT = 0.62, 0.1
"""Likeness from which three lines are three lines; less, and two that are likelier are two."""
_CARD_LIKE = 8.0
"""How slim a block may be to be taken for a card's first."""
_PARALLEL = tuple((float(turn), 0.0) for turn in range(-24, 25, 2))
"""How parallel lines may lie: rows by which the right end is lower than the left one; no fan."""
_FANNED = tuple(
    (turn, fan / 100) for turn in (-2.0, -1.0, 0.0, 1.0, 2.0) for fan in range(-48, 49, 8)
)
"""How lines may lie that are nearly level: the same, and by what share of the height in the middle
the right end is higher than the left one."""
_STEPS = np.arange(0.68, 1.5, 0.04)
"""From one line to the next, in shares of what the layout has."""


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


@dataclass(frozen=True, slots=True)
class _Comb:
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

    @property
    def capital(self) -> float:
        return self.step * CAPITAL / _step(self.layout)


def straighten(grey: Grey, block: Block) -> Strips:
    """Find the lines in a block and cut them out along their own slope.

    Their step says how long the zone is. Where the block is shorter, an end was hidden from the
    locator: the zone is looked for to both sides.
    """
    comb = _likeliest(grey, block)
    if not _SHORT < comb.length < _LONGEST or comb.clear < _SURE_STEP:
        return _cut(grey, comb, *_extent(comb, rough=True))
    return _cut(grey, *_whole(grey, block, comb))


def moved(grey: Grey, strips: Strips, lines: int) -> Strips:
    """Cut so many lines further down, or up: two of three lines were found, but which?"""
    first, second, third, fourth = strips.corners
    step = _step(strips.layout) / _inner_height(strips.layout)
    foot = CAPITAL / _inner_height(strips.layout)

    def at(share: float) -> tuple[Corners, Corners]:
        return first + share * (fourth - first), second + share * (third - second)

    tops = step * (lines + np.arange(len(strips.images)))
    places = [np.stack([*at(top), *reversed(at(top + foot))]) for top in tops]
    images = np.stack([_strip(grey, _points(place), strips.layout) for place in places])
    corners = _points([*places[0][:2], *places[-1][2:]])
    return replace(strips, images=images, corners=corners)


def _likeliest(grey: Grey, block: Block) -> _Comb:
    """Take the block for a card's three lines or a passport's two, whichever it looks like."""
    if block.slimness < _CARD_LIKE:
        card = _comb(grey, block, TD1)
        if card.clear > _DISTINCT:
            return card
        passport = _comb(grey, block, TD3)
        return passport if passport.clear > card.clear + _MORE_DISTINCT else card
    both = (_comb(grey, block, layout) for layout in (TD3, TD1))
    return max(both, key=lambda comb: comb.clear)


def _whole(grey: Grey, block: Block, comb: _Comb) -> tuple[_Comb, float, float]:
    """Look for the lines in a block that reaches as far as the zone may, to either side."""
    more = (comb.length - 1) * (block.corners[1] - block.corners[0])
    first, second, third, fourth = block.corners
    longer = Block(np.stack((first - more, second + more, third + more, fourth - more)))
    wide = _comb(grey, longer, comb.layout, characters=_characters(comb))
    return wide, *_extent(wide, rough=False, least=1 / comb.length)


def _characters(comb: _Comb) -> float:
    """Count the characters that fit into the block with what may be missing at both ends."""
    return comb.layout.width * (2 - 1 / comb.length)


def _comb(grey: Grey, block: Block, layout: Layout, *, characters: float = 0.0) -> _Comb:
    """Find the lines of a layout in a block that is as wide as so many characters."""
    canvas, back = _canvas(grey, block, layout, characters or layout.width)
    energy = _energy(canvas)
    bands = energy.reshape(energy.shape[0], _BANDS, -1).sum(axis=2).T
    (turn, fan), step, top, clear = _fit(bands, layout)
    tall = block.length / block.slimness / _inner_height(layout)
    length = layout.width * PITCH * step / _step(layout) * tall / block.length
    return _Comb(layout, energy, back, turn, fan, step, top, clear, length)


def _cut(grey: Grey, comb: _Comb, left: float, right: float) -> Strips:
    """Cut the lines out between two columns of the canvas."""
    rows = comb.top + comb.step * np.arange(len(comb.layout.classes))

    def at(x: float, row: float) -> tuple[float, float]:
        return x, comb.row(row, x)

    foot = comb.capital
    lines = [
        _points([at(left, r), at(right, r), at(right, r + foot), at(left, r + foot)]) for r in rows
    ]
    images = [_strip(grey, _mapped(line, comb.back), comb.layout) for line in lines]
    corners = _mapped(_points([*lines[0][:2], *lines[-1][2:]]), comb.back)
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    capital = tall * foot / (comb.step * (len(rows) - 1) + foot)
    return Strips(comb.layout, np.stack(images), corners, capital, comb.clear)


def _step(layout: Layout) -> float:
    """Give the rows of a canvas from one line to the next."""
    return PITCH * layout.step_mm / PITCH_MM


def _inner_height(layout: Layout) -> float:
    return _step(layout) * (len(layout.classes) - 1) + CAPITAL


def _canvas(
    grey: Grey, block: Block, layout: Layout, characters: float
) -> tuple[Grey, NDArray[np.float64]]:
    """Warp the block to where its lines should be, and give the way back to the picture."""
    inner = (characters * PITCH, _inner_height(layout))
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


def _fit(bands: Floats, layout: Layout) -> tuple[tuple[float, float], float, float, float]:
    """Fit a comb of lines: how they lie (turn and fan), their step, the first one's top, likeness.

    At first lines are taken for parallel; then they may fan out.
    """
    (turn, _), *_ = _best(bands, layout, _PARALLEL)
    (more, fan), step, top, clear = _best(_levelled(bands, turn), layout, _FANNED)
    return (turn + more, fan), step, top, clear


def _best(
    bands: Floats, layout: Layout, ways: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], float, float, float]:
    """Find the comb and the way of lying (turn and fan) that are likest each other."""
    profiles = _moved(bands, tuple(ways)).sum(axis=1)
    profiles = profiles - profiles.mean(axis=1, keepdims=True)
    combs, steps, tops = _combs(bands.shape[1], layout)
    likeness = products(combs, np.ascontiguousarray(profiles, np.float32))
    best, way = np.unravel_index(int(likeness.argmax()), likeness.shape)
    norm = float(np.linalg.norm(profiles[way])) or 1.0
    return ways[int(way)], float(steps[best]), float(tops[best]), float(likeness.max()) / norm


def _levelled(bands: Floats, turn: float) -> Floats:
    return _points(_moved(bands, ((turn, 0.0),))[0])


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
    return np.arange(_BANDS)[None, :, None], low, _points(rows - low)


@cache
def _combs(height: int, layout: Layout) -> tuple[Floats, Floats, Floats]:
    """Draw every comb that fits: 1 where a line is, below 0 between, mean 0 and length 1."""
    combs: list[Floats] = []
    steps: list[float] = []
    tops: list[float] = []
    rows, count = np.arange(height), len(layout.classes)
    for step in _STEPS * _step(layout):
        capital = step * CAPITAL / _step(layout)
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


def _extent(comb: _Comb, *, rough: bool, least: float = 0.86) -> tuple[float, float]:
    """Find where the lines begin and end: as wide as their step says, and full to both ends.

    Args:
        comb: the lines.
        rough: the block's ends are a rough guess at theirs, and a farther end is unlikelier.
        least: length in shares of the expected one; some issuers print closer.
    """
    width = comb.energy.shape[1]
    level = _flat(comb)
    tops = comb.top + comb.step * np.arange(len(comb.layout.classes))
    rows = [level[max(0, round(top)) : round(top + comb.capital)].sum(axis=0) for top in tops]
    columns = np.minimum.reduce(
        [cv2.blur(row[None, :].astype(np.float32), (15, 1))[0] for row in rows]
    )
    full = float(np.percentile(columns, 60))
    gain = np.minimum(columns, 0.8 * full) - 0.6 * full
    total = np.concatenate([[0.0], np.cumsum(gain)])
    expected = comb.layout.width * PITCH
    ends = (width - expected) / 2, (width + expected) / 2
    best = (-np.inf, *ends)
    for factor in np.arange(min(least, 0.86), 1.16, 0.02):
        span = round(expected * factor)
        starts = np.arange(0, width - span)
        if not len(starts):
            continue
        unlikely = np.full(len(starts), (np.log(factor) / (_USUAL if rough else _UNUSUAL)) ** 2)
        if rough:
            off = np.abs(np.stack([starts - ends[0], starts + span - ends[1]]))
            unlikely += np.minimum(off / (_ROUGH * PITCH), _FAR).sum(axis=0)
        gains = total[starts + span] - total[starts] - full * PITCH * unlikely
        at = int(gains.argmax())
        if gains[at] > best[0]:
            best = (float(gains[at]), float(starts[at]), float(starts[at] + span))
    return best[1], best[2]


def _flat(comb: _Comb) -> Floats:
    """Give the energy of a comb's canvas with its lines level."""
    height, width = comb.energy.shape
    aside = np.arange(width, dtype=np.float32)[None] / width - 0.5
    rows = np.arange(height, dtype=np.float32)[:, None]
    there = rows + aside * (comb.turn + comb.fan * (rows - height / 2))
    across = np.broadcast_to(np.arange(width, dtype=np.float32), there.shape)
    return np.asarray(
        cv2.remap(comb.energy, across, there.astype(np.float32), cv2.INTER_LINEAR), np.float32
    )


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
