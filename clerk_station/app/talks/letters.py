"""Returned mail and cases between the store and their screen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from clerk_station.desk.roles import Act, may
from clerk_station.domain.mail import Mail
from clerk_station.domain.records import Clerk
from clerk_station.store.mail import read_mail
from clerk_station.store.opening import Store
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.views import SyncView
from clerk_station.ui.worker import Worker
from clerk_station.words import Words


class LettersTalk(QObject):
    """Holds what is known of them; emits `changed` when it was read anew.

    `mine` is this station's mail: the light tells of it. `shown` is that of whoever is signed in.
    """

    changed = Signal()

    def __init__(self, screen: LettersScreen, *, worker: Worker, store: Store) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self.mine = self.shown = Mail()

    def reload(self, clerk: Clerk | None, *, failed: Callable[..., None]) -> None:
        """Read it anew: a manager sees the whole centre's, everybody else the station's."""
        store = self._store
        everyone = clerk is not None and may(clerk.role, Act.SEE_CENTRE_MAIL)

        def read() -> tuple[Mail, Mail]:
            mine = read_mail(store, everyone=False)
            return mine, read_mail(store, everyone=True) if everyone else mine

        self._worker.do(read, then=self._read, failed=failed)

    def _read(self, found: tuple[Mail, Mail]) -> None:
        self.mine, self.shown = found
        self.changed.emit()

    def show(self, words: Words, *, sync: tuple[tuple[SyncView, str], ...]) -> None:
        """Show it on its screen."""
        self._screen.show_view(letters_view(words, self.shown, sync=sync))
