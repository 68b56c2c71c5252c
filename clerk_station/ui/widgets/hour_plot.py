"""Visits by hour as painted bars; the same numbers stand in words as accessible text."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import CENTRE, END, Brush
from clerk_station.ui.theme import BOLD, MEDIUM, REGULAR, Look, width_of
from clerk_station.ui.views import HourView


class HourPlot(QWidget):
    """Came beside served for each hour; hours to come as outlines of what is planned."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hours: tuple[HourView, ...] = ()
        self._capacity = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_hours(self, hours: tuple[HourView, ...], *, capacity: int, words: str) -> None:
        """Show the hours; `words` says the same for whoever cannot see it."""
        self._hours, self._capacity = hours, capacity
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """A third of a side column."""
        return QSize(300, 130)

    def minimumSizeHint(self) -> QSize:
        """Enough to compare bars."""
        return QSize(200, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend, capacity, bars and hours."""
        del event
        if not self._hours:
            return
        with Brush(self, self._look) as brush:
            self._paint_legend(brush)
            top, base = 30.0, brush.height - 26
            tallest = max(self._capacity, *(max(h.came, h.planned) for h in self._hours), 1)
            scale = (base - top) / tallest
            for n, hour in enumerate(self._hours):
                self._paint_hour(brush, hour, n, base=base, scale=scale)
            colours = self._look.colours
            brush.fill(brush.box(0, base, brush.width, 1.4), colours.line)
            if self._capacity:
                x, y = 0, base - self._capacity * scale
                while x < brush.width:
                    brush.fill(brush.box(x, y, 4, 1.4), colours.line)
                    x += 8

    def _paint_legend(self, brush: Brush) -> None:
        colours, words, x = self._look.colours, self._look.words, 0.0
        for colour, said in (
            (colours.accent_soft, words.say("Came")),
            (colours.accent, words.say("Served")),
        ):
            brush.fill(brush.box(x, 4, 12, 12), colour, radius=3)
            wide = width_of(said, 14)
            brush.text(brush.box(x + 18, -2, wide, 22), said, size=14, colour=colours.ink2)
            x += wide + 36
        if self._capacity:
            said = words.say("Capacity {n}", n=words.isolate(self._capacity))
            rect = brush.box(x, -2, brush.width - x, 22)
            brush.text(rect, said, size=14, weight=MEDIUM, colour=colours.ink2, align=END)

    def _paint_hour(
        self, brush: Brush, hour: HourView, n: int, *, base: float, scale: float
    ) -> None:
        colours, step = self._look.colours, brush.width / len(self._hours)
        x, bar = n * step + step * 0.16, step * 0.31
        if hour.planned and not hour.came:
            high = hour.planned * scale
            rect = brush.box(x, base - high, bar * 2 + step * 0.05, high)
            brush.edge(rect, colours.hair2, radius=3, width=1.4)
        for offset, count, colour in (
            (0.0, hour.came, colours.accent_soft),
            (bar + step * 0.05, hour.served, colours.accent),
        ):
            if count:
                high = count * scale
                brush.fill(brush.box(x + offset, base - high, bar, high), colour, radius=3)
        ink, weight = (colours.ink, BOLD) if hour.is_now else (colours.ink2, REGULAR)
        rect = brush.box(n * step, base + 4, step, 20)
        brush.text(rect, hour.label, size=13, weight=weight, colour=ink, align=CENTRE)
