"""Finds where in a picture a machine-readable zone may stand, at any angle, by its texture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Corners = NDArray[np.float32]
"""Four corners, clockwise, the first side long: either way up."""

_WIDTH = 640
_GAPS = (9, 15, 23)
"""Diameters in pixels of the gaps that are closed between strokes: small, middle, large print."""
_SLIMMEST, _STOUTEST = 3.4, 24.0
_MOST = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A place that may be a zone, in pixels of the picture."""

    corners: Corners

    @property
    def length(self) -> float:
        """The long side, in pixels."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def slimness(self) -> float:
        """Length by height: 7 for a card's three lines, 17 for a passport's two."""
        return self.length / max(1.0, float(np.linalg.norm(self.corners[3] - self.corners[0])))


def by_texture(grey: Grey) -> tuple[Block, ...]:
    """Find slim blocks that are full of dark strokes, the likeliest first."""
    scale = min(1.0, _WIDTH / max(grey.shape))
    small = np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    strokes = _strokes(small)
    found: list[tuple[float, Block]] = []
    for gap in _GAPS:
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
        closed = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, kernel)
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel)
        outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            block = as_block(outline, scale)
            if block and _SLIMMEST < block.slimness < _STOUTEST:
                found.append((_likelihood(block, cv2.contourArea(outline) / scale**2), block))
    found.sort(key=lambda pair: -pair[0])
    return _apart([block for _, block in found])[:_MOST]


def as_block(outline: NDArray[np.generic], scale: float) -> Block | None:
    """Put the smallest rectangle around an outline, None if it is too short to be read."""
    rectangle = cv2.minAreaRect(np.asarray(outline, np.float32))
    corners = np.asarray(cv2.boxPoints(rectangle), np.float32) / np.float32(scale)
    if np.linalg.norm(corners[1] - corners[0]) < np.linalg.norm(corners[2] - corners[1]):
        corners = np.roll(corners, 1, axis=0)
    block = Block(corners)
    return block if block.length > 120 else None


def _strokes(small: Grey) -> Grey:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, kernel)
    _, strokes = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(strokes, np.uint8)


def _likelihood(block: Block, area: float) -> float:
    """Prefer what fills its rectangle and is as slim as a card's or a passport's zone."""
    filled = area / max(1.0, block.length**2 / block.slimness)
    shape = min(abs(np.log(block.slimness / slimness)) for slimness in (7.0, 17.0))
    return float(filled - shape) + min(block.length, 600.0) / 1500


def _apart(blocks: list[Block]) -> tuple[Block, ...]:
    """Keep of blocks at the same place only the first."""
    kept: list[Block] = []
    for block in blocks:
        centre = block.corners.mean(axis=0)
        near = (float(np.linalg.norm(k.corners.mean(axis=0) - centre)) < k.length / 8 for k in kept)
        if not any(near):
            kept.append(block)
    return tuple(kept)
