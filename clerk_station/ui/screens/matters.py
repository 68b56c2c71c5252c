"""What visits left to others: statements, visits at home, corrections; and what is done here."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clerk_station.ui.brush import END
from clerk_station.ui.intents import Locked, MatterActed
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.letters import LetterTold
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import SEMIBOLD, is_narrow
from clerk_station.ui.views import LetterView, MatterAct, MattersView
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.label import Label, Sheet
from clerk_station.ui.widgets.letter_list import LetterList


class MattersScreen(Screen):
    """The rows on the sheet; beside it the chosen one is told, or a reason is asked for."""

    place = "matters"

    _asked: MatterAct | None = None

    def build(self) -> QWidget:
        """Lay sheet, side column and action bar."""
        look = self.look
        self._asked = None
        self.rows, self.told, self._choices = LetterList(look), LetterTold(look), ChoiceList(look)
        self._title = Label(look, size=20, weight=SEMIBOLD)
        self._count = Label(look, size=16, colour=look.colours.ink2, align=END)
        self._aside = QStackedWidget()
        self._aside.addWidget(self.told)
        self._aside.addWidget(self._choices)
        self._bar = ActionBar(look)
        self.rows.chosen.connect(self._tell)
        self._choices.chosen.connect(self._chose)
        self._bar.pressed.connect(self.press)
        body = QWidget()
        self._row = QHBoxLayout()
        self._row.addWidget(self._sheet(), 1)
        self._row.addWidget(self._aside)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row, 1)
        column.addWidget(self._bar)
        self._show_acts()
        return body

    def _sheet(self) -> Sheet:
        sheet = Sheet(self.look)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(0, 16, 0, 16)
        head = QHBoxLayout()
        head.setContentsMargins(24, 0, 24, 8)
        head.addWidget(self._title, 1)
        head.addWidget(self._count, 1)
        whole.addLayout(head)
        whole.addWidget(self.rows, 1)
        return sheet

    def show_view(self, view: MattersView) -> None:
        """Show these; a question that is asked goes on about the same row."""
        self._title.say(view.title)
        self._count.say(view.count)
        self.rows.show_rows(view.rows, none=view.none)

    def arrive(self) -> None:
        """Let the arrows choose a row, or an answer."""
        (self._choices if self._asked else self.rows).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar."""
        cap = cap_of(event)
        if cap and not event.isAutoRepeat() and cap in {act.key for act in self._acts()}:
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means."""
        row = self.rows.current
        act = next((one for one in row.acts if one.key == key), None) if row else None
        if key == "F12":
            self.meant.emit(Locked())
        elif key == "Esc":
            self._put_away()
        elif row is not None and act is not None and self._asked is None:
            if act.choices:
                self._ask(act)
            else:
                self.meant.emit(MatterActed(row.id, act.code))

    def _ask(self, act: MatterAct) -> None:
        self._asked = act
        self._choices.show_choices(act.choices)
        self._aside.setCurrentWidget(self._choices)
        self._show_acts()
        self._choices.setFocus()

    def _chose(self, choice: str) -> None:
        row, act = self.rows.current, self._asked
        self._put_away()
        if row is not None and act is not None:
            self.meant.emit(MatterActed(row.id, act.code, choice))

    def _put_away(self) -> None:
        self._asked = None
        self._aside.setCurrentWidget(self.told)
        self._show_acts()
        self.arrive()

    def _tell(self, row: LetterView | None) -> None:
        """Tell of a row; another one than was asked about ends the question."""
        self.told.say(row)
        if self._asked is not None and (row is None or self._asked not in row.acts):
            self._put_away()
        self._show_acts()

    def _acts(self) -> tuple[Act, ...]:
        words, row = self.look.words, self.rows.current
        lock = Act(key="F12", label=words.say("Lock"), sign="lock", at_end=True)
        if self._asked is not None:
            return Act(key="Esc", label=words.say("Back"), at_end=True), lock
        offered = tuple(
            Act(
                key=act.key,
                label=act.label,
                kind=Kind.FILLED if act.filled else Kind.OUTLINED,
            )
            for act in (row.acts if row else ())
        )
        return *offered, lock

    def _show_acts(self) -> None:
        self._bar.show_acts(self._acts())

    def measure(self) -> None:
        """Fit margins and side column to the window."""
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        self._row.setContentsMargins(margin, 16, margin, 0)
        self._row.setSpacing(24 if narrow else 32)
        self._aside.setFixedWidth(312 if narrow else 400)
