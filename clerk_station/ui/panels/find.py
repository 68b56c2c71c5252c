"""Find a household by number or name: to look at it, or to serve it without an appointment."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clerk_station.ui.intents import HouseholdChosen, SearchAsked, WalkInAsked
from clerk_station.ui.panels.task import OnDesk, TaskSheet
from clerk_station.ui.theme import Look
from clerk_station.ui.views import FoundRow
from clerk_station.ui.widgets.field import Field
from clerk_station.ui.widgets.found_list import FoundList

SHORTEST = 2
"""A search begins with this many characters."""


class FindTask(TaskSheet):
    """Means `SearchAsked` while one types; then `choose` says what it is for."""

    over_verdicts = True

    def __init__(self, look: Look, *, title: str, line: str, confirm: str) -> None:
        super().__init__(look, title=title)
        self._confirm = confirm
        self.line.say(line)
        self._field = Field(look, look.words.say("Name, or number of form, card or phone"))
        self._field.textEdited.connect(self._typed)
        self._field.entered.connect(self.confirm)
        self._field.installEventFilter(self)
        self._found = FoundList(look)
        self._found.chosen.connect(self._choose)
        for widget in (self._field, self.fault, self._found):
            self.column.addWidget(widget)

    def begin(self, on: OnDesk) -> None:  # noqa: ARG002 - one searches among all households
        """Start with an empty field."""
        self._field.clear()
        self._found.show_rows(())
        self.say_fault("")

    def search_for(self, text: str) -> None:
        """Search for a text as if it were typed here."""
        self._field.setText(text)
        self._typed(text)

    def show_found(self, rows: tuple[FoundRow, ...], note: str = "") -> None:
        """Show what was found for what stands in the field, and what there is to say of it."""
        self._found.show_rows(rows)
        none = not rows and len(self._field.text().strip()) >= SHORTEST
        self.say_fault(
            self.look.words.say("No household found. Try another spelling.") if none else note
        )
        self.changed.emit()

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._field.text()

    def clear_field(self) -> None:
        """Begin the next one with an empty field."""
        self._field.clear()
        self._found.show_rows(())

    def starts_at(self) -> QWidget:
        """The field."""
        return self._field

    def confirm_label(self) -> str:
        """Enter takes the household that is marked."""
        return self._confirm if self._found.current else ""

    def confirm(self) -> None:
        """Take the household that is marked."""
        if self._found.current:
            self._choose(self._found.current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move through the list while the field keeps the focus."""
        if watched is self._field and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and event.type() == QEvent.Type.KeyPress:
                self._found.step(step)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        if len(text.strip()) >= SHORTEST:
            self.meant.emit(SearchAsked(text.strip()))
        else:
            self._found.show_rows(())
            self.changed.emit()

    def choose(self, household: str) -> object:
        """Give the intent that a chosen household is."""
        raise NotImplementedError

    def _choose(self, household: str) -> None:
        self.meant.emit(self.choose(household))
        self.done.emit()


class SearchTask(FindTask):
    """Look for a household; if it is due today it is served."""

    key = "F2"

    def __init__(self, look: Look) -> None:
        say = look.words.say
        super().__init__(
            look,
            title=say("Search"),
            line=say("By any name or number of theirs. If it is due today, its visit begins."),
            confirm=say("Serve the household"),
        )

    def can_begin(self, on: OnDesk) -> bool:  # noqa: ARG002 - always
        """At any time."""
        return True

    def choose(self, household: str) -> object:
        """It is served if it is due."""
        return HouseholdChosen(household)


class WalkInTask(FindTask):
    """Serve a household that has no appointment."""

    key = "F4"

    def __init__(self, look: Look) -> None:
        say = look.words.say
        super().__init__(
            look,
            title=say("Without an appointment"),
            line=say("Find the household by any name or number of theirs."),
            confirm=say("Begin the visit"),
        )

    def can_begin(self, on: OnDesk) -> bool:
        """While no household is at the desk."""
        return on.roster is None

    def choose(self, household: str) -> object:
        """Its visit begins by the rule of the centre."""
        return WalkInAsked(household)
