"""What the central sends back: receipts, signed by its key, and pages of its feed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import Signer, signature_holds
from sync.errors import UNREADABLE, Garbled
from sync.signed import SignedLetter

_encoded = msgspec.json.Encoder().encode
NATIONAL = "national"
"""The scope of what every station knows: the centres."""

_RECEIPT = b"clerk-station/receipt/1\0"
_FEED = b"clerk-station/feed/2\0"

SignedReceipt = SignedLetter
"""A receipt as it came."""


class Word(StrEnum):
    """The central's word on one event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    DEFERRED = "deferred"
    HALTED = "halted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The word on one event, with a reason code where it is not simply accepted."""

    seq: int
    word: Word
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the central holds of one incarnation after a push, and its word on each event.

    `acknowledged` is the highest seq up to which it holds every event; `head` is the hash of the
    chain there; `count` is how many events of this incarnation it holds in all; `at` is the
    central's time in Unix seconds.
    """

    batch: str
    station: str
    incarnation: int
    acknowledged: int
    head: bytes
    count: int
    at: int
    judgements: tuple[Judgement, ...]


def sign_receipt(receipt: Receipt, sign: Signer) -> SignedReceipt:
    """Write a receipt and sign its bytes with the central's key."""
    body = json.dumps(
        {
            "batch": receipt.batch,
            "station": receipt.station,
            "incarnation": receipt.incarnation,
            "acknowledged": receipt.acknowledged,
            "head": receipt.head.hex(),
            "count": receipt.count,
            "at": receipt.at,
            "judgements": [[j.seq, j.word, j.reason] for j in receipt.judgements],
        },
        separators=(",", ":"),
    ).encode()
    return SignedReceipt(body, sign(_RECEIPT + body))


def open_receipt(signed: SignedReceipt, key: Ed25519PublicKey) -> Receipt:
    """Check the central's signature and read the receipt.

    Raises:
        Garbled: the signature does not hold, or it is no receipt.
    """
    if not signature_holds(key, signature=signed.signature, data=_RECEIPT + signed.body):
        msg = "the signature of the receipt does not hold"
        raise Garbled(msg)
    return read_receipt(signed.body)


def read_receipt(body: bytes) -> Receipt:
    """Read a receipt whose signature was checked before.

    Raises:
        Garbled: it is no receipt.
    """
    try:
        raw = json.loads(body)
        return Receipt(
            batch=str(raw["batch"]),
            station=str(raw["station"]),
            incarnation=int(raw["incarnation"]),
            acknowledged=int(raw["acknowledged"]),
            head=bytes.fromhex(raw["head"]),
            count=int(raw["count"]),
            at=int(raw["at"]),
            judgements=tuple(
                Judgement(seq=int(seq), word=Word(word), reason=str(reason))
                for seq, word, reason in raw["judgements"]
            ),
        )
    except UNREADABLE as error:
        msg = f"the receipt cannot be read: {error!r}"
        raise Garbled(msg) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The central's truth about one thing, at one dense position of a scope's feed.

    `data` is JSON text, None for a tombstone (the thing left this scope).
    """

    position: int
    kind: str
    id: str
    revision: int
    data: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where to go on from: the last applied position of a scope and the running hash there.

    An empty `scope` asks for that of the station's centre, an empty `epoch` for its beginning.
    """

    scope: str = ""
    epoch: str = ""
    position: int = 0
    hash: bytes = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A contiguous handful of records: positions `after + 1` to `until` of one scope and epoch.

    `end` is the feed's last position when the page was made: `end - until` records remain.
    """

    scope: str
    epoch: str
    after: int
    until: int
    end: int
    hash: bytes
    records: tuple[Record, ...]


def feed_hash(previous: bytes, records: Iterable[Record]) -> bytes:
    """Carry the running hash of a feed over records in order, 32 bytes."""
    current = previous
    for r in records:
        row = _encoded((r.position, r.kind, r.id, r.revision, r.data))
        current = hashlib.sha256(_FEED + current + row).digest()
    return current


def check_page(page: Page, cursor: Cursor) -> Cursor:
    """Check that a page goes on exactly where the cursor stands and give the cursor after it.

    Raises:
        Garbled: another scope, a hole, a double, or a hash that differs.
    """
    positions = [record.position for record in page.records]
    fits = (
        page.after == cursor.position
        and cursor.scope in {"", page.scope}
        and positions == list(range(page.after + 1, page.until + 1))
        and page.hash == feed_hash(cursor.hash, page.records)
    )
    if not fits:
        msg = f"the page {page.after}-{page.until} does not follow position {cursor.position}"
        raise Garbled(msg)
    return Cursor(scope=page.scope, epoch=page.epoch, position=page.until, hash=page.hash)
