"""Draws the desk on which sheets lie: wood, cloth or stone, and what clutters it."""

import cv2
import numpy as np

from clerk_station.rehearsal.draw_card import Picture, Rng


def desk(rng: Rng, width: int, height: int) -> Picture:
    """Draw a desk top with grain, and perhaps a pen, a cable or the edge of another sheet."""
    tone = rng.uniform((40, 50, 55), (170, 180, 190)).astype(np.float32)
    grain = _grain(rng, width, height)
    picture = np.clip(tone + grain[:, :, None] * rng.uniform(0.4, 1.1), 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 4))):
        _clutter(rng, picture)
    return picture


def _grain(rng: Rng, width: int, height: int) -> np.ndarray:
    """Give streaks or spots of some grey levels, coarse ones over fine ones."""
    total = np.zeros((height, width), np.float32)
    stretch = rng.choice([1, 1, 8, 20])
    for cells, strength in ((12, 14), (40, 9), (150, 5)):
        rows, columns = max(2, cells * height // width), max(2, int(cells / stretch))
        coarse = rng.standard_normal((rows, columns), np.float32)
        total += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return total


def _clutter(rng: Rng, picture: Picture) -> None:
    height, width = picture.shape[:2]
    start, end = (rng.uniform(-0.2, 1.2, (2, 2)) * (width, height)).astype(int).tolist()
    colour = [float(v) for v in rng.uniform(10, 240, 3)]
    if rng.random() < 0.5:
        cv2.line(picture, start, end, colour, int(rng.integers(4, 26)), cv2.LINE_AA)
        return
    box = cv2.boxPoints((start, rng.uniform(0.1, 0.5, 2) * width, rng.uniform(0, 180)))
    cv2.fillConvexPoly(picture, np.round(box).astype(np.int32), colour, cv2.LINE_AA)
