"""A pill: the state of a whole thing, as sign, word and colour."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import SEMIBOLD, Look, width_of
from clerk_station.ui.views import Tone
from clerk_station.words import without_isolates


class Pill(QWidget):
    """Thirty pixels high."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tone, self._sign, self._text = Tone.QUIET, "form", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, *, tone: Tone, sign: str) -> None:
        """Change what the pill says."""
        self._tone, self._sign, self._text = tone, sign, text
        self.setAccessibleName(without_isolates(text))
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Sign and word with room around."""
        return QSize(width_of(self._text, 15, SEMIBOLD) + 52, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, sign and word."""
        del event
        colours = self._look.tone(self._tone)
        with Brush(self, self._look) as brush:
            brush.paper(brush.area, colours.tint, mark=colours.text, radius=15)
            brush.sign(brush.box(11, 5, 20, 20), self._sign, colour=colours.text)
            brush.text(
                brush.box(36, 0, brush.width - 50, 29),
                self._text,
                size=15,
                weight=SEMIBOLD,
                colour=colours.text,
            )
