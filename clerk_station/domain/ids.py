"""Numbers that people read out and machines must not confuse."""

import re
import uuid

from clerk_station.domain.identity import ascii_digits

_FORM = re.compile(r"([A-Z]{2})(\d{2})(\d{5})(\d{2})(\d{2})")
_CARD = re.compile(r"T([A-Z]{2})(\d{2})(\d{7})(\d{2})(\d{2})")


def form_number(governorate: str, year: int, serial: int) -> str:
    """Make the number of an appointment form: `KA26-00441-2093`.

    Two letters of ISO 3166-2:IQ, the year, seven digits of serial and two check digits of
    ISO/IEC 7064 MOD 97-10, which find every single wrong character and every swap of neighbours.

    Raises:
        ValueError: the serial does not fit seven digits, or the governorate is not two letters.
    """
    if not 0 <= serial < 10_000_000 or not re.fullmatch(r"[A-Z]{2}", governorate):
        msg = f"no form number for {governorate!r} {serial}"
        raise ValueError(msg)
    payload = f"{governorate}{year % 100:02}{serial:07}"
    return show_form_number(f"{payload}{98 - _mod97(payload + '00'):02}")


def read_form_number(text: str) -> str | None:
    """Read a form number as scanned or typed and give it as printed; None where it is none.

    Digits of three sets, either case, with or without hyphens and blanks. The check digits hold.
    """
    plain = re.sub(r"[\s\-\u2010-\u2015_/]", "", ascii_digits(text)).upper()
    if _FORM.fullmatch(plain) is None or _mod97(plain) != 1:
        return None
    return show_form_number(plain)


def looks_like_form_number(text: str) -> bool:
    """Tell whether a text has the shape of a form number, whatever its check digits say."""
    plain = re.sub(r"[\s\-\u2010-\u2015_/]", "", ascii_digits(text)).upper()
    return _FORM.fullmatch(plain) is not None


def show_form_number(plain: str) -> str:
    """Group the thirteen characters for reading."""
    return f"{plain[:4]}-{plain[4:9]}-{plain[9:]}"


def card_number(governorate: str, year: int, block: int, index: int) -> str:
    """Make the number of a temporary card: `TKA26-0441209-05-93`.

    A T, two letters of ISO 3166-2:IQ, the year, seven digits of a leased block, the place in it,
    and two check digits of ISO/IEC 7064 MOD 97-10.

    Raises:
        ValueError: the block or the place does not fit, or the governorate is not two letters.
    """
    fits = 0 <= block < 10_000_000 and 0 <= index < 100
    if not fits or not re.fullmatch(r"[A-Z]{2}", governorate):
        msg = f"no card number for {governorate!r} {block} {index}"
        raise ValueError(msg)
    plain = f"T{governorate}{year % 100:02}{block:07}{index:02}"
    check = 98 - _mod97(plain + "00")
    return f"{plain[:5]}-{plain[5:12]}-{plain[12:]}-{check:02}"


def read_card_number(text: str) -> str | None:
    """Read the number of a temporary card and give it as printed; None where it is none.

    Digits of three sets, either case, with or without hyphens and blanks. The check digits hold.
    """
    plain = re.sub(r"[\s\-\u2010-\u2015_/]", "", ascii_digits(text)).upper()
    if _CARD.fullmatch(plain) is None or _mod97(plain) != 1:
        return None
    return f"{plain[:5]}-{plain[5:12]}-{plain[12:14]}-{plain[14:]}"


def _mod97(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text)) % 97


def uuid7(milliseconds: int, randomness: int) -> str:
    """Make an RFC 9562 UUIDv7 from a time claim (ms since 1970) and 74 random bits.

    The time in it sorts ids for people; nothing trusts it.
    """
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76
    value |= (randomness >> 62 & 0xFFF) << 64 | 0b10 << 62 | randomness & (1 << 62) - 1
    return str(uuid.UUID(int=value))
