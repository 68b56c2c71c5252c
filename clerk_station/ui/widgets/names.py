"""The names of a centre's clerks, one row each; arrows move, Tab goes on to the secret."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import CENTRE, END, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look
from clerk_station.ui.views import ClerkView
from clerk_station.words import without_isolates

ROW = 60
"""Height of a row in pixels."""


class Names(QWidget):
    """Rows of initial, name and last sign-in; emits the id of the chosen clerk."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._clerks: tuple[ClerkView, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def current(self) -> str:
        """The id of the chosen clerk, or nothing."""
        return self._clerks[self._at].id if self._clerks else ""

    def show_clerks(self, clerks: tuple[ClerkView, ...], selected: str) -> None:
        """Show these clerks, one of them chosen."""
        self._clerks = clerks
        self._at = next((n for n, c in enumerate(clerks) if c.id == selected), 0)
        self._speak()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(400, max(1, len(self._clerks)) * ROW)

    def minimumSizeHint(self) -> QSize:
        """A few rows; the chosen one stays in sight."""
        return QSize(240, 3 * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(self._at + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        self._choose(self._first + int(event.position().y()) // ROW)

    @property
    def _first(self) -> int:
        """The first row that is in sight."""
        room = max(1, self.height() // ROW)
        return max(0, min(self._at - room // 2, len(self._clerks) - room))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._clerks) and row != self._at:
            self._at = row
            self._speak()
            self.chosen.emit(self.current)

    def _speak(self) -> None:
        name = self._clerks[self._at].name if self._clerks else ""
        said = self._look.words.say("Who are you?")
        self.setAccessibleName(f"{said} {without_isolates(name)}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        del event
        first, room = self._first, max(1, self.height() // ROW)
        with Brush(self, self._look) as brush:
            for n, clerk in enumerate(self._clerks[first : first + room]):
                self._paint_row(brush, clerk, n * ROW, chosen=first + n == self._at)
                if first + n + 1 < len(self._clerks) and self._at not in {first + n, first + n + 1}:
                    brush.hairline(16, (n + 1) * ROW - 1, brush.width - 32)

    def _paint_row(self, brush: Brush, clerk: ClerkView, y: int, *, chosen: bool) -> None:
        colours = self._look.colours
        disc = brush.box(16, y + 10, 38, 38)
        if chosen:
            row = brush.box(0, y, brush.width, ROW - 1)
            brush.fill(row, colours.sheet, radius=10)
            edge, wide = (colours.focus, 3.0) if self.hasFocus() else (colours.accent, 1.6)
            brush.edge(row, edge, radius=10, width=wide)
        brush.disc(disc, ground=colours.accent if chosen else colours.sunk)
        ink = colours.accent_ink if chosen else colours.ink2
        brush.text(disc, clerk.initial, size=17, weight=SEMIBOLD, colour=ink, align=CENTRE)
        narrow = brush.width < 320
        name = brush.box(70, y, brush.width - (80 if narrow else 230), ROW - 6)
        brush.text(name, clerk.name, size=18, least=14, weight=MEDIUM)
        if narrow:
            return
        last = brush.box(brush.width - 156, y, 140, ROW - 6)
        brush.text(last, clerk.last_sign_in, size=15, colour=colours.ink2, align=END)
