"""Mends characters that general readers confuse, where the place in the zone says which was meant.

Ours needs none of it: it weighs what may stand where while it decodes.
"""

from collections.abc import Sequence

from clerk_station.scan.layout import Lines, allowed
from clerk_station.scan.mrz import check_lines, layout_of

_DIGITS = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
_LETTERS = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B"}
_FILLERS = {"K": "<", "C": "<"}
_MEANT = {"N": _DIGITS | _FILLERS, "D": _DIGITS, "A": _LETTERS, "S": {}, "X": {}}


def repair(lines: Sequence[str]) -> Lines | None:
    """Mend letters among digits and digits among letters, None unless all check digits then hold.

    Fields that may hold both stay as they were read.
    """
    layout = layout_of(lines)
    if layout is None:
        return None
    mended = tuple(
        "".join(_meant(c, kind) for c, kind in zip(line, kinds, strict=True))
        for line, kinds in zip(lines, layout.classes, strict=True)
    )
    return None if check_lines(mended) else mended


def _meant(character: str, kind: str) -> str:
    return character if character in allowed(kind) else _MEANT[kind].get(character, character)
