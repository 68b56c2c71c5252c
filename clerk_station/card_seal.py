"""The sealed text in a temporary card's QR: a CWT in COSE_Sign1, signed by its station.

It travels as `IQC1:` and Base45. Claims: `cti` (7) the card's number, `iat` (6) the start of the
day on which it was given in Baghdad, and private ones: -70101 the holder's name, -70102 date of
birth, -70103 the household's ration card. Beside them, in the unprotected header -70110, lies the
**certificate** of the station's lease: a COSE_Sign1 by the authority over `sub` (2) the lease and
-70111 the station's public key. So whoever has the authority's public key needs nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clerk_station.clock import BAGHDAD
from clerk_station.domain.ids import read_card_number
from clerk_station.domain.people import BirthDate

PREFIX = "IQC1:"
_SIGN1, _ALGORITHM, _EDDSA, _MOST = 18, 1, -8, 2048
_LEASE, _GIVEN, _NUMBER, _NAME, _BIRTH, _RATION_CARD = 2, 6, 7, -70101, -70102, -70103
_CERTIFICATE, _KEY = -70110, -70111
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryCard:
    """What a temporary card says of its holder."""

    number: str
    name: str
    birth: BirthDate
    ration_card: str
    given: date


class Unsealed(StrEnum):
    """Why a text is no temporary card that one may rely on."""

    FOREIGN = "foreign"
    DAMAGED = "damaged"
    FORGED = "forged"


def certify(lease: str, station_key: Ed25519PublicKey, *, authority: Sign) -> bytes:
    """Let the authority say that cards of a lease are sealed by this station's key."""
    return _signed({_LEASE: lease, _KEY: station_key.public_bytes_raw()}, authority)


def seal_card(card: TemporaryCard, *, certificate: bytes, station: Sign) -> str:
    """Seal a card; about 550 characters."""
    claims = {
        _GIVEN: int(datetime.combine(card.given, time(), BAGHDAD).timestamp()),
        _NUMBER: card.number.replace("-", "").encode(),
        _NAME: card.name,
        _BIRTH: str(card.birth),
        _RATION_CARD: card.ration_card,
    }
    sealed = _signed(claims, station, beside={_CERTIFICATE: certificate})
    return PREFIX + base45.b45encode(sealed).decode()


def open_card(text: str, authorities: Sequence[Ed25519PublicKey]) -> TemporaryCard | Unsealed:
    """Read a card's QR and check both seals, without any network.

    Sound is a card that the station signed whose key the authority certified, under a number of
    the lease that the certificate names. Whatever else a text is, it is never an exception.
    """
    if not text.startswith(PREFIX) or len(text) > _MOST:
        return Unsealed.FOREIGN
    try:
        protected, beside, payload, signature = _parts(base45.b45decode(text.removeprefix(PREFIX)))
        certificate = _parts(beside[_CERTIFICATE])
        named = cbor2.loads(certificate[2])
        lease, key = str(named[_LEASE]), Ed25519PublicKey.from_public_bytes(named[_KEY])
        card = _card(cbor2.loads(payload))
    except (*_UNREADABLE, cbor2.CBORError, RecursionError):
        return Unsealed.DAMAGED
    certified = any(_holds(certificate[0], certificate[2], certificate[3], k) for k in authorities)
    is_of_lease = card.number.startswith(f"T{lease}-")
    if not (certified and is_of_lease and _holds(protected, payload, signature, key)):
        return Unsealed.FORGED
    return card


def _card(claims: Any) -> TemporaryCard:
    number, given = read_card_number(claims[_NUMBER].decode("ascii")), claims[_GIVEN]
    if number is None or type(given) is not int or not 0 <= given < 1 << 36:
        msg = "the claims name no card"
        raise ValueError(msg)
    return TemporaryCard(
        number=number,
        name=str(claims[_NAME]),
        birth=BirthDate.parse(claims[_BIRTH]),
        ration_card=str(claims[_RATION_CARD]),
        given=datetime.fromtimestamp(given, UTC).astimezone(BAGHDAD).date(),
    )


def _signed(claims: object, sign: Sign, *, beside: dict[int, bytes] | None = None) -> bytes:
    protected, payload = cbor2.dumps({_ALGORITHM: _EDDSA}), cbor2.dumps(claims)
    signature = sign(_to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1, [protected, beside or {}, payload, signature]))


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Give the Sig_structure of RFC 9052, section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _parts(data: bytes) -> tuple[bytes, Any, bytes, bytes]:
    tagged = cbor2.loads(data)
    if tagged.tag != _SIGN1 or cbor2.loads(tagged.value[0]) != {_ALGORITHM: _EDDSA}:
        msg = "no COSE_Sign1 with EdDSA"
        raise ValueError(msg)
    protected, beside, payload, signature = tagged.value
    return protected, beside, payload, signature


def _holds(protected: bytes, payload: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, _to_be_signed(protected, payload))
    except (InvalidSignature, *_UNREADABLE):
        return False
    return True
