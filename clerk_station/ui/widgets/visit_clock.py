"""The visit clock: how long a household has been here, against half an hour."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from clerk_station.ui.brush import CENTRE, END, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, width_of
from clerk_station.ui.views import ClockView, Tone

HIGH, FOLDED_HIGH = 126, 36
"""Pixels; one line in a folded window."""
LIMITS = (20, 25, 30)
"""Minutes that are told by a soft tap."""
AMBER, RED, FULL = 20 * 60, 25 * 60, 30 * 60
"""Seconds after which the bar changes colour, and the length of the bar."""


class VisitClock(QWidget):
    """Counts in steps of a second by the monotonic clock; past thirty minutes it counts over.

    Emits `passed` with 20, 25 or 30 once, when the visit becomes that many minutes long.
    """

    passed = Signal(int)

    def __init__(self, look: Look, *, now: Callable[[], float]) -> None:
        super().__init__()
        self._look, self._now = look, now
        self._view: ClockView | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._said = 0
        self._is_folded = False
        self.setFixedHeight(HIGH)

    def fold(self, *, folded: bool) -> None:
        """Take one line in a folded window: time and bar beside each other."""
        self._is_folded = folded
        self.setFixedHeight(FOLDED_HIGH if folded else HIGH)

    def show_visit(self, view: ClockView) -> None:
        """Count from when this visit was opened."""
        if self._view is None or self._view.opened != view.opened:
            self._said = 0
        self._view = view
        self._timer.start()
        self.update()

    def stop(self) -> None:
        """Stop counting: no household is at the desk."""
        self._timer.stop()

    def tick(self) -> None:
        """Take one step: paint the time, and say when a limit is reached."""
        reached = max((m for m in LIMITS if self.seconds >= m * 60), default=0)
        if reached > self._said:
            self._said = reached
            self.passed.emit(reached)
        self.update()

    @property
    def seconds(self) -> int:
        """The length of the visit until now."""
        return max(0, int(self._now() - self._view.opened)) if self._view else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint label, time, what is left, and the bar."""
        del event
        words, colours, seconds = self._look.words, self._look.colours, self.seconds
        said = words.say("Visit time")
        self.setAccessibleName(f"{said} {_clock(seconds)}. {self._left(seconds)}")
        with Brush(self, self._look) as brush:
            if self._is_folded:
                self._paint_line(brush, seconds)
                return
            brush.text(
                brush.box(0, 0, brush.width, 24), said, size=15, weight=MEDIUM, colour=colours.ink2
            )
            time_text = _clock(seconds)
            taken = width_of(time_text, 56, SEMIBOLD)
            brush.text(brush.box(0, 16, taken, 76), time_text, size=56, weight=SEMIBOLD)
            left = self._left(seconds, isolate=True)
            beside = brush.box(taken, 50, brush.width - taken, 28)
            if width_of(left, 15, MEDIUM) > beside.width():
                beside = brush.box(brush.width / 3, 0, brush.width * 2 / 3, 24)
            brush.text(beside, left, size=15, weight=MEDIUM, colour=colours.ink2, align=END)
            self._paint_bar(brush, seconds)

    def _paint_line(self, brush: Brush, seconds: int) -> None:
        """Paint time, what is left, and the bar below both."""
        soft, time_text = self._look.colours.ink2, _clock(seconds)
        taken = width_of(time_text, 22, SEMIBOLD)
        brush.text(brush.box(0, 0, taken, 26), time_text, size=22, weight=SEMIBOLD)
        beside = brush.box(taken + 12, 0, brush.width - taken - 12, 26)
        left = self._left(seconds, isolate=True)
        brush.text(beside, left, size=15, least=12, weight=MEDIUM, colour=soft, align=END)
        self._paint_share(brush, seconds, y=28, high=6)

    def _left(self, seconds: int, *, isolate: bool = False) -> str:
        words = self._look.words
        if self._view is not None and not self._view.accurate:
            return words.say("Time not accurate")
        rest = _clock(abs(FULL - seconds))
        rest = words.isolate(rest) if isolate else rest
        if seconds > FULL:
            return words.say("{time} over", time=rest)
        return words.say("{time} left", time=rest)

    def _paint_bar(self, brush: Brush, seconds: int) -> None:
        colours, full = self._look.colours, brush.width
        self._paint_share(brush, seconds, y=94, high=8)
        for minutes in LIMITS:
            x = minutes / 30 * full
            brush.fill(brush.box(min(x, full - 2), 91, 2, 14), colours.line)
            label = (
                brush.box(x - 20, 106, 40, 20) if minutes < 30 else brush.box(x - 40, 106, 40, 20)
            )
            align = CENTRE if minutes < 30 else END
            brush.text(label, str(minutes), size=13, colour=colours.ink2, align=align)
        said = self._look.words.say("minutes")
        brush.text(brush.box(0, 106, 80, 20), said, size=13, colour=colours.ink2)

    def _paint_share(self, brush: Brush, seconds: int, *, y: int, high: int) -> None:
        """Paint the bar of half an hour in the colour of its part."""
        colours, full = self._look.colours, brush.width
        brush.fill(brush.box(0, y, full, high), colours.track, radius=high / 2)
        bar = brush.box(0, y, max(8.0, min(1.0, seconds / FULL) * full), high)
        if seconds < AMBER:
            brush.fill(bar, colours.accent, radius=high / 2)
        else:
            tone = self._look.tone(Tone.TODO if seconds < RED else Tone.STOP)
            brush.fill(bar, tone.solid, radius=high / 2)
            brush.edge(bar, tone.text, radius=high / 2, width=1.2)


def _clock(seconds: int) -> str:
    return f"{seconds // 60:02}:{seconds % 60:02}"
