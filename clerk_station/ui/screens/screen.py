"""What every screen is: a widget that can be dressed anew in another language or theme."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.ui.theme import Look


class Screen(QWidget):
    """Keeps its signals while its contents are rebuilt for a new look.

    `meant` gives out what the clerk meant, as a value of `ui/intents.py`.
    """

    meant = Signal(object)

    place = ""
    """The code under which the window shows this screen."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._body: QWidget | None = None
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self.dress(look)

    def dress(self, look: Look) -> None:
        """Rebuild everything for this look; the next view brings the texts."""
        self.look = look
        if self._body is not None:
            self._page.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = self.build()
        self._page.addWidget(self._body)
        self.measure()

    def build(self) -> QWidget:
        """Make the contents of the screen for its present look."""
        raise NotImplementedError

    def measure(self) -> None:
        """Fit margins and columns to the width of the window; after each dressing as well."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again."""
        super().resizeEvent(event)
        self.measure()

    def arrive(self) -> None:
        """The screen is in front now: put the focus where the hands are."""
