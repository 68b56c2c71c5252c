"""A small task on the sheet: one question after another, never a dialog."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.ui.theme import BOLD, Look
from clerk_station.ui.views import DeskView, MemberRow, RosterView, Tone
from clerk_station.ui.widgets.action_bar import Act
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.label import Label, Paragraph, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDesk:
    """What lies on the desk while a key is pressed.

    `roster` is the household, also while a card of it is compared; `member` is the id of the
    member that the clerk is at.
    """

    view: DeskView | None
    roster: RosterView | None
    member: str

    @property
    def row(self) -> MemberRow | None:
        """The member that the clerk is at, while the household itself is in front."""
        rows = self.view.rows if isinstance(self.view, RosterView) else ()
        return next((row for row in rows if row.id == self.member), None)


class TaskSheet(Sheet):
    """A title, a line, and whatever the task adds below.

    Emits `meant` with an intent, and `done` when it may be put away.
    """

    meant = Signal(object)
    done = Signal()
    changed = Signal()

    key = ""
    """The key that begins it."""

    over_verdicts = False
    """Whether its key means it even where a verdict names ways on by keys."""

    def __init__(self, look: Look, *, title: str = "") -> None:
        super().__init__(look)
        self.look = look
        self.title = Label(look, title, size=26, weight=BOLD)
        self.line = Paragraph(look, size=17, colour=look.colours.ink2)
        self.fault = Label(look, size=16, colour=look.tone(Tone.TODO).text)
        self.fault.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(8)
        self.column.addWidget(self.title)
        self.column.addWidget(self.line)

    def can_begin(self, on: OnDesk) -> bool:
        """Tell whether the task makes sense now."""
        raise NotImplementedError

    def begin(self, on: OnDesk) -> None:
        """Start anew, about what lies on the desk."""
        raise NotImplementedError

    def say_fault(self, text: str) -> None:
        """Say what cannot be taken as it is, or nothing."""
        self.fault.say(text)
        self.fault.setVisible(bool(text))

    def acts(self) -> tuple[Act, ...]:
        """What the action bar offers while this task lies on the desk."""
        words = self.look.words
        go = Act(key="Enter", label=self.confirm_label(), kind=Kind.FILLED)
        back = Act(key="Esc", label=words.say("Back"), at_end=True)
        return (go, back) if go.label else (back,)

    def confirm_label(self) -> str:
        """What Enter does now; nothing where it does nothing."""
        return ""

    def confirm(self) -> None:
        """Enter was pressed."""

    def back(self) -> bool:
        """Go one question back; False when there is none and the task is to be put away."""
        return False

    def take(self, key: str) -> bool:  # noqa: ARG002 - most have no key of their own
        """Take a function key of its own; False where it has none such."""
        return False

    def shown(self, text: str) -> bool:  # noqa: ARG002 - for most it is the desk's
        """Take the code of a form that is scanned meanwhile; False where it is for the desk."""
        return False

    def starts_at(self) -> QWidget:
        """Which widget takes the keys first."""
        return self
