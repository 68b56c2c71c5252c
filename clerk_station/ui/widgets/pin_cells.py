"""Six cells for a PIN; digits of three sets are one, and cells run left to right everywhere."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from clerk_station.domain.identity import ascii_digits
from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import Look

CELLS, CELL, HIGH, STEP = 6, 52, 60, 64


class PinCells(QWidget):
    """Holds up to six digits and shows none of them; emits `entered` on Enter."""

    entered = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._digits = look, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setFixedSize(CELLS * STEP - (STEP - CELL), HIGH)
        self._speak()

    @property
    def digits(self) -> str:
        """What was typed, in ASCII digits."""
        return self._digits

    def clear(self) -> None:
        """Forget what was typed."""
        self._digits = ""
        self._speak()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take digits of any set, Backspace and Enter; leave the rest to the screen."""
        typed = ascii_digits(event.text())
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit(self._digits)
        elif event.key() == Qt.Key.Key_Backspace:
            self._digits = self._digits[:-1]
        elif typed and typed.isascii() and typed.isdigit():
            self._digits = (self._digits + typed)[:CELLS]
        else:
            super().keyPressEvent(event)
            return
        self._speak()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the caret."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the caret."""
        self.update()
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        """Six cells."""
        return self.size()

    def _speak(self) -> None:
        words = self._look.words
        said = words.count("PIN, {n} digit typed", "PIN, {n} digits typed", len(self._digits))
        self.setAccessibleName(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, a dot for each digit, and the caret in the next cell."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            for n in range(CELLS):
                cell = QRectF(n * STEP, 0, CELL, HIGH)
                here = self.hasFocus() and n == min(len(self._digits), CELLS - 1)
                brush.fill(cell, colours.sheet, radius=8)
                edge, wide = (colours.focus, 3.0) if here else (colours.line, 1.4)
                brush.edge(cell, edge, radius=8, width=wide)
                if n < len(self._digits):
                    centre = cell.center()
                    dot = QRectF(centre.x() - 6, centre.y() - 6, 12, 12)
                    brush.disc(dot, ground=colours.ink)
                elif here:
                    brush.fill(QRectF(cell.center().x() - 1, cell.y() + 16, 2, 28), colours.ink)
