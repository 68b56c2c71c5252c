"""What must hold of zones and seals, worked out a second time and another way.

Nothing here uses the code that is tried, so that both would have to be wrong alike.
"""

from collections.abc import Sequence

import base45
import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ZONE = frozenset("<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def digit(text: str) -> str:
    """Give the check digit (ICAO 9303-3, 4.9) by sums of each weight."""
    values = [0 if c == "<" else ord(c) - (48 if c.isdigit() else 55) for c in text]
    return str((7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10)


def shaped(lines: Sequence[str]) -> bool:
    """Tell whether these are three lines of 30 or two of 44, of characters that zones have."""
    sizes = [len(line) for line in lines]
    return sizes in ([30] * 3, [44] * 2) and all(set(line) <= ZONE for line in lines)


def holds(lines: Sequence[str]) -> bool:
    """Tell whether every check digit of a zone holds."""
    if not shaped(lines):
        return False
    return _card(lines[0], lines[1]) if len(lines) == 3 else _passport(lines[1])


def _card(first: str, second: str) -> bool:
    tail = first[15:].partition("<")[0]
    if first[14] == "<" and "<" not in first[5:14] and tail:
        number = digit(first[5:14] + tail[:-1]) == tail[-1]
    else:
        number = digit(first[5:14]) == first[14]
    dates = digit(second[:6]) == second[6] and digit(second[8:14]) == second[14]
    whole = first[5:] + second[:7] + second[8:15] + second[18:29]
    return number and dates and digit(whole) == second[29]


def _passport(second: str) -> bool:
    parts = ((0, 9), (13, 19), (21, 27))
    known = all(digit(second[start:stop]) == second[stop] for start, stop in parts)
    personal = second[28:42]
    allowed = {digit(personal)} | ({"<"} if personal == "<" * 14 else set())
    whole = second[:10] + second[13:20] + second[21:43]
    return known and second[42] in allowed and digit(whole) == second[43]


def signed_by(text: str, prefix: str, key: Ed25519PublicKey) -> bool:
    """Check the seal of a form's text by hand (RFC 9052, 4.4), without the COSE library."""
    protected, _, payload, signature = cbor2.loads(
        base45.b45decode(text.removeprefix(prefix))
    ).value
    covered = cbor2.dumps(["Signature1", protected, b"", payload])
    try:
        key.verify(signature, covered)
    except InvalidSignature:
        return False
    return True
