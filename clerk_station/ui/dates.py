"""Days as people type them: digits of three sets, year first."""

import re
from datetime import date

from clerk_station.domain.identity import ascii_digits

_DAY = re.compile(r"(\d{4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,2})")


def read_day(text: str) -> date | None:
    """Read YYYY/MM/DD in any of three digit sets; None for what is no day of the calendar."""
    found = _DAY.fullmatch(ascii_digits(text).strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
