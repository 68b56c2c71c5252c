"""Forms and cards as clips of a webcam, drawn by the product's own code."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from clerk_station.domain.people import Member
from clerk_station.rehearsal.draw_card import Picture, draw_card, flat
from clerk_station.rehearsal.frames import Area, Conditions, film, write_clip
from clerk_station.rehearsal.mrz_lines import mrz_lines_for

CODES: Area = (0.02, 0.12, 0.98, 0.46)
"""Where on the printed form its two codes are."""
HARDNESS = 0.25
SIZE, FRAMES = (960, 540), 4
"""Smaller and fewer than a webcam's, so that a day is filmed in seconds."""
DPI = 200


def page_picture(pdf: bytes, *, dpi: int = DPI) -> Picture:
    """Render the first page of a PDF: height × width × 3, blue-green-red."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[0].render(scale=dpi / 72).to_numpy()
    finally:
        document.close()
    return np.ascontiguousarray(cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def form_frames(pdf: bytes, *, seed: int, frames: int = FRAMES) -> tuple[Picture, ...]:
    """Film a printed form as a clerk holds it under the webcam."""
    conditions = replace(Conditions.drawn(seed, hardness=HARDNESS), size=SIZE)
    return film(flat(page_picture(pdf)), conditions, aim=CODES, frames=frames)


def card_frames(
    lines: tuple[str, str, str], *, seed: int, frames: int = FRAMES
) -> tuple[Picture, ...]:
    """Film a card."""
    conditions = replace(Conditions.drawn(seed, hardness=HARDNESS), size=SIZE)
    return film(draw_card(lines, seed=seed), conditions, frames=frames)


def form_clip(pdf: bytes, path: Path, *, seed: int) -> Path:
    """Film a form into a file."""
    return write_clip(form_frames(pdf, seed=seed), path)


def card_clip(lines: tuple[str, str, str], path: Path, *, seed: int) -> Path:
    """Film a card into a file."""
    return write_clip(card_frames(lines, seed=seed), path)


def card_lines(member: Member, *, national_number: str | None = None) -> tuple[str, str, str]:
    """Write the zone of a member's made-up unified card."""
    number = national_number or member.national_number or ""
    return mrz_lines_for(
        f"AA{int(number or 0) % 10_000_000:07}",
        birth=member.birth,
        sex=member.sex,
        expiry=date(2033, 1, 1),
        given=member.name.given,
        surname=member.name.laqab,
        national_number=number,
    )
