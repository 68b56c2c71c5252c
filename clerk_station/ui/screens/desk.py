"""The desk: waiting, a household, a refusal, an unsure card, a card to compare; and small tasks.

It shows one `DeskView` at a time and gives out what the clerk meant as one intent. A task
(absence, void, typed card, papers, search, walk-in) lies on the sheet until it is done or a new
verdict comes.
"""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.scan.reading import Mark
from clerk_station.ui.intents import (
    ActChosen,
    CallAsked,
    CloseAsked,
    Dismissed,
    FormTyped,
    HallAsked,
    Locked,
    MatchConfirmed,
    MissedSaid,
    ParkAsked,
    SlipAsked,
)
from clerk_station.ui.keys import WINDOW_KEYS, cap_of
from clerk_station.ui.panels.find import FindTask
from clerk_station.ui.panels.pages import Pages
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.panels.tasks import Tasks
from clerk_station.ui.panels.typed_card import CheckLines
from clerk_station.ui.screens.desk_acts import acts_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.views import (
    CompareView,
    DeskView,
    FoundRow,
    Pair,
    RefusalView,
    RosterView,
    UnsureView,
    WaitingView,
)
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.band import Band
from clerk_station.ui.widgets.camera_view import Found, Frame


class DeskScreen(Screen):
    """Where a clerk works all day; everything by keyboard, nothing by dialog."""

    place = "desk"

    minutes_passed = Signal(int)
    turned = Signal()

    check_card: CheckLines = staticmethod(lambda lines: ("",) * len(lines))
    """Given the typed lines of a card, says what is wrong with each; set by whoever knows."""

    now: Callable[[], float] = staticmethod(time.monotonic)
    """The monotonic clock in seconds by which visits are timed."""

    _view: DeskView | None = None
    _roster: RosterView | None = None
    _task: TaskSheet | None = None

    def build(self) -> QWidget:
        """Lay band, pages and action bar below one another."""
        self._task = None
        self._band = Band(self.look)
        self._band.field.entered.connect(self._form_typed)
        self._pages = Pages(self.look, now=self._now)
        self._pages.minutes_passed.connect(self.minutes_passed)
        self._bar = ActionBar(self.look)
        for acts in (self._pages, self._bar):
            acts.pressed.connect(self.press)
        self._make_tasks()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band)
        column.addWidget(self._pages, 1)
        column.addWidget(self._bar)
        return body

    def _make_tasks(self) -> None:
        tasks = Tasks(self.look, check=self._check)
        for task in tasks.all:
            task.meant.connect(self.meant)
            task.done.connect(self.put_away)
            task.changed.connect(self._show_acts)
            self._pages.add_task(task)
        self._tasks = tasks

    def _check(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Ask whoever knows now: `check_card` may be set after the tasks were made."""
        return self.check_card(lines)

    def _now(self) -> float:
        return self.now()

    # What is shown

    @property
    def view(self) -> DeskView | None:
        """What lies on the desk, below a task."""
        return self._view

    def show_view(self, view: DeskView) -> None:
        """Show what lies on the desk; a task stays only while the verdict is the same."""
        same = _is_same(self._view, view)
        self._view = view
        if isinstance(view, RosterView):
            self._roster = view
        elif isinstance(view, WaitingView):
            self._roster = None
        if not same:
            self._task = None
        self._show_band(view)
        self._pages.show_view(view, under_task=self._task is not None)
        self._show_acts()
        if not same:
            if self.isVisible():
                self.arrive()
            self.turned.emit()

    def _show_band(self, view: DeskView) -> None:
        if isinstance(view, WaitingView):
            self._band.idle(view.prompt, view.hint)
            self._band.field.hint(view.field_hint)
        elif isinstance(view, RefusalView):
            self._band.refuse(view)
        else:
            self._band.verdict(view.band)

    def show_found(self, rows: tuple[FoundRow, ...], note: str = "") -> None:
        """Show what a search found and what there is to say of it, in the task that asked."""
        if isinstance(self._task, FindTask):
            self._task.show_found(rows, note)

    def show_cameras(self, cameras: tuple[Pair, ...], *, current: str) -> None:
        """Offer the cameras that are plugged in, as (code, name); `current` is the one in use."""
        self._tasks.cameras.show_cameras(cameras, current=current)

    def show_unfinished(self, visits: tuple[Pair, ...], *, more: int = 0) -> None:
        """Offer the visits that may be taken up, as (name, sentence)."""
        self._tasks.unfinished.show_unfinished(visits, more=more)

    def search_for(self, text: str) -> None:
        """Begin a search for what was typed into the band."""
        self.press("F2")
        self._tasks.search.search_for(text)

    def show_frame(self, frame: Frame, *, marks: Sequence[Mark] = ()) -> None:
        """Show the newest picture of the camera where it is in sight."""
        self._pages.show_frame(frame, marks=marks)

    def camera_live(self, hint: str) -> None:
        """Say what keeps the paper under the camera from being read, or nothing more."""
        self._pages.camera_live(hint)

    def camera_says(self, hint: str, found: Found = Found.NOTHING) -> None:
        """Say what became of the paper under the camera."""
        self._pages.camera_says(hint, found)

    def camera_trouble(self, text: str) -> None:
        """Say that there is no picture, or by an empty text that there is one again."""
        self._pages.camera_trouble(text)

    def arrive(self) -> None:
        """Put the focus into the field, on the members, or on the task."""
        if self._task is not None:
            self._task.starts_at().setFocus()
        elif isinstance(self._view, WaitingView):
            self._band.field.setFocus()
        elif isinstance(self._view, RosterView):
            self._pages.roster.members.list.setFocus()
        else:
            self.setFocus()

    # What the clerk means

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that no field or list took."""
        cap = cap_of(event)
        if event.isAutoRepeat() and cap:
            return
        if cap and cap not in WINDOW_KEYS:
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key means now, whether it was pressed or its button was."""
        if key == "F12":
            self.clear()
            self.meant.emit(Locked())
        elif self._task is not None and key in {"Enter", "Esc"}:
            self._press_in_task(self._task, key)
        elif self._task is not None and self._task.take(key):
            pass
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
                self.meant.emit(CloseAsked())
            case RosterView(), "F5":
                self.meant.emit(ParkAsked())
            case WaitingView() as view, _:
                self._press_while_waiting(view, key)
            case CompareView(question=True), "Enter" | "Esc":
                self.meant.emit(MatchConfirmed(key == "Enter"))
            case ((RefusalView() | UnsureView() | CompareView()), "Esc"):
                self.meant.emit(Dismissed())
            case ((RefusalView(acts=acts) | CompareView(acts=acts)), _):
                if any(act.key == key for act in acts):
                    self.meant.emit(ActChosen(key))
            case _:
                pass

    def _press_while_waiting(self, view: WaitingView, key: str) -> None:
        match key:
            case "F3" if view.has_slip:
                self.meant.emit(SlipAsked())
            case "F5" if view.call:
                self.meant.emit(CallAsked())
            case "F8":
                self.meant.emit(HallAsked())
            case "F9" if view.is_called:
                self.meant.emit(MissedSaid())
            case _:
                pass

    def _begin_task(self, key: str) -> bool:
        """Lay the task of a function key on the sheet, where it makes sense now."""
        on = OnDesk(
            view=self._view, roster=self._roster, member=self._pages.roster.members.current_id
        )
        task = self._tasks.for_key(key, on)
        if task is None:
            return False
        self._lay(task, on)
        return True

    def _lay(self, task: TaskSheet, on: OnDesk) -> None:
        self._task = task
        task.begin(on)
        self._pages.lay(task)
        self._show_acts()
        self.arrive()

    def ask_overrun(self) -> None:
        """Ask why the visit took longer than half an hour; the answer ends it."""
        self._lay(self._tasks.overrun, OnDesk(view=self._view, roster=self._roster, member=""))

    def show_given(self, title: str, line: str) -> None:
        """Say which number was given, where numbers are being given."""
        self._tasks.arrival.given(title, line)

    def takes_form(self, text: str) -> bool:
        """Let the task on the sheet take the code of a form; False where it is for the desk."""
        return self._task is not None and self._task.shown(text)

    def clear(self) -> None:
        """Forget what was being typed: the next clerk begins with an empty desk."""
        self._band.field.clear()
        if self._task is not None:
            self.put_away()

    def put_away(self) -> None:
        """Take the task off the sheet; what lay below is there again."""
        self._task = None
        if self._view is not None:
            self._pages.show_view(self._view, under_task=False)
        self._show_acts()
        self.arrive()

    def _form_typed(self, text: str) -> None:
        self._band.field.clear()
        self.meant.emit(FormTyped(text))

    def _show_acts(self) -> None:
        if self._task is not None:
            self._bar.show_acts(self._task.acts())
        elif self._view is not None:
            self._bar.show_acts(acts_of(self._view, self.look.words))


def _is_same(old: DeskView | None, new: DeskView) -> bool:
    """Say whether a view only tells more of what already lies on the desk."""
    if isinstance(old, RosterView) and isinstance(new, RosterView):
        return old.band == new.band
    return isinstance(old, WaitingView) and isinstance(new, WaitingView)
