"""A central that tests can hold: it keeps what it is handed and signs receipts for it."""

from dataclasses import dataclass, field, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.envelope import GENESIS, Batch, holds, link
from sync.hello import Greeting, read_hello, sign_greeting
from sync.signed import SignedLetter
from sync.wire import Judgement, Receipt, SignedReceipt, Word, sign_receipt
from tests.world import World

NOON = 1_795_420_800


@dataclass
class HeldCentral:
    """The events of one station, in order."""

    world: World
    held: list[bytes] = field(default_factory=list)
    batches: list[str] = field(default_factory=list)

    @property
    def head(self) -> bytes:
        """The hash of the chain after the last event that is held."""
        current = GENESIS
        for data in self.held:
            current = link(current, data)
        return current

    def take(self, batch: Batch, *, aside: dict[int, str] | None = None) -> SignedReceipt:
        """Hold a batch; `aside` names the events to quarantine and why."""
        assert holds(batch, self.world.station_key.public_key())
        assert batch.first <= len(self.held) + 1
        fresh = batch.events[len(self.held) - batch.first + 1 :]
        self.held.extend(fresh)
        self.batches.append(batch.id)
        reasons = aside or {}
        return self.receipt(
            batch=batch.id,
            judgements=tuple(
                Judgement(
                    seq=seq,
                    word=Word.QUARANTINED if seq in reasons else Word.ACCEPTED,
                    reason=reasons.get(seq, ""),
                )
                for seq in range(batch.first, batch.last + 1)
            ),
        )

    def receipt(
        self,
        *,
        batch: str = "b",
        judgements: tuple[Judgement, ...] = (),
        station: str = "S1",
        incarnation: int = 1,
        acknowledged: int | None = None,
        head: bytes | None = None,
        count: int | None = None,
        key: Ed25519PrivateKey | None = None,
    ) -> SignedReceipt:
        """Sign what is held, or something else in its place."""
        return sign_receipt(
            Receipt(
                batch=batch,
                station=station,
                incarnation=incarnation,
                acknowledged=len(self.held) if acknowledged is None else acknowledged,
                head=self.head if head is None else head,
                count=len(self.held) if count is None else count,
                at=NOON,
                judgements=judgements,
            ),
            (key or self.world.central_key).sign,
        )

    def greeting(self) -> Greeting:
        """Say what is held."""
        return Greeting(at=NOON, acknowledged=len(self.held), head=self.head, station="S1")

    def greet(self, hello: SignedLetter, greeting: Greeting | None = None) -> SignedLetter:
        """Answer a hello with what is held, or with something else in its place."""
        said = replace(greeting or self.greeting(), nonce=read_hello(hello).nonce)
        return sign_greeting(said, self.world.central_key.sign)

    def restore(self, events: int) -> None:
        """Go back to an older copy."""
        del self.held[events:]
