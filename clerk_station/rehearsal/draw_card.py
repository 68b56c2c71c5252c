"""Draws made-up identity cards: the back of a unified national card with its zone, and a front."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clerk_station.paths import resources
from clerk_station.rehearsal.draw_zone import CAPITAL_MM, MARGIN_MM, PITCH_MM, block, step_mm

Picture = NDArray[np.uint8]
"""Height × width × 3, blue-green-red, as OpenCV has it."""
Corners = NDArray[np.float32]
Rng = np.random.Generator

PIXELS_PER_MM = 16
CARD_MM = (85.6, 54.0)
"""ID-1 (ISO 7810)."""
PAGE_MM = (125.0, 88.0)
"""ID-3, a passport's page."""
CORNER_MM = 3.2

_PLACES = ("كربلاء المقدسة", "الهندية", "الحسينية", "عين التمر", "الحر")
_DATED = ("تاريخ الإصدار", "تاريخ النفاذ", "تاريخ الولادة")
_PLACED = ("جهة الإصدار", "محل الولادة", "دائرة الأحوال المدنية")
_NUMBERED = ("رقم العائلة",)
HEADINGS = _DATED + _PLACED + _NUMBERED
"""What stands before a value on the back; the values are made up too."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A flat thing to hold under a camera; each is itself, whatever is printed on it.

    Attributes:
        picture: what is printed on it.
        cover: 255 where the thing is, 0 beyond its rounded corners.
        zone: corners in the picture of what the scanner should read, empty without one.
    """

    picture: Picture
    cover: NDArray[np.uint8]
    zone: Corners


def draw_card(
    lines: Sequence[str],
    *,
    seed: int,
    wear: float = 0.0,
    size_mm: tuple[float, float] = CARD_MM,
) -> Sheet:
    """Draw the back of a card: security print, headings, and the zone at its foot.

    Args:
        lines: the zone, top line first; none draws a card without a zone.
        seed: of all that is made up.
        wear: 0 is new, 1 has faded print and scratches.
        size_mm: width and height; a passport's page is PAGE_MM.
    """
    rng = np.random.default_rng([seed, 1])
    width, height = (round(mm * PIXELS_PER_MM) for mm in size_mm)
    strength = rng.uniform(0.3, 0.8) + 0.35 * wear
    picture = _write(rng, security_print(rng, width, height, strength=strength))
    zone = np.empty((0, 2), np.float32)
    if lines:
        picture, zone = _print_zone(rng, picture, lines, wear)
    if rng.random() < wear:
        picture = _scratch(rng, picture)
    return Sheet(picture, _rounded(width, height), zone)


def flat(picture: Picture, *, zone: Corners | None = None) -> Sheet:
    """Make a sheet of a page's picture: paper with square corners."""
    cover = np.full(picture.shape[:2], 255, np.uint8)
    return Sheet(picture, cover, np.empty((0, 2), np.float32) if zone is None else zone)


def security_print(rng: Rng, width: int, height: int, *, strength: float) -> Picture:
    """Draw a tinted ground of fine waves (guilloche) and perhaps a rosette."""
    ground = rng.uniform((205, 215, 205), (246, 248, 246)).astype(np.float32)
    tint = np.linspace(-1, 1, width)[None, :, None] * rng.uniform(-18, 18, 3) * strength
    picture = np.clip(ground + np.broadcast_to(tint, (height, width, 3)), 0, 255).astype(np.uint8)
    along = np.arange(0, width + 8, 8)
    for _ in range(int(rng.integers(2, 5))):
        ink = _darker(rng, ground, strength)
        waves = int(rng.integers(14, 44))
        swing, length = rng.uniform(10, 70), width / rng.uniform(0.5, 4)
        ripple, phase = rng.uniform(0, 20), rng.uniform(0, 6.28, 2)
        for wave in range(waves):
            level = (wave + 0.5) / waves * height * 1.2 - 0.1 * height
            curve = level + swing * np.sin(along / length * 6.28 + phase[0] + wave * 0.12)
            curve += ripple * np.sin(along / length * 22 + phase[1] - wave * 0.3)
            _curve(picture, np.stack([along, curve], axis=1), ink, int(rng.integers(1, 3)))
    if rng.random() < 0.6:
        _rosette(rng, picture, _darker(rng, ground, strength))
    return picture


def _darker(rng: Rng, ground: NDArray[np.float32], strength: float) -> tuple[float, ...]:
    ink = np.clip(ground - rng.uniform(10, 90, 3) * strength, 0, 255)
    return tuple(float(value) for value in ink)


def _rosette(rng: Rng, picture: Picture, ink: tuple[float, ...]) -> None:
    height, width = picture.shape[:2]
    centre = rng.uniform((0, 0), (width, height))
    around, petals = np.linspace(0, 2 * np.pi, 600), int(rng.integers(5, 17))
    for ring in range(12):
        radius = (40 + ring * rng.uniform(6, 11)) * (
            1 + 0.25 * np.sin(petals * around + ring * 0.2)
        )
        points = np.stack([np.cos(around), np.sin(around)], axis=1) * radius[:, None] + centre
        _curve(picture, points, ink, 1)


def _curve(
    picture: Picture, points: NDArray[np.floating], ink: tuple[float, ...], thick: int
) -> None:
    fine = np.round(points * 16).astype(np.int32)
    cv2.polylines(
        picture, [fine], isClosed=False, color=ink, thickness=thick, lineType=cv2.LINE_AA, shift=4
    )


def _write(rng: Rng, picture: Picture) -> Picture:
    """Write headings in Arabic and their values."""
    image = Image.fromarray(picture[:, :, ::-1])
    draw = ImageDraw.Draw(image)
    ink = tuple(int(v) for v in rng.integers(25, 60, 3))
    right = picture.shape[1] - round(rng.uniform(4, 7) * PIXELS_PER_MM)
    for row, heading in enumerate(rng.permutation(HEADINGS)[: rng.integers(4, 7)]):
        top = round((3.5 + row * 4.3) * PIXELS_PER_MM)
        draw.text((right, top), f"{heading}:", font=_font(2.5), fill=ink, anchor="ra")
        left = right - round(32 * PIXELS_PER_MM)
        draw.text((left, top), _value(rng, heading), font=_font(2.7), fill=ink, anchor="ra")
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _value(rng: Rng, heading: str) -> str:
    if heading in _PLACED:
        return _PLACES[int(rng.integers(len(_PLACES)))]
    if heading in _NUMBERED:
        return "".join(str(digit) for digit in rng.integers(0, 10, 17))
    return _date(rng)


def _date(rng: Rng) -> str:
    return f"{rng.integers(1950, 2036)}/{rng.integers(1, 13):02}/{rng.integers(1, 29):02}"


def _print_zone(
    rng: Rng, picture: Picture, lines: Sequence[str], wear: float
) -> tuple[Picture, Corners]:
    """Print the zone at the foot of the card, where ICAO 9303-5 has it."""
    cover = block(lines, pixels_per_mm=PIXELS_PER_MM).astype(np.float32) / 255
    tall, wide = cover.shape
    height, width = picture.shape[:2]
    left = round((width - wide) / 2 + rng.uniform(-0.8, 0.8) * PIXELS_PER_MM)
    foot = round(rng.uniform(3.6, 4.8) * PIXELS_PER_MM)
    margin = MARGIN_MM * PIXELS_PER_MM
    top = height - foot - tall + round(margin)
    if wear:
        cover *= _faded(rng, cover.shape, wear)
    ink = rng.uniform(8, 55)
    part = picture[top : top + tall, left : left + wide].astype(np.float32)
    density = cover[:, :, None] * (1 - 0.25 * wear)
    picture = picture.copy()
    picture[top : top + tall, left : left + wide] = part + (ink - part) * density
    full = PITCH_MM * len(lines[0]) * PIXELS_PER_MM
    deep = (step_mm(lines) * (len(lines) - 1) + CAPITAL_MM) * PIXELS_PER_MM
    corners = [(0, 0), (full, 0), (full, deep), (0, deep)]
    return picture, np.asarray(corners, np.float32) + np.asarray((left, top + margin), np.float32)


def _faded(rng: Rng, shape: tuple[int, ...], wear: float) -> NDArray[np.float32]:
    coarse = rng.random((max(2, shape[0] // 10), max(2, shape[1] // 10)), np.float32)
    cloud = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
    faded = 1 - wear * 0.5 + (np.asarray(cloud, np.float32) - 0.3) * wear
    return np.asarray(np.clip(faded, 0.25, 1), np.float32)


def _scratch(rng: Rng, picture: Picture) -> Picture:
    picture = picture.copy()
    height, width = picture.shape[:2]
    for _ in range(int(rng.integers(1, 7))):
        ends = (rng.random((2, 2)) * (width, height)).astype(int).tolist()
        tone = [float(v) for v in rng.uniform(170, 250, 3)]
        cv2.line(picture, ends[0], ends[1], tone, int(rng.integers(1, 3)), cv2.LINE_AA)
    return picture


def _rounded(width: int, height: int) -> NDArray[np.uint8]:
    radius = round(CORNER_MM * PIXELS_PER_MM)
    cover = np.zeros((height, width), np.uint8)
    cv2.rectangle(cover, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(cover, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(cover, (x, y), radius, 255, -1)
    return cover


@cache
def _font(mm: float) -> ImageFont.FreeTypeFont:
    path = resources() / "fonts" / "ibm-plex-sans-arabic" / "IBMPlexSansArabic-Medium.ttf"
    return ImageFont.truetype(str(path), round(mm * PIXELS_PER_MM))
