"""Why a visit took longer than half an hour: one key, then it ends."""

from PySide6.QtWidgets import QWidget

from clerk_station.domain.stages import Overrun
from clerk_station.ui.intents import CloseAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.words import sentences


class OverrunTask(TaskSheet):
    """Means a `CloseAsked` with the reason; begun by the end of a long visit alone."""

    def __init__(self, look: Look) -> None:
        say = look.words.say
        super().__init__(look, title=say("This visit took over half an hour. Why?"))
        self.line.say(say("One key ends the visit. The reason stands in the daily report."))
        self._choices = ChoiceList(look)
        self._choices.show_choices(
            tuple((why.value, sentences.overrun(look.words, why)) for why in Overrun)
        )
        self._choices.chosen.connect(self._chosen)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)

    def can_begin(self, on: OnDesk) -> bool:  # noqa: ARG002 - no key begins it
        """By no key."""
        return False

    def begin(self, on: OnDesk) -> None:
        """Nothing to prepare: the choices are always the same."""

    def starts_at(self) -> QWidget:
        """The choices."""
        return self._choices

    def _chosen(self, code: str) -> None:
        self.done.emit()
        self.meant.emit(CloseAsked(code))
