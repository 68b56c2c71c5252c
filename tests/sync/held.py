"""A station's side that tests can hold: a real chain and real signatures, kept in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.branch import (
    Branch,
    Compare,
    Life,
    open_branched,
    open_common,
    open_returned,
    prove_life,
    sign_branch,
    sign_compare,
)
from sync.condition import Alarm, Condition
from sync.cycle import Cycle
from sync.enrol import Enrolment
from sync.envelope import GENESIS, Batch, Signer, link, seal
from sync.errors import Diverged, Garbled, Unreachable
from sync.hello import Greeting, Hello, State, open_greeting, sign_hello
from sync.ports import Server
from sync.raw import Raw, open_kept, sign_raw
from sync.signed import SignedLetter
from sync.snapshot import Chunk, Manifest, read_manifest, unpack_chunk
from sync.status import Phase
from sync.wire import (
    NATIONAL,
    Cursor,
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
    """The journal of one machine and what the central said of it; both of its ports in one.

    `path` names the lives that the journal went through and after which event each began, `tails`
    are events that came back from the central.
    """

    enrolment: Enrolment
    key: Ed25519PrivateKey
    events: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=lambda: [GENESIS])
    words: dict[int, Judgement] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    greeting: Greeting | None = None
    sealed: Batch | None = None
    ids: Iterator[int] = field(default_factory=count)
    shown: str = ""
    path: list[tuple[int, int]] = field(default_factory=list)
    keys: dict[int, Ed25519PrivateKey] = field(default_factory=dict)
    lives: tuple[Life, ...] = ()
    held: dict[int, int] = field(default_factory=dict)
    tails: dict[int, list[bytes]] = field(default_factory=dict)
    fresh: Ed25519PrivateKey | None = None
    nonce: str = ""
    alarm: Alarm = Alarm.NONE
    key_used: bool = False

    def __post_init__(self) -> None:
        self.shown = self.shown or self.enrolment.token
        self.path = self.path or [(self.enrolment.incarnation, 0)]
        self.keys = self.keys or {self.enrolment.incarnation: self.key}

    def record(self, data: bytes) -> int:
        """Append an event; give its seq."""
        self.events.append(data)
        self.hashes.append(link(self.hashes[-1], data))
        return len(self.events)

    def record_many(self, maker: Maker, how_many: int) -> None:
        """Append events that are made for their seq."""
        for _ in range(how_many):
            self.record(maker(self.enrolment, len(self.events) + 1))

    def copy(self) -> "HeldOutbox":
        """Copy the machine as it is at this moment, as a backup or a clone does."""
        return replace(
            self,
            events=list(self.events),
            hashes=list(self.hashes),
            words=dict(self.words),
            receipts=list(self.receipts),
            path=list(self.path),
            keys=dict(self.keys),
            held=dict(self.held),
            tails={life: list(events) for life, events in self.tails.items()},
        )

    @property
    def number(self) -> int:
        """The present life."""
        return self.path[-1][0]

    @property
    def acknowledged(self) -> int:
        """The seq up to which every event has a receipt."""
        return next(n for n in count(1) if n not in self.words) - 1

    @property
    def sign(self) -> Signer:
        """Signs with the present life's key."""
        return self.keys[self.number].sign

    @property
    def central_key(self) -> Ed25519PublicKey:
        """The key that signs receipts."""
        return Ed25519PublicKey.from_public_bytes(self.enrolment.central_key)

    def said(self) -> Hello:
        """Say where the journal stands, unsigned."""
        return Hello(
            station=self.enrolment.station,
            incarnation=self.number,
            last=len(self.events),
            head=self.hashes[-1],
            acknowledged=self.acknowledged,
            app="test",
            token=self.shown,
            nonce=self._new_nonce(),
        )

    def hello(self) -> SignedLetter:
        """Say where the journal stands."""
        return sign_hello(self.said(), self.sign)

    def greeted(self, signed: SignedLetter) -> Greeting:
        """Send again what the central no longer has."""
        greeting = open_greeting(signed, self.central_key)
        if greeting.nonce != self.nonce:
            msg = "another hello"
            raise Garbled(msg)
        self.greeting, self.shown = greeting, greeting.token or self.shown
        if greeting.acknowledged > len(self.events):
            raise Diverged("behind")
        if self.hashes[greeting.acknowledged] != greeting.head:
            raise Diverged("fork")
        if greeting.acknowledged < self.acknowledged:
            self.words = {s: w for s, w in self.words.items() if s <= greeting.acknowledged}
            self.sealed = None
        return greeting

    def token(self) -> str:
        """Give the token to show."""
        return self.shown

    def condition(self) -> Condition:
        """Say what is known of this station's standing."""
        state = self.greeting.state if self.greeting else State.ACTIVE
        return Condition(state=state, alarm=self.alarm)

    def unknown(self) -> None:
        """Note that the central knows none of the lives here."""
        self.alarm = Alarm.UNKNOWN

    def length(self) -> int:
        """Give the last seq."""
        return len(self.events)

    def signers(self) -> tuple[int, ...]:
        """Name the lives whose keys are here, the latest first."""
        return tuple(sorted(self.keys, reverse=True))

    def compare(self, seqs: tuple[int, ...], *, signer: int) -> SignedLetter:
        """Write probes."""
        letter = Compare(
            station=self.enrolment.station,
            incarnation=signer,
            nonce=self._new_nonce(),
            probes=tuple((seq, self.hashes[seq]) for seq in seqs),
        )
        return sign_compare(letter, self.keys[signer].sign)

    def compared(self, signed: SignedLetter) -> int:
        """Read the answer to probes."""
        return open_common(signed, self.central_key).common

    def branch(self, common: int, *, signer: int, why: str) -> SignedLetter:
        """Ask for a new life, or for the present one where an older one has to sign."""
        self.fresh = self.fresh or Ed25519PrivateKey.generate()
        is_known = signer == self.number or self.key_used
        key = self.fresh if is_known else self.keys[self.number]
        raw = key.public_key().public_bytes_raw()
        wish = Branch(
            station=self.enrolment.station,
            incarnation=signer,
            nonce=self._new_nonce(),
            forked_at=common,
            head=self.hashes[common],
            public_key=raw,
            proof=prove_life(self.enrolment.station, raw, key.sign),
            lives=self.lives,
            why=why,
        )
        return sign_branch(wish, self.keys[signer].sign)

    def key_is_used(self) -> None:
        """Make another key for the next wish."""
        self.fresh, self.key_used = None, True

    def branched(self, signed: SignedLetter) -> None:
        """Live on under the new number."""
        self.key_used = False
        answer = open_branched(signed, self.central_key)
        self.shown, self.lives = answer.token, answer.lives
        if answer.number == self.number:
            return
        self.alarm = Alarm.BRANCHED
        family = {life.number: life for life in answer.lives}
        mine = [key for key in (self.fresh, *self.keys.values()) if key is not None]
        by_public = {key.public_key().public_bytes_raw(): key for key in mine}
        self.keys[answer.number] = by_public[family[answer.number].public_key]
        self.fresh = None
        self.held = {
            life.number: held for life, held in zip(answer.lives, answer.held, strict=True)
        }
        life = family[answer.number]
        self.path = [(life.number, life.forked_at)]
        while life.parent:
            life = family[life.parent]
            self.path.insert(0, (life.number, life.forked_at))
        forked = self.path[-1][1]
        self.words = {s: w for s, w in self.words.items() if s <= forked}
        self.sealed = None

    def raw(self, data: bytes, *, why: str) -> SignedLetter:
        """Write bytes for the raw lane."""
        letter = Raw(
            station=self.enrolment.station,
            incarnation=self.number,
            nonce=self._new_nonce(),
            why=why,
            data=data,
        )
        return sign_raw(letter, self.sign)

    def raw_kept(self, signed: SignedLetter) -> None:
        """Check the central's word."""
        assert open_kept(signed, self.central_key).nonce == self.nonce

    def missing(self) -> tuple[int, int] | None:
        """Name what the central held more."""
        ends = dict(zip([n for n, _ in self.path], [s for _, s in self.path[1:]], strict=False))
        for life in self.lives:
            start = ends.get(life.number, life.forked_at)
            here = start + len(self.tails.get(life.number, []))
            if life.number != self.number and self.held.get(life.number, 0) > here:
                return life.number, here
        return None

    def take_back(self, signed: SignedLetter) -> None:
        """Keep what came back."""
        given = open_returned(signed, self.central_key)
        self.tails.setdefault(given.incarnation, []).extend(given.events)

    def waiting(self) -> int:
        """Count events without a receipt."""
        return len(self.events) - self.acknowledged

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the same sealed batch until it is settled or too large."""
        first = self.acknowledged + 1
        if self.sealed and self.sealed.first == first and len(self.sealed.events) <= most:
            return self.sealed
        ends = [start for _, start in self.path if start >= first]
        last = min([len(self.events), first + most - 1, *ends])
        self.sealed = self.seal(first, last)
        return self.sealed

    def seal(self, first: int, last: int) -> Batch | None:
        """Seal a range of the journal."""
        if last < first:
            return None
        return seal(
            id=f"{self.enrolment.station}-{next(self.ids)}",
            station=self.enrolment.station,
            incarnation=[life for life, start in self.path if start < first][-1],
            first=first,
            previous=self.hashes[first - 1],
            events=tuple(self.events[first - 1 : last]),
            sign=self.sign,
            sealer=self.number,
        )

    def settle(self, signed: SignedReceipt) -> None:
        """Check a receipt and keep its words."""
        receipt = open_receipt(signed, self.central_key)
        known = receipt.acknowledged < len(self.hashes)
        same = known and self.hashes[receipt.acknowledged] == receipt.head
        if receipt.incarnation == self.number and not same:
            raise Diverged("fork")
        if receipt.count < receipt.acknowledged:
            msg = "the central misses events that it acknowledges"
            raise Garbled(msg)
        settling = {Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED}
        words = {j.seq: j for j in receipt.judgements if j.word in settling}
        for seq in range(self.acknowledged + 1, receipt.acknowledged + 1):
            if seq in words:
                self.words[seq] = words[seq]
        self.receipts.append(receipt)

    def _new_nonce(self) -> str:
        self.nonce = f"{next(self.ids)}"
        return self.nonce


@dataclass
class HeldInbox:
    """The central's records as they came."""

    cursors: dict[str, Cursor] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    records: dict[str, dict[tuple[str, str], Record]] = field(default_factory=dict)
    pages: int = 0
    snapshots: int = 0
    manifest: Manifest | None = None
    parts: dict[str, tuple[Record, ...]] = field(default_factory=dict)

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

    def scopes(self) -> tuple[str, ...]:
        """Name the scopes that were read."""
        return tuple(self.cursors)

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget the other scopes."""
        others = set(self.cursors) - set(scopes)
        for scope in others:
            self.start_over(scope)
        return bool(others)

    def progress(self) -> tuple[int, int]:
        """Give the sums of positions and ends."""
        return sum(c.position for c in self.cursors.values()), sum(self.ends.values())

    def arriving(self) -> str:
        """Name the scope that arrives as a snapshot."""
        return self.manifest.scope if self.manifest else ""

    def begin(self, signed: SignedLetter, *, scope: str, anew: bool) -> bool:
        """Begin with a snapshot; its signature is the store's to check."""
        manifest = read_manifest(signed.body)
        if manifest.scope != (scope or manifest.scope):
            msg = "a snapshot of another scope"
            raise Garbled(msg)
        if not anew and manifest.position <= self.cursor(manifest.scope).position:
            return False
        self.manifest, self.parts = manifest, {}
        return True

    def missing(self) -> Chunk | None:
        """Name the next part that is not here."""
        chunks = self.manifest.chunks if self.manifest else ()
        return next((chunk for chunk in chunks if chunk.digest not in self.parts), None)

    def keep(self, chunk: Chunk, data: bytes) -> None:
        """Keep a part."""
        self.parts[chunk.digest] = unpack_chunk(data, chunk)

    def adopt(self) -> None:
        """Put the snapshot in the place of its scope."""
        manifest = self.manifest
        assert manifest is not None
        self.cursors[manifest.scope] = Cursor(
            scope=manifest.scope,
            epoch=manifest.epoch,
            position=manifest.position,
            hash=manifest.hash,
        )
        self.ends[manifest.scope] = manifest.position
        there = (record for part in self.parts.values() for record in part)
        self.records[manifest.scope] = {(r.kind, r.id): r for r in there}
        self.snapshots += 1
        self.give_up()

    def give_up(self) -> None:
        """Forget what arrived."""
        self.manifest, self.parts = None, {}

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
            lives=outbox,
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

    def authorise(self, token: str) -> None:
        """Pass the token on; nothing is sent."""
        self.server.authorise(token)

    def hello(self, hello: SignedLetter) -> SignedLetter:
        """Pass a hello on."""
        return self._through(lambda: self.server.hello(hello))

    def compare(self, probes: SignedLetter) -> SignedLetter:
        """Pass probes on."""
        return self._through(lambda: self.server.compare(probes))

    def branch(self, wish: SignedLetter) -> SignedLetter:
        """Pass a wish on."""
        return self._through(lambda: self.server.branch(wish))

    def returned(self, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Pass a question on."""
        return self._through(lambda: self.server.returned(incarnation, after=after, most=most))

    def keep_raw(self, letter: SignedLetter) -> SignedLetter:
        """Pass a raw letter on."""
        return self._through(lambda: self.server.keep_raw(letter))

    def push(self, packed: bytes) -> SignedReceipt:
        """Pass a batch on."""
        self.pushes += 1
        return self._through(lambda: self.server.push(packed))

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Pass a cursor on."""
        return self._through(lambda: self.server.pull(cursor, most=most))

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Pass a wish for a snapshot on."""
        return self._through(lambda: self.server.snapshot(scope))

    def chunk(self, digest: str) -> bytes | None:
        """Pass a wish for a part on."""
        return self._through(lambda: self.server.chunk(digest))

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
