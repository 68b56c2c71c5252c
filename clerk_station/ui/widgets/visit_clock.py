"""The visit clock: how long a household has been here, against half an hour."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from clerk_station.ui.brush import CENTRE, END, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, width_of
from clerk_station.ui.views import ClockView, Tone

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
        self.setFixedHeight(126)

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
        brush.fill(brush.box(0, 94, full, 8), colours.track, radius=4)
        done = max(8.0, min(1.0, seconds / FULL) * full)
        bar = brush.box(0, 94, done, 8)
        if seconds < AMBER:
            brush.fill(bar, colours.accent, radius=4)
        else:
            tone = self._look.tone(Tone.TODO if seconds < RED else Tone.STOP)
            brush.fill(bar, tone.solid, radius=4)
            brush.edge(bar, tone.text, radius=4, width=1.2)
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


def _clock(seconds: int) -> str:
    return f"{seconds // 60:02}:{seconds % 60:02}"
