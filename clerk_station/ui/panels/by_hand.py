"""Attendance without a unified card: which original papers were seen."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import AttendedByHand
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow, Pair, RosterView
from clerk_station.ui.widgets.choice_list import ChoiceList

_TEMPORARY = "temporary card"


class ByHandTask(TaskSheet):
    """Means an `AttendedByHand`."""

    key = "F8"

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

    def can_begin(self, on: OnDesk) -> bool:
        """It is about a member of the household in front."""
        return on.row is not None

    def begin(self, on: OnDesk) -> None:
        """Ask about one member who stands here."""
        words, member = self.look.words, on.row
        if member is None or not isinstance(on.view, RosterView):
            return
        self._member, self._documents = member, on.view.documents
        name = words.isolate_name(member.name)
        self.title.say(words.say("Papers of {name}", name=name))
        due = (_TEMPORARY, words.say("No unified card: a temporary card is due"))
        self._choices.show_choices((*self._documents, due))
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
        is_due = _TEMPORARY in self._choices.ticked
        self.meant.emit(
            AttendedByHand(member=self._member.id, documents=seen, temporary_card=is_due)
        )
        self.done.emit()
