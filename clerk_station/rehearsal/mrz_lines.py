"""Writes the zones of made-up cards: TD1 lines with their check digits (ICAO 9303-5)."""

from datetime import date

from clerk_station.domain.people import BirthDate, Sex
from clerk_station.scan.arabic import to_latin
from clerk_station.scan.mrz import check_digit

_SEX = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.UNSTATED: "<"}


def mrz_lines_for(
    document_number: str,
    *,
    birth: BirthDate,
    sex: Sex,
    expiry: date,
    given: str,
    surname: str = "",
    national_number: str = "",
    issuer: str = "IRQ",
) -> tuple[str, str, str]:
    """Write the three lines of an identity card; names in Arabic or in plain Latin capitals.

    A document number longer than nine characters continues in the optional data. What is longer
    than its field is cut, as on real cards.
    """
    head, tail = document_number[:9].ljust(9, "<"), document_number[9:]
    if tail:
        optional = tail + check_digit(document_number) + "<" + national_number
        number = head + "<" + optional.ljust(15, "<")[:15]
    else:
        number = head + check_digit(head) + national_number.ljust(15, "<")[:15]
    born, ends = _birth(birth), f"{expiry:%y%m%d}"
    dates = born + check_digit(born), ends + check_digit(ends)
    composite = check_digit(number + "".join(dates) + "<" * 11)
    second = dates[0] + _SEX[sex] + dates[1] + issuer.ljust(3, "<") + "<" * 11 + composite
    names = f"{to_latin(surname)}<<{to_latin(given)}"
    return "ID" + issuer.ljust(3, "<") + number, second, names.ljust(30, "<")[:30]


def _birth(birth: BirthDate) -> str:
    return f"{birth.year % 100:02}{_two(birth.month)}{_two(birth.day)}"


def _two(part: int | None) -> str:
    return "<<" if part is None else f"{part:02}"
