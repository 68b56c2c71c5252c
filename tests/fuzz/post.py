"""One truth about all inputs each, for what travels between station and central.

Like the targets beside it, each takes any bytes; what is tried is an argument, so that a planted
bug shows that the target would find it. Nothing but our own errors may come out of a reader.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import envelope, letters
from sync.branch import read_branch, read_compare
from sync.enrol import ask_from_json, enrolment_from_json
from sync.envelope import Batch
from sync.errors import BadEnvelope, Garbled
from sync.hello import hello_from_json, read_hello
from sync.signed import SignedLetter, signed_from_json
from sync.snapshot import (
    Chunk,
    Manifest,
    pack_chunk,
    read_manifest,
    sign_manifest,
    unpack_chunk,
)
from sync.wire import Cursor, Page, Record, feed_hash, read_receipt

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BATCH = envelope.seal(
    id="b1",
    station="KA-01-S1",
    incarnation=1,
    first=1,
    previous=envelope.GENESIS,
    events=(b"first", b"second", b"{}"),
    sign=KEY.sign,
)
HEADER = {
    "id": "b1",
    "station": "KA-01-S1",
    "incarnation": 1,
    "first": 1,
    "previous": "00" * 32,
    "count": 1,
    "signature": "",
}
RECORD = Record(position=1, kind="form", id="F1", revision=1, data='{"a": "علي"}')
PAGE = Page(
    scope="centre:KA-01",
    epoch="e1",
    after=0,
    until=1,
    end=1,
    hash=feed_hash(bytes(32), [RECORD]),
    records=(RECORD,),
)


def squeezed(data: bytes) -> bytes:
    """Wrap bytes in zstd, so that what lies behind the wrapper is reached."""
    return zstandard.ZstdCompressor(level=1).compress(data)


def framed(*parts: bytes) -> bytes:
    """Frame a header and events as a batch does."""
    return b"CSB1" + b"".join(struct.pack(">I", len(part)) + part for part in parts)


def batch_of(data: bytes) -> bytes:
    """Take bytes as a packed batch; the first says how.

    0 as they are, 1 under zstd, 2 as a header, 3 as one member of a good header, 4 as an event
    behind a good header, 5 as many times themselves.
    """
    how, rest = (data or b"\0")[0] % 6, data[1:]
    if how == 0:
        return rest
    if how == 5:
        return squeezed(rest * 4096)
    if how == 3:
        name = list(HEADER)[len(rest) % len(HEADER)]
        others = json.dumps({key: value for key, value in HEADER.items() if key != name})
        rest = f'{others[:-1]}, "{name}": '.encode() + rest + b"}"
    header = json.dumps(HEADER).encode()
    parts = {1: rest, 2: framed(rest, b"e"), 3: framed(rest, b"e"), 4: framed(header, rest)}
    return squeezed(parts[how])


def envelopes(data: bytes, *, unpack: Callable[[bytes], Batch] = envelope.unpack) -> None:
    """What unpacks keeps to every limit and packs to what unpacks alike; all else is refused."""
    try:
        batch = unpack(batch_of(data))
    except BadEnvelope:
        return
    assert 1 <= len(batch.events) <= 500
    assert all(len(event) <= 64 << 10 for event in batch.events)
    assert 1 <= batch.first <= batch.last < 1 << 63
    assert 1 <= batch.incarnation < 1 << 31
    assert len(batch.previous) == 32
    assert batch.station.isprintable()
    assert unpack(envelope.pack(batch)) == batch


def wrappers(
    data: bytes, *, decompressed: Callable[[bytes], bytes] = envelope.decompressed
) -> None:
    """What comes out of the wrapper is what went in, and never more than 8 MiB."""
    with suppress(BadEnvelope):
        assert len(decompressed(data)) <= 8 << 20
    times = 1 << (len(data) % 18)
    whole = data * times
    try:
        out = decompressed(squeezed(whole))
    except BadEnvelope:
        assert len(whole) > 8 << 20
        return
    assert out == whole
    assert len(out) <= 8 << 20


def pages(data: bytes, *, unpack: Callable[[bytes], Page] = letters.unpack_page) -> None:
    """A page reads back as it was written, and what is none is told."""
    for packed in (data, squeezed(data)):
        with suppress(Garbled):
            page = unpack(packed)
            assert unpack(letters.pack_page(page)) == page


Cursors = Callable[[Mapping[str, str]], tuple[Cursor, int]]


def cursors(data: bytes, *, read: Cursors = letters.cursor_from_query) -> None:
    """A cursor's position fits the database and its hash has 32 bytes, whatever was asked."""
    query = dict(parse_qsl(data.decode("latin-1"), keep_blank_values=True))
    with suppress(Garbled):
        cursor, _ = read(query)
        assert 0 <= cursor.position < 1 << 63
        assert len(cursor.hash) == 32


_READERS: tuple[Callable[[Any], object], ...] = (
    hello_from_json,
    signed_from_json,
    ask_from_json,
    enrolment_from_json,
)


def read_all(text: bytes) -> None:
    """Read a text as every kind of letter there is."""
    for reader in _READERS:
        with suppress(Garbled):
            reader(json.loads(text))
    with suppress(Garbled):
        read_receipt(text)
    for body_reader in (read_hello, read_compare, read_branch):
        with suppress(Garbled):
            body_reader(SignedLetter(text, b""))


def post(data: bytes, *, read: Callable[[bytes], None] = read_all) -> None:
    """Any JSON is one of our letters, or it is told that it is none."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return
    read(data)


def manifests(data: bytes, *, read: Callable[[bytes], Manifest] = read_manifest) -> None:
    """A manifest names parts by digests alone, each within its limits, and reads back alike."""
    with suppress(Garbled):
        manifest = read(data)
        assert all(set(c.digest) <= set("0123456789abcdef") for c in manifest.chunks)
        assert all(len(c.digest) == 64 and 0 < c.size <= 4 << 20 for c in manifest.chunks)
        assert len({c.digest for c in manifest.chunks}) == len(manifest.chunks) <= 50_000
        assert 0 <= manifest.position < 1 << 53
        assert read(sign_manifest(manifest, KEY.sign).body) == manifest


OTHER = pack_chunk([RECORD])[1]
Unpacks = Callable[[bytes, Chunk], tuple[Record, ...]]


def chunks(data: bytes, *, unpack: Unpacks = unpack_chunk) -> None:
    """A part is what its manifest names and holds as many records, or it is refused."""
    for packed in (data, squeezed(data)):
        named = Chunk(hashlib.sha256(packed).hexdigest(), len(packed), 1 + len(data) % 2)
        with suppress(Garbled):
            records = unpack(packed, named)
            assert len(records) == named.records
        if packed != OTHER:
            with suppress(Garbled):
                unpack(OTHER, named)
                raise AssertionError("another part passed")


def seeds(name: str) -> list[bytes]:
    """Give the inputs that a target starts from."""
    deep, endless = b"[" * 60_000, b"Infinity"
    packed = envelope.pack(BATCH)
    hello = {"station": "KA-01-S1", "incarnation": 1, "last": 3, "head": "00" * 32}
    hello |= {"acknowledged": 0, "app": "0.1.0", "protocol": 1}
    letter = json.dumps(hello).encode()
    written = envelope.decompressed(letters.pack_page(PAGE))
    part, packed_part = pack_chunk([RECORD])
    whole = Manifest(scope="national", epoch="e", position=1, hash=bytes(32), at=1, chunks=(part,))
    listed = sign_manifest(whole, KEY.sign).body
    path = part.digest.encode(), b"../" * 21 + b"x"
    by_target = {
        "manifests": [
            listed,
            listed.replace(*path),
            listed.replace(b":1", b":1e999"),
            listed.replace(b":1", b":Infinity"),
            deep,
        ],
        "chunks": [packed_part, envelope.decompressed(packed_part), deep, b"[[1]]"],
        "envelopes": [
            b"\0" + packed,
            b"\1" + framed(json.dumps(HEADER).encode(), b"e"),
            b"\2" + deep,
            b"\2" + json.dumps(HEADER).encode(),
            *(b"\3" + value for value in (endless, b"1e999", b"[]", b'"1"', b"1 " * 5)),
            b"\4" + b"{}",
            b"\4" + b"x" * (65 << 10),
            b"\5" + b"\0" * 4096,
        ],
        "wrappers": [b"a", packed, packed[:-3], b"\0" * 71, b"\0" * 33],
        "pages": [letters.pack_page(PAGE), written, deep, written.replace(b":1", b":Infinity")],
        "cursors": [b"scope=a&epoch=e&position=1&hash=" + b"00" * 32, b"position=" + b"9" * 5000],
        "post": [letter, written, letter.replace(b": 1", b": Infinity"), b"[" * 900 + b"]" * 900],
    }
    return by_target[name]


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (envelopes, wrappers, pages, cursors, post, manifests, chunks)
}
