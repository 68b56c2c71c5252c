"""What lies between band and action bar: the page of the present state, and its side column."""

from collections.abc import Callable, Sequence
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from clerk_station.scan.reading import Mark
from clerk_station.ui.panels.reading import CompareSheet, UnsureSheet
from clerk_station.ui.panels.refusal import ReadFacts, RefusalPage
from clerk_station.ui.panels.roster import RosterSheet
from clerk_station.ui.panels.side import ANY, VisitSide, WaitingSide
from clerk_station.ui.panels.task import TaskSheet
from clerk_station.ui.theme import Look, is_folded, is_narrow
from clerk_station.ui.views import (
    CompareView,
    DeskView,
    RefusalView,
    RosterView,
    UnsureView,
    WaitingView,
)
from clerk_station.ui.widgets.camera_view import CameraView, Found, Frame
from clerk_station.ui.widgets.scrolled import Scrolled


class Pages(QWidget):
    """One page a state of the desk; a task lies over the page while its side column stays."""

    pressed = Signal(str)
    minutes_passed = Signal(int)

    def __init__(self, look: Look, *, now: Callable[[], float]) -> None:
        super().__init__()
        self._view: DeskView | None = None
        self._stage = CameraView(look, large=True)
        self.roster = RosterSheet(look)
        self._refusal, self._read_facts = RefusalPage(look), ReadFacts(look)
        self._unsure, self._compare = UnsureSheet(look), CompareSheet(look)
        self._waiting_side, self._visit_side = WaitingSide(look), VisitSide(look, now=now)
        self._refusal.pressed.connect(self.pressed)
        self._compare.pressed.connect(self.pressed)
        self._visit_side.clock.passed.connect(self.minutes_passed)
        self._main, self._side = QStackedWidget(), QStackedWidget()
        self._scrolled: dict[QWidget, Scrolled] = {}
        for large in (self._stage, self.roster):
            large.setMinimumHeight(48)
            self._main.addWidget(large)
        for page in (self._refusal, self._unsure, self._compare):
            self._add(page)
        for side in (self._waiting_side, self._visit_side, self._read_facts):
            self._side.addWidget(side)
        self._is_folded = False
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.addWidget(self._main, 1)
        self._row.addWidget(self._side)

    def add_task(self, task: TaskSheet) -> None:
        """Keep a task at hand."""
        self._add(task)

    def _add(self, page: QWidget) -> None:
        """Keep a page that scrolls where there is no room for it."""
        self._scrolled[page] = Scrolled(page)
        self._main.addWidget(self._scrolled[page])

    def _front(self, page: QWidget) -> None:
        self._main.setCurrentWidget(self._scrolled.get(page, page))

    def lay(self, task: TaskSheet) -> None:
        """Lay a task over the page."""
        self._front(task)

    def show_view(self, view: DeskView, *, under_task: bool) -> None:
        """Show a state; under a task only the side column comes to the front."""
        self._view = view
        page, side = self._filled(view)
        if not under_task:
            self._front(page)
        self._side.setCurrentWidget(side)
        self._measure()

    def _filled(self, view: DeskView) -> tuple[QWidget, QWidget]:
        """Fill page and side column of a state."""
        match view:
            case WaitingView():
                self._visit_side.clock.stop()
                self._waiting_side.show_view(view)
                self._stage.say(view.camera_hint)
                return self._stage, self._waiting_side
            case RefusalView():
                self._refusal.show_view(view)
                self._read_facts.show_facts(view.facts)
                return self._refusal, self._read_facts
            case RosterView():
                self.roster.show_view(view)
                self._visit_side.say(papers=view.papers, counters=view.counters)
                found = Found.READ if view.ready else Found.NOTHING
                return self.roster, self._visit(view, found)
            case UnsureView():
                self._unsure.show_view(view)
                self._visit_side.say(note=view.attempt)
                return self._unsure, self._visit(view, Found.UNSURE)
            case CompareView():
                self._compare.show_view(view)
                self._visit_side.say()
                return self._compare, self._visit(view, Found.READ)
        assert_never(view)

    def _visit(self, view: RosterView | UnsureView | CompareView, found: Found) -> VisitSide:
        self._visit_side.clock.show_visit(view.clock)
        self._visit_side.camera_says(view.camera_hint, found)
        return self._visit_side

    def show_frame(self, frame: Frame, *, marks: Sequence[Mark] = ()) -> None:
        """Show the newest picture of the camera where it is in sight."""
        for camera in (self._stage, self._visit_side.camera):
            if camera.isVisible():
                camera.show_frame(frame, marks=marks)

    def camera_live(self, hint: str) -> None:
        """Say what keeps the paper under the camera from being read, or nothing more."""
        self._stage.say_live(hint)
        self._visit_side.camera_live(hint)

    def camera_says(self, hint: str, found: Found) -> None:
        """Say what became of the paper under the camera."""
        if self._side.currentWidget() is self._waiting_side:
            self._stage.say(hint, found=found)
        else:
            self._visit_side.camera_says(hint, found)

    def camera_trouble(self, text: str) -> None:
        """Say that there is no picture, or by an empty text that there is one again."""
        self._stage.trouble(text)
        self._visit_side.camera.trouble(text)
        self._visit_side.camera_says(text, Found.UNSURE if text else Found.NOTHING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit margins and side column to the window."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        top = 8 if isinstance(self._view, WaitingView) else 16
        self._fold(is_folded(self))
        self._row.setContentsMargins(margin, 8 if self._is_folded else top, margin, 0)
        self._row.setSpacing(8 if self._is_folded else margin)
        if not self._is_folded:
            widths = (280, 248) if narrow else (342, 312)
            self._side.setFixedWidth(widths[0 if isinstance(self._view, RefusalView) else 1])

    def _fold(self, folded: bool) -> None:  # noqa: FBT001 - the name says what it is
        """Lay the side column as a strip above the page, or beside it again."""
        self._side.setVisible(not (folded and isinstance(self._view, RefusalView)))
        if folded:
            self._side.setFixedHeight(60 if isinstance(self._view, WaitingView) else 40)
        if folded == self._is_folded:
            return
        self._is_folded = folded
        way = QBoxLayout.Direction
        self._row.setDirection(way.BottomToTop if folded else way.LeftToRight)
        self._side.setMinimumSize(0, 0)
        self._side.setMaximumSize(ANY, ANY)
        if folded:
            self._side.setFixedHeight(60 if isinstance(self._view, WaitingView) else 40)
        self.roster.fold(folded=folded)
        self._waiting_side.fold(folded=folded)
        self._visit_side.fold(folded=folded)
