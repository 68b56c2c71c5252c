"""What is seen from the first moment on, while everything else is still being loaded."""

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from clerk_station.errors import StationError
from clerk_station.ui.brush import CENTRE, Brush
from clerk_station.ui.keys import cap_of
from clerk_station.ui.theme import BOLD, Look

_SIGN, _LINE = 96, 40


class OpeningWindow(QWidget):
    """Says that the station opens, or why it cannot and what to do; `painted` comes once."""

    painted = Signal()
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._was_painted = False
        self._lines: tuple[str, ...] = (look.words.say("The station opens"),)
        self.setWindowTitle(look.words.say("Clerk station"))
        self.setAccessibleName(self._lines[0])
        self.resize(1366, 768)

    def tell(self, trouble: StationError) -> None:
        """Say why it does not open; it stays until somebody has read it."""
        say = self.look.words.say
        self._lines = (
            say(trouble.title, **trouble.values),
            say(trouble.message, **trouble.values),
            say("Esc closes this window"),
        )
        self.setAccessibleName(". ".join(self._lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark and the lines in the middle."""
        del event
        with Brush(self, self.look) as brush:
            colours, width = self.look.colours, brush.width
            top = brush.area.height() / 2 - _SIGN
            brush.sign(
                QRectF((width - _SIGN) / 2, top - 24, _SIGN, _SIGN), "mark", colour=colours.accent
            )
            for n, line in enumerate(self._lines):
                area = QRectF(24, top + _SIGN + n * _LINE, width - 48, _LINE)
                size, colour = (26, colours.ink) if n == 0 else (17, colours.ink2)
                brush.text(
                    area, line, size=size, weight=BOLD, colour=colour, align=CENTRE, least=14
                )
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by keyboard."""
        if cap_of(event) == "Esc":
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the program end."""
        super().closeEvent(event)
        self.closed.emit()
