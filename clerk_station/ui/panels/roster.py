"""The sheet of a household: its head and its members."""

from PySide6.QtWidgets import QVBoxLayout

from clerk_station.ui.theme import Look
from clerk_station.ui.views import RosterView
from clerk_station.ui.widgets.household import HouseholdHead
from clerk_station.ui.widgets.label import Sheet
from clerk_station.ui.widgets.members import MemberList


class RosterSheet(Sheet):
    """Who belongs to the household, who was seen, and what is still needed."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._head = HouseholdHead(look)
        self.members = MemberList(look)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self._head)
        whole.addWidget(self.members, 1)

    def fold(self, *, folded: bool) -> None:
        """Give the rows the room that head and facts had."""
        self._head.fold(folded=folded)
        self.members.fold()

    def show_view(self, view: RosterView) -> None:
        """Show a household."""
        self._head.say(view.title, view.form_state, view.facts)
        self.members.show_rows(view.rows)
