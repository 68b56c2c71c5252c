"""Keys and what they mean, below one another."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair
from clerk_station.ui.widgets.button import cap_width, paint_cap
from clerk_station.words import without_isolates

ROW = 40
"""Height of a row in pixels."""


class KeysList(QWidget):
    """A cap and a few words a row; the accessible name tells them all."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._keys: tuple[Pair, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, keys: tuple[Pair, ...]) -> None:
        """Show these."""
        self._keys = keys
        said = ", ".join(f"{key}: {label}" for key, label in keys)
        self.setAccessibleName(without_isolates(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(280, ROW * len(self._keys))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        del event
        with Brush(self, self._look) as brush:
            for n, (key, label) in enumerate(self._keys):
                y, wide = n * ROW, cap_width(key)
                paint_cap(brush, brush.box(0, y + 7, wide, 26), key)
                rect = brush.box(84, y, brush.width - 84, ROW - 4)
                brush.text(rect, label, size=17, least=13)
