"""Painting: the pin of PySide6, the brush, icons and fonts."""

import sys

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from clerk_station.paths import resources
from clerk_station.ui.brush import Brush
from clerk_station.ui.icons import MIRRORED, icon
from clerk_station.ui.theme import FAMILY, Look, load_fonts, width_of
from clerk_station.words import Words

ICONS = sorted(path.stem for path in (resources() / "icons").glob("*.svg"))
NAMED = {
    "check", "cross", "minus", "ring", "hourglass", "clock", "scan", "card", "form", "person",
    "people", "globe", "home", "printer", "search", "pause", "undo", "sync", "unlink", "receipt",
    "warn", "stop", "pin", "forward", "chevron", "lock", "mail", "bell", "priority", "edit",
    "keyboard", "mark",
}  # fmt: skip


def _image(width: int = 200, height: int = 60) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    return image


def _dark_columns(image: QImage) -> list[int]:
    return [
        x
        for x in range(image.width())
        if any(QColor(image.pixel(x, y)).lightness() < 128 for y in range(image.height()))
    ]


def test_painting_takes_nothing_from_none() -> None:
    """A hundred thousand void calls leave the references of None as they were.

    PySide6 6.12.0 on Python 3.11 takes one a call and aborts after seconds of painting.
    """
    image, pen = _image(), QPen(QColor("#000000"))
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(100_000):
        painter.setPen(pen)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert abs(lost) < 1_000


@pytest.mark.parametrize(("language", "at_the_left"), [("en", True), ("ar", False)])
def test_the_brush_counts_from_the_start_edge(language: str, *, at_the_left: bool) -> None:
    """The same numbers paint at the left in English and at the right in Arabic."""
    image = _image()
    with Brush(image, Look(Words(language))) as brush:
        brush.fill(brush.box(0, 0, 10, 60), "#000000")
    dark = _dark_columns(image)
    assert (dark[0] < 100) is at_the_left
    assert len(dark) == 10


def test_a_long_name_is_cut_at_its_own_end() -> None:
    """An Arabic name that is cut in an English window keeps its beginning at the right."""
    load_fonts()
    name, image = "عبد المهدي عبد الأمير عبد الحسين الموسوي", _image(120)
    with Brush(image, Look(Words("en"))) as brush:
        brush.text(QRectF(0, 0, 120, 60), name, size=20, colour="#000000")
    ellipsis = QRectF(0, 34, 14, 8)
    assert _dark_columns(image.copy(ellipsis.toRect())), (
        "the three dots lie at the left, where the name ends"
    )


def test_text_grows_smaller_before_it_is_cut() -> None:
    """A text that fits at its least size is written whole."""
    load_fonts()
    text = "Waiting for the manager"
    room = width_of(text, 12) + 1
    assert width_of(text, 15) > room
    image = _image(room)
    with Brush(image, Look(Words("en"))) as brush:
        brush.text(brush.area, text, size=15, least=12, colour="#000000")
    assert _dark_columns(image)[-1] < room - 1


def test_every_named_sign_is_drawn() -> None:
    """The set of signs is whole and each leaves ink."""
    assert set(ICONS) == NAMED
    for name in ICONS:
        drawn = icon(name, size=24, colour="#000000").toImage()
        assert any(drawn.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


@pytest.mark.parametrize("name", ICONS)
def test_only_signs_with_a_direction_mirror(name: str) -> None:
    """Forward, chevron and undo turn round in Arabic; nothing else does."""
    left = icon(name, size=24, colour="#000000", rtl=False).toImage()
    right = icon(name, size=24, colour="#000000", rtl=True).toImage()
    assert (left != right) is (name in MIRRORED)


def test_signs_are_sharp_on_a_fine_screen() -> None:
    """At twice the pixels a sign has twice the pixels, and the same size."""
    drawn = icon("check", size=24, colour="#000000", ratio=2)
    assert drawn.width() == 48
    assert drawn.deviceIndependentSize().width() == 24


def test_the_font_comes_with_the_station() -> None:
    """Arabic and Latin are one family that need not be installed, and digits are equally wide."""
    assert FAMILY in load_fonts()
    assert len({width_of(str(digit) * 8, 56) for digit in range(10)}) == 1
