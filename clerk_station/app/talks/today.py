"""The conversation with the day list: everybody's place, read anew whenever something moved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clerk_station.app.place import Place
from clerk_station.desk.queue import called_here
from clerk_station.store.opening import Store
from clerk_station.ui.phrasing.today import today_view
from clerk_station.ui.screens.today import TodayScreen
from clerk_station.ui.views_today import TodayView
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
        desk, lists, words, centre = self.desk, self._store.day_lists, self.words, self.place.centre
        if desk is None:
            return

        def read() -> TodayView:
            # In words there too: hundreds of rows would hold up the fingers on the window's thread.
            day = lists.of(lists.today())
            return today_view(words, day, centre=centre, called=called_here(day, desk))

        self._worker.do(read, then=self._screen.show_view, failed=self.troubled.emit)
