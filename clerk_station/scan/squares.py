"""Finds where a QR may be: a square in which brightness changes strongly in every direction."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.picture import Grey

Floats = NDArray[np.float32]
Corners = NDArray[np.float32]

_AROUND = (19, 19)
"""Window in which directions are weighed, in pixels of half the size."""
_LIGHT = (41, 41)
_INSIDE = (31, 31)
_EDGE = 0.6
"""Share of a square's busyness at which it ends."""
_WIDENED = 7.0
"""Pixels by which the windows widen a square on each side."""
_SIDES = (45.0, 480.0)
"""Pixels of the shortest and longest side; larger codes are read without help."""
_LONGEST = 1.9
"""Times that one side may be longer than the other."""


def squares(grey: Grey, *, most: int) -> Iterator[Corners]:
    """Give the corners of the busiest squares, in the order of a walk around each."""
    busy = _busy(grey)
    peaks = cv2.blur(busy, _INSIDE)
    for _ in range(4 * most):
        _, height, _, (x, y) = cv2.minMaxLoc(peaks)
        blob = _grown(busy, (x, y)) if height > 0 else None
        if blob is None:
            return
        peaks[blob > 0] = 0
        cv2.rectangle(peaks, (x - 24, y - 24), (x + 24, y + 24), 0, -1)
        corners = _corners(blob)
        if corners is not None:
            yield corners
            most -= 1
        if not most:
            return


def _busy(grey: Grey) -> Floats:
    """Give how much brightness changes along the direction in which it changes least."""
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(half, (0, 0), 1.0).astype(np.float32)
    light = cv2.blur(soft, _LIGHT) + 12
    across = cv2.divide(cv2.Sobel(soft, cv2.CV_32F, 1, 0), light)
    down = cv2.divide(cv2.Sobel(soft, cv2.CV_32F, 0, 1), light)
    products = ((across, across), (down, down), (across, down))
    xx, yy, xy = (cv2.blur(cv2.multiply(*pair), _AROUND) for pair in products)
    least = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
    return np.asarray(np.sqrt(np.maximum(least, 0)), np.float32)


def _grown(busy: Floats, seed: tuple[int, int]) -> Grey | None:
    """Give the blob around a pixel that is nearly as busy."""
    blob = (busy > _EDGE * busy[seed[1], seed[0]]).astype(np.uint8)
    if not blob[seed[1], seed[0]]:
        return None
    cv2.floodFill(blob, None, seed, 2)
    return np.asarray(blob == 2, np.uint8)


def _corners(blob: Grey) -> Corners | None:
    outlines, _ = cv2.findContours(blob, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    middle, sides, angle = cv2.minAreaRect(max(outlines, key=cv2.contourArea))
    wide, tall = (2 * side - 2 * _WIDENED for side in sides)
    if min(wide, tall) < _SIDES[0] or max(wide, tall) > min(_SIDES[1], _LONGEST * min(wide, tall)):
        return None
    centre = (2 * middle[0] + 0.5, 2 * middle[1] + 0.5)
    return np.asarray(cv2.boxPoints((centre, (wide, tall), angle)), np.float32)
