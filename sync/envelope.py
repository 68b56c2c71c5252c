"""The chain and the sealed batch: what travels, and how anyone can tell that it is whole.

Every event's bytes are linked to all before them: `h_n = SHA-256(tag ‖ h_{n-1} ‖ bytes)`. A batch
is a contiguous range of one incarnation with the hash before it and Ed25519 over its head. The
bytes of an event are opaque here and are carried verbatim.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import UNREADABLE, BadEnvelope

GENESIS = bytes(32)
"""The hash before the first event of an incarnation."""

MOST_EVENTS = 500
MOST_COMPRESSED = 1 << 20
MOST_DECOMPRESSED = 8 << 20
MOST_EVENT = 64 << 10

_MOST_SEQ, _MOST_INCARNATION = 1 << 62, 1 << 31
_CHAIN = b"clerk-station/chain/1\0"
_BATCH = b"clerk-station/batch/1\0"
_BATCH_BY = b"clerk-station/batch/2\0"
_MAGIC = b"CSB1"

Signer = Callable[[bytes], bytes]
"""Makes an Ed25519 signature of 64 bytes."""


def link(previous: bytes, data: bytes) -> bytes:
    """Give the hash of the chain after an event, 32 bytes."""
    return hashlib.sha256(_CHAIN + previous + data).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A sealed, contiguous range of events: `first` to `last` of one incarnation.

    `sealer` is the life of the station whose key sealed it: that of the events, or one that came
    after it and sends what it still holds of an earlier one.
    """

    id: str
    station: str
    incarnation: int
    first: int
    previous: bytes
    events: tuple[bytes, ...]
    signature: bytes
    sealer: int = 0

    def __post_init__(self) -> None:
        if not self.sealer:
            object.__setattr__(self, "sealer", self.incarnation)

    @property
    def last(self) -> int:
        """The seq of the last event."""
        return self.first + len(self.events) - 1

    def hashes(self) -> Iterable[bytes]:
        """Give the chain's hash after each event in turn."""
        current = self.previous
        for data in self.events:
            current = link(current, data)
            yield current

    @property
    def head(self) -> bytes:
        """The chain's hash after the last event."""
        *_, head = self.hashes()
        return head


def seal(
    *,
    id: str,  # noqa: A002 - the field's name
    station: str,
    incarnation: int,
    first: int,
    previous: bytes,
    events: tuple[bytes, ...],
    sign: Signer,
    sealer: int = 0,
) -> Batch:
    """Seal a range of events with the key of their life, or of the one named as sealer."""
    unsigned = Batch(
        id=id,
        station=station,
        incarnation=incarnation,
        first=first,
        previous=previous,
        events=events,
        signature=b"",
        sealer=sealer,
    )
    return replace(unsigned, signature=sign(_signed(unsigned, unsigned.head)))


def holds(batch: Batch, key: Ed25519PublicKey, *, head: bytes | None = None) -> bool:
    """Tell whether the batch's seal is the station's; `head` saves hashing a second time."""
    data = _signed(batch, head or batch.head)
    return signature_holds(key, signature=batch.signature, data=data)


def head_statement(station: str, *, incarnation: int, seq: int, head: bytes) -> bytes:
    """Give what a station signs to vouch for its chain up to and with `seq`."""
    return b"clerk-station/head/1\0" + json.dumps([station, incarnation, seq, head.hex()]).encode()


def signature_holds(key: Ed25519PublicKey, *, signature: bytes, data: bytes) -> bool:
    """Verify an Ed25519 signature without raising."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def pack(batch: Batch) -> bytes:
    """Write a batch for the wire or a file: a JSON header, then each event, zstd over all."""
    header = json.dumps(
        {
            "id": batch.id,
            "station": batch.station,
            "incarnation": batch.incarnation,
            "first": batch.first,
            "previous": batch.previous.hex(),
            "count": len(batch.events),
            "signature": batch.signature.hex(),
            "sealer": batch.sealer,
        }
    ).encode()
    parts = [_MAGIC]
    for part in (header, *batch.events):
        parts += [struct.pack(">I", len(part)), part]
    return zstandard.ZstdCompressor(level=3).compress(b"".join(parts))


def unpack(data: bytes) -> Batch:
    """Read a batch, keeping to the limits while decompressing. The seal is not checked here.

    Raises:
        BadEnvelope: not a batch, cut short, or over a limit.
    """
    if len(data) > MOST_COMPRESSED:
        msg = f"a batch has at most {MOST_COMPRESSED} bytes"
        raise BadEnvelope(msg)
    header, *events = _parts(decompressed(data))
    try:
        fields = json.loads(header)
        batch = Batch(
            id=str(fields["id"]),
            station=str(fields["station"]),
            incarnation=int(fields["incarnation"]),
            first=int(fields["first"]),
            previous=bytes.fromhex(fields["previous"]),
            events=tuple(events),
            signature=bytes.fromhex(fields["signature"]),
            sealer=int(fields.get("sealer", 0)),
        )
        count = int(fields["count"])
    except UNREADABLE as error:
        msg = f"the header of the batch cannot be read: {error!r}"
        raise BadEnvelope(msg) from error
    if count != len(events) or not 1 <= count <= MOST_EVENTS or len(batch.previous) != 32:
        msg = f"the batch announces {count} events and holds {len(events)}"
        raise BadEnvelope(msg)
    lives = (batch.incarnation, batch.sealer)
    if not (1 <= batch.first < _MOST_SEQ and all(1 <= n < _MOST_INCARNATION for n in lives)):
        msg = "seq and incarnation count from 1"
        raise BadEnvelope(msg)
    if not (batch.station.isprintable() and batch.id.isprintable()):
        msg = "the batch names no station"
        raise BadEnvelope(msg)
    return batch


def decompressed(data: bytes) -> bytes:
    """Undo zstd, keeping to the limit while decompressing.

    Raises:
        BadEnvelope: not zstd, or too much.
    """
    try:
        limited = zstandard.ZstdDecompressor(max_window_size=MOST_DECOMPRESSED)
        with limited.stream_reader(data) as reader:
            plain = reader.read(MOST_DECOMPRESSED + 1)
    except zstandard.ZstdError as error:
        msg = f"not a sealed batch: {error}"
        raise BadEnvelope(msg) from error
    if len(plain) > MOST_DECOMPRESSED:
        msg = f"a batch unpacks to at most {MOST_DECOMPRESSED} bytes"
        raise BadEnvelope(msg)
    return plain


def _parts(plain: bytes) -> list[bytes]:
    if plain[:4] != _MAGIC:
        msg = "not a sealed batch"
        raise BadEnvelope(msg)
    parts: list[bytes] = []
    at = 4
    while at < len(plain):
        end = at + 4 + int.from_bytes(plain[at : at + 4])
        if end > len(plain) or (parts and end - at - 4 > MOST_EVENT):
            msg = "the batch is cut short or holds an event that is too large"
            raise BadEnvelope(msg)
        parts.append(plain[at + 4 : end])
        at = end
    if not parts:
        msg = "the batch is empty"
        raise BadEnvelope(msg)
    return parts


def _signed(batch: Batch, head: bytes) -> bytes:
    fields = [batch.id, batch.station, batch.incarnation, batch.first, batch.last, head.hex()]
    if batch.sealer != batch.incarnation:
        return _BATCH_BY + json.dumps([*fields, batch.sealer]).encode()
    return _BATCH + json.dumps(fields).encode()
