"""Enrolment: a one-time code that a person types, and what the station gets for it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.branch import Life, lives_from_json, lives_to_json
from sync.envelope import Signer, signature_holds
from sync.errors import UNREADABLE, Garbled

_ENROL = b"clerk-station/enrol/1\0"
_DIGITS = {ord(zero) + n: str(n) for zero in ("\u0660", "\u06f0") for n in range(10)}


def make_code(below: Callable[[int], int], *, digits: int = 12) -> str:
    """Make a code from a source of random numbers: some digits and two check digits.

    Digits alone, because they can be typed under every keyboard layout. The check digits are
    ISO/IEC 7064 MOD 97-10: they find every wrong digit and every swap of neighbours.
    """
    payload = f"{below(10**digits):0{digits}}"
    return f"{payload}{98 - int(payload + '00') % 97:02}"


def read_code(text: str, *, digits: int = 12) -> str | None:
    """Read a code as typed, in any of three digit sets with blanks or hyphens; None if mistyped."""
    plain = re.sub(r"[\s\-]", "", text.translate(_DIGITS))
    is_code = re.fullmatch(rf"[0-9]{{{digits + 2}}}", plain) and int(plain) % 97 == 1
    return plain if is_code else None


def show_code(code: str) -> str:
    """Group a code for reading: `4821 0937 5562 41`."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAsk:
    """A station's first letter: the code, its raw public key and the proof that it holds the key.

    The same code with the same key may be sent again: a lost answer costs nothing. A machine that
    was this station before names its lives: a central that was restored may have forgotten them.
    """

    code: str
    public_key: bytes
    proof: bytes
    station: str = ""
    lives: tuple[Life, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Who the station is from now on. Keys are raw Ed25519 public keys of 32 bytes."""

    station: str
    incarnation: int
    centre: str
    token: str
    authority_keys: tuple[bytes, ...]
    central_key: bytes


def ask(
    code: str,
    *,
    public_key: Ed25519PublicKey,
    sign: Signer,
    station: str = "",
    lives: tuple[Life, ...] = (),
) -> EnrolmentAsk:
    """Write the first letter."""
    raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    unsigned = EnrolmentAsk(code=code, public_key=raw, proof=b"", station=station, lives=lives)
    return replace(unsigned, proof=sign(_statement(unsigned)))


def proves(letter: EnrolmentAsk) -> bool:
    """Tell whether the letter was signed by the key that it names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(letter.public_key)
    except ValueError:
        return False
    return signature_holds(key, signature=letter.proof, data=_statement(letter))


def ask_to_json(letter: EnrolmentAsk) -> dict[str, Any]:
    """Write the letter as JSON values."""
    return {
        "code": letter.code,
        "public_key": letter.public_key.hex(),
        "proof": letter.proof.hex(),
        "station": letter.station,
        "lives": lives_to_json(letter.lives),
    }


def ask_from_json(raw: Any) -> EnrolmentAsk:
    """Read the letter.

    Raises:
        Garbled: it is none.
    """
    try:
        return EnrolmentAsk(
            code=str(raw["code"]),
            public_key=bytes.fromhex(raw["public_key"]),
            proof=bytes.fromhex(raw["proof"]),
            station=str(raw.get("station", "")),
            lives=lives_from_json(raw.get("lives", [])),
        )
    except UNREADABLE as error:
        msg = f"the enrolment cannot be read: {error!r}"
        raise Garbled(msg) from error


def enrolment_to_json(enrolment: Enrolment) -> dict[str, Any]:
    """Write the answer as JSON values."""
    return {
        "station": enrolment.station,
        "incarnation": enrolment.incarnation,
        "centre": enrolment.centre,
        "token": enrolment.token,
        "authority_keys": [key.hex() for key in enrolment.authority_keys],
        "central_key": enrolment.central_key.hex(),
    }


def enrolment_from_json(raw: Any) -> Enrolment:
    """Read the answer.

    Raises:
        Garbled: it is none, or its keys are not Ed25519 public keys.
    """
    try:
        enrolment = Enrolment(
            station=str(raw["station"]),
            incarnation=int(raw["incarnation"]),
            centre=str(raw["centre"]),
            token=str(raw["token"]),
            authority_keys=tuple(bytes.fromhex(key) for key in raw["authority_keys"]),
            central_key=bytes.fromhex(raw["central_key"]),
        )
        for key in (*enrolment.authority_keys, enrolment.central_key):
            Ed25519PublicKey.from_public_bytes(key)
    except UNREADABLE as error:
        msg = f"the enrolment cannot be read: {error!r}"
        raise Garbled(msg) from error
    return enrolment


def _statement(letter: EnrolmentAsk) -> bytes:
    fields: list[Any] = [letter.code, letter.public_key.hex()]
    if letter.lives:
        fields += [letter.station, lives_to_json(letter.lives)]
    return _ENROL + json.dumps(fields).encode()
