"""A file that only the central can open, for what may leave a station by any hand.

To the central's Ed25519 key, which every station has, belongs an X25519 key (RFC 7748 section 4.1,
RFC 8032 section 5.1.5). Each file has a key of its own: X25519 between that and a pair made for
this file, through HKDF-SHA256, for ChaCha20-Poly1305. Who wrote it is not proved by it.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.errors import Garbled

MARK = b"clerk-station/sealed/1\0"
"""How a sealed file begins; the public key of its own pair follows, then what was sealed."""

_P = 2**255 - 19
_ONCE = bytes(12)
"""The nonce: each key seals one file."""


def seal(data: bytes, to: Ed25519PublicKey) -> bytes:
    """Seal bytes for the holder of a key."""
    pair, reader = X25519PrivateKey.generate(), _meeting_key(to)
    public = pair.public_key().public_bytes_raw()
    key = _file_key(pair.exchange(reader), public + reader.public_bytes_raw())
    return MARK + public + ChaCha20Poly1305(key).encrypt(_ONCE, data, MARK)


def unseal(sealed: bytes, key: Ed25519PrivateKey) -> bytes:
    """Give what was sealed for this key.

    Raises:
        Garbled: it was sealed for another one, was changed, or is no sealed file.
    """
    if not sealed.startswith(MARK) or len(sealed) < len(MARK) + 32:
        msg = "this is no sealed file"
        raise Garbled(msg)
    public, body = sealed[len(MARK) : len(MARK) + 32], sealed[len(MARK) + 32 :]
    mine = X25519PrivateKey.from_private_bytes(
        hashlib.sha512(key.private_bytes_raw()).digest()[:32]
    )
    try:
        shared = mine.exchange(X25519PublicKey.from_public_bytes(public))
        file_key = _file_key(shared, public + mine.public_key().public_bytes_raw())
        return ChaCha20Poly1305(file_key).decrypt(_ONCE, body, MARK)
    except (InvalidTag, ValueError) as error:
        msg = "it was changed, or sealed for another key"
        raise Garbled(msg) from error


def _meeting_key(key: Ed25519PublicKey) -> X25519PublicKey:
    """Give the X25519 key of the same point: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(key.public_bytes_raw(), "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, _P) % _P
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def _file_key(shared: bytes, pair: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=pair, info=MARK).derive(shared)
