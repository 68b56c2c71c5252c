"""The head of the sheet: the household's name, the state of its form, facts as label over value."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clerk_station.ui.brush import Brush
from clerk_station.ui.theme import BOLD, MEDIUM, Look, is_narrow, width_of
from clerk_station.ui.views import Pair, Tone
from clerk_station.ui.widgets.label import Label
from clerk_station.ui.widgets.pill import Pill
from clerk_station.words import without_isolates


class Facts(QWidget):
    """Label over value, side by side; the last gives way first."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._facts: tuple[Pair, ...] = ()
        self.setFixedHeight(52)

    def say(self, facts: tuple[Pair, ...]) -> None:
        """Show these facts."""
        self._facts = facts
        said = ", ".join(f"{label}: {value}" for label, value in facts)
        self.setAccessibleName(without_isolates(said))
        self.setToolTip(said)
        self.update()

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(200, 50)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write them from the start."""
        del event
        gap, x = (20 if is_narrow(self) else 36), 0.0
        soft = self._look.colours.ink2
        with Brush(self, self._look) as brush:
            for label, value in self._facts:
                wide = max(width_of(label, 14), width_of(value, 17, MEDIUM))
                wide = max(0, min(wide, int(brush.width - x)))
                brush.text(brush.box(x, 0, wide, 22), label, size=14, colour=soft)
                brush.text(brush.box(x, 22, wide, 28), value, size=17, weight=MEDIUM)
                x += wide + gap


class HouseholdHead(QWidget):
    """Title, pill, and facts of the household at the desk."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.title = Label(look, size=26, weight=BOLD)
        self.pill = Pill(look)
        self.facts = Facts(look)
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.pill)
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 0)
        whole.setSpacing(2)
        whole.addLayout(first)
        whole.addWidget(self.facts)

    def fold(self, *, folded: bool) -> None:
        """Leave the facts away in a folded window, where rows need the room."""
        self.facts.setVisible(not folded)
        self._whole.setContentsMargins(24, 4 if folded else 20, 24, 0)

    def say(self, title: str, form_state: str, facts: tuple[Pair, ...]) -> None:
        """Show a household."""
        self.title.say(title)
        self.pill.say(form_state, tone=Tone.OK, sign="form")
        self.facts.say(facts)
