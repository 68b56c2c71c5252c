"""The conversation with the day list: everybody's place, read anew whenever something moved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clerk_station.app.place import Place
from clerk_station.desk.queue import called_here
from clerk_station.domain.day_list import DayList, Line
from clerk_station.store.opening import Store
from clerk_station.ui.phrasing.today import today_view
from clerk_station.ui.screens.today import TodayScreen
from clerk_station.ui.worker import Worker
from clerk_station.words import Words

if TYPE_CHECKING:
    from clerk_station.desk.session import Desk


class TodayTalk(QObject):
    """Reads the day list when asked to."""

    troubled = Signal(object)

    def __init__(self, screen: TodayScreen, *, worker: Worker, store: Store, words: Words) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self.words = words
        self.desk: Desk | None = None
        self.place = Place(centre=None, clerks=(), last={})

    def load(self) -> None:
        """Read the day and show it."""
        desk, lists = self.desk, self._store.day_lists
        if desk is None:
            return

        def read() -> tuple[DayList, Line | None]:
            day = lists.of(lists.today())
            return day, called_here(day, desk)

        self._worker.do(read, then=self._show, failed=self.troubled.emit)

    def _show(self, found: tuple[DayList, Line | None]) -> None:
        day, called = found
        view = today_view(self.words, day, centre=self.place.centre, called=called)
        self._screen.show_view(view)
