"""Draws small webcam frames with a zone in them or none, and where it is."""

from functools import cache

import cv2
import numpy as np
from lines import write
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clerk_station.paths import resources
from clerk_station.rehearsal.draw_card import (
    HEADINGS,
    PAGE_MM,
    PIXELS_PER_MM,
    Sheet,
    draw_card,
    flat,
    security_print,
)
from clerk_station.rehearsal.frames import Conditions, photograph

Grey = NDArray[np.uint8]
Rng = np.random.Generator

WIDTH, HEIGHT = 640, 360
CELL = 4
"""Pixels of the frame a cell of the map, each way."""

SHEETS = 90
"""Different sheets; drawn once, photographed often."""


def draw(rng: Rng) -> tuple[Grey, Grey]:
    """Draw a frame (HEIGHT × WIDTH) and its map (a CELL-th each way, 1 where the zone is)."""
    sheet = None if rng.random() < 0.06 else _sheet(int(rng.integers(SHEETS)))
    hardness = rng.uniform(0, 1)
    conditions = Conditions(
        seed=int(rng.integers(1 << 31)),
        size=(WIDTH, HEIGHT),
        fill=rng.uniform(0.28, 1.15),
        turn=rng.uniform(0, 360) if rng.random() < 0.5 else rng.normal(0, 12),
        tilt=rng.uniform(0, 0.3),
        blur=rng.uniform(0.2, 0.4 + 0.8 * hardness),
        motion=rng.uniform(0, 3.5 * hardness),
        noise=rng.uniform(0, 10 * hardness),
        shade=rng.uniform(0, 0.2 + 0.6 * hardness),
        light=rng.uniform(1 - 0.6 * hardness, 1.1),
        glare=rng.uniform(40, 230) if rng.random() < 0.25 else 0.0,
        quality=int(rng.integers(50, 96)),
    )
    shot = photograph(sheet, conditions)
    grey = cv2.cvtColor(shot.picture, cv2.COLOR_BGR2GRAY)
    where = np.zeros((HEIGHT, WIDTH), np.uint8)
    if len(shot.zone):
        cv2.fillConvexPoly(where, np.round(shot.zone).astype(np.int32), 255)
    cells = cv2.resize(where, (WIDTH // CELL, HEIGHT // CELL), interpolation=cv2.INTER_AREA)
    return grey, (cells > 100).astype(np.uint8)


@cache
def _sheet(number: int) -> Sheet:
    rng = np.random.default_rng([number, 77])
    kind = number % 6
    if kind < 3:
        return draw_card([write(rng) for _ in range(3)], seed=number, wear=rng.uniform(0, 1))
    if kind == 3:
        return _passport(rng, number)
    if kind == 4:
        return _lettered(rng, draw_card([], seed=number))
    return _page(rng)


def _passport(rng: Rng, number: int) -> Sheet:
    both = [(write(rng) + write(rng))[:44] for _ in range(2)]
    return draw_card(both, seed=number, wear=rng.uniform(0, 1), size_mm=PAGE_MM)


def _lettered(rng: Rng, card: Sheet) -> Sheet:
    """Print large lines of another face on a card: what must not be taken for a zone."""
    image = Image.fromarray(card.picture[:, :, ::-1])
    pen = ImageDraw.Draw(image)
    for row in range(int(rng.integers(2, 6))):
        text = write(rng).replace("<", " ")[: int(rng.integers(8, 26))]
        place = (rng.uniform(3, 20) * PIXELS_PER_MM, (6 + row * 8) * PIXELS_PER_MM)
        pen.text(place, text, font=_font(round(rng.uniform(2.5, 4.5) * PIXELS_PER_MM)), fill=30)
    return Sheet(np.asarray(image)[:, :, ::-1].copy(), card.cover, card.zone)


def _page(rng: Rng) -> Sheet:
    """Print a page of text, a code of squares and a code of bars: no zone either."""
    ground = security_print(rng, 1000, 1000, strength=0.1) if rng.random() < 0.3 else None
    picture = np.full((1000, 1000, 3), 244, np.uint8) if ground is None else ground
    image = Image.fromarray(picture)
    pen = ImageDraw.Draw(image)
    size = int(rng.integers(16, 40))
    for top in range(40, 640, round(size * rng.uniform(1.4, 2.2))):
        words = [HEADINGS[int(i)] for i in rng.integers(len(HEADINGS), size=4)]
        line = " ".join(words) if rng.random() < 0.6 else write(rng).replace("<", " ").title()
        pen.text((rng.uniform(30, 120), top), line, font=_font(size), fill=(25, 25, 25))
    picture = np.asarray(image).copy()
    module, count = int(rng.integers(5, 10)), int(rng.integers(21, 34))
    squares = (rng.random((count, count)) > 0.5).astype(np.uint8) * 230
    code = np.kron(squares, np.ones((module, module), np.uint8))
    picture[660 : 660 + len(code), 40 : 40 + len(code)] = code[: 1000 - 660, :, None]
    left = 400
    while left < 940:
        bar, gap = (int(w) for w in rng.integers(2, 10, 2))
        picture[700:800, left : left + bar] = 20
        left += bar + gap
    return flat(picture)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = resources() / "fonts" / "ibm-plex-sans-arabic" / "IBMPlexSansArabic-Medium.ttf"
    return ImageFont.truetype(str(path), size)
