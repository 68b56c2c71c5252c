"""Finds where bars are: places whose edges all run in one direction (structure tensor).

Print has edges in all directions, a table one line here and there, noise none in particular. The
tensor is made of gradients at full size, so that bars of a pixel and a bit are not lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.picture import Grey

Floats = NDArray[np.float32]
Mask = NDArray[np.uint8]
Vector = NDArray[np.float64]

_CELL = 4
"""Pixels a side of the cells in which gradients are summed up."""
_NEAR, _FAR = (5, 5), (9, 9)
"""Cells around a cell that are taken together to outline a place, and to find it."""
_ALIKE = 0.5
"""Share of a cell's edges that run in one direction, from which it may be of bars."""
_TURN = np.cos(np.radians(2 * 12))
"""Directions within 12° count as one; double angles, because an edge has two directions."""
_GAP = np.ones((9, 9), np.uint8)
_TRIES = 4
_LEAST_LONG, _LEAST_TALL = 50, 6
"""Pixels below which no code can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A turned rectangle that may hold bars.

    Attributes:
        along: unit vector in which one bar follows another.
        reach: least and greatest distance along that vector, and across it, in pixels.
        strength: how much contrast it has, all in one direction.
    """

    along: Vector
    reach: tuple[tuple[float, float], tuple[float, float]]
    strength: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Strength and double-angle direction of the edges in each cell."""

    power: Floats
    across: Floats
    down: Floats
    one_way: Floats

    def around(self, cells: tuple[int, int]) -> "_Tensor":
        parts = (self.power, self.across, self.down)
        return _joined(*(np.asarray(cv2.blur(part, cells), np.float32) for part in parts))


def places(grey: Grey, *, most: int) -> list[Place]:
    """Give the places that look most like bars, the strongest first."""
    found = sorted(_places(_tensor(grey)), key=lambda place: place.strength, reverse=True)
    return found[:most]


def _tensor(grey: Grey) -> _Tensor:
    x, y = (cv2.Sobel(grey, cv2.CV_32F, *way, ksize=3) for way in ((1, 0), (0, 1)))
    size = max(1, grey.shape[1] // _CELL), max(1, grey.shape[0] // _CELL)
    xx, yy, xy = (
        np.asarray(cv2.resize(cv2.multiply(a, b), size, interpolation=cv2.INTER_AREA), np.float32)
        for a, b in ((x, x), (y, y), (x, y))
    )
    power = xx + yy
    # One black edge on white must not outshine all bars.
    even = np.minimum(1, float(np.percentile(power[::3, ::3], 99)) / (power + 1))
    return _joined(power * even, (xx - yy) * even, 2 * xy * even)


def _joined(power: Floats, across: Floats, down: Floats) -> _Tensor:
    return _Tensor(power, across, down, np.asarray(cv2.magnitude(across, down), np.float32))


def _places(cells: _Tensor) -> Iterator[Place]:
    """Grow a place around the cell that is likeliest to be of bars, and go on with the others."""
    near, far = cells.around(_NEAR), cells.around(_FAR)
    noise = 1.5 * float(np.median(cells.power[::3, ::3])) + 100
    alike = (near.one_way > _ALIKE * near.power) & (near.power > noise)
    likely = np.where(alike, 2 * far.one_way - far.power, -1)
    for _ in range(_TRIES):
        seed = divmod(int(likely.argmax()), likely.shape[1])
        if likely[seed] <= 0:
            return
        grown, corner = _grown(near, far, alike, seed)
        window = tuple(slice(at, at + size) for at, size in zip(corner, grown.shape, strict=True))
        likely[window][grown > 0] = -1
        likely[seed] = -1
        place = _bounded(cells, grown, corner)
        if place is not None:
            yield place


def _grown(
    near: _Tensor, far: _Tensor, alike: NDArray[np.bool_], seed: tuple[int, int]
) -> tuple[Mask, tuple[int, int]]:
    """Give the connected cells around the seed whose edges run as the seed's do, cut out."""
    way = np.array([far.across[seed], far.down[seed]]) / max(1e-6, float(far.one_way[seed]))
    same = near.across * way[0] + near.down * way[1] > _TURN * near.one_way
    joined = cv2.morphologyEx((same & alike).astype(np.uint8), cv2.MORPH_CLOSE, _GAP)
    if not joined[seed]:
        return np.zeros((0, 0), np.uint8), seed
    left, top, wide, tall = cv2.floodFill(joined, None, seed[::-1], 2)[3]
    return np.asarray(joined[top : top + tall, left : left + wide] == 2, np.uint8), (top, left)


def _bounded(cells: _Tensor, grown: Mask, corner: tuple[int, int]) -> Place | None:
    rows, columns = np.nonzero(grown)
    rows, columns = rows + corner[0], columns + corner[1]
    if len(rows) < 12:
        return None
    across, down, power = (
        float(part[rows, columns].sum()) for part in (cells.across, cells.down, cells.power)
    )
    angle = 0.5 * np.arctan2(down, across)
    along = np.array([np.cos(angle), np.sin(angle)])
    points = (np.stack([columns, rows], axis=1) + 0.5) * _CELL
    low, high = np.percentile(points @ along, [0.5, 99.5])
    upper, lower = np.percentile(points @ beside(along), [2, 98])
    if high - low < max(_LEAST_LONG, 0.3 * (lower - upper)) or lower - upper < _LEAST_TALL:
        return None
    strength = (across * across + down * down) / (power + 1)
    return Place(along=along, reach=((low, high), (upper, lower)), strength=strength)


def beside(along: Vector) -> Vector:
    """Give the vector in which a bar itself runs: `along` turned by a quarter, clockwise."""
    return np.array([-along[1], along[0]])
