"""The desk: waiting, a household, a refusal, an unsure card, a card to compare; and small tasks.

It shows one `DeskView` at a time and says what the clerk meant by signals with plain values. A task
(absence, void, typed card, papers, search, walk-in) lies on the sheet until it is done or a new
verdict comes.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clerk_station.ui.keys import cap_of
from clerk_station.ui.panels.find import FindTask
from clerk_station.ui.panels.reading import CompareSheet, UnsureSheet
from clerk_station.ui.panels.refusal import ReadFacts, RefusalPage
from clerk_station.ui.panels.roster import RosterSheet
from clerk_station.ui.panels.side import VisitSide, WaitingSide
from clerk_station.ui.panels.task import TaskSheet
from clerk_station.ui.panels.tasks import Tasks
from clerk_station.ui.panels.typed_card import CheckLines
from clerk_station.ui.screens.desk_acts import acts_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import is_narrow
from clerk_station.ui.views import (
    CompareView,
    DeskView,
    FoundRow,
    RefusalView,
    RosterView,
    UnsureView,
    WaitingView,
)
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.band import Band
from clerk_station.ui.widgets.camera_view import CameraView, Found, Frame


class DeskScreen(Screen):
    """Where a clerk works all day; everything by keyboard, nothing by dialog."""

    place = "desk"

    form_typed = Signal(str)
    card_typed = Signal(str)
    number_typed = Signal(str, object)
    search_asked = Signal(str)
    household_chosen = Signal(str)
    walk_in_asked = Signal(str)
    absence_chosen = Signal(str, str, str, object, str)
    attended_by_hand = Signal(str, object, bool)
    void_asked = Signal(str, str)
    match_confirmed = Signal(bool)
    close_asked = Signal()
    dismissed = Signal()
    act_chosen = Signal(str)
    locked = Signal()
    minutes_passed = Signal(int)

    check_card: CheckLines = staticmethod(lambda lines: ("",) * len(lines))
    """Given the typed lines of a card, says what is wrong with each; set by whoever knows."""

    now: Callable[[], float] = staticmethod(time.monotonic)
    """The monotonic clock in seconds by which visits are timed."""

    _view: DeskView | None = None
    _roster: RosterView | None = None
    _task: TaskSheet | None = None

    def build(self) -> QWidget:
        """Lay band, main area, side column and action bar."""
        self._task, look = None, self.look
        self._band = Band(look)
        self._band.field.entered.connect(self._form_typed)
        self._stage = CameraView(look, large=True)
        self._sheet = RosterSheet(look)
        self._refusal = RefusalPage(look)
        self._unsure = UnsureSheet(look)
        self._compare = CompareSheet(look)
        self._main, self._side = QStackedWidget(), QStackedWidget()
        self._waiting_side, self._visit_side = WaitingSide(look), VisitSide(look, now=self._now)
        self._read_facts = ReadFacts(look)
        self._bar = ActionBar(look)
        for acts in (self._refusal, self._compare, self._bar):
            acts.pressed.connect(self.press)
        self._visit_side.clock.passed.connect(self.minutes_passed)
        self._make_tasks()
        for page in (self._stage, self._sheet, self._refusal, self._unsure, self._compare):
            self._main.addWidget(page)
        for side in (self._waiting_side, self._visit_side, self._read_facts):
            self._side.addWidget(side)
        return self._laid_out()

    def _laid_out(self) -> QWidget:
        body = QWidget()
        self._row = QHBoxLayout()
        self._row.setSpacing(24)
        self._row.addWidget(self._main, 1)
        self._row.addWidget(self._side)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band)
        column.addLayout(self._row, 1)
        column.addWidget(self._bar)
        return body

    def _make_tasks(self) -> None:
        tasks = Tasks(self.look, check=self._check)
        tasks.absence.chosen.connect(self.absence_chosen)
        tasks.voiding.asked.connect(self.void_asked)
        tasks.typed.lines.connect(self.card_typed)
        tasks.typed.number.connect(self.number_typed)
        tasks.by_hand.attended.connect(self.attended_by_hand)
        tasks.search.chosen.connect(self.household_chosen)
        tasks.walk_in.chosen.connect(self.walk_in_asked)
        for find in (tasks.search, tasks.walk_in):
            find.searched.connect(self.search_asked)
        for task in tasks.all:
            task.done.connect(self.put_away)
            task.changed.connect(self._show_acts)
            self._main.addWidget(task)
        self._tasks = tasks

    def _check(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Ask whoever knows now: `check_card` may be set after the tasks were made."""
        return self.check_card(lines)

    def _now(self) -> float:
        return self.now()

    # What is shown

    def show_view(self, view: DeskView) -> None:
        """Show what lies on the desk; a task stays only when the verdict is the same."""
        same = (
            isinstance(view, RosterView)
            and isinstance(self._view, RosterView)
            and view.band == self._view.band
        )
        self._view = view
        if isinstance(view, RosterView):
            self._roster = view
        elif isinstance(view, WaitingView):
            self._roster = None
        if self._task is None or not same:
            self._task = None
            self._show_band(view)
        self._show_pages(view)
        self._show_acts()
        self._measure()
        if self._task is None and not same:
            self.arrive()

    def _show_band(self, view: DeskView) -> None:
        if isinstance(view, WaitingView):
            self._band.idle(view.prompt, view.hint)
            self._band.field.hint(view.field_hint)
        elif isinstance(view, RefusalView):
            self._band.refuse(view)
        else:
            self._band.verdict(view.band)

    def _show_pages(self, view: DeskView) -> None:
        match view:
            case WaitingView():
                self._visit_side.clock.stop()
                self._waiting_side.show_view(view)
                self._stage.say(view.camera_hint)
                self._front(self._stage, self._waiting_side)
            case RosterView():
                self._sheet.show_view(view)
                self._visit_side.clock.show_visit(view.clock)
                self._visit_side.say(papers=view.papers, counters=view.counters)
                self._visit_side.camera_says(
                    view.camera_hint, Found.READ if view.ready else Found.NOTHING
                )
                self._front(self._sheet, self._visit_side)
            case RefusalView():
                self._refusal.show_view(view)
                self._read_facts.show_facts(view.facts)
                self._front(self._refusal, self._read_facts)
            case UnsureView():
                self._unsure.show_view(view)
                self._visit_side.clock.show_visit(view.clock)
                self._visit_side.say(note=view.attempt)
                self._visit_side.camera_says(view.camera_hint, Found.UNSURE)
                self._front(self._unsure, self._visit_side)
            case CompareView():
                self._compare.show_view(view)
                self._visit_side.clock.show_visit(view.clock)
                self._visit_side.say()
                self._visit_side.camera_says(view.camera_hint, Found.READ)
                self._front(self._compare, self._visit_side)

    def _front(self, page: QWidget, side: QWidget) -> None:
        if self._task is None:
            self._main.setCurrentWidget(page)
        self._side.setCurrentWidget(side)

    def show_found(self, rows: tuple[FoundRow, ...]) -> None:
        """Show what a search found, in the task that asked."""
        if isinstance(self._task, FindTask):
            self._task.show_found(rows)

    def search_for(self, text: str) -> None:
        """Begin a search for what was typed into the band."""
        self.press("F2")
        self._tasks.search.search_for(text)

    def show_frame(self, frame: Frame) -> None:
        """Show the newest picture of the camera where it is in sight."""
        seen = self._stage if self._side.currentWidget() is self._waiting_side else None
        camera = seen or self._visit_side.camera
        if camera.isVisible():
            camera.show_frame(frame)

    def camera_says(self, hint: str, found: Found = Found.NOTHING) -> None:
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

    def arrive(self) -> None:
        """Put the focus into the field, on the members, or on the task."""
        if self._task is not None:
            self._task.starts_at().setFocus()
        elif isinstance(self._view, WaitingView):
            self._band.field.setFocus()
        elif isinstance(self._view, RosterView):
            self._sheet.members.list.setFocus()
        else:
            self.setFocus()

    # What the clerk means

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that no field or list took."""
        cap = cap_of(event)
        if cap and cap != "F11":
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key means now, whether it was pressed or its button was."""
        if key == "F12":
            self.locked.emit()
        elif self._task is not None and key in {"Enter", "Esc"}:
            self._press_in_task(self._task, key)
        elif not self._begin_task(key):
            self._press_on_desk(key)

    def _press_in_task(self, task: TaskSheet, key: str) -> None:
        if key == "Enter":
            task.confirm()
        elif not task.back():
            self.put_away()

    def _press_on_desk(self, key: str) -> None:
        match self._view, key:
            case RosterView(), "Enter":
                self.close_asked.emit()
            case CompareView(question=True), "Enter" | "Esc":
                self.match_confirmed.emit(key == "Enter")
            case ((RefusalView() | UnsureView() | CompareView()), "Esc"):
                self.dismissed.emit()
            case ((RefusalView(acts=acts) | CompareView(acts=acts)), _):
                if any(act.key == key for act in acts):
                    self.act_chosen.emit(key)
            case _:
                pass

    def _begin_task(self, key: str) -> bool:
        """Lay the task of a function key on the sheet, where it makes sense now."""
        member = self._sheet.members.current_id
        found = self._tasks.for_key(key, self._view, roster=self._roster, member=member)
        if found is None:
            return False
        self._task, begin = found
        begin()
        self._main.setCurrentWidget(self._task)
        self._show_acts()
        self.arrive()
        return True

    def put_away(self) -> None:
        """Take the task off the sheet; what lay below is there again."""
        self._task = None
        if self._view is not None:
            self._show_band(self._view)
            self._show_pages(self._view)
        self._show_acts()
        self.arrive()

    def _form_typed(self, text: str) -> None:
        self._band.field.clear()
        self.form_typed.emit(text)

    def _show_acts(self) -> None:
        if self._task is not None:
            self._bar.show_acts(self._task.acts())
        elif self._view is not None:
            self._bar.show_acts(acts_of(self._view, self.look.words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit margins and side column to the window."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        top = 8 if isinstance(self._view, WaitingView) else 16
        self._row.setContentsMargins(margin, top, margin, 0)
        self._row.setSpacing(16 if narrow else 24)
        refused = isinstance(self._view, RefusalView)
        self._side.setFixedWidth((280 if narrow else 342) if refused else (248 if narrow else 312))
