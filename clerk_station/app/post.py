"""The post's ports, carried over to the store thread: the sync thread owns no database."""

import random
import time
from collections.abc import Callable, Sequence

from clerk_station.clock import Clock
from clerk_station.store.opening import Store
from clerk_station.ui.worker import Worker
from sync.cycle import Cycle
from sync.envelope import Batch
from sync.loop import Loop
from sync.ports import Server
from sync.status import Status
from sync.wire import Cursor, Greeting, Hello, Page, SignedReceipt


class StoreOutbox:
    """The outbox as the sync thread sees it."""

    def __init__(self, worker: Worker, store: Store) -> None:
        self._call, self._outbox = worker.call, store.outbox

    def hello(self) -> Hello:
        """Say who this is and where the journal stands."""
        return self._call(self._outbox.hello)

    def greeted(self, greeting: Greeting) -> None:
        """Keep the central's time, rewind where it is behind."""
        self._call(lambda: self._outbox.greeted(greeting))

    def waiting(self) -> int:
        """Count events without a receipt."""
        return self._call(self._outbox.waiting)

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the oldest batch without a receipt."""
        return self._call(lambda: self._outbox.next_batch(most=most))

    def settle(self, signed: SignedReceipt) -> None:
        """Check and keep a receipt."""
        self._call(lambda: self._outbox.settle(signed))


class StoreInbox:
    """The inbox as the sync thread sees it; `applied` is told after each page."""

    def __init__(self, worker: Worker, store: Store, applied: Callable[[], None]) -> None:
        self._call, self._inbox, self._applied = worker.call, store.inbox, applied

    def cursor(self, scope: str) -> Cursor:
        """Say where the last applied page of a scope ended."""
        return self._call(lambda: self._inbox.cursor(scope))

    def apply(self, page: Page) -> None:
        """Keep a page and its cursor in one transaction."""
        self._call(lambda: self._inbox.apply(page))
        if page.records:
            self._applied()

    def start_over(self, scope: str) -> None:
        """Forget a scope: its cursor is not of the central's feed."""
        self._call(lambda: self._inbox.start_over(scope))

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget every scope but these; tell whether there were others."""
        forgot = self._call(lambda: self._inbox.keep_only(scopes))
        if forgot:
            self._applied()
        return forgot

    def progress(self) -> tuple[int, int]:
        """Give the applied and the last known positions, each summed over the scopes."""
        return self._call(self._inbox.progress)


def make_post(
    store: Store,
    *,
    worker: Worker,
    server: Server,
    clock: Clock,
    told: Callable[[Status], None],
    applied: Callable[[], None],
) -> Loop:
    """Make the station's post: its thread is not started yet."""
    cycle = Cycle(
        outbox=StoreOutbox(worker, store),
        inbox=StoreInbox(worker, store, applied),
        server=server,
        monotonic=time.monotonic,
        wall=lambda: clock.now().timestamp(),
        random=random.random,
    )
    return Loop(cycle, told)
