"""Rotating tokens: each greeting offers the next one, and using it retires the one before.

A token carries its station, life and number, authenticated by the central, so that one row a life
is all that is kept: the number and hash of the present token. Whatever is offered and not yet used
has the next number. A number that was passed, or a twin of the present one, shows that two
machines speak for one life.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import Enum, auto

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SECRET = b"clerk-station/token-secret/1\0"
_LONGEST = 128


class Age(Enum):
    """What a token is to the life that shows it."""

    PRESENT = auto()
    OFFERED = auto()
    AHEAD = auto()
    RETIRED = auto()
    STRANGE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says of itself."""

    station: str
    incarnation: int
    number: int
    text: str

    @property
    def hash(self) -> bytes:
        """Give what is kept of it, 32 bytes."""
        return hashlib.sha256(self.text.encode()).digest()


def secret_of(key: Ed25519PrivateKey) -> bytes:
    """Derive the secret that authenticates tokens from the central's own key."""
    return hashlib.sha256(_SECRET + key.private_bytes_raw()).digest()


def make(station: str, incarnation: int, number: int, *, secret: bytes) -> Token:
    """Make a token; two with the same number differ."""
    plain = f"{station}.{incarnation}.{number}.{secrets.token_hex(8)}"
    return Token(station, incarnation, number, f"{plain}.{_proof(plain, secret)}")


def read(text: str, *, secret: bytes) -> Token | None:
    """Read a token of this central; None where it is none."""
    plain, _, proof = text.rpartition(".")
    if len(text) > _LONGEST or not text.isascii():
        return None
    if not hmac.compare_digest(_proof(plain, secret), proof):
        return None
    station, incarnation, number, _ = plain.rsplit(".", 3)
    return Token(station, int(incarnation), int(number), text)


def age(token: Token | None, *, number: int, present: bytes) -> Age:
    """Say what a token is where `number` and `present` are those of the present one.

    One that is ahead by more than a step shows that the central was restored from an old copy.
    """
    if token is None:
        return Age.STRANGE
    if token.number == number and token.hash == present:
        return Age.PRESENT
    if token.number <= number:
        return Age.RETIRED
    return Age.OFFERED if token.number == number + 1 else Age.AHEAD


def _proof(plain: str, secret: bytes) -> str:
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()[:32]
