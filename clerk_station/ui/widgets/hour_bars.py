"""The hours of the day as bars: served, at a window, waiting, did not come, still to come."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.theme import BOLD, MEDIUM, REGULAR, Look, width_of
from clerk_station.ui.views import Tone
from clerk_station.ui.views_today import TodayHour
from clerk_station.words import without_isolates

ROW, HEAD, FOOT = 36, 32, 56
"""Heights of an hour, of the heads above and of the legend below."""


class HourBars(QWidget):
    """Emits the hour that was chosen; the numbers stand beside the bars, and in words."""

    chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._hours: tuple[TodayHour, ...] = ()
        self._at = self._now = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_hours(self, hours: tuple[TodayHour, ...], *, at: str, now: str) -> None:
        """Show the hours; one of them is chosen, one is the present."""
        self._hours, self._at, self._now = hours, at, now
        here = next((hour.words for hour in hours if hour.label == at), "")
        self.setAccessibleName(without_isolates(here))
        self.setAccessibleDescription(without_isolates("; ".join(h.words for h in hours)))
        self.update()

    def sizeHint(self) -> QSize:
        """All hours of a long day."""
        return QSize(312, HEAD + 12 * ROW + FOOT)

    def minimumSizeHint(self) -> QSize:
        """A few."""
        return QSize(200, HEAD + 4 * ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the hour under the pointer."""
        row = int(event.position().y() - HEAD) // ROW
        if event.button() is Qt.MouseButton.LeftButton and 0 <= row < len(self._hours):
            self.chosen.emit(self._hours[row].label)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, bars and legend."""
        del event
        words, soft = self._look.words, self._look.colours.ink2
        with Brush(self, self._look) as brush:
            brush.text(brush.box(8, 0, 100, 24), words.say("Hour"), size=14, colour=soft)
            said = words.say("Households")
            brush.text(
                brush.box(108, 0, brush.width - 116, 24), said, size=14, colour=soft, align=END
            )
            most = max((hour.total for hour in self._hours), default=0) or 1
            for n, hour in enumerate(self._hours):
                self._paint_hour(brush, hour, HEAD + n * float(ROW), most=most)
            self._paint_legend(brush, HEAD + len(self._hours) * ROW + 8.0)

    def _paint_hour(self, brush: Brush, hour: TodayHour, y: float, *, most: int) -> None:
        colours, here = self._look.colours, hour.label == self._at
        if here:
            rect = brush.box(0, y + 1, brush.width, ROW - 2)
            brush.paper(rect, colours.sheet, mark=colours.line, radius=8)
        weight = BOLD if hour.label == self._now else MEDIUM if here else REGULAR
        brush.text(brush.box(8, y, 58, ROW), hour.label, size=16, weight=weight)
        total = brush.box(brush.width - 48, y, 40, ROW)
        ink = colours.ink if here else colours.ink2
        brush.text(total, str(hour.total), size=16, weight=weight, colour=ink, align=END)
        x, scale = 70.0, (brush.width - 70 - 56) / most
        for count, colour, edge in self._parts(hour):
            if count:
                rect = brush.box(x, y + 13, max(3.0, count * scale - 2), 10)
                brush.fill(rect, colour, radius=3)
                if edge:
                    brush.edge(rect, edge, radius=3, width=1.2)
                x += count * scale

    def _parts(self, hour: TodayHour) -> tuple[tuple[int, str, str], ...]:
        colours, todo = self._look.colours, self._look.tone(Tone.TODO)
        hard = colours.line if colours.has_edges else ""
        return (
            (hour.served, self._look.tone(Tone.OK).solid, hard),
            (hour.at_window, colours.accent, hard),
            (hour.waiting, todo.solid, todo.text),
            (hour.no_show, colours.line, hard),
            (hour.coming, colours.track, hard),
        )

    def _paint_legend(self, brush: Brush, y: float) -> None:
        """Name the colours in up to two lines; they stand in the rows as words too."""
        words, x = self._look.words, 0.0
        names = (
            words.say("served"),
            words.say("at a window"),
            words.say("waiting"),
            words.say("did not come"),
        )
        blank = TodayHour(
            label="", title="", line="", words="", rows=(),
            served=1, at_window=1, waiting=1, no_show=1, coming=0,
        )  # fmt: skip
        for name, (_, colour, edge) in zip(names, self._parts(blank), strict=False):
            wide = width_of(name, 13)
            if x + 18 + wide > brush.width:
                x, y = 0.0, y + 22
            square = brush.box(x, y + 5, 12, 12)
            brush.fill(square, colour, radius=3)
            if edge:
                brush.edge(square, edge, radius=3, width=1.2)
            brush.text(
                brush.box(x + 18, y, wide, 22), name, size=13, colour=self._look.colours.ink2
            )
            x += 18 + wide + 16
