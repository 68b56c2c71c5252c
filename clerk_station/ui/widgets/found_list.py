"""Households that a search found; arrows move, Enter or a click chooses."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import SEMIBOLD, Look
from clerk_station.ui.views import FoundRow
from clerk_station.words import without_isolates

ROW = 64
"""Height of a row in pixels."""


class FoundList(QWidget):
    """Emits the id of the chosen household."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[FoundRow, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def current(self) -> str:
        """The id of the household that Enter would choose, or nothing."""
        return self._rows[self._at].id if self._rows else ""

    def show_rows(self, rows: tuple[FoundRow, ...]) -> None:
        """Show these, best first."""
        self._rows, self._at = rows, 0
        self._speak()

    def step(self, by: int) -> None:
        """Go to the next or former row."""
        if self._rows:
            self._at = max(0, min(len(self._rows) - 1, self._at + by))
            self._speak()

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(400, 5 * ROW)

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(200, 2 * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self._first + int(event.position().y()) // ROW
        if 0 <= row < len(self._rows):
            self._at = row
            self._speak()
            self.chosen.emit(self.current)

    @property
    def _first(self) -> int:
        room = max(1, self.height() // ROW)
        return max(0, min(self._at - room // 2, len(self._rows) - room))

    def _speak(self) -> None:
        if self._rows:
            row = self._rows[self._at]
            self.setAccessibleName(without_isolates(f"{row.title}, {row.facts}"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight; the one that Enter chooses lies on the tint."""
        del event
        first, room = self._first, max(1, self.height() // ROW)
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            for n, row in enumerate(self._rows[first : first + room]):
                y = n * ROW
                if first + n == self._at:
                    rect = brush.box(0, y + 2, brush.width, ROW - 4)
                    brush.paper(rect, colours.accent_tint, mark=colours.accent, radius=10)
                    if self.hasFocus():
                        brush.edge(rect, colours.focus, radius=10, width=2)
                wide = brush.width - 32
                brush.text(brush.box(16, y + 4, wide, 32), row.title, size=20, weight=SEMIBOLD)
                rect = brush.box(16, y + 34, wide, 24)
                brush.text(rect, row.facts, size=15, colour=colours.ink2)
