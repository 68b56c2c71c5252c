"""Attendance without a unified card: which original papers were seen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clerk_station.ui.panels.task import TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow, Pair
from clerk_station.ui.widgets.choice_list import ChoiceList

_TEMPORARY = "temporary card"


class ByHandTask(TaskSheet):
    """Emits `attended` with member, codes of the papers seen, and whether a card is due."""

    attended = Signal(str, object, bool)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.line.say(look.words.say("Tick each original that you hold in your hand."))
        self._choices = ChoiceList(look, many=True)
        self._choices.chosen.connect(lambda _code: self.say_fault(""))
        for widget in (self._choices, self.fault):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._member: MemberRow | None = None
        self._documents: tuple[Pair, ...] = ()

    def begin(self, member: MemberRow, documents: tuple[Pair, ...]) -> None:
        """Ask about one member who stands here."""
        words = self.look.words
        self._member, self._documents = member, documents
        name = words.isolate_name(member.name)
        self.title.say(words.say("Papers of {name}", name=name))
        due = (_TEMPORARY, words.say("No unified card: a temporary card is due"))
        self._choices.show_choices((*documents, due))
        self.say_fault("")

    def starts_at(self) -> QWidget:
        """The papers."""
        return self._choices

    def confirm_label(self) -> str:
        """Enter records."""
        return self.look.words.say("Record the attendance")

    def confirm(self) -> None:
        """Record the attendance, when a paper was seen."""
        seen = tuple(code for code, _ in self._documents if code in self._choices.ticked)
        if self._member is None:
            return
        if not seen:
            said = self.look.words.say("Tick at least one paper. Nothing has been recorded.")
            self.say_fault(said)
            return
        self.attended.emit(self._member.id, seen, _TEMPORARY in self._choices.ticked)
        self.done.emit()
