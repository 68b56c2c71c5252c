"""A zone whose every check digit holds, taken apart into fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from clerk_station.domain.people import BirthDate, Sex
from clerk_station.scan.layout import TD1, Field, Layout, Lines
from clerk_station.scan.mrz import check_lines, layout_of, long_number, split_names

_SEX = {"M": Sex.MALE, "F": Sex.FEMALE, "<": Sex.UNSTATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The fields of a zone; names as written, fillers stripped, words parted by `<`."""

    layout: Layout
    code: str
    issuer: str
    number: str
    optional: str
    birth: BirthDate | None
    sex: Sex
    expiry: date | None
    nationality: str
    more: str
    surname: str
    given: str


def parse(lines: Sequence[str], *, today: date | None = None) -> Zone | None:
    """Take a zone apart, None unless its shape, characters, check digits and dates are right.

    A birth date is never in the future, so two digits of a year mean the last such year up to
    today; an expiry is of this century.
    """
    layout = layout_of(lines)
    if layout is None or check_lines(lines):
        return None
    known = {field: layout.cut(lines, field).strip("<") for field in layout.fields}
    born, ends = layout.cut(lines, Field.BIRTH), layout.cut(lines, Field.EXPIRY)
    try:
        birth = _birth(born, today or datetime.now(UTC).date())
        expiry = None if "<" in ends else date(2000 + int(ends[:2]), int(ends[2:4]), int(ends[4:]))
    except ValueError:
        return None
    number, optional = _numbers(layout, tuple(lines))
    surname, given = split_names(layout.cut(lines, Field.NAMES))
    return Zone(
        layout=layout,
        code=known[Field.CODE],
        issuer=known[Field.ISSUER],
        number=number,
        optional=optional,
        birth=birth,
        sex=_SEX[layout.cut(lines, Field.SEX)],
        expiry=expiry,
        nationality=known[Field.NATIONALITY],
        more=known.get(Field.MORE, ""),
        surname=surname,
        given=given,
    )


def _numbers(layout: Layout, lines: Lines) -> tuple[str, str]:
    long = long_number(lines) if layout is TD1 else None
    if long:
        number, optional = long
        return number[:-1], optional.strip("<")
    return layout.cut(lines, Field.NUMBER).rstrip("<"), layout.cut(lines, Field.OPTIONAL).rstrip(
        "<"
    )


def _birth(text: str, today: date) -> BirthDate | None:
    """Read YYMMDD of which month and day may be fillers; None where the year is not known.

    Raises:
        ValueError: it is no day of the calendar.
    """
    year, month, day = (
        None if "<" in part else int(part) for part in (text[:2], text[2:4], text[4:])
    )
    if year is None:
        return None
    full = today.year - today.year % 100 + year
    if (full, month or 0, day or 0) > (today.year, today.month, today.day):
        full -= 100
    return BirthDate(full, month, day if month is not None else None)
