"""Visits that are put aside, and those that are taken up again."""

from clerk_station.app.talks.desk import Acts, FormAnswered, Part
from clerk_station.desk import forms
from clerk_station.desk.parking import park
from clerk_station.domain.people import Household
from clerk_station.domain.records import Unfinished
from clerk_station.ui.intents import ParkAsked, TakeUpAsked, UnfinishedAsked
from clerk_station.ui.phrasing.unfinished import unfinished_rows
from clerk_station.ui.widgets.choice_list import KEYS

Found = tuple[tuple[Unfinished, Household], ...]


class Aside(Part):
    """Takes parking, the question what is unfinished, and the choice among that."""

    _offered: Found = ()

    def acts(self) -> Acts:
        """Park, list, take up."""
        return {ParkAsked: self._park, UnfinishedAsked: self._list, TakeUpAsked: self._take_up}

    def _park(self, _asked: ParkAsked) -> None:
        self.with_visit(park, self._parked)

    def _parked(self, _nothing: None) -> None:
        talk, lying = self.talk, self.talk.lying
        lying.opened = lying.band = None
        lying.said = talk.words.say("The visit is parked. F6 takes it up, at any window")
        talk.again()
        talk.changed.emit()

    def _list(self, _asked: UnfinishedAsked) -> None:
        store, today = self.talk.store, self.talk.today()

        def read() -> Found:
            left = store.unfinished.waiting(today)
            homes = ((one, store.queries.record(Household, one.household)) for one in left)
            return tuple((one, home) for one, home in homes if home is not None)

        self.talk.do(read, self._show)

    def _show(self, found: Found) -> None:
        self._offered = found
        rows = unfinished_rows(self.talk.words, found)
        self.talk.screen.show_unfinished(rows, more=max(0, len(rows) - len(KEYS)))

    def _take_up(self, asked: TakeUpAsked) -> None:
        desk = self.talk.desk
        left = next((one for one, _ in self._offered if one.id == asked.name), None)
        if desk is not None and left is not None:
            self.talk.do(
                lambda: forms.take_up(desk, left),
                lambda answer: self.talk.take(FormAnswered(answer)),
            )
