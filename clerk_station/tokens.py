"""The sealed text in an appointment form's QR: a CWT (RFC 8392) in COSE_Sign1 with Ed25519.

It travels as `IQR1:` and Base45 (RFC 9285), so that the QR stays in its alphanumeric mode. Claims:
`cti` (7) the form number, `exp` (4) the end of its last day in Baghdad, and private ones: -70001
household, -70002 centre, -70003 day (days since 1970-01-01), -70004 hour (minutes after midnight).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface
from cwt.exceptions import CWTError

from clerk_station.clock import BAGHDAD
from clerk_station.domain.codec import storable
from clerk_station.domain.forms import AppointmentForm, Refusal, Refused
from clerk_station.domain.ids import read_form_number

PREFIX = "IQR1:"
_EXPIRES, _NUMBER, _HOUSEHOLD, _CENTRE, _DAY, _MINUTES = 4, 7, -70001, -70002, -70003, -70004
_START = datetime(1970, 1, 1, tzinfo=UTC)
_SIGN1, _EPOCH, _MOST = 18, date(1970, 1, 1), 1024
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


def seal_form(form: AppointmentForm, key: Ed25519PrivateKey) -> str:
    """Seal a form with the authority's key; about 210 characters."""
    hours, minutes = map(int, form.hour.split(":"))
    claims = {
        _EXPIRES: int(_end_of(form.expires).timestamp()),
        _NUMBER: form.number.replace("-", "").encode(),
        _HOUSEHOLD: form.household,
        _CENTRE: form.centre,
        _DAY: (form.day - _EPOCH).days,
        _MINUTES: hours * 60 + minutes,
    }
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed = COSE(alg_auto_inclusion=True).encode(cbor2.dumps(claims), COSEKey.from_pem(private))
    return PREFIX + base45.b45encode(signed).decode()


def open_form(text: str, keys: Sequence[Ed25519PublicKey]) -> AppointmentForm | Refused:
    """Read what a QR says and check its seal against the authority's keys, without any network.

    A foreign or damaged code and a seal that does not hold are refusals, never exceptions; of a
    form with a broken seal what it claims is kept for the clerk to see.
    """
    if not text.startswith(PREFIX) or len(text) > _MOST:
        return Refused(Refusal.FOREIGN)
    try:
        signed = base45.b45decode(text.removeprefix(PREFIX))
        payload = cbor2.loads(signed)
        if not isinstance(payload, cbor2.CBORTag) or payload.tag != _SIGN1:
            return Refused(Refusal.DAMAGED)
        form = _form(cbor2.loads(payload.value[2]))
    except (*_UNREADABLE, cbor2.CBORError):
        return Refused(Refusal.DAMAGED)
    if not any(_holds(signed, _public(key)) for key in keys):
        return Refused(Refusal.FORGED, form.number, form)
    return form


def _form(claims: Any) -> AppointmentForm:
    number = read_form_number(claims[_NUMBER].decode("ascii"))
    hours, minutes = divmod(_whole(claims[_MINUTES]), 60)
    if number is None or not 0 <= hours < 24:
        msg = "the claims name no form"
        raise ValueError(msg)
    return AppointmentForm(
        number=number,
        household=storable(claims[_HOUSEHOLD]),
        centre=storable(claims[_CENTRE]),
        day=_EPOCH + timedelta(days=_whole(claims[_DAY])),
        hour=f"{hours:02}:{minutes:02}",
        expires=(_START + timedelta(seconds=_whole(claims[_EXPIRES]) - 1))
        .astimezone(BAGHDAD)
        .date(),
    )


def _whole(claim: Any) -> int:
    """Take a whole number of a few digits: CBOR also has numbers that take minutes to write out."""
    if type(claim) is not int or abs(claim) >= 1 << 40:
        msg = "a claim is no number of the kind that forms have"
        raise ValueError(msg)
    return claim


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), BAGHDAD)


def _holds(signed: bytes, key: COSEKeyInterface) -> bool:
    try:
        COSE().decode(signed, key)
    except (*_UNREADABLE, CWTError, cbor2.CBORError):
        return False
    return True


def _public(key: Ed25519PublicKey) -> COSEKeyInterface:
    return COSEKey.from_pem(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
