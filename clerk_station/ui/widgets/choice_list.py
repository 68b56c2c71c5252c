"""Numbered choices: a digit, the arrows with Enter, or the pointer chooses one."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clerk_station.domain.identity import ascii_digits
from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import MEDIUM, SEMIBOLD, Look
from clerk_station.ui.views import Pair, Tick
from clerk_station.ui.widgets.button import paint_cap
from clerk_station.ui.widgets.members import paint_tick
from clerk_station.ui.widgets.scrolled import keep_in_sight
from clerk_station.words import without_isolates

KEYS = "1234567890-="
"""The keys in the row above the letters, the same in every layout."""
ROW = 48
"""Height of a choice in pixels."""


class ChoiceList(QWidget):
    """Choices in one or two columns, the first twelve with a key; with `many` several at once.

    Emits the code of the choice; a choice that is ticked stays until it is chosen again. Some may
    be `owed`: chosen a second time they are so, and the third time nothing is said of them.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, *, many: bool = False) -> None:
        super().__init__()
        self._look, self._many = look, many
        self._choices: tuple[Pair, ...] = ()
        self._at = 0
        self.ticked: frozenset[str] = frozenset()
        self.owed: frozenset[str] = frozenset()
        self._may_be_owed: frozenset[str] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_choices(self, choices: tuple[Pair, ...]) -> None:
        """Show (code, label) pairs; nothing is ticked."""
        self.show_ticked(choices)

    def show_ticked(
        self,
        choices: tuple[Pair, ...],
        *,
        ticked: frozenset[str] = frozenset(),
        owed: frozenset[str] = frozenset(),
        may_be_owed: frozenset[str] = frozenset(),
    ) -> None:
        """Show (code, label) pairs as they stand: these are ticked, these owed, these may be."""
        self._choices, self._at = choices, 0
        self.ticked, self.owed, self._may_be_owed = ticked, owed, may_be_owed
        self.updateGeometry()
        self._speak()

    @property
    def _columns(self) -> int:
        return 2 if len(self._choices) > 6 else 1

    @property
    def _rows(self) -> int:
        return -(-len(self._choices) // self._columns)

    def sizeHint(self) -> QSize:
        """All choices."""
        return QSize(400, max(1, self._rows) * ROW + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the choices, the arrows, Space, and Enter where one is chosen."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        typed = ascii_digits(event.text())
        if step is not None:
            self._at = max(0, min(len(self._choices) - 1, self._at + step))
            self._speak()
        elif typed and typed in KEYS and KEYS.index(typed) < len(self._choices):
            self._choose(KEYS.index(typed))
        elif event.key() == Qt.Key.Key_Space or (_is_enter(event) and not self._many):
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the pointer."""
        x = event.position().x()
        x = self.width() - x if self._look.rtl else x
        column = int(x // (self.width() / self._columns))
        row = column * self._rows + int((event.position().y() - 4) // ROW)
        if 0 <= row < len(self._choices):
            self._choose(row)

    def _choose(self, row: int) -> None:
        if not self._choices:
            return
        self._at = row
        code = self._choices[row][0]
        if self._many:
            self._turn(code)
        self._speak()
        self.chosen.emit(code)

    def _turn(self, code: str) -> None:
        """Tick a choice; a ticked one is owed next, if it may be, and then is as at first."""
        if code in self.ticked:
            self.ticked -= {code}
            self.owed |= {code} & self._may_be_owed
        elif code in self.owed:
            self.owed -= {code}
        else:
            self.ticked |= {code}

    def _label(self, code: str, label: str) -> str:
        if code not in self.owed:
            return label
        return self._look.words.say("{paper}, to be brought", paper=label)

    def _state(self, code: str) -> str:
        return self._look.words.say("ticked") if code in self.ticked else ""

    def _speak(self) -> None:
        if self._choices:
            keep_in_sight(self, top=4 + (self._at % self._rows) * ROW, height=ROW)
            code, label = self._choices[self._at]
            name = ", ".join(part for part in (self._label(code, label), self._state(code)) if part)
            self.setAccessibleName(without_isolates(name))
            said = "; ".join(
                f"{k}: {label}" for k, (_, label) in zip(KEYS, self._choices, strict=False)
            )
            self.setAccessibleDescription(without_isolates(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the choices, column by column."""
        del event
        with Brush(self, self._look) as brush:
            wide = brush.width / self._columns
            for n, (code, label) in enumerate(self._choices):
                x, y = (n // self._rows) * wide, 4 + (n % self._rows) * ROW
                key = KEYS[n : n + 1]
                self._paint_choice(brush, (x, y, wide - 16), key, label, code=code, n=n)

    def _paint_choice(
        self,
        brush: Brush,
        place: tuple[float, float, float],
        key: str,
        label: str,
        *,
        code: str,
        n: int,
    ) -> None:
        x, y, wide = place
        colours = self._look.colours
        here = n == self._at and self.hasFocus()
        if here:
            row = brush.box(x, y + 1, wide, ROW - 2)
            brush.fill(row, colours.accent_tint, radius=10)
            brush.edge(row, colours.focus, radius=10, width=2)
        if key:
            paint_cap(brush, brush.box(x + 10, y + 9, 36, 30), key)
        start = x + 60
        if self._many:
            tick = Tick.YES if code in self.ticked else Tick.NO
            tick = Tick.OWED if code in self.owed else tick
            paint_tick(brush, brush.box(start, y + 12, 24, 24), tick)
            start += 38
        weight = SEMIBOLD if here else MEDIUM
        rect = brush.box(start, y, x + wide - start - 8, ROW - 3)
        brush.text(rect, self._label(code, label), size=17, least=13, weight=weight)


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
