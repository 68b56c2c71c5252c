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
    kind = rng.random()
    if kind < 0.4:
        _paper(rng, picture)
        return
    if kind < 0.7:
        cv2.line(picture, start, end, colour, int(rng.integers(4, 26)), cv2.LINE_AA)
        return
    box = cv2.boxPoints((start, rng.uniform(0.1, 0.5, 2) * width, rng.uniform(0, 180)))
    cv2.fillConvexPoly(picture, np.round(box).astype(np.int32), colour, cv2.LINE_AA)


def _paper(rng: Rng, picture: Picture) -> None:
    """Lay a written sheet down, partly beyond the edge, as desks have them."""
    height, width = picture.shape[:2]
    size = rng.uniform(0.12, 0.4, 2) * width
    wide, tall = (max(40, round(side)) for side in size)
    paper = np.full((tall, wide, 3), rng.uniform(180, 250), np.uint8)
    scale = rng.uniform(0.2, 0.5) * width / 1280 * 1.6
    for line in range(round(24 * scale), tall, max(6, round(rng.uniform(26, 44) * scale))):
        letters = rng.choice(list("aeilmnorstuz  ABEHK0123456789"), int(rng.integers(8, 60)))
        start = (round(rng.uniform(2, 12)), line)
        face = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(paper, "".join(letters), start, face, scale, (40, 40, 40), 1, cv2.LINE_AA)
    if rng.random() < 0.4:
        bars = np.repeat(rng.random(wide // 3) < 0.5, 3)[: wide - 8]
        paper[tall // 2 : tall // 2 + tall // 5, 4 : 4 + len(bars)][:, bars] = 30
    angle = rng.uniform(0, 360) if rng.random() < 0.5 else rng.normal(0, 6)
    turn = np.asarray(cv2.getRotationMatrix2D((wide / 2, tall / 2), angle, 1.0), np.float64)
    turn[:, 2] += rng.uniform(-0.2, 1.0, 2) * (width, height)
    laid = cv2.warpAffine(paper, turn, (width, height))
    where = cv2.warpAffine(np.full((tall, wide), 255, np.uint8), turn, (width, height)) > 127
    picture[where] = laid[where]
