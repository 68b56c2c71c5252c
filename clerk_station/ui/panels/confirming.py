"""A second person confirms at the clerk's desk: of whom, who they are, and their PIN."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import ConfirmedByPin
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair, RosterView
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.ui.widgets.pin_cells import PinCells


class ConfirmTask(TaskSheet):
    """Means a `ConfirmedByPin`."""

    key = "F4"

    def __init__(self, look: Look) -> None:
        super().__init__(look, title=look.words.say("Confirm as a second person"))
        self._choices, self._pin = ChoiceList(look), PinCells(look)
        self._choices.chosen.connect(self._answer)
        self._pin.entered.connect(lambda _pin: self.confirm())
        for widget in (self._choices, self._pin, self.fault):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._members: tuple[Pair, ...] = ()
        self._managers: tuple[Pair, ...] = ()
        self._member = self._manager = ""

    def can_begin(self, on: OnDesk) -> bool:
        """It is about a statement of the household in front that waits for somebody else."""
        view = on.view
        return isinstance(view, RosterView) and bool(view.confirmable and view.managers)

    def begin(self, on: OnDesk) -> None:
        """Ask of whom, unless that is clear from where the clerk is."""
        if not isinstance(on.view, RosterView):
            return
        self._members, self._managers = on.view.confirmable, on.view.managers
        self._member = self._manager = ""
        known = [code for code, _ in self._members]
        if on.member in known or len(known) == 1:
            self._take_member(on.member if on.member in known else known[0])
        else:
            self._ask(self.look.words.say("Which statement is confirmed?"), self._members)

    def starts_at(self) -> QWidget:
        """The choices, then the cells."""
        return self._choices if self._choices.isVisibleTo(self) else self._pin

    def confirm_label(self) -> str:
        """Enter confirms once it is known of whom and by whom."""
        return self.look.words.say("Confirm the statement") if self._manager else ""

    def confirm(self) -> None:
        """Confirm, when a whole PIN was typed."""
        if not self._manager:
            return
        if not self._pin.digits:
            self.say_fault(self.look.words.say("Type the manager's own PIN"))
            return
        secret = self._pin.digits
        self._pin.clear()
        self.meant.emit(ConfirmedByPin(member=self._member, manager=self._manager, secret=secret))
        self.done.emit()

    def back(self) -> bool:
        """Take the last answer back."""
        if self._manager and len(self._managers) > 1:
            self._take_member(self._member)
            return True
        return False

    def _answer(self, code: str) -> None:
        if not self._member:
            self._take_member(code)
        else:
            self._take_manager(code)

    def _take_member(self, code: str) -> None:
        self._member, self._manager = code, ""
        if len(self._managers) > 1:
            said = dict(self._members)[code]
            who = self.look.words.say("{statement}. Who looked at it?", statement=said)
            self._ask(who, self._managers)
        else:
            self._take_manager(self._managers[0][0])

    def _take_manager(self, code: str) -> None:
        self._manager = code
        words = self.look.words
        self.line.say(
            words.say(
                "{statement}. {name} compares with the family and types their PIN",
                statement=dict(self._members)[self._member],
                name=words.isolate_name(dict(self._managers)[code]),
            )
        )
        self._choices.hide()
        self._pin.clear()
        self._pin.show()
        self.say_fault("")
        self._pin.setFocus()
        self.changed.emit()

    def _ask(self, line: str, choices: tuple[Pair, ...]) -> None:
        self.line.say(line)
        self._choices.show_choices(choices)
        self._choices.show()
        self._pin.hide()
        self.say_fault("")
        self._choices.setFocus()
        self.changed.emit()
