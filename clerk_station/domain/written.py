"""What people type into a register: names, addresses, phones, read strictly and kept as typed."""

import re
import unicodedata

from clerk_station.domain.identity import ascii_digits

LONGEST_LINE = 120
"""Characters of a name or an address."""

_PHONE = re.compile(r"07\d{9}")


def read_line(text: str) -> str:
    """Read a line: without marks that cannot be seen, pictures, and blanks around or in a row."""
    shown = (char if unicodedata.category(char) not in _UNSEEN else " " for char in text)
    return " ".join("".join(shown).split())[:LONGEST_LINE].rstrip()


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp"})
"""Unicode's categories of what no name, address or number holds."""


def read_phone(text: str) -> str | None:
    """Read a mobile phone in any of three digit sets; None where it is none of Iraq's."""
    plain = re.sub(r"[\s\-()/.]", "", ascii_digits(read_line(text)))
    local = re.sub(r"^(\+|00)?964(?=7)", "0", plain)
    return local if _PHONE.fullmatch(local) else None


def read_name(text: str) -> str | None:
    """Read a part of a name: letters of any script and what joins them; None where it is none."""
    line = read_line(text)
    parts = {unicodedata.category(char)[0] for char in line} - {"Z"}
    joins = {char for char in line if unicodedata.category(char)[0] not in "LMZ"}
    return line if "L" in parts and joins <= {"-", "'", "\u2019"} else None
