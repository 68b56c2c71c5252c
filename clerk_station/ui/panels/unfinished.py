"""Take up a visit that was parked, or a household that is to come again today."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import TakeUpAsked, UnfinishedAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair, WaitingView
from clerk_station.ui.widgets.choice_list import KEYS, ChoiceList


class UnfinishedTask(TaskSheet):
    """Means `UnfinishedAsked` when it begins, and `TakeUpAsked`."""

    key = "F6"

    def __init__(self, look: Look) -> None:
        super().__init__(look, title=look.words.say("Parked and unfinished"))
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._choose)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)

    def can_begin(self, on: OnDesk) -> bool:
        """While nothing lies on the desk."""
        return isinstance(on.view, WaitingView)

    def begin(self, on: OnDesk) -> None:  # noqa: ARG002 - it is the same list for everybody
        """Ask what there is; whoever knows answers by `show_unfinished`."""
        self.line.say(self.look.words.say("Looking for unfinished visits"))
        self._choices.show_choices(())
        self.meant.emit(UnfinishedAsked())

    def show_unfinished(self, visits: tuple[Pair, ...], *, more: int) -> None:
        """Offer these as (name, sentence), and say how many there are beyond them."""
        words = self.look.words
        line = words.say("Choose the household that stands before you. It goes on as it was.")
        if not visits:
            line = words.say("Nothing is parked, and nobody is to come again today.")
        elif more:
            line = words.count(
                "{n} more is not shown: scan its form, or search with F2.",
                "{n} more are not shown: scan their form, or search with F2.",
                more,
            )
        self.line.say(line)
        self._choices.show_choices(visits[: len(KEYS)])
        self.changed.emit()

    def starts_at(self) -> QWidget:
        """The choices."""
        return self._choices

    def _choose(self, name: str) -> None:
        self.meant.emit(TakeUpAsked(name))
        self.done.emit()
