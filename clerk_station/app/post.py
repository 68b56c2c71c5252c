"""The post's ports, carried over to the store thread: the sync thread owns no database."""

import random
import time
from collections.abc import Callable, Sequence

from clerk_station.clock import Clock
from clerk_station.store.opening import Store
from clerk_station.ui.worker import Worker
from sync.condition import Condition
from sync.cycle import Cycle
from sync.envelope import Batch
from sync.hello import Greeting
from sync.loop import Loop
from sync.ports import Server
from sync.signed import SignedLetter
from sync.snapshot import Chunk
from sync.status import Status
from sync.wire import Cursor, Page, SignedReceipt


class StoreOutbox:
    """The outbox as the sync thread sees it."""

    def __init__(self, worker: Worker, store: Store) -> None:
        self._call, self._outbox = worker.call, store.outbox

    def waiting(self) -> int:
        """Count events without a receipt."""
        return self._call(self._outbox.waiting)

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the oldest batch without a receipt."""
        return self._call(lambda: self._outbox.next_batch(most=most))

    def settle(self, signed: SignedReceipt) -> None:
        """Check and keep a receipt."""
        self._call(lambda: self._outbox.settle(signed))


class StoreLives:
    """The lives of the journal as the sync thread sees them; `changed` is told of a branch."""

    def __init__(self, worker: Worker, store: Store, changed: Callable[[], None]) -> None:
        self._call, self._store, self._lives = worker.call, store, store.lives
        self._changed = changed

    def hello(self) -> SignedLetter:
        """Say who this is and where the journal stands."""
        return self._call(self._lives.hello)

    def greeted(self, signed: SignedLetter) -> Greeting:
        """Keep what the central says, rewind where it is behind."""
        return self._call(lambda: self._lives.greeted(signed))

    def token(self) -> str:
        """Give the token to show."""
        return self._call(self._lives.token)

    def condition(self) -> Condition:
        """Say what is known of this station's standing."""
        return self._call(self._lives.condition)

    def unknown(self) -> None:
        """Note that the central knows none of the lives here."""
        self._call(self._lives.unknown)

    def length(self) -> int:
        """Give the last seq of the journal."""
        return self._call(self._lives.length)

    def signers(self) -> tuple[int, ...]:
        """Name the lives that this machine can sign for."""
        return self._call(self._lives.signers)

    def compare(self, seqs: tuple[int, ...], *, signer: int) -> SignedLetter:
        """Write probes."""
        return self._call(lambda: self._lives.compare(seqs, signer=signer))

    def compared(self, signed: SignedLetter) -> int:
        """Read the answer to probes."""
        return self._call(lambda: self._lives.compared(signed))

    def branch(self, common: int, *, signer: int, why: str) -> SignedLetter:
        """Ask for a new life."""
        return self._call(lambda: self._lives.branch(common, signer=signer, why=why))

    def key_is_used(self) -> None:
        """Name another key in the next wish."""
        self._call(self._lives.key_is_used)

    def branched(self, signed: SignedLetter) -> None:
        """Begin the new life."""
        self._call(lambda: self._lives.branched(signed))

    def raw(self, data: bytes, *, why: str) -> SignedLetter:
        """Write bytes for the raw lane."""
        return self._call(lambda: self._lives.raw(data, why=why))

    def raw_kept(self, signed: SignedLetter) -> None:
        """Check that they are kept."""
        self._call(lambda: self._lives.raw_kept(signed))

    def missing(self) -> tuple[int, int] | None:
        """Name what the central held more."""
        return self._call(self._lives.missing)

    def take_back(self, signed: SignedLetter) -> None:
        """Keep events that came back, and fold them."""

        def kept() -> None:
            self._lives.take_back(signed)
            self._store.projections.catch_up()

        self._call(kept)
        self._changed()


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

    def scopes(self) -> tuple[str, ...]:
        """Name the scopes of which anything was read."""
        return self._call(self._inbox.scopes)

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget every scope but these; tell whether there were others."""
        forgot = self._call(lambda: self._inbox.keep_only(scopes))
        if forgot:
            self._applied()
        return forgot

    def progress(self) -> tuple[int, int]:
        """Give the applied and the last known positions, each summed over the scopes."""
        return self._call(self._inbox.progress)

    def arriving(self) -> str:
        """Name the scope of which a snapshot is arriving."""
        return self._call(self._inbox.arriving)

    def begin(self, signed: SignedLetter, *, scope: str, anew: bool) -> bool:
        """Begin with a snapshot or go on; tell whether it leads anywhere."""
        return self._call(lambda: self._inbox.begin(signed, scope=scope, anew=anew))

    def missing(self) -> Chunk | None:
        """Name the next part of the snapshot that is not here."""
        return self._call(self._inbox.missing)

    def keep(self, chunk: Chunk, data: bytes) -> None:
        """Keep a part of the snapshot."""
        self._call(lambda: self._inbox.keep(chunk, data))

    def adopt(self) -> None:
        """Put the whole snapshot in the place of its scope."""
        self._call(self._inbox.adopt)
        self._applied()

    def give_up(self) -> None:
        """Forget what arrived of a snapshot."""
        self._call(self._inbox.give_up)


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
        lives=StoreLives(worker, store, applied),
        inbox=StoreInbox(worker, store, applied),
        server=server,
        monotonic=time.monotonic,
        wall=lambda: clock.now().timestamp(),
        random=random.random,
    )
    return Loop(cycle, told)
