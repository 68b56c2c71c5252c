"""OCR-B on paper as outlines: on its fixed pitch, sharp at any size."""

from collections.abc import Sequence
from functools import cache

import uharfbuzz
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from clerk_station.paper.chart_plan import PITCH, STEP
from clerk_station.paths import resources

_CAPITAL = 723
"""Height of a capital in the font's units; its strokes end round, a little beyond."""

Point = tuple[float, float]


class _Pen:
    """Draws a glyph's outline into a path of reportlab, as uharfbuzz tells it."""

    def __init__(self, path: PDFPathObject, *, x: float, y: float, scale: float) -> None:
        self._path, self._x, self._y, self._scale = path, x, y, scale
        self._last: Point = (0.0, 0.0)

    def _at(self, *points: Point) -> list[float]:
        return [
            number
            for x, y in points
            for number in (self._x + x * self._scale, self._y + y * self._scale)
        ]

    def moveTo(self, point: Point) -> None:
        """Begin an outline."""
        self._last = point
        self._path.moveTo(*self._at(point))

    def lineTo(self, point: Point) -> None:
        """Draw a straight line."""
        self._last = point
        self._path.lineTo(*self._at(point))

    def curveTo(self, one: Point, two: Point, end: Point) -> None:
        """Draw a cubic curve."""
        self._last = end
        self._path.curveTo(*self._at(one, two, end))

    def qCurveTo(self, one: Point, end: Point) -> None:
        """Draw a quadratic curve as the cubic one that it is."""
        (x, y), (x1, y1), (x2, y2) = self._last, one, end
        near = (x + 2 * (x1 - x) / 3, y + 2 * (y1 - y) / 3)
        far = (x2 + 2 * (x1 - x2) / 3, y2 + 2 * (y1 - y2) / 3)
        self.curveTo(near, far, end)

    def closePath(self) -> None:
        """End an outline."""
        self._path.close()


def draw_zone(canvas: Canvas, lines: Sequence[str], *, x: float, y: float, capital: float) -> None:
    """Draw the lines of a zone, the top left of its first capital at (x, y).

    Args:
        canvas: counts from the bottom of the page, in points.
        lines: as printed.
        x: points from the left.
        y: points from the bottom.
        capital: millimetres that a capital is high.
    """
    face, tall = _face(), capital * mm
    path = canvas.beginPath()
    for row, text in enumerate(lines):
        foot = y - (row * STEP + 1) * tall
        for place, character in enumerate(text):
            glyph = face.get_nominal_glyph(ord(character)) or 0
            left = x + place * PITCH * tall
            pen = _Pen(path, x=left, y=foot, scale=tall / _CAPITAL)
            face.draw_glyph_with_pen(glyph, pen)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


@cache
def _face() -> uharfbuzz.Font:
    blob = uharfbuzz.Blob.from_file_path(resources() / "fonts" / "ocr-b" / "OCRB.otf")
    return uharfbuzz.Font(uharfbuzz.Face(blob))
