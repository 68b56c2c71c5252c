"""Take back something that was recorded: which act, and why."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import VoidAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import Pair, RosterView
from clerk_station.ui.widgets.choice_list import KEYS, ChoiceList

LAST = "last"
"""Stands for whatever was recorded last, when no act is listed."""


class VoidTask(TaskSheet):
    """Means a `VoidAsked` with the event, or `last`, and the code of the reason."""

    key = "F9"

    def __init__(self, look: Look) -> None:
        super().__init__(look, title=look.words.say("Take back what was recorded"))
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._answer)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)
        self._events: tuple[Pair, ...] = ()
        self._reasons: tuple[Pair, ...] = ()
        self._event = self._reason = ""

    def can_begin(self, on: OnDesk) -> bool:
        """It is about what was recorded of the household in front."""
        return isinstance(on.view, RosterView)

    def begin(self, on: OnDesk) -> None:
        """Offer the acts, newest first; with one or none, ask for the reason at once."""
        if not isinstance(on.view, RosterView):
            return
        self._events = on.view.voidable
        self._reasons = on.view.void_reasons[: len(KEYS)]
        if len(self._events) > 1:
            self._ask_event()
        else:
            self._ask_reason(self._events[0][0] if self._events else LAST)

    def starts_at(self) -> QWidget:
        """The choices."""
        return self._choices

    def confirm_label(self) -> str:
        """Enter takes back once act and reason are chosen."""
        return self.look.words.say("Take it back") if self._reason else ""

    def confirm(self) -> None:
        """Take it back."""
        if self._event and self._reason:
            self.meant.emit(VoidAsked(self._event, self._reason))
            self.done.emit()

    def back(self) -> bool:
        """Take the last answer back."""
        if self._reason:
            self._ask_reason(self._event)
            return True
        if self._event and len(self._events) > 1:
            self._ask_event()
            return True
        return False

    def _answer(self, code: str) -> None:
        if not self._event:
            self._ask_reason(code)
        else:
            self._reason = code
            words = self.look.words
            said = dict(self._reasons)[code]
            self.line.say(words.say("{act}. Reason: {reason}", act=self._said, reason=said))
            self._choices.hide()
            self.setFocus()
            self.changed.emit()

    @property
    def _said(self) -> str:
        return dict(self._events).get(self._event, self.look.words.say("The last act"))

    def _ask_event(self) -> None:
        self._event = self._reason = ""
        self.line.say(self.look.words.say("Nothing is deleted: the act no longer counts."))
        self._show(self._events)

    def _ask_reason(self, event: str) -> None:
        self._event, self._reason = event, ""
        self.line.say(self.look.words.say("{act}. Why does it not hold?", act=self._said))
        self._show(self._reasons)

    def _show(self, choices: tuple[Pair, ...]) -> None:
        self._choices.show_choices(choices)
        self._choices.show()
        self._choices.setFocus()
        self.changed.emit()
