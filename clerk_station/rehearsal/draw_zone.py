"""The machine-readable zone as print: OCR-B characters on their fixed pitch (ICAO 9303-3)."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from clerk_station.paths import resources
from clerk_station.scan.layout import TD1, TD3

Grey = NDArray[np.uint8]
"""Grey levels, height × width."""

PITCH_MM = 2.54
"""From one character to the next."""
CAPITAL_MM = 2.4
"""Height of a capital letter."""

CELL_HEIGHT = 44
CAPITAL = 32
"""Height of a capital in a drawn cell, in pixels."""
MARGIN_MM = (CELL_HEIGHT - CAPITAL) / 2 * CAPITAL_MM / CAPITAL
"""Above and below a capital in its cell; figures are taller than capitals."""
CELL_WIDTH = round(CAPITAL * PITCH_MM / CAPITAL_MM)


def step_mm(lines: Sequence[str]) -> float:
    """Give the distance from one line to the next: a passport's two stand further apart."""
    return (TD3 if len(lines) == len(TD3.classes) else TD1).step_mm


@cache
def cell(character: str) -> Grey:
    """Draw one character as coverage (255 is ink), centred in a cell of one pitch."""
    font = _font()
    left, _, right, _ = font.getbbox(character)
    _, capital_top, _, capital_bottom = font.getbbox("H")
    image = Image.new("L", (CELL_WIDTH, CELL_HEIGHT))
    margin = (CELL_HEIGHT - (capital_bottom - capital_top)) / 2
    place = ((CELL_WIDTH - (right - left)) / 2 - left, margin - capital_top)
    ImageDraw.Draw(image).text(place, character, font=font, fill=255)
    return np.asarray(image)


def line(text: str) -> Grey:
    """Draw one line as coverage, CELL_HEIGHT high and one CELL_WIDTH a character wide."""
    return np.concatenate([cell(character) for character in text], axis=1)


def block(lines: Sequence[str], *, pixels_per_mm: float) -> Grey:
    """Draw all lines as coverage at the scale of a card, with MARGIN_MM above and below."""
    step = round(step_mm(lines) / CAPITAL_MM * CAPITAL)
    drawn = [line(text) for text in lines]
    whole = np.zeros((step * (len(lines) - 1) + CELL_HEIGHT, drawn[0].shape[1]), np.uint8)
    for index, row in enumerate(drawn):
        part = whole[index * step : index * step + CELL_HEIGHT]
        np.maximum(part, row, out=part)
    scale = pixels_per_mm * CAPITAL_MM / CAPITAL
    size = (round(whole.shape[1] * scale), round(whole.shape[0] * scale))
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def _font() -> ImageFont.FreeTypeFont:
    path = str(resources() / "fonts" / "ocr-b" / "OCRB.otf")
    trial = ImageFont.truetype(path, 200)
    _, top, _, bottom = trial.getbbox("H")
    return ImageFont.truetype(path, round(200 * CAPITAL / (bottom - top)))
