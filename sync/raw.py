"""The raw lane: bytes that the central cannot take as a batch, kept as they are.

It settles nothing. It says that what a station holds is safe at the central too, whatever later has
to be done to read it.
"""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import Signer
from sync.signed import SignedLetter, check_letter, read_body, sign_letter

MOST_RAW = 4 << 20
"""Bytes in one raw letter."""

MOST_LETTER = 6 << 20
"""Bytes of the letter as it travels, in Base64."""

_RAW = b"clerk-station/raw/1\0"
_KEPT = b"clerk-station/kept/1\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Bytes that were refused for their form, and why; `incarnation` is the life that signs."""

    station: str
    incarnation: int
    nonce: str
    why: str
    data: bytes

    @property
    def digest(self) -> bytes:
        """Name the bytes: their SHA-256."""
        return hashlib.sha256(self.data).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The central's word that it keeps bytes with this SHA-256."""

    nonce: str
    station: str
    digest: bytes
    at: int


def sign_raw(letter: Raw, sign: Signer) -> SignedLetter:
    """Write bytes for the raw lane and sign them with the key of a life."""
    fields = {
        "station": letter.station,
        "incarnation": letter.incarnation,
        "nonce": letter.nonce,
        "why": letter.why,
        "data": base64.b64encode(letter.data).decode(),
    }
    return sign_letter(_RAW, fields, sign)


def read_raw(signed: SignedLetter) -> Raw:
    """Read a raw letter, whoever signed it.

    Raises:
        Garbled: it is none.
    """
    return read_body(
        signed,
        lambda raw: Raw(
            station=str(raw["station"]),
            incarnation=int(raw["incarnation"]),
            nonce=str(raw["nonce"]),
            why=str(raw["why"])[:32],
            data=base64.b64decode(raw["data"], validate=True),
        ),
    )


def check_raw(signed: SignedLetter, key: Ed25519PublicKey) -> None:
    """Pass where this key signed the letter.

    Raises:
        Garbled: it did not.
    """
    check_letter(_RAW, signed, key)


def sign_kept(letter: Kept, sign: Signer) -> SignedLetter:
    """Write the central's word."""
    fields = {
        "nonce": letter.nonce,
        "station": letter.station,
        "digest": letter.digest.hex(),
        "at": letter.at,
    }
    return sign_letter(_KEPT, fields, sign)


def open_kept(signed: SignedLetter, key: Ed25519PublicKey) -> Kept:
    """Check and read the central's word.

    Raises:
        Garbled: the signature does not hold, or it is none.
    """
    check_letter(_KEPT, signed, key)
    return read_body(
        signed,
        lambda raw: Kept(
            nonce=str(raw["nonce"]),
            station=str(raw["station"]),
            digest=bytes.fromhex(raw["digest"]),
            at=int(raw["at"]),
        ),
    )
