"""Give numbers to households in the hall: scan form after form, or find one without its paper."""

from clerk_station.domain.ids import looks_like_form_number
from clerk_station.domain.visits import Priority
from clerk_station.ui.intents import ArrivalFound, ArrivalShown
from clerk_station.ui.panels.find import FindTask
from clerk_station.ui.panels.task import OnDesk
from clerk_station.ui.theme import Look
from clerk_station.ui.views import WaitingView
from clerk_station.ui.widgets.action_bar import Act

_PRIORITIES = tuple(Priority)


class ArrivalTask(FindTask):
    """Means `ArrivalShown` with a form or `ArrivalFound` with a household; stays for the next."""

    key = "F7"
    _priority = Priority.NONE

    def __init__(self, look: Look) -> None:
        say = look.words.say
        self._asks = say("Scan the form, type its number, or find the household.")
        super().__init__(
            look,
            title=say("Give a number"),
            line=self._asks,
            confirm=say("Give a number"),
        )

    def can_begin(self, on: OnDesk) -> bool:
        """While nothing lies on the desk."""
        return isinstance(on.view, WaitingView)

    def begin(self, on: OnDesk) -> None:
        """Ask for the first one."""
        super().begin(on)
        self._priority = Priority.NONE
        self.title.say(self.look.words.say("Give a number"))
        self.line.say(self._asks)

    def given(self, title: str, line: str) -> None:
        """Say which number was given, and go on with the next household."""
        self._priority = Priority.NONE
        self.title.say(title)
        self.line.say(line)
        self.clear_field()
        self.changed.emit()

    def shown(self, text: str) -> bool:
        """A form that is scanned here gets a number, and no visit begins."""
        self.meant.emit(ArrivalShown(text, self._priority, scanned=True))
        return True

    def take(self, key: str) -> bool:
        """F5 says why the next household goes first."""
        if key != "F5":
            return False
        at = (_PRIORITIES.index(self._priority) + 1) % len(_PRIORITIES)
        self._priority = _PRIORITIES[at]
        self.changed.emit()
        return True

    def acts(self) -> tuple[Act, ...]:
        """Give, priority, back."""
        go, *rest = super().acts()
        first = Act(key="F5", label=self._said(), sign="priority")
        return (go, first, *rest) if go.key == "Enter" else (first, go, *rest)

    def confirm(self) -> None:
        """Take the number that was typed, or the household that is marked."""
        if looks_like_form_number(self.text):
            self.meant.emit(ArrivalShown(self.text, self._priority))
        else:
            super().confirm()

    def choose(self, household: str) -> object:
        """It gets a number by the rule of the centre."""
        return ArrivalFound(household, self._priority)

    def _choose(self, household: str) -> None:
        self.meant.emit(self.choose(household))

    def _said(self) -> str:
        say = self.look.words.say
        return {
            Priority.NONE: say("Goes in turn"),
            Priority.OLD: say("Goes first: old"),
            Priority.DISABLED: say("Goes first: disabled"),
        }[self._priority]
