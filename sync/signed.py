"""A signed letter: the JSON text that was signed, as it came, and the signature over it.

The text itself travels, so that nobody has to write JSON twice alike to check a signature, and
fields that a reader does not know are carried and ignored.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.envelope import Signer, signature_holds
from sync.errors import UNREADABLE, Garbled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A letter as it came: the bytes that were signed, and the signature."""

    body: bytes
    signature: bytes


def sign_letter(tag: bytes, fields: Mapping[str, Any], sign: Signer) -> SignedLetter:
    """Write the fields as JSON and sign them; `tag` says what kind of letter it is."""
    body = json.dumps(fields, separators=(",", ":")).encode()
    return SignedLetter(body, sign(tag + body))


def check_letter(tag: bytes, signed: SignedLetter, key: Ed25519PublicKey) -> None:
    """Pass where the signature is that of this key over a letter of this kind.

    Raises:
        Garbled: it does not hold.
    """
    if not signature_holds(key, signature=signed.signature, data=tag + signed.body):
        msg = "the signature of the letter does not hold"
        raise Garbled(msg)


def read_body(signed: SignedLetter, read: Callable[[Any], T]) -> T:
    """Read what a letter says; its signature is not checked here.

    Raises:
        Garbled: it is no such letter.
    """
    try:
        return read(json.loads(signed.body))
    except UNREADABLE as error:
        msg = f"the letter cannot be read: {error!r}"
        raise Garbled(msg) from error


def signed_to_json(signed: SignedLetter) -> dict[str, Any]:
    """Write a signed letter as JSON values; its body travels as the text that was signed."""
    return {"body": signed.body.decode(), "signature": signed.signature.hex()}


def signed_from_json(raw: Any) -> SignedLetter:
    """Read a signed letter; neither its signature nor its body is checked here.

    Raises:
        Garbled: it is none.
    """
    try:
        return SignedLetter(raw["body"].encode(), bytes.fromhex(raw["signature"]))
    except UNREADABLE as error:
        msg = f"the letter cannot be read: {error!r}"
        raise Garbled(msg) from error
