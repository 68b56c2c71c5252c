"""The conversation with the sign-in: who, and whether the secret was theirs."""

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from clerk_station.app.place import Place
from clerk_station.desk.session import Desk, WrongSecret, sign_in
from clerk_station.store.opening import Store
from clerk_station.ui.intents import ClerkChosen, SignInAsked
from clerk_station.ui.phrasing.around import sign_in_view
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.worker import Worker
from clerk_station.words import Words
from sync.status import Status


class SigningIn(QObject):
    """Emits `signed_in` with the clerk's desk, and `tried` after every try: both are events.

    `changed` says that the screen has something else to show.
    """

    signed_in = Signal(object)
    tried = Signal()
    changed = Signal()
    troubled = Signal(object)

    def __init__(self, screen: SignInScreen, *, worker: Worker, store: Store) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self._selected = ""
        self._wrong: WrongSecret | None = None
        screen.meant.connect(self._meant)

    def _meant(self, intent: object) -> None:
        match intent:
            case ClerkChosen(clerk):
                self._selected, self._wrong = clerk, None
            case SignInAsked(clerk, secret):
                self._worker.do(
                    lambda: sign_in(self._store, clerk=clerk, secret=secret),
                    then=self._answered,
                    failed=self.troubled.emit,
                )
            case _:
                pass

    def _answered(self, answer: Desk | WrongSecret) -> None:
        self.tried.emit()
        self._screen.clear()
        if isinstance(answer, WrongSecret):
            self._wrong = answer
            self.changed.emit()
            return
        self._selected, self._wrong = answer.clerk.id, None
        self.signed_in.emit(answer)

    def clear(self) -> None:
        """Forget what was typed, and what was wrong with it."""
        self._wrong = None
        self._screen.clear()

    def show(
        self, words: Words, *, place: Place, station: str, status: Status, now: datetime
    ) -> None:
        """Show who may sign in, and in what state the station is."""
        view = sign_in_view(
            words,
            clerks=place.clerks,
            selected=self._selected,
            last=place.last,
            centre=place.centre,
            station=station,
            status=status,
            now=now,
        )
        self._screen.show_view(replace(view, trouble=self._trouble(words)))

    def _trouble(self, words: Words) -> str:
        if self._wrong is None:
            return ""
        if not self._wrong.wait:
            return words.say("This is not your PIN, type it again")
        return words.count(
            "Wait {n} second, then type it again",
            "Wait {n} seconds, then type it again",
            self._wrong.wait,
        )
