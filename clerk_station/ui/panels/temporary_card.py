"""The temporary card of a member without a unified one: give, print again, take back."""

from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import CardAgainAsked, CardBackAsked, TemporaryCardAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import MemberRow
from clerk_station.ui.widgets.choice_list import ChoiceList
from clerk_station.words import mark

REASONS = (
    mark("The card was lost"),
    mark("It was printed for the wrong person"),
    mark("What is printed on it is wrong"),
    mark("The unified card has been issued"),
)
"""Why a card is taken back."""
_AGAIN, _BACK = "again", "back"


class TemporaryCardTask(TaskSheet):
    """Means `TemporaryCardAsked`, `CardAgainAsked` or `CardBackAsked`."""

    key = "F10"

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._choices = ChoiceList(look)
        self._choices.chosen.connect(self._choose)
        self.column.addWidget(self._choices)
        self.column.addStretch(1)
        self._member: MemberRow | None = None
        self._is_taking_back = False

    def can_begin(self, on: OnDesk) -> bool:
        """It is about a member who is due a temporary card, or has one."""
        return on.row is not None and (on.row.card_due or bool(on.row.card))

    def begin(self, on: OnDesk) -> None:
        """Ask about the member that the clerk is at."""
        self._member, self._is_taking_back = on.row, False
        self._show()

    def starts_at(self) -> QWidget:
        """The choices, or the sheet itself where there is only one thing to do."""
        return self._choices if self._member and self._member.card else self

    def confirm_label(self) -> str:
        """Enter gives and prints the first card."""
        is_first = self._member is not None and not self._member.card
        return self.look.words.say("Give and print the card") if is_first else ""

    def confirm(self) -> None:
        """Give the card."""
        if self._member is not None and not self._member.card:
            self.meant.emit(TemporaryCardAsked(self._member.id))
            self.done.emit()

    def back(self) -> bool:
        """From the reasons back to what may be done."""
        was, self._is_taking_back = self._is_taking_back, False
        if was:
            self._show()
        return was

    def _show(self) -> None:
        if self._member is not None:
            self._ask(self._member)
            self._choices.setVisible(bool(self._member.card))
            self.changed.emit()

    def _ask(self, member: MemberRow) -> None:
        words = self.look.words
        name = words.isolate_name(member.name)
        self.title.say(words.say("Temporary card of {name}", name=name))
        if self._is_taking_back:
            self.line.say(words.say("Why is it taken back? Its number is never given out again."))
            self._choices.show_choices(tuple((text, words.say(text)) for text in REASONS))
        elif member.card:
            self.line.say(words.say("Number {number}", number=words.isolate(member.card)))
            again = words.say("Print it again, the card says so")
            self._choices.show_choices(((_AGAIN, again), (_BACK, words.say("Take it back"))))
        else:
            self.line.say(words.say("It is valid until the unified card is issued."))

    def _choose(self, code: str) -> None:
        if self._member is None:
            return
        if code == _BACK:
            self._is_taking_back = True
            self._show()
            self._choices.setFocus()
            return
        again = code == _AGAIN
        member = self._member.id
        self.meant.emit(CardAgainAsked(member) if again else CardBackAsked(member, code))
        self.done.emit()
