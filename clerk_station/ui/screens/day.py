"""The day for the manager: what came of it, what waits for a second look, and the export."""

from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.intents import ExportAsked, Locked, SendAsked
from clerk_station.ui.keys import cap_of
from clerk_station.ui.panels.day_side import DaySide
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look, is_folded, is_narrow
from clerk_station.ui.views import CounterView, DayView, StatementRow, Tone
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.label import Label, Sheet
from clerk_station.ui.widgets.scrolled import Scrolled
from clerk_station.ui.widgets.sync_rows import SyncRows
from clerk_station.words import without_isolates


class Counters(QWidget):
    """The figures of the day; only one that asks for action has colour."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._counters: tuple[CounterView, ...] = ()
        self.setFixedHeight(104)

    def say(self, counters: tuple[CounterView, ...]) -> None:
        """Show these figures."""
        self._counters = counters
        said = ", ".join(f"{c.label} {c.figure} {c.line}".strip() for c in counters)
        self.setAccessibleName(without_isolates(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint figure, label and line in equal columns."""
        del event
        colours = self._look.colours
        with Brush(self, self._look) as brush:
            wide = brush.width / max(1, len(self._counters))
            for n, counter in enumerate(self._counters):
                ink = self._look.tone(counter.tone).text if counter.tone else colours.ink
                x, room = n * wide, wide - 12
                rect = brush.box(x, 4, room, 54)
                brush.text(rect, counter.figure, size=40, weight=SEMIBOLD, colour=ink)
                rect = brush.box(x, 56, room, 24)
                brush.text(rect, counter.label, size=16, least=13, weight=MEDIUM)
                rect = brush.box(x, 78, room, 24)
                brush.text(rect, counter.line, size=14, least=12, colour=colours.ink2)


class Statements(QWidget):
    """Rows of sign, sentence, line, age and evidence, as many as there is room for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: tuple[StatementRow, ...] = ()
        self._none = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, rows: tuple[StatementRow, ...], *, none: str = "") -> None:
        """Show these; `none` where there are none."""
        self._rows, self._none = rows, none
        said = "; ".join(f"{r.title}, {r.line}, {r.age}, {r.evidence}" for r in rows)
        self.setAccessibleName(without_isolates(said or none))
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(300, max(1, len(self._rows)) * 68)

    def minimumSizeHint(self) -> QSize:
        """One row."""
        return QSize(160, 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that fit whole."""
        del event
        with Brush(self, self._look) as brush:
            if not self._rows:
                soft = self._look.colours.ink2
                brush.text(brush.box(24, 0, brush.width - 48, 40), self._none, size=17, colour=soft)
            room = int(brush.height // 68)
            for n, row in enumerate(self._rows[:room]):
                self._paint_row(brush, row, n * 68.0)
                if n + 1 < min(room, len(self._rows)):
                    brush.hairline(24, n * 68 + 67, brush.width - 48)

    def _paint_row(self, brush: Brush, row: StatementRow, y: float) -> None:
        colours, tone = self._look.colours, self._look.tone(row.tone)
        brush.sign(brush.box(24, y + 20, 26, 26), row.sign, colour=tone.text)
        aside = min(220.0, brush.width * 0.3)
        wide = brush.width - 64 - 24 - aside - 12
        rect = brush.box(64, y + 3, wide, 32)
        brush.text(rect, row.title, size=17, least=13, weight=MEDIUM)
        brush.text(brush.box(64, y + 33, wide, 26), row.line, size=15, colour=colours.ink2)
        end = brush.box(brush.width - 24 - aside, y + 3, aside, 32)
        brush.text(end, row.age, size=15, colour=colours.ink2, align=END)
        end = brush.box(brush.width - 24 - aside, y + 33, aside, 26)
        brush.text(end, row.evidence, size=15, least=12, weight=MEDIUM, colour=tone.text, align=END)


class DayScreen(Screen):
    """Counters above; statements, letters and sync on the sheet; the centre's day beside."""

    place = "day"

    _day: date | None = None

    def build(self) -> QWidget:
        """Lay counters, sheet, side column and action bar."""
        look, words = self.look, self.look.words
        self._counters, self._statements = Counters(look), Statements(look)
        self._letters, self._sync = Statements(look), SyncRows(look)
        self._aside = DaySide(look)
        self._title = Label(look, size=20, weight=SEMIBOLD)
        self._exported = Label(look, size=16, colour=look.tone(Tone.OK).text, align=END)
        self._bar = ActionBar(look)
        self._bar.pressed.connect(self.press)
        self._bar.show_acts(
            (
                Act(
                    key="F9",
                    label=words.say("Export the daily report"),
                    kind=Kind.FILLED,
                    sign="printer",
                ),
                Act(key="F10", label=words.say("Send now"), sign="sync"),
                Act(key="F12", label=words.say("Lock"), sign="lock", at_end=True),
            )
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Scrolled(self._told()), 1)
        column.addWidget(self._bar)
        return body

    def _told(self) -> QWidget:
        """Lay all but the action bar: it scrolls where there is no room."""
        told = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._paper = self._sheet()
        self._row.addWidget(self._paper, 1)
        self._row.addWidget(self._aside)
        self._above = QHBoxLayout()
        self._above.addWidget(self._counters)
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._above)
        column.addLayout(self._row, 1)
        return told

    def _sheet(self) -> Sheet:
        look, words = self.look, self.look.words
        sheet = Sheet(look)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(0, 16, 0, 16)
        whole.addLayout(_headed(self._title, self._exported))
        whole.addWidget(self._statements, 3)
        self._letters_title = Label(look, words.say("Returned mail"), weight=SEMIBOLD)
        whole.addLayout(_headed(self._letters_title))
        whole.addWidget(self._letters, 1)
        whole.addLayout(_headed(Label(look, words.say("Sync"), weight=SEMIBOLD)))
        whole.addWidget(self._sync)
        return sheet

    def show_view(self, view: DayView) -> None:
        """Show a day."""
        self._day = view.day
        self._counters.say(view.counters)
        self._title.say(view.statements_title)
        self._exported.say(view.exported)
        self._exported.setVisible(bool(view.exported))
        self._statements.say(view.statements, none=view.statements_none)
        self._letters.say(view.letters)
        self._letters.setVisible(bool(view.letters))
        self._letters_title.setVisible(bool(view.letters))
        self._sync.say(view.sync)
        self._aside.show_view(view)

    def arrive(self) -> None:
        """Take the keys."""
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar."""
        cap = cap_of(event)
        if cap in {"F9", "F10", "F12"}:
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means."""
        if key == "F12":
            self.meant.emit(Locked())
        elif key == "F10":
            self.meant.emit(SendAsked())
        elif self._day is not None:
            self.meant.emit(ExportAsked(self._day))

    def measure(self) -> None:
        """Fit margins and side column to the window."""
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        self._above.setContentsMargins(margin, 0, margin, 0)
        self._row.setContentsMargins(margin, 12, margin, 0)
        self._row.setSpacing(24 if narrow else 32)
        folded, way = is_folded(self), QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if folded else way.LeftToRight)
        self._aside.setMinimumWidth(0)
        self._aside.setMaximumWidth(4000)
        if not folded:
            self._aside.setFixedWidth(330 if narrow else 470)
        for part in (self._paper, self._aside):
            part.setMinimumHeight(460 if folded else 0)


def _headed(*widgets: QWidget) -> QHBoxLayout:
    """Set a line of heads in from the edge of the sheet."""
    row = QHBoxLayout()
    row.setContentsMargins(24, 0, 24, 0)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
