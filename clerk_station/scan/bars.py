"""Straightens blurred or tilted bar codes: turn them level, then average along the bars.

Rows of a bar code say the same, so their mean has less noise than any of them.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.picture import Grey

Floats = NDArray[np.float32]

_WIDTH = 960
"""Pixels of the longer side at which bars are looked for."""
_WINDOW = (17, 17)
_ALIKE = 0.72
"""Share of a place's edges that run in one direction, from which it may be bars."""
_MOST = 2
_ROWS = 48


def strips(grey: Grey) -> Iterator[tuple[Grey, NDArray[np.float64]]]:
    """Give pictures of straightened bars, the strongest first, with the way back to the picture."""
    scale = min(1.0, _WIDTH / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across, down, alike = _edges(np.asarray(small, np.uint8))
    joined = cv2.morphologyEx(alike, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:_MOST]:
        left, top, wide, tall = cv2.boundingRect(outline)
        place = (slice(top, top + tall), slice(left, left + wide))
        angle = _direction(across[place], down[place], alike[place])
        yield from _levelled(grey, np.asarray(outline, np.float64)[:, 0] / scale, angle)


def _edges(small: Grey) -> tuple[Floats, Floats, Grey]:
    """Give the gradients and where they are strong and run in one direction."""
    across = np.asarray(cv2.Sobel(small, cv2.CV_32F, 1, 0), np.float32)
    down = np.asarray(cv2.Sobel(small, cv2.CV_32F, 0, 1), np.float32)
    xx, yy, xy = (cv2.blur(part, _WINDOW) for part in (across**2, down**2, across * down))
    total = xx + yy
    one_way = np.hypot(xx - yy, 2 * xy) / (total + 1)
    strong = total > max(400.0, 0.15 * float(total.max()))
    return across, down, ((one_way > _ALIKE) & strong).astype(np.uint8)


def _direction(across: Floats, down: Floats, alike: Grey) -> float:
    """Give the angle, in radians, in which one bar follows another."""
    within = alike > 0
    x, y = across[within].astype(np.float64), down[within].astype(np.float64)
    return 0.5 * float(np.arctan2(2 * (x * y).sum(), (x * x - y * y).sum()))


def _levelled(
    grey: Grey, outline: NDArray[np.float64], angle: float
) -> Iterator[tuple[Grey, NDArray[np.float64]]]:
    """Cut the bars out level at twice the size, whole and in three lanes, averaged along them."""
    along = np.array([np.cos(angle), np.sin(angle)])
    beside = np.array([-along[1], along[0]])
    reach = np.stack([outline @ along, outline @ beside], axis=1)
    (low, upper), (high, lower) = reach.min(axis=0), reach.max(axis=0)
    quiet = 0.12 * (high - low)
    low, high = low - quiet, high + quiet
    if high - low < 60 or lower - upper < 4:
        return
    for start, stop in ((0.25, 0.75), (0.05, 0.35), (0.35, 0.65), (0.65, 0.95)):
        first = upper + start * (lower - upper)
        size = (round(2 * (high - low)), max(2, round((stop - start) * (lower - upper))))
        turn = np.column_stack([along / 2, beside, along * low + beside * first])
        lane = cv2.warpAffine(
            grey,
            turn,
            size,
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        mean = np.asarray(lane, np.float32).mean(axis=0)
        stretched = _stretched(mean)
        yield np.repeat(stretched[None, :], _ROWS, axis=0), turn


def _stretched(mean: Floats) -> Grey:
    """Spread the levels of a lane from black to white, wherever the light falls off."""
    row = mean[None, :]
    around = (max(3, len(mean) // 10) | 1, 1)
    high = cv2.blur(cv2.dilate(row, np.ones((1, around[0]), np.uint8)), around)
    low = cv2.blur(cv2.erode(row, np.ones((1, around[0]), np.uint8)), around)
    level = (row - low) / np.maximum(high - low, 8)
    whole: Grey = np.asarray(np.clip(level * 255, 0, 255), np.uint8).reshape(-1)
    return whole
