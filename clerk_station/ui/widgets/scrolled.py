"""Something that scrolls where there is no room for it, and only there."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Holds one widget; takes no focus of its own and no room beyond a little."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        """Almost nothing: what is inside scrolls."""
        return QSize(0, 48)

    def sizeHint(self) -> QSize:
        """What is inside."""
        inside = self.widget()
        return inside.sizeHint() if inside is not None else QSize(0, 48)


def keep_in_sight(widget: QWidget, *, top: int, height: int) -> None:
    """Scroll so that a part of a widget is seen, where the widget lies in something scrolled."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    inside = above.widget() if isinstance(above, QScrollArea) else None
    if isinstance(above, QScrollArea) and inside is not None:
        at = widget.mapTo(inside, widget.rect().topLeft())
        middle = at.y() + top + height // 2
        above.ensureVisible(0, middle, 0, height)
