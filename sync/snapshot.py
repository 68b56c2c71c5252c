"""The snapshot of a scope: what is true at one position, as hashed chunks under a signed manifest.

A station that is new or far behind takes it instead of every page since the beginning, chunk by
chunk, and follows the feed from its position on.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import Signer, decompressed
from sync.errors import UNREADABLE, BadEnvelope, Garbled
from sync.signed import SignedLetter, check_letter, sign_letter
from sync.wire import Record

CHUNK_TYPE = "application/vnd.clerk-station.chunk+zstd"
MOST_CHUNKS, MOST_PACKED, MOST_RECORDS, MOST_TEXT = 50_000, 4 << 20, 2000, 2 << 20
"""Of a snapshot; of a chunk: bytes as it travels, records, characters of data beyond the first."""

_SNAPSHOT = b"clerk-station/snapshot/1\0"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST = 1 << 53


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a snapshot: SHA-256 over its bytes as they travel, how many these are, records."""

    digest: str
    size: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a snapshot consists of. `at` is when it was made, by the central's clock."""

    scope: str
    epoch: str
    position: int
    hash: bytes
    at: int
    chunks: tuple[Chunk, ...]

    @property
    def records(self) -> int:
        """How many records all chunks hold."""
        return sum(chunk.records for chunk in self.chunks)


def is_digest(text: str) -> bool:
    """Tell whether a text names a chunk: 64 hexadecimal digits, and so no path."""
    return _DIGEST.fullmatch(text) is not None


def sign_manifest(manifest: Manifest, sign: Signer) -> SignedLetter:
    """Write a manifest and sign its bytes with the central's key."""
    fields = {
        "scope": manifest.scope,
        "epoch": manifest.epoch,
        "position": manifest.position,
        "hash": manifest.hash.hex(),
        "at": manifest.at,
        "chunks": [(c.digest, c.size, c.records) for c in manifest.chunks],
    }
    return sign_letter(_SNAPSHOT, fields, sign)


def open_manifest(signed: SignedLetter, key: Ed25519PublicKey) -> Manifest:
    """Check the central's signature and read the manifest.

    Raises:
        Garbled: the signature does not hold, or it is no manifest.
    """
    check_letter(_SNAPSHOT, signed, key)
    return read_manifest(signed.body)


def read_manifest(body: bytes) -> Manifest:
    """Read a manifest whose signature was checked before.

    Raises:
        Garbled: it is no manifest, or over a limit.
    """
    try:
        manifest = _read(msgspec.json.decode(body))
    except (*UNREADABLE, msgspec.MsgspecError) as error:
        msg = f"the snapshot's manifest cannot be read: {error!r}"
        raise Garbled(msg) from error
    if not _is_sane(manifest):
        msg = "the snapshot's manifest is over a limit, or names no chunk"
        raise Garbled(msg)
    return manifest


def pack_chunk(records: Sequence[Record]) -> tuple[Chunk, bytes]:
    """Write records as a chunk; their positions are no part of it."""
    rows = [(r.kind, r.id, r.revision, r.data) for r in records]
    data = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(rows))
    return Chunk(hashlib.sha256(data).hexdigest(), len(data), len(rows)), data


def unpack_chunk(data: bytes, chunk: Chunk) -> tuple[Record, ...]:
    """Check a chunk against its manifest and read it, keeping to the limit while decompressing.

    Raises:
        Garbled: cut short, changed, another's, or over a limit.
    """
    if len(data) != chunk.size or hashlib.sha256(data).hexdigest() != chunk.digest:
        msg = "a part of the snapshot is not what its manifest names"
        raise Garbled(msg)
    try:
        rows = _decode_rows(decompressed(data))
    except (BadEnvelope, *UNREADABLE, msgspec.MsgspecError) as error:
        msg = f"a part of the snapshot cannot be read: {error!r}"
        raise Garbled(msg) from error
    if len(rows) != chunk.records:
        msg = "a part of the snapshot does not hold as many records as its manifest says"
        raise Garbled(msg)
    return tuple(
        Record(position=0, kind=kind, id=identity, revision=revision, data=text)
        for kind, identity, revision, text in rows
    )


def portions(records: Iterable[Record]) -> Iterable[Sequence[Record]]:
    """Cut records into what one chunk may hold."""
    portion: list[Record] = []
    text = 0
    for record in records:
        text += len(record.data or "")
        if portion and (len(portion) == MOST_RECORDS or text > MOST_TEXT):
            yield portion
            portion, text = [], len(record.data or "")
        portion.append(record)
    if portion:
        yield portion


_decode_rows = msgspec.json.Decoder(list[tuple[str, str, int, str]]).decode


def _read(raw: Any) -> Manifest:
    return Manifest(
        scope=str(raw["scope"]),
        epoch=str(raw["epoch"]),
        position=int(raw["position"]),
        hash=bytes.fromhex(raw["hash"]),
        at=int(raw["at"]),
        chunks=tuple(
            Chunk(str(digest), int(size), int(count)) for digest, size, count in raw["chunks"]
        ),
    )


def _is_sane(manifest: Manifest) -> bool:
    return (
        0 <= manifest.position < _MOST
        and 0 <= manifest.at < _MOST
        and len(manifest.hash) == 32
        and len(manifest.chunks) <= MOST_CHUNKS
        and len({chunk.digest for chunk in manifest.chunks}) == len(manifest.chunks)
        and all(
            is_digest(c.digest) and 0 < c.size <= MOST_PACKED and 0 < c.records <= MOST_RECORDS
            for c in manifest.chunks
        )
    )
