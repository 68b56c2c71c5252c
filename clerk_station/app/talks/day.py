"""The conversation with the manager's screen: the day as it stands, and its report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from clerk_station.app.export import export_day
from clerk_station.app.place import Place
from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.domain.day_list import DayList
from clerk_station.domain.days import DayFacts
from clerk_station.domain.mail import Mail
from clerk_station.domain.matters import Left
from clerk_station.store.matters import read_left
from clerk_station.store.opening import Store
from clerk_station.ui.intents import ExportAsked
from clerk_station.ui.phrasing.day import day_view
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.views import SyncView
from clerk_station.ui.worker import Worker
from clerk_station.words import Words


class DayTalk(QObject):
    """Reads the day when asked to; emits `changed` after an export and `troubled`."""

    changed = Signal()
    troubled = Signal(object)

    def __init__(
        self,
        screen: DayScreen,
        *,
        worker: Worker,
        store: Store,
        folder: Path,
        words: Words,
        sync: Callable[[], tuple[tuple[SyncView, str], ...]],
    ) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self._folder, self.words = folder / "reports", words
        self._sync = sync
        self.desk: Desk | None = None
        self.mail = Mail()
        self.place = Place(centre=None, clerks=(), last={})
        self._exported = ""
        screen.meant.connect(self._meant)

    def arrive(self, today: date) -> None:
        """The screen comes to the front."""
        self._exported = ""
        self.load(today)

    def load(self, today: date) -> None:
        """Read the day and show it."""
        store = self._store
        self._worker.do(
            lambda: (
                store.queries.day_facts(today),
                store.day_lists.of(today),
                read_left(store),
            ),
            then=self._show,
            failed=self.troubled.emit,
        )

    def _show(self, found: tuple[DayFacts, DayList, Left]) -> None:
        facts, centre_day, left = found
        self._screen.show_view(
            day_view(
                self.words,
                facts,
                centre_day,
                centre=self.place.centre,
                mail=self.mail,
                left=left,
                sync=self._sync(),
                exported=self._exported,
            )
        )

    def _meant(self, intent: object) -> None:
        if isinstance(intent, ExportAsked) and self.desk is not None:
            self._export(self.desk, intent.day)

    def _export(self, desk: Desk, day: date) -> None:
        words = self.words

        def write() -> tuple[Path, ...]:
            desk.must(Act.EXPORT_DAY)
            who = desk.clerk.id
            return export_day(
                self._store, day, self._folder, words=words, clerk=who, session=desk.session
            )

        self._worker.do(
            write,
            then=lambda paths: self._was_exported(paths, day),
            failed=self.troubled.emit,
        )

    def _was_exported(self, paths: tuple[Path, ...], day: date) -> None:
        words = self.words
        self._exported = words.say("Written to {folder}", folder=words.isolate(paths[0].parent))
        self.load(day)
        self.changed.emit()
