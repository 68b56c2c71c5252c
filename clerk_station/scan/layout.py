"""The two sizes of machine-readable zone and what may stand where (ICAO 9303-4 and -5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CHARACTERS = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""All that may stand in a zone; the line reader's classes are these, after its blank."""

Lines = tuple[str, ...]
Span = tuple[int, int, int]
"""Line, first character, one past the last; all from 0."""


class Field(StrEnum):
    """A part of the zone that a person can find on the card."""

    CODE = "code"
    ISSUER = "issuer"
    NUMBER = "number"
    OPTIONAL = "optional"
    BIRTH = "birth"
    SEX = "sex"
    EXPIRY = "expiry"
    NATIONALITY = "nationality"
    MORE = "more"
    NAMES = "names"
    COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: where it stands and the characters that it covers, in order."""

    field: Field
    digit: tuple[int, int]
    covers: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """One size of zone.

    Attributes:
        width: characters of a line.
        step_mm: from one line to the next, where 2.54 is from one character to the next.
        classes: for each line a letter a position. A: letter or filler, N: digit or filler,
            D: digit, M and T: the tens of a month and of a day, or filler, S: sex, P: letter or
            digit, X: any; small letters and `<` stand for themselves.
        fields: where each field stands.
        checks: the check digits that must agree.
    """

    name: str
    width: int
    step_mm: float
    classes: Lines
    fields: dict[Field, Span]
    checks: tuple[Check, ...]

    def cut(self, lines: Sequence[str], field: Field) -> str:
        """Cut one field out, fillers and all."""
        line, start, stop = self.fields[field]
        return lines[line][start:stop]


TD1 = Layout(
    name="TD1",
    width=30,
    step_mm=4.2,
    classes=(
        "AXAAA" + "X" * 9 + "N" + "X" * 15,
        "NNNNNN" + "D" + "S" + "NNNNNN" + "D" + "AAA" + "X" * 11 + "D",
        "A" * 30,
    ),
    fields={
        Field.CODE: (0, 0, 2),
        Field.ISSUER: (0, 2, 5),
        Field.NUMBER: (0, 5, 14),
        Field.OPTIONAL: (0, 15, 30),
        Field.BIRTH: (1, 0, 6),
        Field.SEX: (1, 7, 8),
        Field.EXPIRY: (1, 8, 14),
        Field.NATIONALITY: (1, 15, 18),
        Field.MORE: (1, 18, 29),
        Field.NAMES: (2, 0, 30),
    },
    checks=(
        Check(Field.NUMBER, (0, 14), ((0, 5, 14),)),
        Check(Field.BIRTH, (1, 6), ((1, 0, 6),)),
        Check(Field.EXPIRY, (1, 14), ((1, 8, 14),)),
        Check(Field.COMPOSITE, (1, 29), ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29))),
    ),
)
TD3 = Layout(
    name="TD3",
    width=44,
    step_mm=6.35,
    classes=(
        "AAAAA" + "A" * 39,
        "X" * 9 + "D" + "AAA" + "NNNNNN" + "D" + "S" + "NNNNNN" + "D" + "X" * 14 + "N" + "D",
    ),
    fields={
        Field.CODE: (0, 0, 2),
        Field.ISSUER: (0, 2, 5),
        Field.NAMES: (0, 5, 44),
        Field.NUMBER: (1, 0, 9),
        Field.NATIONALITY: (1, 10, 13),
        Field.BIRTH: (1, 13, 19),
        Field.SEX: (1, 20, 21),
        Field.EXPIRY: (1, 21, 27),
        Field.OPTIONAL: (1, 28, 42),
    },
    checks=(
        Check(Field.NUMBER, (1, 9), ((1, 0, 9),)),
        Check(Field.BIRTH, (1, 19), ((1, 13, 19),)),
        Check(Field.EXPIRY, (1, 27), ((1, 21, 27),)),
        Check(Field.OPTIONAL, (1, 42), ((1, 28, 42),)),
        Check(Field.COMPOSITE, (1, 43), ((1, 0, 10), (1, 13, 20), (1, 21, 43))),
    ),
)
LAYOUTS = (TD1, TD3)

_ALLOWED = {
    "A": frozenset("<" + CHARACTERS[11:]),
    "N": frozenset(CHARACTERS[:11]),
    "D": frozenset(CHARACTERS[1:11]),
    "M": frozenset("<01"),
    "T": frozenset("<0123"),
    "S": frozenset("MF<"),
    "P": frozenset(CHARACTERS[1:]),
    "X": frozenset(CHARACTERS),
}


def allowed(kind: str) -> frozenset[str]:
    """Give what may stand where; a kind that is no class, small or a filler, stands for itself."""
    return _ALLOWED.get(kind) or frozenset(kind.upper())
