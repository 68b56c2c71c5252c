"""The action bar: what may be done now, each with its key; one at most is filled."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clerk_station.ui.theme import Look, is_narrow
from clerk_station.ui.widgets.button import KeyButton, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button of the bar; `at_end` sets it apart at the other edge."""

    key: str
    label: str
    kind: Kind = Kind.BARE
    sign: str = ""
    at_end: bool = False


class ActionBar(QWidget):
    """Seventy-two high; emits the key of the button that was pressed."""

    pressed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._acts: tuple[Act, ...] = ()
        self._row = QHBoxLayout(self)
        self.setFixedHeight(72)

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is offered now."""
        return self._acts

    def show_acts(self, acts: tuple[Act, ...]) -> None:
        """Show these acts in place of the former."""
        if acts == self._acts:
            return
        self._acts = acts
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for act in (a for a in acts if not a.at_end):
            self._add(act)
        self._row.addStretch(1)
        for act in (a for a in acts if a.at_end):
            self._add(act)

    def _add(self, act: Act) -> None:
        button = KeyButton(self._look, act.label, key=act.key, kind=act.kind, sign=act.sign)
        button.clicked.connect(lambda _=False, key=act.key: self.pressed.emit(key))
        self._row.addWidget(button)
        button.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins of the page; a button's ring of focus lies in them."""
        narrow = is_narrow(self)
        side = 11 if narrow else 19
        self._row.setContentsMargins(side, 4, side, 4)
        self._row.setSpacing(0 if narrow else 4)
        super().resizeEvent(event)
