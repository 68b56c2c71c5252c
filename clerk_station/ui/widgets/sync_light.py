"""How far the central has confirmed what this desk did: a sign, always with words."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import Look, is_narrow, width_of
from clerk_station.ui.views import SyncView, Tone
from clerk_station.words import without_isolates

TURN_MS, STEP_MS = 1200, 40


class SyncLight(QWidget):
    """Its arrows turn only while something is being sent."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view = SyncView(tone=Tone.QUIET, sign="unlink", text="")
        self._angle = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, view: SyncView) -> None:
        """Show how far it is."""
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(without_isolates(view.text))
        self.setToolTip(view.text)
        if view.sign == "sync" and not self._look.still:
            self._timer.start()
        else:
            self._timer.stop()
            self._angle = 0.0
        self.updateGeometry()
        self.update()

    @property
    def _text(self) -> str:
        return self._view.short or self._view.text if is_narrow(self) else self._view.text

    def sizeHint(self) -> QSize:
        """Sign and words."""
        return QSize(width_of(self._text, 16) + 30, 40)

    def minimumSizeHint(self) -> QSize:
        """The words give way before the sign."""
        return QSize(60, 40)

    def _turn(self) -> None:
        self._angle = (self._angle + 360 * STEP_MS / TURN_MS) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign in its tone; words in ink unless they ask for action."""
        del event
        tone = self._look.tone(self._view.tone).text
        loud = self._view.tone in {Tone.TODO, Tone.STOP}
        with Brush(self, self._look) as brush:
            rect = brush.box(0, 9, 22, 22)
            brush.painter.save()
            brush.painter.translate(rect.center())
            brush.painter.rotate(self._angle)
            brush.painter.translate(-rect.center())
            brush.sign(rect, self._view.sign, colour=tone)
            brush.painter.restore()
            ink = tone if loud else self._look.colours.ink2
            rect = brush.box(28, 0, brush.width - 28, 39)
            brush.text(rect, self._text, size=16, colour=ink)
