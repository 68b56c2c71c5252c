"""How much of something has come: a bar with the number beside it in words."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import Look

_HEIGHT = 8


class ShareBar(QWidget):
    """Fills from the start edge."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._share = look, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, share: float | None, text: str) -> None:
        """Show a share from 0 to 1 and say it in words; None hides the bar."""
        self._share = share or 0.0
        self.setVisible(share is not None)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(300, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track, and what has come of it."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            whole = brush.box(0, 0, brush.width, _HEIGHT)
            brush.fill(whole, colours.track, radius=_HEIGHT / 2)
            come = max(_HEIGHT, brush.width * min(1.0, self._share))
            brush.fill(brush.box(0, 0, come, _HEIGHT), colours.accent, radius=_HEIGHT / 2)
