"""Draws, once each, the sheets that scenes show: cards, passports, pages, all of them grey."""

from dataclasses import dataclass
from functools import cache, lru_cache

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

Grey = NDArray[np.uint8]
Rng = np.random.Generator

_ALL = 144
_KINDS = 9
"""Of every nine sheets four are cards and three passports; a lettered card and a page follow."""
_CARDS, _LETTERED = 4, 7


@dataclass(frozen=True, slots=True, eq=False)
class GreySheet:
    """What is printed on a sheet, where it is, and the corners of its zone (none without one)."""

    picture: Grey
    cover: Grey
    zone: NDArray[np.float32]


def any_sheet(rng: Rng) -> GreySheet:
    """Give one of all sheets."""
    return _grey_sheet(int(rng.integers(_ALL)))


def without_zone(rng: Rng) -> GreySheet:
    """Give a lettered card or a page: what must not be taken for a zone."""
    row = int(rng.integers(_ALL // _KINDS))
    return _grey_sheet(row * _KINDS + int(rng.integers(_LETTERED, _KINDS)))


@lru_cache(maxsize=1500)
def shrunk(sheet: GreySheet, *, thirds: int) -> tuple[Grey, Grey]:
    """Shrink a sheet to about the size at which it is seen, so that fine print does not alias.

    It is halved once for every three thirds; none and fewer leave it as it is.
    """
    if thirds <= 0:
        return sheet.picture, sheet.cover
    factor = 2 ** (-thirds / 3)
    picture, cover = (
        cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        for part in (sheet.picture, sheet.cover)
    )
    return np.asarray(picture, np.uint8), np.asarray(cover, np.uint8)


@cache
def _grey_sheet(number: int) -> GreySheet:
    sheet = _sheet(number)
    grey = np.asarray(cv2.cvtColor(sheet.picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return GreySheet(grey, sheet.cover, sheet.zone)


def _sheet(number: int) -> Sheet:
    rng = np.random.default_rng([number, 77])
    kind = number % _KINDS
    if kind < _CARDS:
        lines = [write(rng) for _ in range(3)]
        card = draw_card(lines, seed=number, wear=rng.uniform(0, 1))
        return _filled_in(rng, card) if kind % 2 else card
    if kind < _LETTERED:
        page = draw_card(_passport(rng), seed=number, wear=rng.uniform(0, 1), size_mm=PAGE_MM)
        return _filled_in(rng, page)
    if kind == _LETTERED:
        return _lettered(rng, draw_card([], seed=number))
    return _page(rng)


def _passport(rng: Rng) -> list[str]:
    """Write the two lines of a passport: names and fillers; a number, dates, perhaps another."""
    names, more = (write(rng).replace("<", "")[: int(rng.integers(3, 20))] for _ in range(2))
    numbers = (write(rng) + write(rng)).replace("<", "")[: 28 if rng.random() < 0.5 else 42]
    return [f"P<UTO{names}<<{more}".ljust(44, "<")[:44], numbers.ljust(42, "<")[:42] + "06"]


def _filled_in(rng: Rng, sheet: Sheet) -> Sheet:
    """Fill what is above the zone as other states do: a portrait, coloured bands, Latin lines."""
    image = Image.fromarray(sheet.picture[:, :, ::-1])
    pen = ImageDraw.Draw(image)
    width, foot = image.width, round(float(sheet.zone[:, 1].min()) - 1.5 * PIXELS_PER_MM)
    for _ in range(int(rng.integers(0, 3))):
        top = int(rng.integers(0, foot - 20))
        band = (0, top, width, min(foot, top + int(rng.integers(20, 200))))
        pen.rectangle(band, fill=int(rng.integers(60, 235)))
    left = rng.uniform(0.03, 0.65) * width
    face = (left, 0.15 * foot, left + 0.28 * width, 0.97 * foot)
    pen.rectangle(face, fill=int(rng.integers(120, 250)))
    inner = (face[0] + 0.05 * width, 0.3 * foot, face[2] - 0.05 * width, 0.85 * foot)
    pen.ellipse(inner, fill=int(rng.integers(40, 200)))
    pen.chord(
        (face[0], 0.75 * foot, face[2], 1.19 * foot), 180, 360, fill=int(rng.integers(20, 160))
    )
    beside = left + 0.32 * width if left < 0.35 * width else 0.04 * width
    top = 0.05 * foot
    while top < foot - 3 * PIXELS_PER_MM:
        size = round(rng.uniform(1.2, 3.6) * PIXELS_PER_MM)
        text = write(rng).replace("<", " ")[: int(rng.integers(3, 24))]
        pen.text((beside, top), text.title(), font=_font(size), fill=int(rng.integers(10, 110)))
        top += size * rng.uniform(1.1, 2.2)
    return Sheet(np.asarray(image)[:, :, ::-1].copy(), sheet.cover, sheet.zone)


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
