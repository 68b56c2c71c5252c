"""The day list: every household of today by its hour, and who is next."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.intents import (
    CallAsked,
    HouseholdChosen,
    Locked,
    MissedSaid,
    NumberVoided,
    PlaceChosen,
)
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.day import Counters
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import SEMIBOLD, is_narrow
from clerk_station.ui.views_today import TodayHour, TodayView
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.day_rows import DayRows
from clerk_station.ui.widgets.hour_bars import HourBars
from clerk_station.ui.widgets.label import Label, Sheet


class TodayScreen(Screen):
    """Counters above; hours at the start, the households of the chosen one on the sheet."""

    place = "today"

    _view: TodayView | None = None
    _hour = ""

    def build(self) -> QWidget:
        """Lay counters, hours, sheet and action bar."""
        look = self.look
        self._counters, self.bars, self.rows = Counters(look), HourBars(look), DayRows(look)
        self._title = Label(look, size=20, weight=SEMIBOLD)
        self._line = Label(look, size=16, colour=look.colours.ink2)
        self.bars.chosen.connect(self._choose)
        self.rows.chosen.connect(self._show_acts)
        self._bar = ActionBar(look)
        self._bar.pressed.connect(self.press)
        body = QWidget()
        self._row = QHBoxLayout()
        self._row.addWidget(self.bars)
        self._row.addWidget(self._sheet(), 1)
        self._above = QHBoxLayout()
        self._above.addWidget(self._counters)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addLayout(self._row, 1)
        column.addWidget(self._bar)
        return body

    def _sheet(self) -> Sheet:
        sheet = Sheet(self.look)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(0, 16, 0, 12)
        head = QHBoxLayout()
        head.setContentsMargins(24, 0, 24, 0)
        head.setSpacing(16)
        head.addWidget(self._title)
        head.addWidget(self._line, 1)
        whole.addLayout(head)
        whole.addWidget(self.rows, 1)
        return sheet

    def show_view(self, view: TodayView) -> None:
        """Show the day; the chosen hour stays, at first it is the one of who is next."""
        chosen = self.rows.current.household if self.rows.current else ""
        moved = self._view is None or self._view.next_up != view.next_up
        self._view = view
        self._counters.say(view.counters)
        if not self._hour or moved:
            self._hour, chosen = self._hour_of(view, view.next_up), view.next_up
        self._show_hour(chosen)

    def _hour_of(self, view: TodayView, household: str) -> str:
        mine = (h.label for h in view.hours if any(r.household == household for r in h.rows))
        return next(mine, view.now)

    def _show_hour(self, chosen: str) -> None:
        view, hour = self._view, self._current
        if view is None:
            return
        self.bars.show_hours(view.hours, at=hour.label if hour else "", now=view.now)
        self._title.say(hour.title if hour else "")
        self._line.say(hour.line if hour else "")
        self.rows.show_rows(hour.rows if hour else (), at=chosen)
        self._show_acts()

    @property
    def _current(self) -> TodayHour | None:
        """The hour that is chosen, else the first."""
        hours = self._view.hours if self._view else ()
        first = hours[0] if hours else None
        return next((hour for hour in hours if hour.label == self._hour), first)

    def _choose(self, label: str) -> None:
        self._hour = label
        self._show_hour("")

    def _step_hour(self, by: int) -> None:
        labels = [hour.label for hour in self._view.hours] if self._view else []
        if labels:
            at = labels.index(self._hour) if self._hour in labels else 0
            self._choose(labels[max(0, min(len(labels) - 1, at + by))])

    def _show_acts(self) -> None:
        words, view = self.look.words, self._view
        call = view.call if view else ""
        act = Act(key="F5", label=call, kind=Kind.FILLED, sign="bell")
        missed = Act(key="F9", label=words.say("Did not come"))
        row = self.rows.current
        serve = Act(key="Enter", label=words.say("Begin the visit"), kind=Kind.OUTLINED)
        back = Act(key="F6", label=words.say("Take the number back"), sign="undo")
        self._bar.show_acts(
            (
                *((act,) if call else ()),
                *((missed,) if view and view.is_called else ()),
                *((serve,) if row is not None and row.minutes_tone is None else ()),
                *((back,) if row is not None and row.waits else ()),
                Act(key="PgDn", label=words.say("Next hour")),
                Act(key="F12", label=words.say("Lock"), sign="lock", at_end=True),
            )
        )

    def arrive(self) -> None:
        """Let the arrows choose."""
        self.rows.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar, and pages for the hours."""
        page = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if page is not None:
            self._step_hour(page)
        elif cap_of(event) in {"F5", "F6", "F9", "F12", "Enter"} and not event.isAutoRepeat():
            self.press(cap_of(event))
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means."""
        view, row = self._view, self.rows.current
        match key:
            case "F12":
                self.meant.emit(Locked())
            case "PgDn":
                self._step_hour(1)
            case "F5" if view and view.call:
                self.meant.emit(CallAsked())
            case "F9" if view and view.is_called:
                self.meant.emit(MissedSaid())
            case "F6" if row is not None and row.waits:
                self.meant.emit(NumberVoided(row.household))
            case "Enter" if row is not None:
                self.meant.emit(PlaceChosen("desk"))
                self.meant.emit(HouseholdChosen(row.household))
            case _:
                pass

    def measure(self) -> None:
        """Fit margins and the hours to the window."""
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        self._above.setContentsMargins(margin, 0, margin, 0)
        self._row.setContentsMargins(margin, 8, margin, 0)
        self._row.setSpacing(16 if narrow else 24)
        self.bars.setFixedWidth(248 if narrow else 340)
