"""A station's side that tests can hold: a real chain and real signatures, kept in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.cycle import Cycle
from sync.enrol import Enrolment
from sync.envelope import GENESIS, Batch, link, seal
from sync.errors import Garbled, Unreachable
from sync.ports import Server
from sync.status import Phase
from sync.wire import (
    NATIONAL,
    Cursor,
    Greeting,
    Hello,
    Judgement,
    Page,
    Receipt,
    Record,
    SignedReceipt,
    Word,
    check_page,
    open_receipt,
)

Answer = TypeVar("Answer")
Maker = Callable[[Enrolment, int], bytes]
"""Makes the bytes of the event with this seq."""


@dataclass
class HeldOutbox:
    """The journal of one incarnation and what the central said of it."""

    enrolment: Enrolment
    key: Ed25519PrivateKey
    events: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=lambda: [GENESIS])
    words: dict[int, Judgement] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    server_time: int = 0
    sealed: Batch | None = None
    ids: Iterator[int] = field(default_factory=count)

    def record(self, data: bytes) -> int:
        """Append an event; give its seq."""
        self.events.append(data)
        self.hashes.append(link(self.hashes[-1], data))
        return len(self.events)

    def record_many(self, maker: Maker, how_many: int) -> None:
        """Append events that are made for their seq."""
        for _ in range(how_many):
            self.record(maker(self.enrolment, len(self.events) + 1))

    @property
    def acknowledged(self) -> int:
        """The seq up to which every event has a receipt."""
        return next(n for n in count(1) if n not in self.words) - 1

    def hello(self) -> Hello:
        """Say where the journal stands."""
        return Hello(
            station=self.enrolment.station,
            incarnation=self.enrolment.incarnation,
            last=len(self.events),
            head=self.hashes[-1],
            acknowledged=self.acknowledged,
            app="test",
        )

    def greeted(self, greeting: Greeting) -> None:
        """Send again what the central no longer has."""
        if self.hashes[greeting.acknowledged] != greeting.head:
            msg = "another chain"
            raise Garbled(msg)
        self.server_time = greeting.at
        if greeting.acknowledged < self.acknowledged:
            self.words = {s: w for s, w in self.words.items() if s <= greeting.acknowledged}
            self.sealed = None

    def waiting(self) -> int:
        """Count events without a receipt."""
        return len(self.events) - self.acknowledged

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the same sealed batch until it is settled or too large."""
        first = self.acknowledged + 1
        if self.sealed and self.sealed.first == first and len(self.sealed.events) <= most:
            return self.sealed
        self.sealed = self.seal(first, min(len(self.events), first + most - 1))
        return self.sealed

    def seal(self, first: int, last: int) -> Batch | None:
        """Seal a range of the journal."""
        if last < first:
            return None
        return seal(
            id=f"{self.enrolment.station}-{next(self.ids)}",
            station=self.enrolment.station,
            incarnation=self.enrolment.incarnation,
            first=first,
            previous=self.hashes[first - 1],
            events=tuple(self.events[first - 1 : last]),
            sign=self.key.sign,
        )

    def settle(self, signed: SignedReceipt) -> None:
        """Check a receipt and keep its words."""
        key = Ed25519PublicKey.from_public_bytes(self.enrolment.central_key)
        receipt = open_receipt(signed, key)
        known = receipt.acknowledged < len(self.hashes)
        if not known or self.hashes[receipt.acknowledged] != receipt.head:
            msg = "the receipt speaks of another chain"
            raise Garbled(msg)
        if receipt.count < receipt.acknowledged:
            msg = "the central misses events that it acknowledges"
            raise Garbled(msg)
        settling = {Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED}
        words = {j.seq: j for j in receipt.judgements if j.word in settling}
        for seq in range(self.acknowledged + 1, receipt.acknowledged + 1):
            if seq in words:
                self.words[seq] = words[seq]
        self.receipts.append(receipt)


@dataclass
class HeldInbox:
    """The central's records as they came."""

    cursors: dict[str, Cursor] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    records: dict[str, dict[tuple[str, str], Record]] = field(default_factory=dict)
    pages: int = 0

    def cursor(self, scope: str) -> Cursor:
        """Say where the last page of a scope ended; an empty one means the centre's."""
        named = scope or next((name for name in self.cursors if name != NATIONAL), "")
        return self.cursors.get(named, Cursor(scope=scope))

    def apply(self, page: Page) -> None:
        """Keep a page that follows."""
        self.cursors[page.scope] = check_page(page, self.cursor(page.scope))
        self.ends[page.scope] = page.end
        self.pages += 1
        for record in page.records:
            self.records.setdefault(page.scope, {})[record.kind, record.id] = record

    def start_over(self, scope: str) -> None:
        """Forget a scope."""
        for held in (self.cursors, self.ends, self.records):
            held.pop(scope, None)

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget the other scopes."""
        others = set(self.cursors) - set(scopes)
        for scope in others:
            self.start_over(scope)
        return bool(others)

    def progress(self) -> tuple[int, int]:
        """Give the sums of positions and ends."""
        return sum(c.position for c in self.cursors.values()), sum(self.ends.values())

    def known(self, kind: str) -> set[str]:
        """Give the ids of a kind that are not tombstones."""
        there = (item for records in self.records.values() for item in records.items())
        return {i for (k, i), r in there if k == kind and r.data is not None}


@dataclass
class HeldTime:
    """A clock that only moves when a test moves it, and luck that is always the same."""

    seconds: float = 1000.0
    luck: float = 0.5

    def cycle(self, outbox: HeldOutbox, inbox: HeldInbox, server: Server) -> Cycle:
        """Build a cycle that lives in this time."""
        return Cycle(
            outbox=outbox,
            inbox=inbox,
            server=server,
            monotonic=lambda: self.seconds,
            wall=lambda: 1_795_000_000 + self.seconds,
            random=lambda: self.luck,
        )

    def run(self, cycle: Cycle, *, within: float) -> float:
        """Step through at most this many seconds, until there is rest; give how many passed."""
        start = self.seconds
        while self.seconds - start <= within:
            left = cycle.step()
            if left > 0 and not cycle.status.attempts:
                break
            self.seconds += left
        return self.seconds - start


@dataclass
class Line:
    """A server behind a bad line: each call may fail before or after it reached the server.

    `before` and `after` give what to raise for the n-th call, or None to let it pass.
    """

    server: Server
    before: Callable[[int], Exception | None] = lambda _: None
    after: Callable[[int], Exception | None] = lambda _: None
    calls: int = 0
    pushes: int = 0

    def hello(self, hello: Hello) -> Greeting:
        """Pass a hello on."""
        return self._through(lambda: self.server.hello(hello))

    def push(self, packed: bytes) -> SignedReceipt:
        """Pass a batch on."""
        self.pushes += 1
        return self._through(lambda: self.server.push(packed))

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Pass a cursor on."""
        return self._through(lambda: self.server.pull(cursor, most=most))

    def _through(self, call: Callable[[], Answer]) -> Answer:
        self.calls += 1
        if error := self.before(self.calls):
            raise error
        answer = call()
        if error := self.after(self.calls):
            raise error
        return answer


def down(_: int) -> Exception:
    """Fail every call as a dead line does."""
    return Unreachable("the line is down")


def phase(cycle: Cycle) -> Phase:
    """Give the phase at this moment."""
    return cycle.status.phase
