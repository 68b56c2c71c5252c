"""Sign-in: who, and the secret. Works without a line, and says so."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from clerk_station.ui.brush import END, Brush
from clerk_station.ui.intents import ClerkChosen, LanguageChosen, SignInAsked
from clerk_station.ui.keys import cap_of
from clerk_station.ui.screens.screen import Screen
from clerk_station.ui.theme import BOLD, MEDIUM, SEMIBOLD, Look, is_folded, is_narrow, is_short
from clerk_station.ui.views import SignInView, Tone
from clerk_station.ui.widgets.button import KeyButton, Kind
from clerk_station.ui.widgets.field import Field
from clerk_station.ui.widgets.label import Hairline, Label, Paragraph
from clerk_station.ui.widgets.names import Names
from clerk_station.ui.widgets.pin_cells import PinCells
from clerk_station.ui.widgets.share_bar import ShareBar
from clerk_station.ui.widgets.top_bar import Choices, Mark

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class _Sign(QWidget):
    """One quiet sign beside sentences."""

    def __init__(self, look: Look, name: str, *, size: int = 24) -> None:
        super().__init__()
        self._look, self._name = look, name
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        del event
        with Brush(self, self._look) as brush:
            brush.sign(brush.area, self._name, colour=self._look.colours.ink2)


class SignInScreen(Screen):
    """Names at the start, the secret at the end, the state of the line below it."""

    place = "sign-in"

    def build(self) -> QWidget:
        """Lay head, names and secret."""
        look, words = self.look, self.look.words
        self._wide, self._has_line = False, True
        self._names = Names(look)
        self._names.chosen.connect(self._changed)
        self._cells = PinCells(look)
        self._cells.entered.connect(self._enter)
        self._secret = Field(look, words.say("Passphrase"))
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setMaximumWidth(380)
        self._secret.entered.connect(self._enter)
        self._trouble = Label(look, size=16, weight=MEDIUM, colour=look.tone(Tone.TODO).text)
        self._go = KeyButton(look, words.say("Sign in"), key="Enter", kind=Kind.FILLED)
        self._go.clicked.connect(self._pressed)
        body = QWidget()
        self._whole = QVBoxLayout(body)
        self._whole.addLayout(self._head())
        self._whole.addStretch(2)
        self._columns = columns = QHBoxLayout()
        columns.addLayout(self._who(), 6)
        columns.addLayout(self._what(), 5)
        self._whole.addLayout(columns, 12)
        self._whole.addStretch(1)
        return body

    def _head(self) -> QHBoxLayout:
        look = self.look
        self._centre = Label(look, size=20, weight=SEMIBOLD)
        self._station = Label(look, size=15, colour=look.colours.ink2)
        self._languages = Choices(look)
        self._languages.chosen.connect(lambda code: self.meant.emit(LanguageChosen(code)))
        self._clock = Label(look, size=28, weight=SEMIBOLD)
        where = QVBoxLayout()
        where.setSpacing(0)
        where.addWidget(self._centre)
        where.addWidget(self._station)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(Mark(look, 40))
        row.addLayout(where)
        row.addStretch(1)
        row.addWidget(self._languages)
        row.addSpacing(12)
        row.addWidget(self._clock)
        return row

    def _who(self) -> QVBoxLayout:
        words, look = self.look.words, self.look
        head = QHBoxLayout()
        head.addWidget(Label(look, words.say("Who are you?"), size=32, weight=BOLD), 1)
        last = Label(look, words.say("Last sign-in"), size=15, colour=look.colours.ink2, align=END)
        head.addWidget(last)
        head.addSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._names, 1)
        return column

    def _what(self) -> QVBoxLayout:
        look = self.look
        self._ask = Label(look, size=32, weight=BOLD)
        go = QHBoxLayout()
        go.addSpacing(-5)
        go.addWidget(self._go)
        go.addStretch(1)
        self._keyboard = QWidget()
        keyboard = QHBoxLayout(self._keyboard)
        keyboard.setContentsMargins(0, 0, 0, 0)
        keyboard.addWidget(_Sign(look, "keyboard", size=20))
        said = look.words.say("Digits are taken as they are, whatever the keyboard")
        keyboard.addWidget(Label(look, said, size=15, colour=look.colours.ink2), 1)
        column = QVBoxLayout()
        column.setSpacing(12)
        for part in (self._ask, self._cells, self._secret):
            column.addWidget(part)
        column.addWidget(self._keyboard)
        column.addWidget(self._trouble)
        column.addSpacing(8)
        column.addLayout(go)
        column.addStretch(1)
        self._offline = QWidget()
        column.addWidget(self._offline)
        self._lay_offline()
        return column

    def _lay_offline(self) -> None:
        look = self.look
        self._offline_texts: tuple[Label | Paragraph, ...] = (
            Label(look, size=17, weight=SEMIBOLD),
            Paragraph(look, size=15, colour=look.colours.ink2),
            Paragraph(look, size=15),
        )
        texts = QVBoxLayout()
        for text in self._offline_texts:
            texts.addWidget(text)
        self._received = ShareBar(look)
        texts.addWidget(self._received)
        row = QHBoxLayout()
        row.setSpacing(20)
        sign = QVBoxLayout()
        sign.addWidget(_Sign(look, "unlink"))
        sign.addStretch(1)
        row.addLayout(sign)
        row.addLayout(texts, 1)
        whole = QVBoxLayout(self._offline)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(16)
        whole.addWidget(Hairline(look))
        whole.addLayout(row)

    def show_view(self, view: SignInView) -> None:
        """Show who may sign in and in what state the station is."""
        words = self.look.words
        self._wide = view.wide
        self._centre.say(view.centre)
        self._station.say(view.station)
        self._clock.say(view.clock)
        self._languages.show_choices(view.languages, view.language)
        had_names = bool(self._names.current)
        self._names.show_clerks(view.clerks, view.selected)
        self._cells.setVisible(not view.wide)
        self._secret.setVisible(view.wide)
        self._ask.say(
            words.say("Type your passphrase") if view.wide else words.say("Type your PIN")
        )
        self._has_line = not view.offline
        self._make_room()
        self._trouble.say(view.trouble)
        for label, text in zip(self._offline_texts, view.offline, strict=False):
            label.say(text)
        self._received.say(view.received, view.offline[-1] if view.offline else "")
        if self.isVisible() and not had_names:
            self.arrive()

    def _make_room(self) -> None:
        """Leave away in a low window what can be known elsewhere."""
        self._keyboard.setVisible(not self._wide and not is_short(self))
        self._offline.setVisible(not self._has_line and not is_short(self))

    def clear(self) -> None:
        """Forget what was typed."""
        self._cells.clear()
        self._secret.clear()

    def arrive(self) -> None:
        """Put the focus into the secret."""
        (self._input if self._names.current else self._names).setFocus()

    @property
    def _input(self) -> QWidget:
        return self._secret if self._wide else self._cells

    def _changed(self, clerk: str) -> None:
        self.clear()
        self._trouble.say("")
        self.meant.emit(ClerkChosen(clerk))

    def _pressed(self) -> None:
        self._enter(self._secret.text() if self._wide else self._cells.digits)

    def _enter(self, secret: str) -> None:
        if secret and self._names.current:
            self.meant.emit(SignInAsked(self._names.current, secret))
            self.clear()
        else:
            self.arrive()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let digits reach the cells and the arrows the names, wherever the focus is."""
        if event.text().isdigit() and not self._wide and not self._cells.hasFocus():
            self._cells.setFocus()
            self._cells.keyPressEvent(event)
        elif event.key() in _ARROWS and not self._names.hasFocus():
            self._names.keyPressEvent(event)
        elif cap_of(event) == "Enter":
            self._pressed()
        else:
            super().keyPressEvent(event)

    def measure(self) -> None:
        """Keep the margins of the page."""
        side = 32 if is_narrow(self) else 64
        if is_folded(self):
            side = 16
        self._whole.setContentsMargins(side, 16, side, side // 2)
        self._columns.setSpacing(max(side, 24))
        self._make_room()
