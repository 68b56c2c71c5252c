"""The side column: who comes next, or how the visit at the desk goes."""

from collections.abc import Callable

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look
from clerk_station.ui.views import Pair, Tick, Tone, WaitingView
from clerk_station.ui.widgets.camera_view import CameraView, Found
from clerk_station.ui.widgets.label import Hairline, Label
from clerk_station.ui.widgets.members import paint_tick
from clerk_station.ui.widgets.queue_list import Figures, QueueList
from clerk_station.ui.widgets.visit_clock import VisitClock
from clerk_station.words import without_isolates

ANY = 16777215
"""Qt's own largest size: no limit."""


class WaitingSide(QWidget):
    """Today's figures and the next forms."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._title = Label(look, weight=SEMIBOLD)
        self._day = Label(look, size=15, colour=look.colours.ink2, align=END)
        self._figures = Figures(look)
        self._queue = QueueList(look)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._day)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self._figures)
        whole.addWidget(self._queue, 1)

    def fold(self, *, folded: bool) -> None:
        """Keep the figures alone in a folded window."""
        for part in (self._title, self._day, self._queue):
            part.setVisible(not folded)

    def show_view(self, view: WaitingView) -> None:
        """Show who is expected."""
        self._title.say(view.queue_title)
        self._day.say(view.day)
        self._figures.say(view.counters)
        self._queue.show_items(view.queue)


class Papers(QWidget):
    """Documents of the whole household, ticked once."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._papers: tuple[tuple[str, Tick], ...] = ()
        self._is_folded = False

    def say(self, papers: tuple[tuple[str, Tick], ...]) -> None:
        """Show which were seen."""
        self._papers = papers
        words = self._look.words
        seen = {
            Tick.YES: words.say("seen"),
            Tick.NO: words.say("not seen"),
            Tick.OWED: words.say("to be brought"),
        }
        said = ", ".join(f"{name}: {seen.get(tick, '')}" for name, tick in papers)
        self.setAccessibleName(without_isolates(said))
        self._fit()

    def fold(self, *, folded: bool) -> None:
        """Lie on one line in a folded window."""
        self._is_folded = folded
        self._fit()

    def _fit(self) -> None:
        high = 32 if self._is_folded else 28 + 32 * len(self._papers)
        self.setFixedHeight(high if self._papers else 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint head and ticks."""
        del event
        if not self._papers:
            return
        colours, head = self._look.colours, self._look.words.say("Household papers")
        with Brush(self, self._look) as brush:
            if self._is_folded:
                wide = brush.width / len(self._papers)
                for n, (name, tick) in enumerate(self._papers):
                    paint_tick(brush, brush.box(n * wide, 4, 24, 24), tick)
                    rect = brush.box(n * wide + 30, 1, wide - 34, 30)
                    brush.text(rect, name, size=15, least=11, weight=MEDIUM)
                return
            rect = brush.box(0, 0, brush.width, 24)
            brush.text(rect, head, size=15, weight=MEDIUM, colour=colours.ink2)
            for n, (name, tick) in enumerate(self._papers):
                y = 28 + n * 32
                paint_tick(brush, brush.box(0, y, 24, 24), tick)
                rect = brush.box(36, y - 3, brush.width - 36, 30)
                brush.text(rect, name, size=17, weight=MEDIUM)


class VisitSide(QWidget):
    """Clock, small camera with its hint below, papers, and what waits."""

    def __init__(self, look: Look, *, now: Callable[[], float]) -> None:
        super().__init__()
        self._look = look
        self._said = "", Found.NOTHING
        self.clock = VisitClock(look, now=now)
        self.camera = CameraView(look, large=False)
        self._hint = Label(look, size=16, weight=SEMIBOLD)
        self._note = Label(look, size=15, colour=look.colours.ink2)
        self._papers = Papers(look)
        self._line = Hairline(look)
        self._figures = Figures(look, size=26)
        self._figures.label_first = True
        self._whole = whole = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.clock, 0)
        whole.addSpacing(12)
        self.camera.setMinimumHeight(72)
        self.camera.setMaximumHeight(160)
        whole.addWidget(self.camera, 100)
        whole.addWidget(self._hint)
        whole.addWidget(self._note)
        whole.addSpacing(8)
        whole.addWidget(self._papers)
        whole.addStretch(1)
        whole.addWidget(self._line)
        whole.addSpacing(4)
        whole.addWidget(self._figures)

    def say(
        self,
        *,
        note: str = "",
        papers: tuple[tuple[str, Tick], ...] = (),
        counters: tuple[Pair, ...] = (),
    ) -> None:
        """Show what belongs to the visit as a whole."""
        self._note.setVisible(bool(note))
        self._note.say(note)
        self._papers.say(papers)
        self._line.setVisible(bool(counters))
        self._figures.say(counters)

    def fold(self, *, folded: bool) -> None:
        """Become one line in a folded window: clock, hint and papers; the camera films on."""
        way = QBoxLayout.Direction
        self._whole.setDirection(way.LeftToRight if folded else way.TopToBottom)
        for part in (self.camera, self._line, self._figures, self._note):
            part.setMaximumSize(*((0, 0) if folded else (ANY, ANY)))
        self.camera.setMaximumHeight(0 if folded else 160)
        self.camera.setMinimumHeight(0 if folded else 72)
        self._whole.setStretchFactor(self.camera, 0 if folded else 100)
        shares: tuple[tuple[QWidget, int], ...]
        shares = (self.clock, 3), (self._hint, 4), (self._papers, 4)
        for shown, share in shares:
            self._whole.setStretchFactor(shown, share if folded else 0)
        self.clock.fold(folded=folded)
        self._papers.fold(folded=folded)

    def camera_says(self, hint: str, found: Found) -> None:
        """Say what became of the paper, in words below and by the colour of the corners."""
        self.camera.say(hint, found=found)
        self._said = hint, found
        self._show_hint("")

    def camera_live(self, hint: str) -> None:
        """Say what keeps the paper from being read; nothing brings back what was said before."""
        self.camera.say_live(hint)
        self._show_hint(hint)

    def _show_hint(self, live: str) -> None:
        hint, found = (live, Found.UNSURE) if live else self._said
        colour = {
            Found.NOTHING: self._look.colours.ink,
            Found.READ: self._look.tone(Tone.OK).text,
            Found.UNSURE: self._look.tone(Tone.TODO).text,
        }[found]
        self._hint.say(hint, colour=colour)
