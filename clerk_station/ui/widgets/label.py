"""One line of text, or a paragraph, in a step of the type scale."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from clerk_station.ui.brush import START, Brush
from clerk_station.ui.theme import REGULAR, Look, font, width_of
from clerk_station.words import without_isolates


class Label(QLabel):
    """One line: it gives way by an ellipsis, and then tells the whole as a tooltip."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        size: int = 17,
        weight: QFont.Weight = REGULAR,
        colour: str = "",
        align: Qt.AlignmentFlag = START,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._size, self._weight = look, size, weight
        self._colour, self._align = colour or look.colours.ink, align
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str, *, colour: str = "") -> None:
        """Change the text, and the colour if one is given."""
        if colour and colour != self._colour:
            self._colour = colour
            self.update()
        if text == self.text():
            return
        self.setText(text)
        self.setAccessibleName(without_isolates(text))
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole text on one line."""
        return QSize(width_of(self.text(), self._size, self._weight), round(self._size * 1.6))

    def minimumSizeHint(self) -> QSize:
        """Nothing in width: the text may be cut."""
        return QSize(0, round(self._size * 1.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the line from the start edge."""
        del event
        cut = self.sizeHint().width() > self.width() + 2
        if cut != bool(self.toolTip()):
            self.setToolTip(self.text() if cut else "")
        with Brush(self, self._look) as brush:
            brush.text(
                brush.area,
                self.text(),
                size=self._size,
                weight=self._weight,
                colour=self._colour,
                align=self._align,
            )


class Paragraph(QLabel):
    """Several lines of text, wrapped."""

    def __init__(
        self, look: Look, text: str = "", *, size: int = 17, colour: str = "", leading: int = 0
    ) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setFont(font(size))
        self.setIndent(0)
        self.setContentsMargins(0, leading, 0, leading)
        colours = self.palette()
        colours.setColor(self.foregroundRole(), QColor(colour or look.colours.ink))
        self.setPalette(colours)
        self._turn = "\u200f" if look.rtl else ""
        self.say(text)

    def say(self, text: str) -> None:
        """Change the text. It runs with the window also where it begins with an isolate."""
        self.setText(self._turn + text)
        self.setAccessibleName(without_isolates(text))


class Hairline(QWidget):
    """A separator of one pixel."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._colour = look.colours.hair
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the pixel row."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._colour))
        painter.end()


class Sheet(QWidget):
    """The one sheet of paper: radius 12, no shadow; an edge in high contrast alone."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the paper."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            brush.fill(brush.area, colours.sheet, radius=12)
            if colours.has_edges:
                brush.edge(brush.area, colours.line, radius=12)
