"""Straightens a zone: from a rough block to one strip a line, ready for the line reader."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.comb import CAPITAL, PITCH, Comb, find_comb, inner_height, points, step_of
from clerk_station.scan.layout import TD1, TD3, Layout
from clerk_station.scan.locate import Block, Corners
from clerk_station.scan.picture import Grey

Floats = NDArray[np.float32]

STRIP_HEIGHT = 24
_SPARE = 5
"""Characters that a strip is wider than its line: the ends are the roughest guess of all."""
_ROUGH, _MOVED, _FAR = 6.0, 2.0, 1.0
"""Characters by which a block's ends may be wrong for the price of one character's ink: of one that
was painted, of one where a zone was a moment ago; and the highest price of all."""
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


def straighten(grey: Grey, block: Block, *, known: Layout | None = None) -> Strips:
    """Find the lines in a block and cut them out along their own slope.

    Their step says how long the zone is. Where the block is shorter, an end was hidden from the
    locator: the zone is looked for to both sides.

    Args:
        grey: the picture.
        block: where the zone may be.
        known: its layout where it was there a moment ago, so that block and ends are nearly right.
    """
    if known:
        comb = find_comb(grey, block, known, near=True)
        return _cut(grey, comb, *_extent(comb, rough=_MOVED))
    comb = _likeliest(grey, block)
    if not _SHORT < comb.length < _LONGEST or comb.clear < _SURE_STEP:
        return _cut(grey, comb, *_extent(comb, rough=_ROUGH))
    return _cut(grey, *_whole(grey, block, comb))


def moved(grey: Grey, strips: Strips, lines: int) -> Strips:
    """Cut so many lines further down, or up: two of three lines were found, but which?"""
    first, second, third, fourth = strips.corners
    step = step_of(strips.layout) / inner_height(strips.layout)
    foot = CAPITAL / inner_height(strips.layout)

    def at(share: float) -> tuple[Corners, Corners]:
        return first + share * (fourth - first), second + share * (third - second)

    tops = step * (lines + np.arange(len(strips.images)))
    places = [np.stack([*at(top), *reversed(at(top + foot))]) for top in tops]
    images = np.stack([_strip(grey, points(place), strips.layout) for place in places])
    corners = points([*places[0][:2], *places[-1][2:]])
    return replace(strips, images=images, corners=corners)


def _likeliest(grey: Grey, block: Block) -> Comb:
    """Take the block for a card's three lines or a passport's two, whichever it looks like."""
    if block.slimness < _CARD_LIKE:
        card = find_comb(grey, block, TD1)
        if card.clear > _DISTINCT:
            return card
        passport = find_comb(grey, block, TD3)
        return passport if passport.clear > card.clear + _MORE_DISTINCT else card
    both = (find_comb(grey, block, layout) for layout in (TD3, TD1))
    return max(both, key=lambda comb: comb.clear)


def _whole(grey: Grey, block: Block, comb: Comb) -> tuple[Comb, float, float]:
    """Look for the lines in a block that reaches as far as the zone may, to either side."""
    more = (comb.length - 1) * (block.corners[1] - block.corners[0])
    first, second, third, fourth = block.corners
    longer = Block(np.stack((first - more, second + more, third + more, fourth - more)))
    wide = find_comb(grey, longer, comb.layout, characters=_characters(comb))
    return wide, *_extent(wide, rough=0.0, least=1 / comb.length)


def _characters(comb: Comb) -> float:
    """Count the characters that fit into the block with what may be missing at both ends."""
    return comb.layout.width * (2 - 1 / comb.length)


def _cut(grey: Grey, comb: Comb, left: float, right: float) -> Strips:
    """Cut the lines out between two columns of the canvas."""
    rows = comb.top + comb.step * np.arange(len(comb.layout.classes))

    def at(x: float, row: float) -> tuple[float, float]:
        return x, comb.row(row, x)

    foot = comb.capital
    lines = [
        points([at(left, r), at(right, r), at(right, r + foot), at(left, r + foot)]) for r in rows
    ]
    images = [_strip(grey, _mapped(line, comb.back), comb.layout) for line in lines]
    corners = _mapped(points([*lines[0][:2], *lines[-1][2:]]), comb.back)
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    capital = tall * foot / (comb.step * (len(rows) - 1) + foot)
    return Strips(comb.layout, np.stack(images), corners, capital, comb.clear)


def _extent(comb: Comb, *, rough: float, least: float = 0.86) -> tuple[float, float]:
    """Find where the lines begin and end: as wide as their step says, and full to both ends.

    Args:
        comb: the lines.
        rough: characters by which the block's ends are a rough guess at theirs, so that a farther
            end is unlikelier; 0 where they are none.
        least: length in shares of the expected one; some issuers print closer.
    """
    width = comb.energy.shape[1]
    level = comb.flat()
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
            unlikely += np.minimum(off / (rough * PITCH), _FAR).sum(axis=0)
        gains = total[starts + span] - total[starts] - full * PITCH * unlikely
        at = int(gains.argmax())
        if gains[at] > best[0]:
            best = (float(gains[at]), float(starts[at]), float(starts[at] + span))
    return best[1], best[2]


def _mapped(corners: Corners, matrix: NDArray[np.float64]) -> Corners:
    return np.asarray(cv2.perspectiveTransform(corners[None], matrix)[0], np.float32)


def _strip(grey: Grey, line: Corners, layout: Layout) -> Grey:
    width = (round((layout.width + _SPARE) * PITCH) + 3) // 4 * 4
    left, right = (width - layout.width * PITCH) / 2, (width + layout.width * PITCH) / 2
    top, bottom = (STRIP_HEIGHT - CAPITAL) / 2, (STRIP_HEIGHT + CAPITAL) / 2
    target = points([(left, top), (right, top), (right, bottom), (left, bottom)])
    matrix = cv2.getPerspectiveTransform(line, target)
    strip = cv2.warpPerspective(
        grey, matrix, (width, STRIP_HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, np.uint8)
