"""The hall's display: opened and put away by a key, and told of every call that is heard of."""

from PySide6.QtCore import QObject, Signal

from clerk_station.domain.day_list import DayList
from clerk_station.store.opening import Store
from clerk_station.ui.hall import HallView, HallWindow, screens
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.hall import hall_view
from clerk_station.ui.worker import Worker
from clerk_station.words import Words


class HallTalk(QObject):
    """Holds the display while it hangs; `heard` says that somebody was called."""

    heard = Signal()

    def __init__(self, window: MainWindow, *, worker: Worker, store: Store) -> None:
        super().__init__()
        self._window, self._worker, self._store = window, worker, store
        self._last: HallView | None = None
        self.hall: HallWindow | None = None

    def toggle(self) -> None:
        """Hang the display up, or take it down."""
        if self.hall is not None:
            self.hall.close()
            return
        self.hall = HallWindow(self._window.look)
        self.hall.closed.connect(self._closed)
        self.hall.open_on(screens(), beside=self._window.screen())
        self.reload()

    def reload(self) -> None:
        """Read the day again, if anybody looks at it."""
        if self.hall is None:
            return
        store = self._store
        self._worker.do(lambda: store.day_lists.of(store.day_lists.today()), then=self._show)

    def close(self) -> None:
        """Take it down with the station."""
        if self.hall is not None:
            self.hall.close()

    def _show(self, day: DayList) -> None:
        if self.hall is None:
            return
        view, before = hall_view(Words("ar"), day), self._last
        self._last = view
        self.hall.show_view(view)
        if before is not None and view.call and view.call != before.call:
            self.heard.emit()

    def _closed(self) -> None:
        if self.hall is not None:
            self.hall.deleteLater()
        self.hall = self._last = None
