"""A file that only the central can open."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Garbled
from sync.sealed import MARK, seal, unseal

CENTRAL = Ed25519PrivateKey.generate()


@given(st.binary(max_size=2000))
def test_the_central_opens_what_was_sealed_for_it(data: bytes) -> None:
    """Whatever was sealed comes out as it went in, and never twice under the same bytes."""
    sealed = seal(data, CENTRAL.public_key())
    assert unseal(sealed, CENTRAL) == data
    assert seal(data, CENTRAL.public_key()) != sealed


@given(st.binary(min_size=32, max_size=32))
def test_every_key_meets_its_own(seed: bytes) -> None:
    """The key that seals belongs to the key that opens, for every central."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert unseal(seal(b"text", key.public_key()), key) == b"text"


def test_nobody_else_opens_it() -> None:
    """Another key, also the one that wrote it, opens nothing, and the text does not show."""
    sealed = seal(b"a text of some length", CENTRAL.public_key())
    assert b"text" not in sealed
    with pytest.raises(Garbled):
        unseal(sealed, Ed25519PrivateKey.generate())


@given(st.data())
def test_a_changed_file_is_not_opened(data: st.DataObject) -> None:
    """One bit anywhere, or an end that is missing, and it is refused in words."""
    sealed = bytearray(seal(b"text", CENTRAL.public_key()))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    if at // 8 == len(MARK) + 31 and at % 8 == 7:
        return  # RFC 7748 section 5: the highest bit of a public key is not looked at
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Garbled):
        unseal(bytes(sealed), CENTRAL)
    with pytest.raises(Garbled):
        unseal(bytes(sealed[: at // 8]), CENTRAL)


def test_a_point_without_a_secret_is_refused() -> None:
    """A public key of all zeros would make everybody's secret the same: it opens nothing."""
    body = seal(b"text", CENTRAL.public_key())[len(MARK) + 32 :]
    for point in (bytes(32), X25519PrivateKey.generate().public_key().public_bytes_raw()):
        with pytest.raises(Garbled):
            unseal(MARK + point + body, CENTRAL)
