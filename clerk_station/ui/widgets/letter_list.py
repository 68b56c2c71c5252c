"""Returned mail and cases as rows; arrows or the pointer choose one, which is told beside them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look
from clerk_station.ui.views import LetterView
from clerk_station.words import without_isolates

ROW = 68
"""Height of a row in pixels."""


class LetterList(QWidget):
    """Emits the letter that was chosen; what was chosen stays so when the rows come anew."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[LetterView, ...] = ()
        self._at, self._none = 0, ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def current(self) -> LetterView | None:
        """The letter that is told beside the rows."""
        return self._rows[self._at] if self._rows else None

    @property
    def shown(self) -> tuple[LetterView, ...]:
        """All letters of the list, in sight or not."""
        return self._rows

    def show_rows(self, rows: tuple[LetterView, ...], *, none: str) -> None:
        """Show these; `none` where there are none."""
        before = self.current
        self._rows, self._none = rows, none
        ids = [row.id for row in rows]
        self._at = ids.index(before.id) if before is not None and before.id in ids else 0
        self._speak()

    def step(self, by: int) -> None:
        """Go to a later or earlier row."""
        if self._rows:
            self._at = max(0, min(len(self._rows) - 1, self._at + by))
            self._speak()

    def sizeHint(self) -> QSize:
        """A few rows."""
        return QSize(480, 5 * ROW)

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(240, 2 * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by arrows, pages and ends."""
        page = max(1, self.height() // ROW - 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_End: len(self._rows),
            Qt.Key.Key_Home: -len(self._rows),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.step(step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by the wheel."""
        self.step(-1 if event.angleDelta().y() > 0 else 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        row = self._first + int(event.position().y()) // ROW
        if 0 <= row < len(self._rows):
            self._at = row
            self._speak()

    @property
    def _first(self) -> int:
        room = max(1, self.height() // ROW)
        return max(0, min(self._at - room // 2, len(self._rows) - room))

    def _speak(self) -> None:
        row = self.current
        said = self._none if row is None else f"{row.title}, {row.line}, {row.state}"
        self.setAccessibleName(without_isolates(said))
        self.chosen.emit(row)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight; the chosen one lies on the tint."""
        del event
        first, room = self._first, max(1, self.height() // ROW)
        with Brush(self, self._look) as brush:
            if not self._rows:
                rect = brush.box(24, 0, brush.width - 48, 40)
                brush.text(rect, self._none, size=17, least=14, colour=self._look.colours.ink2)
            for n, row in enumerate(self._rows[first : first + room]):
                self._paint_row(brush, row, n * float(ROW), here=first + n == self._at)

    def _paint_row(self, brush: Brush, row: LetterView, y: float, *, here: bool) -> None:
        colours, tone = self._look.colours, self._look.tone(row.tone)
        if here:
            rect = brush.box(12, y + 1, brush.width - 24, ROW - 3)
            brush.paper(rect, colours.accent_tint, mark=colours.accent, radius=10)
            if self.hasFocus():
                brush.edge(rect, colours.focus, radius=10, width=2)
        brush.sign(brush.box(24, y + 20, 26, 26), row.sign, colour=tone.text)
        aside = min(190.0, brush.width * 0.3)
        wide = brush.width - 64 - 24
        weight = SEMIBOLD if here else MEDIUM
        brush.text(brush.box(64, y + 3, wide, 32), row.title, size=17, least=14, weight=weight)
        rect = brush.box(64, y + 33, wide - aside - 12, 26)
        brush.text(rect, row.line, size=15, least=13, colour=colours.ink2)
        end = brush.box(brush.width - 24 - aside, y + 33, aside, 26)
        brush.text(end, row.state, size=15, least=12, weight=MEDIUM, colour=tone.text, align=END)
