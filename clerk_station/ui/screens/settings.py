"""Settings of this desk: each in one row, its choices beside it, changed at once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clerk_station.ui.intents import Left, Locked, PlaceChosen, ReopenAsked, SettingChosen
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import BOLD, SEMIBOLD, Look, is_narrow
from clerk_station.ui.views_around import SettingRow, SettingsView
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.label import Hairline, Label, Paragraph, Sheet
from clerk_station.ui.widgets.top_bar import Choices

BESIDE = 1000
"""Width of the window from which choices stand beside their label."""


class SettingLine(QWidget):
    """One setting: label and line, and its choices beside or below them."""

    def __init__(self, look: Look, row: SettingRow) -> None:
        super().__init__()
        self._look = look
        self.choices = Choices(look)
        self.choices.setAccessibleName(row.label)
        self._line = Paragraph(look, size=15, colour=look.colours.ink2)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(look, row.label, weight=SEMIBOLD))
        texts.addWidget(self._line)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.addLayout(texts, 1)
        self._row.addWidget(self.choices)
        self.say(row)

    def say(self, row: SettingRow) -> None:
        """Show what holds now."""
        self._line.say(row.locked or row.line)
        self.choices.show_choices(row.choices, row.chosen)
        self.choices.setEnabled(not row.locked)

    def lay(self, *, beside: bool) -> None:
        """Lay the choices beside the label, or below it."""
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        start = Qt.AlignmentFlag.AlignLeft
        self._row.setAlignment(self.choices, Qt.AlignmentFlag(0) if beside else start)


class SettingsScreen(Screen):
    """All settings on the sheet, which scrolls; Tab goes from row to row, arrows choose."""

    place = "settings"

    _view: SettingsView | None = None
    _at = ""
    """The row where the keys are; it stays so in another language."""

    def build(self) -> QWidget:
        """Lay the sheet and the action bar; rows come with the view."""
        look = self.look
        self._lines: dict[str, SettingLine] = {}
        self._title = Label(look, size=26, weight=BOLD)
        self._reopen = Paragraph(look, size=16)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar = ActionBar(look)
        self._bar.pressed.connect(self.press)
        sheet = Sheet(look)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(24, 16, 24, 8)
        for widget in (self._title, self._reopen):
            whole.addWidget(widget)
        whole.addWidget(self._area, 1)
        self._page_row = QVBoxLayout()
        self._page_row.addWidget(sheet)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._page_row, 1)
        column.addWidget(self._bar)
        return body

    def show_view(self, view: SettingsView) -> None:
        """Show what holds; rows are made once for a look."""
        self._view = view
        self._title.say(view.title)
        self._reopen.setVisible(bool(view.reopen))
        self._reopen.say(view.reopen)
        if not self._lines:
            self._area.setWidget(self._rows(view))
            self.measure()
        for row in view.rows:
            self._lines[row.name].say(row)
        self._bar.show_acts(self._acts(view))

    def _rows(self, view: SettingsView) -> QWidget:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        for n, row in enumerate(view.rows):
            if n:
                column.addWidget(Hairline(self.look))
            line = self._lines[row.name] = SettingLine(self.look, row)
            line.choices.chosen.connect(
                lambda code, name=row.name: self.meant.emit(SettingChosen(name, code))
            )
            line.choices.focused.connect(lambda row=row: self._came_to(row.name))
            column.addWidget(line)
        column.addStretch(1)
        return rows

    def _came_to(self, name: str) -> None:
        self._at = name
        self._area.ensureWidgetVisible(self._lines[name], 0, 8)

    def _acts(self, view: SettingsView) -> tuple[Act, ...]:
        say = self.look.words.say
        reopen = Act(key="F5", label=say("Open the window anew"), kind=Kind.FILLED, sign="sync")
        return (
            *((reopen,) if view.reopen else ()),
            Act(key="F1", label=say("Help"), kind=Kind.OUTLINED),
            Act(key="F12", label=say("Lock"), sign="lock", at_end=True),
            Act(key="Esc", label=say("Back"), at_end=True),
        )

    def arrive(self) -> None:
        """Go on at the row where the keys were, or begin at the first."""
        if self._lines:
            (self._lines.get(self._at) or next(iter(self._lines.values()))).choices.begin()
        else:
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar."""
        cap = cap_of(event)
        if cap in {"F5", "F12", "Esc"}:
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means."""
        match key:
            case "Esc":
                self.meant.emit(Left())
            case "F1":
                self.meant.emit(PlaceChosen("help"))
            case "F5" if self._view is not None and self._view.reopen:
                self.meant.emit(ReopenAsked())
            case "F12":
                self.meant.emit(Locked())
            case _:
                pass

    def measure(self) -> None:
        """Fit margins to the window, and choices beside or below their labels."""
        margin = 16 if is_narrow(self) else 24
        self._page_row.setContentsMargins(margin, 16, margin, 0)
        for line in self._lines.values():
            line.lay(beside=self.window().width() >= BESIDE)
