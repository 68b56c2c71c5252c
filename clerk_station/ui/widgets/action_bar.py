"""The action bar: what may be done now, each with its key; one at most is filled."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.theme import Look, is_folded, is_narrow, is_short
from clerk_station.ui.widgets.button import KeyButton, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button of the bar; `at_end` sets it apart at the other edge.

    A `rare` one has no button in a narrow window: its key works, and F1 tells of it.
    """

    key: str
    label: str
    kind: Kind = Kind.BARE
    sign: str = ""
    at_end: bool = False
    rare: bool = False


HIGH, TWO_LINES, SHORT_LINES = 72, 112, 108
"""Heights of the bar with one line of buttons, and with two where one has no room."""


class ActionBar(QWidget):
    """One line of buttons, two in a folded window; emits the key of the one that was pressed."""

    pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._acts: tuple[Act, ...] = ()
        self._buttons: list[tuple[Act, KeyButton]] = []
        self._lines = QVBoxLayout(self)
        self._lines.setSpacing(0)
        self._rows = (QHBoxLayout(), QHBoxLayout())
        for row in self._rows:
            self._lines.addLayout(row)
        self.setFixedHeight(HIGH)

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is offered now."""
        return self._acts

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        """Show these acts in place of the former."""
        if acts == self._acts:
            return
        self._acts = acts
        for _, button in self._buttons:
            button.hide()
            button.deleteLater()
        ordered = sorted(acts, key=lambda act: act.at_end)
        self._buttons = [(act, self._made(act)) for act in ordered]
        self._lay()

    def _made(self, act: Act) -> KeyButton:
        button = KeyButton(
            self._look, act.label, key=act.key, kind=act.kind, sign=act.sign, parent=self
        )
        button.clicked.connect(lambda _=False, key=act.key: self.pressed.emit(key))
        button.show()
        return button

    def _lay(self) -> None:
        """Lay the buttons on one line, in a folded window on two where one has no room."""
        for row in self._rows:
            while row.takeAt(0) is not None:
                pass
        shown = self._shown()
        first = self._first(shown)
        for row, buttons in zip(self._rows, (shown[:first], shown[first:]), strict=True):
            self._fill(row, buttons)
        two = SHORT_LINES if is_short(self) else TWO_LINES
        self.setFixedHeight(two if first < len(shown) else HIGH)

    def _shown(self) -> list[tuple[Act, KeyButton]]:
        """Hide the rare ones where the window is narrow and has one line."""
        tight = is_narrow(self) and not is_folded(self)
        for act, button in self._buttons:
            button.setVisible(not (tight and act.rare))
        return [(act, button) for act, button in self._buttons if not (tight and act.rare)]

    def _first(self, shown: list[tuple[Act, KeyButton]]) -> int:
        """Say how many buttons stand on the first line."""
        wide = [button.sizeHint().width() for _, button in shown]
        if sum(wide) <= self.width() - 38 - 4 * len(wide):
            return len(wide)
        return min(range(1, len(wide)), key=lambda n: max(sum(wide[:n]), sum(wide[n:])), default=1)

    def _fill(self, row: QHBoxLayout, buttons: list[tuple[Act, KeyButton]]) -> None:
        has_gap = False
        for act, button in buttons:
            if act.at_end and not has_gap:
                row.addStretch(1)
                has_gap = True
            row.addWidget(button)
        if not has_gap:
            row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins of the page; a button's ring of focus lies in them."""
        narrow = is_narrow(self)
        side = 11 if narrow else 19
        self._lines.setContentsMargins(side, 0, side, 0)
        for row in self._rows:
            row.setSpacing(0 if narrow else 4)
        self._lay()
        super().resizeEvent(event)
