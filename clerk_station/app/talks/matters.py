"""What visits left to others, between the store and its screen: confirmed, visited, told."""

from PySide6.QtCore import QObject, Signal

from clerk_station.desk.session import Desk
from clerk_station.desk.statements import confirm_statement
from clerk_station.domain.matters import Left, Statement
from clerk_station.store.matters import read_left
from clerk_station.store.opening import Store
from clerk_station.ui.intents import HomeVisitChosen, MatterActed
from clerk_station.ui.phrasing.matters import CONFIRM, DECLINE, GO_THERE, matters_view
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.worker import Worker
from clerk_station.words import Words


class MattersTalk(QObject):
    """Holds what is known of it; emits `changed` when it was read anew, `done` after an act.

    `going` says that the field team begins a visit at home: a value of `HomeVisitChosen`.
    """

    changed = Signal()
    done = Signal()
    going = Signal(object)
    troubled = Signal(object)

    def __init__(self, screen: MattersScreen, *, worker: Worker, store: Store) -> None:
        super().__init__()
        self._screen, self._worker, self._store = screen, worker, store
        self.desk: Desk | None = None
        self.left = Left()
        self._words = Words("en")
        screen.meant.connect(self._meant)

    def reload(self) -> None:
        """Read it anew."""
        self._worker.do(lambda: read_left(self._store), then=self._read, failed=self.troubled.emit)

    def _read(self, left: Left) -> None:
        self.left = left
        self.changed.emit()

    def show(self, words: Words) -> None:
        """Show it on its screen, as whoever is signed in may see and do."""
        self._words = words
        if self.desk is not None:
            clerk = self.desk.clerk
            self._screen.show_view(matters_view(words, self.left, role=clerk.role, me=clerk.id))

    def _meant(self, intent: object) -> None:
        if isinstance(intent, MatterActed) and self.desk is not None:
            self._act(intent, self.desk)

    def _act(self, acted: MatterActed, desk: Desk) -> None:
        statement = next((s for s in self.left.statements if s.id == acted.matter), None)
        request = next((v for v in self.left.home_visits if v.id == acted.matter), None)
        if statement is not None and acted.act in {CONFIRM, DECLINE}:
            self._look(desk, statement, acted)
        elif request is not None and acted.act == GO_THERE:
            self.going.emit(HomeVisitChosen(request.household))

    def _look(self, desk: Desk, statement: Statement, acted: MatterActed) -> None:
        reason = self._words.say(acted.choice) if acted.choice else ""
        self._worker.do(
            lambda: confirm_statement(
                desk, statement, accepted=acted.act == CONFIRM, reason=reason
            ),
            then=lambda _: self._looked(),
            failed=self.troubled.emit,
        )

    def _looked(self) -> None:
        self.done.emit()
        self.reload()
