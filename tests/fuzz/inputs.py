"""Takes any bytes as what the targets try: texts, zones, sealed forms, keys."""

from datetime import date
from typing import Any

import base45
import cbor2
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station import tokens
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import form_number
from clerk_station.scan.belief import Belief
from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.layout import CHARACTERS, TD1, TD3, Lines, allowed
from clerk_station.scan.wedge import Key
from tests.fuzz import oracles

AUTHORITY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
FORM = AppointmentForm(
    number=form_number("KA", 2026, 441),
    household="KA-0001",
    centre="KBL-01",
    day=date(2026, 11, 25),
    hour="09:30",
    expires=date(2026, 12, 2),
)
SEALED = tokens.seal_form(FORM, AUTHORITY)


def text_of(data: bytes) -> str:
    """Take bytes as text; what is no UTF-8 becomes halves of surrogate pairs."""
    return data.decode("utf-8", "surrogateescape")


# --- zones ---------------------------------------------------------------------------------


def lines_of(data: bytes) -> Lines:
    """Take bytes as a zone, bent so far towards a good one as the first byte says.

    Bits of it: 1 a passport, 2 characters fit their places, 4 digits hold, 8 the composite holds,
    16 a long document number. Good check digits never come by chance.
    """
    how, rest = (data or b"\0")[0], data[1:]
    layout = TD3 if how & 1 else TD1
    size = layout.width * len(layout.classes)
    text = "".join(
        chr(byte) if chr(byte) in CHARACTERS else CHARACTERS[byte % 37]
        for byte in rest[:size].ljust(size, b"<")
    )
    if how & 2:
        kinds = "".join(layout.classes)
        text = "".join(_fit(c, kind) for c, kind in zip(text, kinds, strict=True))
    lines = [text[at : at + layout.width] for at in range(0, size, layout.width)]
    if how & 4:
        _mend(lines, long=bool(how & 16))
    if how & 8:
        mend_composite(lines)
    return tuple(lines)


def belief_of(data: bytes) -> Belief:
    """Take any bytes as doubts about a good zone: of every four, a line, a place and a rival."""
    lines = lines_of(b"\x0e" + data)
    shares = np.full((len(lines), len(lines[0]), len(CHARACTERS)), 1e-6)
    for line, row in enumerate(lines):
        shares[line, range(len(row)), [CHARACTERS.index(c) for c in row]] = 1.0
    for line, place, rival, weight in zip(*(data[n::4] for n in range(4)), strict=False):
        at = line % len(lines), place % len(lines[0]), rival % len(CHARACTERS)
        shares[at] += weight / 128
    shares /= shares.sum(axis=2, keepdims=True)
    return Belief(TD3 if len(lines) == 2 else TD1, np.log(shares).astype(np.float32), even=True)


def _fit(character: str, kind: str) -> str:
    if character in allowed(kind):
        return character
    choices = sorted(allowed(kind))
    return choices[ord(character) % len(choices)]


def _mend(lines: list[str], *, long: bool) -> None:
    """Set the check digits of number and dates right."""
    if len(lines) == 2:
        for start, stop in ((0, 9), (13, 19), (21, 27), (28, 42)):
            lines[1] = _with(lines[1], stop, oracles.digit(lines[1][start:stop]))
        return
    first = lines[0]
    if long and "<" not in first[5:14]:
        tail = first[15:22].partition("<")[0]
        tail += oracles.digit(first[5:14] + tail)
        lines[0] = f"{first[:14]}<{tail}<{first[16 + len(tail) :]}"[:30]
    else:
        lines[0] = _with(first, 14, oracles.digit(first[5:14]))
    for start, stop in ((0, 6), (8, 14)):
        lines[1] = _with(lines[1], stop, oracles.digit(lines[1][start:stop]))


def mend_composite(lines: list[str]) -> None:
    """Set the composite digit right."""
    first, second = lines[:2]
    if len(lines) == 2:
        covered = second[:10] + second[13:20] + second[21:43]
    else:
        covered = first[5:] + second[:7] + second[8:15] + second[18:29]
    lines[1] = second[:-1] + oracles.digit(covered)


def _with(line: str, at: int, character: str) -> str:
    return line[:at] + character + line[at + 1 :]


# --- forms ---------------------------------------------------------------------------------


def code_of(data: bytes) -> str:
    """Take bytes as a code's text; the first says who signs what.

    0 the text as it is, 1 as COSE, 2 as other claims under the seal of FORM, 3 as claims that a
    stranger signs, 4 as claims that the authority signs.
    """
    how, rest = (data or b"\0")[0] % 5, data[1:]
    return (text_of, _as_cose, _under_a_seal, _by_a_stranger, _by_the_authority)[how](rest)


def _as_cose(rest: bytes) -> str:
    return tokens.PREFIX + base45.b45encode(rest).decode()


def _under_a_seal(rest: bytes) -> str:
    """Put other claims under the seal of FORM."""
    protected, header, _, signature = parts()
    return _as_cose(cbor2.dumps(cbor2.CBORTag(18, [protected, header, rest, signature])))


def _by_a_stranger(rest: bytes) -> str:
    return _signed(rest or parts()[2], STRANGER)


def _by_the_authority(rest: bytes) -> str:
    return _signed(rest, AUTHORITY)


def parts() -> list[Any]:
    """Take the sealed FORM apart: protected header, header, claims, signature."""
    return list(cbor2.loads(sealed_bytes()).value)


def sealed_bytes() -> bytes:
    """Give the sealed FORM as COSE has it."""
    return base45.b45decode(SEALED.removeprefix(tokens.PREFIX))


def _signed(payload: bytes, key: Ed25519PrivateKey) -> str:
    protected, header, *_ = parts()
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return _as_cose(cbor2.dumps(cbor2.CBORTag(18, [protected, header, payload, signature])))


# --- keys ----------------------------------------------------------------------------------


def keys_of(data: bytes, *, texts: str) -> list[Key]:
    """Take bytes as keys, three each: pause, scan code, and what the layout made of it."""
    keys, now = [], 0.0
    for pause, code, letter in zip(data[::3], data[1::3], data[2::3], strict=False):
        now += pause if pause > 200 else pause % 32
        text = texts[letter % len(texts)] if letter % 17 else ""
        at = Keyboard.X11 + code % 100 if code < 250 else 0
        keys.append(Key(text=text, at_ms=now, scan_code=at, shift=letter % 5 == 0))
    return keys
