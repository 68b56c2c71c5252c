"""How long visits took today: a bar for each two and a half minutes, and the median in words."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.ui.brush import CENTRE, END, START, Brush
from clerk_station.ui.theme import MEDIUM, Look
from clerk_station.ui.views import TimesView, Tone
from clerk_station.words import without_isolates

AMBER, RED = 20.0, 25.0
"""Minutes from which a bar is amber, and red."""

FIRST, STEP = 5.0, 2.5
"""Where the first bar begins, and how many minutes each is wide."""


class TimePlot(QWidget):
    """Counts as bars from the start edge; the same stands in words as accessible text."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view = TimesView()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_times(self, view: TimesView) -> None:
        """Show these lengths."""
        self._view = view
        self.setAccessibleName(without_isolates(f"{view.said}. {view.words}".strip(". ")))
        self.update()

    def sizeHint(self) -> QSize:
        """A third of a side column."""
        return QSize(300, 110)

    def minimumSizeHint(self) -> QSize:
        """Enough to compare bars."""
        return QSize(200, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, median and scale."""
        del event
        counts, colours = self._view.counts, self._look.colours
        if not any(counts):
            return
        with Brush(self, self._look) as brush:
            base, step = brush.height - 22, brush.width / len(counts)
            scale = (base - 26) / max(counts)
            for n, count in enumerate(counts):
                if count:
                    self._paint_bar(
                        brush, (n * step + 1.5, base, step - 3), FIRST + n * STEP, count * scale
                    )
            brush.fill(brush.box(0, base, brush.width, 1.4), colours.line)
            for minutes in (10, 20, 25, 30):
                x = (minutes - FIRST) / STEP * step
                rect = brush.box(x - 24, base + 2, 48, 18)
                said = str(minutes)
                brush.text(rect, said, size=13, colour=colours.ink2, align=CENTRE)
            self._paint_median(brush, base, step)

    def _paint_bar(
        self, brush: Brush, place: tuple[float, float, float], minutes: float, high: float
    ) -> None:
        x, base, wide = place
        rect = brush.box(x, base - high, wide, high)
        if minutes < AMBER:
            brush.fill(rect, self._look.colours.accent, radius=3)
            return
        tone = self._look.tone(Tone.TODO if minutes < RED else Tone.STOP)
        brush.fill(rect, tone.solid, radius=3)
        brush.edge(rect, tone.text, radius=3, width=1.2)

    def _paint_median(self, brush: Brush, base: float, step: float) -> None:
        view = self._view
        if view.median is None:
            return
        last = len(view.counts) * STEP
        x = min(max(view.median - FIRST, 0.0), last) / STEP * step
        brush.fill(brush.box(x, 18, 2, base - 18), self._look.colours.ink)
        beside, align = (x + 8, START) if x < brush.width / 2 else (x - 228, END)
        brush.text(brush.box(beside, 4, 220, 22), view.said, size=14, weight=MEDIUM, align=align)
