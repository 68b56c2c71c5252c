"""How the post stands, a line a kind."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.theme import MEDIUM, Look
from clerk_station.ui.views import SyncView
from clerk_station.words import without_isolates


class SyncRows(QWidget):
    """How far the post is, one line a kind, each with its number."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[tuple[SyncView, str], ...] = ()

    def say(self, rows: tuple[tuple[SyncView, str], ...]) -> None:
        """Show (state, number) pairs."""
        self._rows = rows
        said = ", ".join(f"{view.text} {number}" for view, number in rows)
        self.setAccessibleName(without_isolates(said))
        self.setFixedHeight(32 * len(rows) + 8)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign, words and number."""
        del event
        with Brush(self, self._look) as brush:
            for n, (view, number) in enumerate(self._rows):
                y, tone = n * 32.0, self._look.tone(view.tone)
                if view.sign:
                    brush.sign(brush.box(24, y + 5, 22, 22), view.sign, colour=tone.text)
                wide = brush.width - (180 if number else 84)
                brush.text(brush.box(60, y, wide, 30), view.text, size=16, least=13)
                end = brush.box(brush.width - 124, y, 100, 30)
                brush.text(end, number, size=17, weight=MEDIUM, align=END)
