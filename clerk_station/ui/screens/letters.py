"""Returned mail and cases: what came back or stands against something, and what to do next."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.brush import END
from clerk_station.ui.intents import Locked, SendAsked
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import SEMIBOLD, Look, is_narrow
from clerk_station.ui.views import LettersView, LetterView, Pair
from clerk_station.ui.widgets.action_bar import Act, ActionBar
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.label import Label, Paragraph, Sheet
from clerk_station.ui.widgets.letter_list import LetterList
from clerk_station.ui.widgets.sync_rows import SyncRows


class LetterTold(QWidget):
    """One letter: what happened, what stands against what, who decided, what to do next."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def say(self, letter: LetterView | None) -> None:
        """Tell this one; nothing where there is none."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if letter is None:
            return
        words = self._look.words
        self._head(words.say("What happened"))
        self._column.addWidget(Paragraph(self._look, letter.what))
        for claim in letter.claims:
            self._pair(claim, over=False)
        for fact in letter.facts:
            self._pair(fact, over=True)
        self._head(words.say("What to do next"))
        self._column.addWidget(Paragraph(self._look, letter.next_act))
        self._column.addStretch(1)

    def _head(self, text: str) -> None:
        self._column.addSpacing(6)
        self._column.addWidget(Label(self._look, text, weight=SEMIBOLD))

    def _pair(self, pair: Pair, *, over: bool) -> None:
        """Write a label over its value, or a sentence over its facts."""
        soft = self._look.colours.ink2
        first, second = pair
        if over:
            self._column.addWidget(Label(self._look, first, size=14, colour=soft))
            self._column.addWidget(Paragraph(self._look, second, size=16))
        else:
            self._column.addWidget(Paragraph(self._look, first, size=16))
            self._column.addWidget(Paragraph(self._look, second, size=14, colour=soft))


class LettersScreen(Screen):
    """The letters on the sheet with the post below; the chosen one is told beside it."""

    place = "letters"

    def build(self) -> QWidget:
        """Lay sheet, side column and action bar."""
        look, words = self.look, self.look.words
        self.rows, self.told, self._sync = LetterList(look), LetterTold(look), SyncRows(look)
        self._title = Label(look, size=20, weight=SEMIBOLD)
        self._count = Label(look, size=16, colour=look.colours.ink2, align=END)
        self.rows.chosen.connect(self.told.say)
        self._bar = ActionBar(look)
        self._bar.pressed.connect(self.press)
        self._bar.show_acts(
            (
                Act(key="F10", label=words.say("Send now"), kind=Kind.FILLED, sign="sync"),
                Act(key="F12", label=words.say("Lock"), sign="lock", at_end=True),
            )
        )
        body = QWidget()
        self._row = QHBoxLayout()
        self._row.addWidget(self._sheet(), 1)
        self._row.addWidget(self.told)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row, 1)
        column.addWidget(self._bar)
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
        post = QHBoxLayout()
        post.setContentsMargins(24, 8, 24, 0)
        post.addWidget(Label(self.look, self.look.words.say("Sync"), weight=SEMIBOLD))
        whole.addLayout(post)
        whole.addWidget(self._sync)
        return sheet

    def show_view(self, view: LettersView) -> None:
        """Show these letters."""
        self._title.say(view.title)
        self._count.say(view.count)
        self.rows.show_rows(view.letters, none=view.none)
        self._sync.say(view.sync)

    def arrive(self) -> None:
        """Let the arrows choose."""
        self.rows.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the action bar."""
        cap = cap_of(event)
        if cap in {"F10", "F12"}:
            self.press(cap)
        else:
            super().keyPressEvent(event)

    def press(self, key: str) -> None:
        """Do what a key of the action bar means."""
        if key == "F12":
            self.meant.emit(Locked())
        else:
            self.meant.emit(SendAsked())

    def measure(self) -> None:
        """Fit margins and side column to the window."""
        narrow = is_narrow(self)
        margin = 16 if narrow else 24
        self._row.setContentsMargins(margin, 16, margin, 0)
        self._row.setSpacing(24 if narrow else 32)
        self.told.setFixedWidth(312 if narrow else 400)
