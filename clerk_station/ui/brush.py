"""A painter that counts from the start edge, so that no widget thinks about direction."""

import unicodedata
from types import TracebackType
from typing import Self

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPaintDevice,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from clerk_station.ui.icons import icon
from clerk_station.ui.theme import REGULAR, Look, font, width_of

START, END, CENTRE = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignRight,
    Qt.AlignmentFlag.AlignHCenter,
)


class Brush:
    """Paints on a device inside `area`; x is counted from the start edge of the area."""

    def __init__(
        self,
        device: QPaintDevice,
        look: Look,
        *,
        area: QRectF | None = None,
        painter: QPainter | None = None,
    ) -> None:
        self.look = look
        self.area = area or QRectF(0, 0, device.width(), device.height())
        self._owns = painter is None
        self.painter = painter or QPainter(device)
        self._ratio = device.devicePixelRatioF()
        self.painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._owns:
            self.painter.end()

    @property
    def width(self) -> float:
        """The width of the area."""
        return self.area.width()

    @property
    def height(self) -> float:
        """The height of the area."""
        return self.area.height()

    def box(self, x: float, y: float, w: float, h: float) -> QRectF:
        """Place a rectangle whose start edge lies `x` from the start of the area."""
        left = self.area.right() - x - w if self.look.rtl else self.area.left() + x
        return QRectF(left, self.area.top() + y, w, h)

    def fill(self, rect: QRectF, colour: str, *, radius: float = 0) -> None:
        """Fill a rectangle, with round corners if wanted."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colour))
        self.painter.drawRoundedRect(rect, radius, radius)

    def edge(self, rect: QRectF, colour: str, *, radius: float = 0, width: float = 1) -> None:
        """Draw the edge of a rectangle, wholly inside it."""
        self.painter.setPen(QPen(QColor(colour), width))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        self.painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)

    def paper(self, rect: QRectF, ground: str, *, mark: str, radius: float) -> None:
        """Fill a tinted area; in high contrast it is an edge in the colour of its text."""
        self.fill(rect, ground, radius=radius)
        if self.look.colours.has_edges:
            self.edge(rect, mark, radius=radius, width=2)

    def hairline(self, x: float, y: float, w: float, *, colour: str = "") -> None:
        """Draw a separator of one pixel."""
        self.fill(self.box(x, y, w, 1), colour or self.look.colours.hair)

    def text(
        self,
        rect: QRectF,
        text: str,
        *,
        size: int,
        weight: QFont.Weight = REGULAR,
        colour: str = "",
        align: Qt.AlignmentFlag = START,
        least: int = 0,
    ) -> None:
        """Write one line, centred in height, cut with an ellipsis where it is too long.

        With `least` it is written smaller first, down to that size.
        """
        while least and size > least and width_of(text, size, weight) > rect.width() + 2:
            size -= 1
        chosen = font(size, weight)
        self.painter.setFont(chosen)
        self.painter.setPen(QColor(colour or self.look.colours.ink))
        metrics = QFontMetricsF(chosen)
        if metrics.horizontalAdvance(text) > rect.width() + 1:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            text += _direction_mark(text)
        option = QTextOption(align | Qt.AlignmentFlag.AlignVCenter)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if self.look.rtl else Qt.LayoutDirection.LeftToRight
        )
        self.painter.drawText(rect, text, option)

    def sign(self, rect: QRectF, name: str, *, colour: str, stroke: float = 2) -> None:
        """Draw a sign in the middle of a rectangle, as large as its height."""
        size = round(min(rect.height(), rect.width()))
        drawn = icon(
            name, size=size, colour=colour, stroke=stroke, rtl=self.look.rtl, ratio=self._ratio
        )
        centre = rect.center()
        self.painter.drawPixmap(QPointF(centre.x() - size / 2, centre.y() - size / 2), drawn)

    def disc(self, rect: QRectF, *, ground: str = "", edge: str = "", width: float = 2) -> None:
        """Draw a round area, a ring, or both."""
        self.painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(edge), width) if edge else Qt.PenStyle.NoPen)
        inset = width / 2 if edge else 0
        self.painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))

    def picture(self, rect: QRectF, pixels: QPixmap, *, radius: float) -> None:
        """Fill a rounded rectangle with a picture, cut to its shape."""
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        self.painter.save()
        self.painter.setClipPath(path)
        self.painter.drawPixmap(rect.toRect(), pixels)
        self.painter.restore()

    def focus(self, widget: QWidget, rect: QRectF, *, radius: float) -> None:
        """Draw the ring of three pixels, outside `rect` by two, when the widget has the focus."""
        if widget.hasFocus():
            self.edge(
                rect.adjusted(-5, -5, 5, 5),
                self.look.colours.focus,
                radius=radius + 4,
                width=3,
            )


def _direction_mark(text: str) -> str:
    """Give the mark that keeps an ellipsis at the end of a text that runs the other way."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in {"L", "R", "AL"}), "L")
    return "\u200e" if strong == "L" else "\u200f"
