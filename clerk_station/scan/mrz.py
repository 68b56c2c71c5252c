"""What is right and wrong with a machine-readable zone's lines (ICAO 9303-3, -4, -5)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clerk_station.scan.layout import (
    LAYOUTS,
    TD1,
    TD3,
    Check,
    Field,
    Layout,
    Lines,
    allowed,
)


class Fault(StrEnum):
    """What is wrong with a line or field."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK_DIGIT = "check_digit"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """One thing wrong with lines that were typed or read."""

    line: int
    """From 0."""
    fault: Fault
    field: Field | None = None
    start: int = 0
    stop: int = 0


def check_digit(text: str) -> str:
    """Sum the characters' values with weights 7, 3, 1 in turn, modulo 10; fillers count 0."""
    weighted = (_value(c) * (7, 3, 1)[i % 3] for i, c in enumerate(text))
    return str(sum(weighted) % 10)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """Tell the size of zone by the number of lines and the length of each, None if it is none."""
    sizes = [len(line) for line in lines]
    return next((x for x in LAYOUTS if sizes == [x.width] * len(x.classes)), None)


def clean_typed(text: str) -> Lines:
    """Bring a zone that was typed or came from a reader that types to its lines.

    Takes lower case, spaces, tabs and any line ends, Arabic digits, angle quotes for fillers, and
    all ninety (or eighty-eight) characters in one burst. What fits no zone keeps its own lines.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_TYPED).upper()
    rows = [re.sub(r"\s+", "", row) for row in re.split(r"[\r\n\t\v\f|]+", plain)]
    rows = [row for row in rows if row]
    if layout_of(rows) is None:
        whole = "".join(rows)
        for layout in LAYOUTS:
            if len(whole) == layout.width * len(layout.classes):
                starts = range(0, len(whole), layout.width)
                return tuple(whole[start : start + layout.width] for start in starts)
    return tuple(rows)


def check_lines(lines: Sequence[str]) -> tuple[LineFault, ...]:
    """Name everything wrong with the lines, so that a person knows where to look again.

    Lines of a wrong length or with characters that stand wrong (a letter after the fillers that
    end a name is one) come first and alone, because check digits say nothing of them.
    An empty answer means that the zone can be trusted.
    """
    layout = layout_of(lines)
    if layout is None:
        return _lengths(lines)
    wrong = tuple(_characters(layout, lines))
    return wrong or tuple(_digits(layout, lines))


def split_names(names: str) -> tuple[str, str]:
    """Part a name field into surname and given names, words parted by `<`.

    A field that starts with `<<` has no surname. A field without `<<` that ends in fillers holds
    one name and nothing else: that is what the holder is called; one without was cut.
    """
    kept = names.rstrip("<")
    if "<<" not in kept:
        return (kept, "") if kept == names else ("", kept.strip("<"))
    surname, given = kept.split("<<", 1)
    return surname.strip("<"), given.strip("<")


def long_number(lines: Sequence[str]) -> tuple[str, str] | None:
    """Give a TD1 document number longer than nine characters and the optional data after it.

    None where the number has the usual form. The digit that checks it ends the number's tail.
    """
    number, digit, rest = lines[0][5:14], lines[0][14], lines[0][15:30]
    tail, _, optional = rest.partition("<")
    if digit != "<" or "<" in number or not tail:
        return None
    return number + tail, optional


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def _lengths(lines: Sequence[str]) -> tuple[LineFault, ...]:
    layout = TD3 if lines and lines[0].startswith("P") else TD1
    count = max(len(lines), len(layout.classes))
    padded = [*lines, *[""] * (count - len(lines))]
    return tuple(
        LineFault(line=i, fault=Fault.LENGTH, stop=len(line))
        for i, line in enumerate(padded)
        if len(line) != layout.width or i >= len(layout.classes)
    )


def _characters(layout: Layout, lines: Sequence[str]) -> list[LineFault]:
    line, start, _ = layout.fields[Field.NAMES]
    stray = re.search(r"(?<=<<<)[A-Z]", lines[line][start:])
    at = start + stray.start() if stray else 0
    misplaced = LineFault(
        line=line, fault=Fault.CHARACTER, field=Field.NAMES, start=at, stop=at + 1
    )
    return ([misplaced] if stray else []) + [
        LineFault(
            line=i, fault=Fault.CHARACTER, field=_field_at(layout, i, at), start=at, stop=at + 1
        )
        for i, line in enumerate(lines)
        for at, (character, kind) in enumerate(zip(line, layout.classes[i], strict=True))
        if character not in allowed(kind)
    ]


def _digits(layout: Layout, lines: Sequence[str]) -> list[LineFault]:
    return [
        _fault_of(layout, check, Fault.CHECK_DIGIT)
        for check in layout.checks
        if not _holds(layout, check, lines)
    ]


def _holds(layout: Layout, check: Check, lines: Sequence[str]) -> bool:
    covered = "".join(lines[line][start:stop] for line, start, stop in check.covers)
    digit = lines[check.digit[0]][check.digit[1]]
    if layout is TD1 and check.field is Field.NUMBER and (long := long_number(lines)):
        covered, digit = long[0][:-1], long[0][-1]
    if layout is TD3 and check.field is Field.OPTIONAL and not covered.strip("<"):
        return digit in "<0"
    return check_digit(covered) == digit


def _fault_of(layout: Layout, check: Check, fault: Fault) -> LineFault:
    line, at = check.digit
    _, start, stop = layout.fields.get(check.field, (line, at, at + 1))
    return LineFault(line=line, fault=fault, field=check.field, start=start, stop=stop)


def _field_at(layout: Layout, line: int, at: int) -> Field | None:
    for field, (where, start, stop) in layout.fields.items():
        if where == line and start <= at < stop:
            return field
    return next((c.field for c in layout.checks if c.digit == (line, at)), None)


_TYPED = {
    ord("\u2039"): "<",
    ord("\u00ab"): "<<",
    **{ord(zero) + n: str(n) for zero in ("\u0660", "\u06f0") for n in range(10)},
}
