"""Finds where in a picture a machine-readable zone may stand, at any angle.

A small network paints zones in 5 ms; texture (slim blocks full of dark strokes) is the second
try, slower, for pictures unlike those from which the network learned.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from clerk_station.scan.picture import Grey, levelled

Corners = NDArray[np.float32]
"""Four corners, clockwise, the first side long and from left to right: likely the way up."""

WIDTH = 640
"""Pixels of the longer side at which blocks are looked for."""
_CELL = 4
"""Pixels of that picture a cell that the network paints, each way."""
_GAPS = (9, 15, 23)
"""Diameters in pixels of the gaps that are closed between strokes: small, middle, large print."""
_SLIMMEST, _STOUTEST = 3.4, 24.0
_MOST = 3
_PAINTED = 2
_STOUT = 4.8
_BELIEVED = (0.0, 2.5)
"""Logits from which a painted cell counts: at first, and at the second look."""


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
        """Length by height: 7 for a card's three lines, 13 for a passport's two."""
        return self.length / max(1.0, float(np.linalg.norm(self.corners[3] - self.corners[0])))

    def is_like(self, other: "Block") -> bool:
        """Tell whether both are the same place, so that it need not be read twice."""
        near = self.length / self.slimness / 4
        return bool(np.linalg.norm(self.corners - other.corners, axis=1).max() < near)


class Painter:
    """The network that paints zones (installer/train/locator.py), loaded once."""

    def __init__(self, models: Path) -> None:
        """Load it from the folder of models."""
        self._net = load_net(models / "mrz-locator.onnx")

    def find(self, grey: Grey, *, width: int = WIDTH) -> tuple[Block, ...]:
        """Find painted blocks, the largest first, then what is left of them when less is believed.

        Print beside a zone runs into it in a faint painting and not in a strong one.

        Args:
            grey: the picture.
            width: pixels of the longer side at which it is looked at; other sizes find zones that
                are very small or very large in it.
        """
        scale = width / max(grey.shape)
        size = [max(8, round(side * scale)) for side in reversed(grey.shape)]
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        level = levelled(np.asarray(small, np.uint8))
        frame = np.pad(level, [(0, -side % 8) for side in level.shape])
        (painted,) = self._net.run(None, {"frame": frame[None, None]})
        found: list[Block] = []
        for least in _BELIEVED:
            outlined = _outlined((painted[0, 0] > least).astype(np.uint8), scale / _CELL)
            found += [b for b in outlined if not any(map(b.is_like, found))]
        stout = [half for block in found if block.slimness < _STOUT for half in _halves(block)]
        return (*found, *stout)


def _halves(block: Block) -> tuple[Block, Block]:
    """Cut a block that is too stout for a zone lengthwise: something else lies along it."""
    first, second, third, fourth = block.corners
    upper = (first, second, second + 0.55 * (third - second), first + 0.55 * (fourth - first))
    lower = (fourth + 0.55 * (first - fourth), third + 0.55 * (second - third), third, fourth)
    return Block(np.stack(upper)), Block(np.stack(lower))


def _outlined(cells: Grey, scale: float) -> list[Block]:
    outlines, _ = cv2.findContours(cells, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = sorted(outlines, key=cv2.contourArea, reverse=True)[:_PAINTED]
    blocks = (as_block(outline, scale, grow=1.0) for outline in largest)
    return [b for b in blocks if b and _SLIMMEST < b.slimness < _STOUTEST]


def load_net(path: Path) -> onnxruntime.InferenceSession:
    """Load a network for one thread, which keeps no memory from one frame to the next."""
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def by_texture(grey: Grey) -> tuple[Block, ...]:
    """Find slim blocks that are full of dark strokes, the likeliest first."""
    scale = min(1.0, WIDTH / max(grey.shape))
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


def as_block(outline: NDArray[np.generic], scale: float, *, grow: float = 0.0) -> Block | None:
    """Put the smallest rectangle around an outline, None if it is too short to be read.

    Args:
        outline: points in a picture that was shrunk.
        scale: by how much.
        grow: pixels of the shrunk picture that the outline lies within the true edge.
    """
    centre, (across, down), angle = cv2.minAreaRect(np.asarray(outline, np.float32))
    rectangle = (centre, (across + grow, down + grow), angle)
    corners = (np.asarray(cv2.boxPoints(rectangle), np.float32) + grow / 2) / np.float32(scale)
    if np.linalg.norm(corners[1] - corners[0]) < np.linalg.norm(corners[2] - corners[1]):
        corners = np.roll(corners, 1, axis=0)
    if corners[1, 0] < corners[0, 0]:
        corners = np.roll(corners, 2, axis=0)
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
    shape = min(abs(np.log(block.slimness / slimness)) for slimness in (7.0, 12.8))
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
