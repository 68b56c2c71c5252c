"""A card typed by hand: its three lines, or the national number with the date of birth."""

import re
from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clerk_station.domain.identity import ascii_digits
from clerk_station.ui.dates import read_day
from clerk_station.ui.intents import CardTyped, NumberTyped
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import SEMIBOLD, Look
from clerk_station.ui.views import Tone
from clerk_station.ui.widgets.field import Field
from clerk_station.ui.widgets.label import Label

LINES = 3
CheckLines = Callable[[tuple[str, ...]], tuple[str, ...]]
"""Given the typed lines, gives a sentence on what is wrong with each, empty where nothing is."""


class TypedCardTask(TaskSheet):
    """Means a `CardTyped` or a `NumberTyped`."""

    key = "F7"
    over_verdicts = True

    def __init__(self, look: Look, *, check: CheckLines) -> None:
        super().__init__(look, title=look.words.say("Type the card"))
        words, self._check = look.words, check
        self.line.say(words.say("The three lines at the back of the card, in Latin letters."))
        tone = look.tone(Tone.TODO).text
        self._lines = tuple(
            Field(look, words.say("Line {n}", n=n + 1), codes=True) for n in range(LINES)
        )
        self._faults = tuple(Label(look, size=14, colour=tone) for _ in range(LINES))
        for field, fault in zip(self._lines, self._faults, strict=True):
            field.entered.connect(self.confirm)
            field.textEdited.connect(self._helped)
            self.column.addLayout(_stack(field, fault))
        said = words.say("Or the national number with the date of birth")
        self._number = Field(look, words.say("National number, 12 digits"))
        self._birth = Field(look, words.say("Date of birth: YYYY/MM/DD"))
        self.column.addWidget(Label(look, said, weight=SEMIBOLD))
        for field in (self._number, self._birth):
            field.entered.connect(self.confirm)
            field.setMaximumWidth(460)
            self.column.addWidget(field)
        self.column.addWidget(self.fault)
        self.column.addStretch(1)

    def can_begin(self, on: OnDesk) -> bool:
        """While a household is at the desk."""
        return on.roster is not None

    def begin(self, on: OnDesk) -> None:  # noqa: ARG002 - it is the same for every member
        """Start with empty fields."""
        for field in (*self._lines, self._number, self._birth):
            field.clear()
        for fault in self._faults:
            fault.say("")
        self.say_fault("")

    def starts_at(self) -> QWidget:
        """The first line."""
        return self._lines[0]

    def confirm_label(self) -> str:
        """Enter looks for the member."""
        return self.look.words.say("Look for the member")

    def confirm(self) -> None:
        """Give out what was typed; from a line that is not the last, go to the next."""
        typed = self._typed()
        if all(typed):
            self._say_faults(self._check(typed))
            self.meant.emit(CardTyped("|".join(typed)))
            return
        number, birth = ascii_digits(self._number.text()).strip(), self._birth.text().strip()
        if not number and not birth:
            empty = next(f for f, text in zip(self._lines, typed, strict=True) if not text)
            empty.setFocus()
            return
        self._confirm_number(number, birth)

    def _confirm_number(self, number: str, birth: str) -> None:
        words, day = self.look.words, read_day(birth)
        if not re.fullmatch(r"\d{12}", number):
            self.say_fault(words.say("A national number has 12 digits."))
            self._number.setFocus()
        elif day is None:
            example = words.isolate("1983/11/02")
            said = words.say("Write the date of birth like {example}", example=example)
            self.say_fault(said)
            self._birth.setFocus()
        else:
            self.say_fault("")
            self.meant.emit(NumberTyped(number, day))

    def _typed(self) -> tuple[str, ...]:
        return tuple(re.sub(r"\s", "", f.text()).upper() for f in self._lines)

    def _helped(self) -> None:
        """Say of each whole line at once whether its check digits agree."""
        self._say_faults(self._check(self._typed()))

    def _say_faults(self, faults: tuple[str, ...]) -> None:
        for label, said, field in zip(self._faults, faults, self._lines, strict=False):
            label.say(said)
            field.setAccessibleDescription(said)


def _stack(field: Field, fault: Label) -> QVBoxLayout:
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(field)
    both.addWidget(fault)
    return both
