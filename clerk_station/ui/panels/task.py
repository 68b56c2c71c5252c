"""A small task on the sheet: one question after another, never a dialog."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.ui.theme import BOLD, Look
from clerk_station.ui.views import Tone
from clerk_station.ui.widgets.action_bar import Act
from clerk_station.ui.widgets.button import Kind
from clerk_station.ui.widgets.label import Label, Paragraph, Sheet


class TaskSheet(Sheet):
    """A title, a line, and whatever the task adds below; emits `done` when it may be put away."""

    done = Signal()
    changed = Signal()

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

    def starts_at(self) -> QWidget:
        """Which widget takes the keys first."""
        return self
