"""The sealed batch on the wire."""

import struct

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import GENESIS, MOST_DECOMPRESSED, Batch, holds, pack, seal, unpack
from sync.errors import BadEnvelope

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def sealed(*events: bytes) -> Batch:
    """Seal events as the beginning of a chain."""
    return seal(
        id="b1",
        station="KA-01-S1",
        incarnation=1,
        first=1,
        previous=GENESIS,
        events=events,
        sign=KEY.sign,
    )


def squeezed(data: bytes) -> bytes:
    """Compress as the wire does."""
    return zstandard.ZstdCompressor().compress(data)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=30))
def test_a_batch_survives_the_wire(events: list[bytes]) -> None:
    """Whatever bytes an event has, they arrive verbatim and the seal still holds."""
    arrived = unpack(pack(sealed(*events)))
    assert arrived == sealed(*events)
    assert holds(arrived, KEY.public_key())


@given(st.binary(max_size=400))
def test_any_bytes_are_a_batch_or_a_bad_envelope(data: bytes) -> None:
    """Junk is refused in one way, never by another exception."""
    for junk in (data, squeezed(data), squeezed(b"CSB1" + data)):
        with pytest.raises(BadEnvelope):
            unpack(junk)


@given(st.data())
def test_a_changed_byte_never_passes(data: st.DataObject) -> None:
    """Each single byte of the content matters: it cannot be read, or the seal does not hold."""
    plain = bytearray(zstandard.ZstdDecompressor().decompress(pack(sealed(b"one", b"two"))))
    at = data.draw(st.integers(0, len(plain) - 1))
    plain[at] ^= data.draw(st.integers(1, 255))
    try:
        arrived = unpack(squeezed(bytes(plain)))
    except BadEnvelope:
        return
    # JSON allows other spellings of the same header; then it is the same batch.
    assert arrived == sealed(b"one", b"two") or not holds(arrived, KEY.public_key())


def test_a_bomb_stops_at_the_limit() -> None:
    """A megabyte that would unpack to gigabytes is refused while it unpacks."""
    bomb = squeezed(bytes(64 * MOST_DECOMPRESSED))
    assert len(bomb) < 1 << 20
    with pytest.raises(BadEnvelope, match="at most"):
        unpack(bomb)


def test_a_cut_batch_is_refused() -> None:
    """A file or answer that ends early is told apart from a whole one at every length."""
    whole = pack(sealed(b"one", b"two"))
    for length in range(len(whole)):
        with pytest.raises(BadEnvelope):
            unpack(whole[:length])


def test_too_many_events_are_refused() -> None:
    """A batch holds at most five hundred events."""
    with pytest.raises(BadEnvelope):
        unpack(pack(sealed(*[b"x"] * 501)))


def test_a_too_large_event_is_refused() -> None:
    """An event holds at most 64 KiB."""
    with pytest.raises(BadEnvelope):
        unpack(pack(sealed(b"x" * (64 * 1024 + 1))))


def test_lengths_that_lie_are_refused() -> None:
    """A length that reaches past the end is no batch."""
    with pytest.raises(BadEnvelope):
        unpack(squeezed(b"CSB1" + struct.pack(">I", 1 << 31) + b"{}"))
