"""Expected trouble, told inside the window: a notice that holds nobody up."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.errors import StationError
from clerk_station.ui.announcing import announce
from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import SEMIBOLD, Look
from clerk_station.ui.views import Tone
from clerk_station.ui.widgets.button import KeyButton, Kind
from clerk_station.ui.widgets.label import Label, Paragraph


class Notice(QWidget):
    """Lies over the lower part of the screen until it is read, or the next one comes."""

    closed = Signal()

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._window = look, window
        self._title = Label(look, size=20, weight=SEMIBOLD)
        self._line = Paragraph(look, size=16)
        self._read = KeyButton(look, look.words.say("Understood"), key="F11", kind=Kind.OUTLINED)
        self._read.clicked.connect(self.put_away)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(76, 14, 20, 14)
        row.addLayout(texts, 1)
        row.addWidget(self._read)
        if look.rtl:
            row.setContentsMargins(20, 14, 76, 14)
        self.hide()

    def tell(self, title: str, line: str) -> None:
        """Show two sentences, already in words, and have them read out."""
        self._title.say(title)
        self._line.say(line)
        self.setAccessibleName(f"{title}. {line}")
        self.show()
        self.raise_()
        announce(self, self.accessibleName())

    def tell_error(self, error: StationError) -> None:
        """Show expected trouble: what happened, and what to do next."""
        say = self._look.words.say
        self.tell(say(error.title, **error.values), say(error.message, **error.values))

    def lie_above(self, bottom: int) -> None:
        """Take a place in the parent, ending `bottom` pixels above its lower edge."""
        parent = self._window
        width = min(parent.width() - 48, 900)
        height = max(92, self._line.heightForWidth(width - 290) + 66)
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - bottom - height, width, height
        )

    def put_away(self) -> None:
        """It was read."""
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint paper with an amber edge, and the sign of a warning."""
        del event
        tone, colours = self._look.tone(Tone.TODO), self._look.colours
        with Brush(self, self._look) as brush:
            brush.fill(brush.area, tone.tint, radius=12)
            brush.edge(brush.area, tone.text, radius=12, width=2)
            if colours.has_edges:
                brush.edge(brush.area, colours.ink, radius=12, width=2)
            brush.sign(brush.box(24, 0, 32, brush.height), "warn", colour=tone.text)
