"""A snapshot: nothing in it is believed but what the central signed."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import MOST_DECOMPRESSED
from sync.errors import Garbled
from sync.signed import SignedLetter, signed_from_json, signed_to_json
from sync.snapshot import (
    MOST_PACKED,
    MOST_RECORDS,
    MOST_TEXT,
    Chunk,
    Manifest,
    open_manifest,
    pack_chunk,
    portions,
    read_manifest,
    sign_manifest,
    unpack_chunk,
)
from sync.wire import Record

KEY = Ed25519PrivateKey.generate()


def record(number: int, text: str = '{"a":1}') -> Record:
    """Make a record."""
    return Record(position=0, kind="household", id=f"H{number}", revision=1, data=text)


def manifest(*chunks: Chunk) -> Manifest:
    """Make a manifest."""
    return Manifest(
        scope="centre:KA-01", epoch="e1", position=7, hash=bytes(32), at=5, chunks=chunks
    )


def test_a_chunk_comes_out_as_it_went_in() -> None:
    """Records are carried verbatim, with every letter."""
    records = (record(1), record(2, '{"اسم":"علي \\u0000 \\"x\\""}'))
    chunk, data = pack_chunk(records)
    assert unpack_chunk(data, chunk) == records
    signed = sign_manifest(manifest(chunk), KEY.sign)
    assert signed_from_json(signed_to_json(signed)) == signed
    assert open_manifest(signed, KEY.public_key()) == manifest(chunk)


def test_records_are_cut_into_parts_that_keep_the_limits() -> None:
    """A part has a limited number and size; a record that is too large for one goes alone."""
    many = [record(n) for n in range(MOST_RECORDS + 1)]
    large = [record(n, "x" * (MOST_TEXT // 2 + 1)) for n in range(3)]
    larger = [record(9, "x" * (MOST_TEXT * 2))]
    cut = list(portions([*many, *large, *larger]))
    assert [len(part) for part in cut] == [MOST_RECORDS, 2, 1, 1, 1]
    assert [r for part in cut for r in part] == [*many, *large, *larger]
    assert list(portions([])) == []


def truncated(data: bytes) -> bytes:
    """Leave the end out."""
    return data[:-1]


def bent(data: bytes) -> bytes:
    """Change one bit."""
    return data[:20] + bytes([data[20] ^ 1]) + data[21:]


def another(_: bytes) -> bytes:
    """Put another part of the same snapshot in its place."""
    return pack_chunk([record(2)])[1]


@pytest.mark.parametrize("spoil", [truncated, bent, another, lambda _: b""])
def test_a_part_that_is_not_what_the_manifest_names_is_refused(
    spoil: Callable[[bytes], bytes],
) -> None:
    """Cut short, changed, swapped or empty: the digest does not fit."""
    chunk, data = pack_chunk([record(1)])
    with pytest.raises(Garbled, match="not what its manifest names"):
        unpack_chunk(spoil(data), chunk)


def signed_chunk(data: bytes, *, records: int = 1) -> Chunk:
    """Name bytes as a central would that means harm or is broken: digest and size are right."""
    return Chunk(hashlib.sha256(data).hexdigest(), len(data), records)


def test_a_bomb_stops_at_the_limit() -> None:
    """A part that unpacks to a gigabyte is given up at eight megabytes, digest or not."""
    bomb = zstandard.ZstdCompressor().compress(b" " * (MOST_DECOMPRESSED + 1))
    assert len(bomb) < 10_000
    with pytest.raises(Garbled, match="at most"):
        unpack_chunk(bomb, signed_chunk(bomb))


@pytest.mark.parametrize(
    ("plain", "records"),
    [
        (b"[]", 1),
        (b'[["k","i",1,"{}"]]', 2),
        (b'[["k","i",1,null]]', 1),
        (b'[["k","i",true,"{}"]]', 1),
        (b'[["k","i","1","{}"]]', 1),
        (b"{}", 1),
        (b"[" * 100_000, 1),
        (b"\xff", 1),
    ],
)
def test_a_part_that_is_none_is_refused(plain: bytes, records: int) -> None:
    """Another count, another shape or no JSON at all: nothing of it is taken."""
    data = zstandard.ZstdCompressor().compress(plain)
    with pytest.raises(Garbled):
        unpack_chunk(data, signed_chunk(data, records=records))


def test_another_s_signature_is_refused() -> None:
    """Only the central's key makes a manifest, and only over these very bytes."""
    good = sign_manifest(manifest(pack_chunk([record(1)])[0]), KEY.sign)
    forged = sign_manifest(manifest(pack_chunk([record(1)])[0]), Ed25519PrivateKey.generate().sign)
    receipt = SignedLetter(good.body, KEY.sign(b"clerk-station/receipt/1\0" + good.body))
    moved = replace(good, body=good.body.replace(b"KA-01", b"KA-02"))
    for bad in (forged, receipt, moved, replace(good, signature=bytes(64))):
        with pytest.raises(Garbled, match="signature"):
            open_manifest(bad, KEY.public_key())


GOOD = pack_chunk([record(1)])[0]


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, digest="../../" + "a" * 58),
        replace(GOOD, digest="C:" + "a" * 62),
        replace(GOOD, digest="A" * 64),
        replace(GOOD, digest="a" * 64 + "\n"),
        replace(GOOD, size=MOST_PACKED + 1),
        replace(GOOD, size=0),
        replace(GOOD, size=-5),
        replace(GOOD, records=MOST_RECORDS + 1),
        replace(GOOD, records=0),
    ],
)
def test_a_manifest_with_a_path_or_over_a_limit_is_refused(bad: Chunk) -> None:
    """Also where it is signed: no name of a part leads anywhere, no size is believed."""
    with pytest.raises(Garbled, match="limit"):
        open_manifest(sign_manifest(manifest(bad), KEY.sign), KEY.public_key())
    with pytest.raises(Garbled, match="limit"):
        open_manifest(sign_manifest(manifest(GOOD, GOOD), KEY.sign), KEY.public_key())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["scope", "epoch", "position", "hash", "at", "chunks", "body"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_manifest_or_garbled(raw: Any) -> None:
    """Whatever comes is refused in our words."""
    with pytest.raises(Garbled):
        signed_from_json(raw)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_manifest_or_garbled(data: bytes) -> None:
    """Whatever bytes stand in a manifest's place are refused in our words."""
    with pytest.raises(Garbled):
        read_manifest(data)
