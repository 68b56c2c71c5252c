"""Who comes next: today's figures and the forms that are still expected, the next on white."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import END, START, Brush
from clerk_station.ui.theme import BOLD, MEDIUM, SEMIBOLD, Look, is_narrow, width_of
from clerk_station.ui.views import Pair, QueueItem
from clerk_station.words import without_isolates

ITEM = 60
"""Height of an item in pixels."""


class Figures(QWidget):
    """Up to three figures over their labels, side by side; two stand at the two edges."""

    def __init__(self, look: Look, *, size: int = 28) -> None:
        super().__init__()
        self._look, self._size = look, size
        self._pairs: tuple[Pair, ...] = ()
        self.setFixedHeight(60)
        self.label_first = False

    def say(self, pairs: tuple[Pair, ...]) -> None:
        """Show (figure, label) pairs."""
        self._pairs = pairs
        self.setAccessibleName(without_isolates(", ".join(f"{b} {a}" for a, b in pairs)))
        self.setVisible(bool(pairs))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the figures in equal columns."""
        del event
        soft, count = self._look.colours.ink2, max(1, len(self._pairs))
        rows = (22, 0) if self.label_first else (2, 34)
        with Brush(self, self._look) as brush:
            wide = brush.width / count
            for n, (figure, label) in enumerate(self._pairs):
                align = END if self.label_first and n == count - 1 and n else START
                rect = brush.box(n * wide, rows[0] - 4, wide, 40)
                brush.text(rect, figure, size=self._size, weight=SEMIBOLD, align=align)
                rect = brush.box(n * wide, rows[1], wide, 24)
                brush.text(rect, label, size=15, colour=soft, align=align)


class QueueList(QWidget):
    """As many of the next forms as there is room for; the first is the next one."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._items: tuple[QueueItem, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_items(self, items: tuple[QueueItem, ...]) -> None:
        """Show these, next first."""
        self._items = items
        said = "; ".join(
            ", ".join(p for p in (i.number, i.name, i.priority, i.slot, i.minutes) if p)
            for i in items
        )
        self.setAccessibleName(without_isolates(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for seven."""
        return QSize(248, 7 * ITEM)

    def minimumSizeHint(self) -> QSize:
        """Room for one."""
        return QSize(120, ITEM)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the items that fit whole."""
        del event
        room = (self.height() + 14) // ITEM
        with Brush(self, self._look) as brush:
            large = 22 if is_narrow(self) else 26
            numbers = [width_of(i.number, large, BOLD) for i in self._items[:room]]
            for n, item in enumerate(self._items[:room]):
                self._paint_item(brush, item, n, start=max(46, *numbers, 46) + 28, large=large)
                if 0 < n < min(room, len(self._items)) - 1:
                    brush.hairline(14, (n + 1) * ITEM - 2, brush.width - 28)

    def _paint_item(self, brush: Brush, item: QueueItem, n: int, *, start: int, large: int) -> None:
        colours, y = self._look.colours, n * ITEM
        if n == 0:
            rect = brush.box(0, y, brush.width, ITEM - 4)
            brush.paper(rect, colours.sheet, mark=colours.line, radius=10)
        size = large if n == 0 else large - 4
        rect = brush.box(14, y, start - 22, ITEM - 6)
        brush.text(rect, item.number, size=size, weight=BOLD if n == 0 else SEMIBOLD)
        taken = width_of(item.minutes, 15, MEDIUM) + 10 if item.minutes else 0
        whole = brush.width - start - 14
        wide = whole - taken
        named = whole if is_narrow(self) else wide
        name = named - 30 if item.priority else named
        brush.text(brush.box(start, y + 2, name, 30), item.name, size=17, least=13, weight=MEDIUM)
        if item.priority:
            taken_by_name = min(name, width_of(item.name, 17, MEDIUM) + 8)
            sign = brush.box(start + taken_by_name, y + 7, 22, 22)
            brush.sign(sign, "priority", colour=colours.accent)
        brush.text(brush.box(start, y + 28, wide, 24), item.slot, size=14, colour=colours.ink2)
        below = brush.box(brush.width - 14 - taken, y + 28, taken, 24)
        beside = brush.box(brush.width - 14 - taken, y, taken, ITEM - 6)
        rect = below if is_narrow(self) else beside
        brush.text(rect, item.minutes, size=15, weight=MEDIUM, colour=colours.ink2, align=END)
