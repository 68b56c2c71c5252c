"""Beside the manager's sheet: who came by hour, how long visits took, and the windows now."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look
from clerk_station.ui.views import DayView, Tone, WindowRow
from clerk_station.ui.widgets.hour_plot import HourPlot
from clerk_station.ui.widgets.label import Label
from clerk_station.ui.widgets.time_plot import TimePlot
from clerk_station.words import without_isolates

ROW = 30
"""Height of a row in pixels."""


class WindowRows(QWidget):
    """Each window with families served, median minutes, and how long the present one takes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[WindowRow, ...] = ()

    def say(self, rows: tuple[WindowRow, ...]) -> None:
        """Show these windows."""
        self._rows = rows
        said = "; ".join(", ".join((r.name, r.families, r.median, r.now)) for r in rows)
        self.setAccessibleName(without_isolates(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the head over a hairline, then the rows that fit."""
        del event
        words, soft = self._look.words, self._look.colours.ink2
        heads = ("", words.say("Families"), words.say("Median"), words.say("Now"))
        with Brush(self, self._look) as brush:
            self._paint_row(brush, heads, 0, inks=(soft,) * 4, size=14)
            brush.hairline(0, 28, brush.width)
            for n, row in enumerate(self._rows[: int((brush.height - 32) // ROW)]):
                long = self._look.tone(Tone.TODO).text if row.is_long else soft
                texts = row.name, row.families, row.median, row.now
                y = 32.0 + n * ROW
                self._paint_row(brush, texts, y, inks=("", "", "", long), size=16)

    def _paint_row(
        self, brush: Brush, texts: tuple[str, ...], y: float, *, inks: tuple[str, ...], size: int
    ) -> None:
        now, column = brush.width - 96, min(85.0, brush.width * 0.19)
        starts = (0.0, now - 2 * column, now - column, now)
        ends = (now - 2 * column - 8, now - column - 8, now - 8, brush.width)
        for text, ink, x, end in zip(texts, inks, starts, ends, strict=True):
            rect = brush.box(x, y, end - x, 28)
            brush.text(rect, text, size=size, least=12, weight=MEDIUM, colour=ink)


class DaySide(QWidget):
    """Hours, times and windows, one under the other."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        say = look.words.say
        self._hours, self._times, self._windows = HourPlot(look), TimePlot(look), WindowRows(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for title, widget, share in (
            (say("Visitors by hour"), self._hours, 3),
            (say("Visit times"), self._times, 3),
            (say("Windows"), self._windows, 4),
        ):
            column.addWidget(Label(look, title, weight=SEMIBOLD))
            column.addWidget(widget, share)

    def show_view(self, view: DayView) -> None:
        """Show the centre's day."""
        self._hours.show_hours(view.hours, capacity=view.capacity, words=view.hours_words)
        self._times.show_times(view.times)
        self._windows.say(view.windows)
