"""What is typed behind an option: read, or refused with a sentence that says how to write it."""

import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date

_LONGEST, _LONGEST_REASON = 64, 500


def day(text: str) -> date:
    """Read a day, `YYYY-MM-DD`."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        read = date.min
    # Forms carry two digits of the year.
    if not 2000 <= read.year < 2100:
        raise ArgumentTypeError(f"{text!r} is no day. Write it like 2026-11-23.")
    return read


def hour(text: str) -> str:
    """Read a time of the day, `HH:MM`."""
    return _of_shape(text, r"([01]\d|2[0-3]):[0-5]\d", "is no time. Write it like 08:00.")


def centre_id(text: str) -> str:
    """Read the id of a new centre: two letters of the governorate and a number."""
    return _of_shape(text, r"[A-Z]{2}-\d{2,4}", "is no id of a centre. Write it like KA-11.")


def version(text: str) -> str:
    """Read the version of a program."""
    return _of_shape(text, r"\d+(\.\d+){1,3}", "is no version. Write it like 0.3.0.")


def station_id(text: str) -> str:
    """Read the id of a station that is created again."""
    return _of_shape(
        text, r"[A-Z]{2}-\d{2,4}-S\d{1,4}", "is no id of a station. Write it like KA-11-S1."
    )


def clerk_id(text: str) -> str:
    """Read the id of a new clerk."""
    return _of_shape(
        text,
        r"[A-Za-z0-9][A-Za-z0-9-]{0,31}",
        "is no id of a clerk. Write letters of A to Z, digits and hyphens, like KA-11-C1.",
    )


def name(text: str) -> str:
    """Read a name or an address: something to see, blanks set right."""
    plain = " ".join(text.split())
    if not 0 < len(plain) <= _LONGEST or any("\ud800" <= letter <= "\udfff" for letter in plain):
        raise ArgumentTypeError(f"Write a text of 1 to {_LONGEST} letters.")
    return plain


def reason(text: str) -> str:
    """Read why something was decided: something to see, blanks set right."""
    plain = " ".join(text.split())
    if not 0 < len(plain) <= _LONGEST_REASON or any("\ud800" <= c <= "\udfff" for c in plain):
        raise ArgumentTypeError(f"Write a reason of 1 to {_LONGEST_REASON} letters.")
    return plain


def event(text: str) -> tuple[str, int, int]:
    """Read which event is meant: station, incarnation and seq, `KA-01-S1/1/42`."""
    parts = re.fullmatch(r"([^/]+)/([0-9]{1,9})/([0-9]{1,18})", text)
    if parts is None:
        raise ArgumentTypeError(f"{text!r} is no event. Write it like KA-01-S1/1/42.")
    return parts[1], int(parts[2]), int(parts[3])


def number(text: str) -> int:
    """Read a number from 0 upwards."""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 upwards.")
    return int(text)


def capacity(text: str) -> int:
    """Read how many households a centre takes in an hour."""
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise ArgumentTypeError(f"{text!r} is no capacity. Write a whole number from 1 to 9999.")
    return int(text)


def minutes(text: str) -> int:
    """Read how many minutes without a line are usual."""
    if not re.fullmatch("[1-9][0-9]{0,4}", text):
        raise ArgumentTypeError(f"{text!r} is no time. Write whole minutes from 1 to 99999.")
    return int(text)


def port(text: str) -> int:
    """Read a port of this machine; 0 lets the system choose."""
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65_535:
        raise ArgumentTypeError(f"{text!r} is no port. Write a whole number up to 65535.")
    return int(text)


def workers(text: str) -> int:
    """Read a number of processes."""
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= 64:
        raise ArgumentTypeError(f"{text!r} is no number of workers. Write one from 1 to 64.")
    return int(text)


def weekdays(text: str) -> tuple[int, ...]:
    """Read days of the week, Monday = 0: `0-3,5,6`."""
    if not re.fullmatch(r"[0-6](-[0-6])?(,[0-6](-[0-6])?)*", text):
        raise ArgumentTypeError(
            f"{text!r} are no days of the week. Monday is 0: write 0-6 for all, or 0-3,5,6."
        )
    return tuple(sorted({day for part in text.split(",") for day in _from_to(part)}))


def _from_to(part: str) -> Iterator[int]:
    """Give the days of `5` or `5-1`, over the end of the week too."""
    first, last = int(part[0]), int(part[-1])
    yield from ((first + n) % 7 for n in range((last - first) % 7 + 1))


def _of_shape(text: str, shape: str, complaint: str) -> str:
    if not re.fullmatch(shape, text, re.ASCII):
        raise ArgumentTypeError(f"{text!r} {complaint}")
    return text
