"""The camera's picture with a guide: where to hold the paper, and what became of it."""

from collections.abc import Sequence
from enum import Enum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.scan.reading import Mark
from clerk_station.ui.brush import CENTRE, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, width_of

Frame = npt.NDArray[np.uint8]
"""A picture as OpenCV gives it: height × width × 3, blue, green, red."""
_STAGE = "#2A2724"
_DIM = QColor(0, 0, 0, 97)
_PLATE = "#121416"
_CARD = 85.6 / 54.0
"""Width by height of a card (ISO 7810, ID-1)."""


class Found(Enum):
    """What became of the paper under the camera, as the colour of the guide's corners."""

    NOTHING = "#FFFFFF"
    READ = "#7BF1B0"
    UNSURE = "#FFC44D"


class CameraView(QWidget):
    """Shows the newest frame; the hint lies inside when large. Small ones have it below them."""

    def __init__(self, look: Look, *, large: bool) -> None:
        super().__init__()
        self._look, self._large = look, large
        self._image: QImage | None = None
        self._pixels: Frame | None = None
        self._found, self._hint, self._live = Found.NOTHING, "", ""
        self._marks: tuple[Mark, ...] = ()
        self._trouble = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(look.words.say("Camera"))

    def show_frame(self, frame: Frame, *, marks: Sequence[Mark] = ()) -> None:
        """Paint this frame next, with outlines of what was found in it.

        QImage borrows the pixels, so they are kept beside it.
        """
        self._marks = tuple(marks)
        self._pixels = np.ascontiguousarray(frame)
        height, width = self._pixels.shape[:2]
        self._image = QImage(
            self._pixels.data, width, height, width * 3, QImage.Format.Format_BGR888
        )
        self._trouble = ""
        self.update()

    def say(self, hint: str, *, found: Found = Found.NOTHING) -> None:
        """Change the hint and the colour of the corners."""
        self._hint, self._found = hint, found
        self.setAccessibleDescription(hint)
        self.update()

    def say_live(self, hint: str) -> None:
        """Say over the hint what keeps the paper from being read, or nothing more."""
        self._live = hint
        self.setAccessibleDescription(hint or self._hint)
        self.update()

    @property
    def state(self) -> Found:
        """What the corners say: what lies there now goes before what was said of it."""
        if any(mark.sure for mark in self._marks):
            return Found.READ
        return Found.UNSURE if self._marks else self._found

    def trouble(self, text: str) -> None:
        """Say that there is no picture, and why."""
        self._image, self._pixels, self._trouble = None, None, text
        self._marks = ()
        self.update()

    def sizeHint(self) -> QSize:
        """A stage, or a picture for the side column."""
        return QSize(982, 528) if self._large else QSize(312, 159)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, the guide, and the words over it."""
        del event
        with Brush(self, self._look) as brush:
            brush.fill(brush.area, _STAGE, radius=12)
            clip = QPainterPath()
            clip.addRoundedRect(brush.area, 12, 12)
            brush.painter.setClipPath(clip)
            if self._image is not None:
                self._paint_image(brush.painter, brush.area, self._image)
            self._paint_guide(brush)
            for mark in self._marks:
                self._paint_mark(brush.painter, mark)
            if self._large:
                self._paint_words(brush)

    def _paint_image(self, painter: QPainter, area: QRectF, image: QImage) -> None:
        """Fill the area with the middle of the frame."""
        scale = _scale(area, image)
        width, height = area.width() / scale, area.height() / scale
        source = QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
        painter.drawImage(area, image, source)

    def outline(self, mark: Mark) -> QPolygonF:
        """Give a mark's corners where they lie on this widget; none before there is a frame."""
        image, middle = self._image, QRectF(self.rect()).center()
        if image is None:
            return QPolygonF()
        scale = _scale(QRectF(self.rect()), image)
        return QPolygonF(
            [
                QPointF(
                    middle.x() + (x - image.width() / 2) * scale,
                    middle.y() + (y - image.height() / 2) * scale,
                )
                for x, y in mark.box
            ]
        )

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        """Outline what was found: whole when it was read, dashed while it is unsure."""
        colour = QColor((Found.READ if mark.sure else Found.UNSURE).value)
        wide = 3.0 if self._large else 2.0
        for pen in (QPen(QColor(0, 0, 0, 120), wide + 2), QPen(colour, wide)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            if not mark.sure:
                pen.setDashPattern([20 / pen.widthF(), 12 / pen.widthF()])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(self.outline(mark))

    def guide(self) -> QRectF:
        """Where to hold the paper: a portrait form on the stage, a card when small."""
        width, height = self.width() * 0.48, self.height() * 0.78
        if not self._large:
            height = min(self.height() * 0.84, self.width() * 0.84 / _CARD)
            width = height * _CARD
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _paint_guide(self, brush: Brush) -> None:
        guide, painter = self.guide(), brush.painter
        if self._large:
            outside = QPainterPath()
            outside.addRect(brush.area)
            inside = QPainterPath()
            inside.addRoundedRect(guide, 8, 8)
            painter.fillPath(outside.subtracted(inside), _DIM)
        arm = 40.0 if self._large else 26.0
        for pen in (QPen(QColor(0, 0, 0, 120), 6), QPen(QColor(self.state.value), 4)):
            if not self._large:
                pen.setWidthF(pen.widthF() - 1)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_corners(guide, arm))

    def _paint_words(self, brush: Brush) -> None:
        words = self._look.words
        state = self._trouble or (
            words.say("Camera on") if self._image else words.say("No picture yet")
        )
        light = "#7BF1B0" if self._image else "#FFC44D"
        wide = min(width_of(state, 15, MEDIUM) + 58, brush.width - 32)
        plate = brush.box(16, 16, wide, 30)
        brush.fill(plate, _PLATE, radius=15)
        brush.disc(brush.box(29, 26, 10, 10), ground=light)
        rect = brush.box(47, 16, wide - 58, 29)
        brush.text(rect, state, size=15, weight=MEDIUM, colour="#FFFFFF")
        hint = self._live or self._hint
        if hint:
            wide = min(width_of(hint, 22, SEMIBOLD) + 46, brush.width - 32)
            plate = brush.box((brush.width - wide) / 2, brush.height - 68, wide, 48)
            brush.fill(plate, _PLATE, radius=24)
            rect = plate.adjusted(20, 0, -20, -3)
            brush.text(rect, hint, size=22, weight=SEMIBOLD, colour="#FFFFFF", align=CENTRE)


def _scale(area: QRectF, image: QImage) -> float:
    """Give by how much the frame is enlarged so that its middle fills the area."""
    return max(area.width() / image.width(), area.height() / image.height())


def _corners(guide: QRectF, arm: float) -> QPainterPath:
    """Draw the four corners of a frame."""
    path = QPainterPath()
    left, right, top, bottom = guide.left(), guide.right(), guide.top(), guide.bottom()
    for x, y, across, down in (
        (left, top, arm, arm),
        (right, top, -arm, arm),
        (left, bottom, arm, -arm),
        (right, bottom, -arm, -arm),
    ):
        bend_x, bend_y = (6 if across > 0 else -6), (6 if down > 0 else -6)
        path.moveTo(x, y + down)
        path.lineTo(x, y + bend_y)
        path.quadTo(x, y, x + bend_x, y)
        path.lineTo(x + across, y)
    return path
