"""Signs drawn from the SVG files in resources/icons, sharp at any ratio of the screen."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from clerk_station.paths import resources

MIRRORED = frozenset({"forward", "chevron", "undo"})
"""Signs that point along the direction of reading."""


@lru_cache(maxsize=512)
def icon(
    name: str, *, size: int, colour: str, stroke: float = 2, rtl: bool = False, ratio: float = 1
) -> QPixmap:
    """Draw a sign `size` logical pixels wide in one colour; `ratio` is device pixels to one."""
    pixels = round(size * ratio)
    canvas = QPixmap(pixels, pixels)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    renderer = QSvgRenderer(QByteArray(_svg(name, colour=colour, stroke=stroke).encode()))
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    if rtl and name in MIRRORED:
        canvas = canvas.transformed(QTransform().scale(-1, 1))
    canvas.setDevicePixelRatio(ratio)
    return canvas


def _svg(name: str, *, colour: str, stroke: float) -> str:
    text = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", colour).replace(
        'stroke-width="2"', f'stroke-width="{stroke}"'
    )
