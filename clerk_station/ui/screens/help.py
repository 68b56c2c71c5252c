"""Pages to read: help for the screen where F1 was pressed, the first-run guide, about."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clerk_station.ui.intents import DiagnosticsAsked, Left, PageAsked, PlaceChosen, StepAsked
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import BOLD, SEMIBOLD, is_narrow
from clerk_station.ui.views_around import Page, PageView, Section
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.keys_list import KeysList
from clerk_station.ui.widgets.label import Label, Paragraph, Sheet

STEP = 80
"""Pixels that an arrow scrolls."""


class HelpScreen(Screen):
    """One page on the sheet, which scrolls; the action bar stays."""

    place = "help"

    _view: PageView | None = None

    def build(self) -> QWidget:
        """Lay head, scrolled text, keys and action bar."""
        look = self.look
        self._title = Label(look, size=26, weight=BOLD)
        self._line = Paragraph(look, colour=look.colours.ink2)
        self._said = Paragraph(look, size=16)
        self.text = QScrollArea()
        self.text.setWidgetResizable(True)
        self.text.setFrameShape(QScrollArea.Shape.NoFrame)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.viewport().setAutoFillBackground(False)
        self._bar = ActionBar(look)
        self._bar.pressed.connect(self.press)
        body = QWidget()
        self._page_row = QVBoxLayout()
        self._page_row.addWidget(self._sheet())
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._page_row, 1)
        column.addWidget(self._bar)
        return body

    def _sheet(self) -> Sheet:
        sheet = Sheet(self.look)
        whole = QVBoxLayout(sheet)
        whole.setContentsMargins(24, 16, 24, 8)
        whole.setSpacing(4)
        for widget in (self._title, self._line, self._said):
            whole.addWidget(widget)
        whole.addWidget(self.text, 1)
        return sheet

    def show_view(self, view: PageView) -> None:
        """Show a page; the same page keeps the place to which it was scrolled."""
        before = self._view
        is_new = before is None or (view.sections, view.keys) != (before.sections, before.keys)
        self._view = view
        self._title.say(view.title)
        self._line.say(view.line)
        self._said.setVisible(bool(view.said))
        self._said.say(view.said)
        self._bar.show_acts(self._acts(view))
        if is_new or self.text.widget() is None:
            self.text.setWidget(self._told(view))
            self.text.setAccessibleName(view.title)

    def _told(self, view: PageView) -> QWidget:
        """Lay sections and keys beside each other, below each other where it is narrow."""
        told = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, told)
        self._columns.setContentsMargins(0, 8, 0, 8)
        self._columns.setSpacing(48)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        for section in view.sections:
            self._add(texts, section)
        texts.addStretch(1)
        self._columns.addLayout(texts, 3)
        if view.keys:
            keys, rows = QVBoxLayout(), KeysList(self.look)
            rows.say(view.keys)
            head = self.look.words.say("Keys")
            keys.addWidget(Label(self.look, head, size=20, weight=SEMIBOLD))
            keys.addWidget(rows)
            keys.addStretch(1)
            self._columns.addLayout(keys, 2)
        self.measure()
        return told

    def _add(self, texts: QVBoxLayout, section: Section) -> None:
        texts.addWidget(Label(self.look, section.head, size=20, weight=SEMIBOLD))
        for line in section.lines:
            texts.addWidget(Paragraph(self.look, line))
        texts.addSpacing(12)

    def _acts(self, view: PageView) -> tuple[Act, ...]:
        say = self.look.words.say
        back = Act(key="Esc", label=say("Back"), at_end=True)
        match view.page:
            case Page.GUIDE:
                last = view.step == view.steps
                label = say("Begin to work") if last else say("Go on")
                go = Act(key="Enter", label=label, kind=Kind.FILLED)
                before = Act(key="F9", label=say("One page back"), sign="undo")
                skip = Act(key="Esc", label=say("Skip the guide"), at_end=True)
                return (go, before, skip) if view.step > 1 else (go, skip)
            case Page.ABOUT:
                return Act(key="F1", label=say("Help"), kind=Kind.OUTLINED), back
            case Page.HELP:
                return (
                    Act(key="F2", label=say("Settings"), kind=Kind.OUTLINED, sign="edit"),
                    Act(key="F3", label=say("First-run guide")),
                    Act(key="F4", label=say("About this program")),
                    Act(key="F5", label=say("Write diagnostics"), sign="mail"),
                    back,
                )

    def arrive(self) -> None:
        """Let the arrows scroll."""
        self.text.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar."""
        cap = cap_of(event)
        if any(act.key == cap for act in (self._acts(self._view) if self._view else ())):
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means on this page."""
        page = self._view.page if self._view else Page.HELP
        meaning: dict[tuple[Page, str], object] = {
            (Page.GUIDE, "Enter"): StepAsked(1),
            (Page.GUIDE, "F9"): StepAsked(-1),
            (Page.ABOUT, "F1"): PageAsked(Page.HELP),
            (Page.HELP, "F2"): PlaceChosen("settings"),
            (Page.HELP, "F3"): PageAsked(Page.GUIDE),
            (Page.HELP, "F4"): PageAsked(Page.ABOUT),
            (Page.HELP, "F5"): DiagnosticsAsked(),
        }
        if key == "Esc":
            self.meant.emit(Left())
        elif (page, key) in meaning:
            self.meant.emit(meaning[page, key])

    def measure(self) -> None:
        """Fit margins to the window, and lay the keys below where there is no room beside."""
        margin = 16 if is_narrow(self) else 24
        self._page_row.setContentsMargins(margin, 16, margin, 0)
        if self.text.widget() is not None and self._view is not None:
            below = self.window().width() < BELOW
            way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
            self._columns.setDirection(way)


BELOW = 900
"""Width under which the keys stand below the text."""
