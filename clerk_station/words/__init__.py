"""Sentences, numbers and dates in the reader's language, for screen and paper alike.

Source texts are English and stand in the code; `resources/translations/<language>/<room>.po` hold
the rest, compiled to `.mo` beside them. A language is a value: the same program writes an Arabic
slip while its window is English.
"""

import datetime as dt
import gettext
from collections.abc import Mapping
from functools import cache

from clerk_station.clock import BAGHDAD
from clerk_station.paths import resources

LANGUAGES: Mapping[str, str] = {"ar": "العربية", "ckb": "کوردی", "en": "English"}
"""Languages that are whole, with the name that each has for itself."""

_RIGHT_TO_LEFT = frozenset({"ar", "ckb"})
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
_STEERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def mark(text: str) -> str:
    """Mark a source text that stands in a table and is translated where it is said."""
    return text


class Words:
    """The words of one language."""

    __slots__ = ("_catalogues", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogues = _catalogues(language)

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in _RIGHT_TO_LEFT

    def say(self, text: str, /, **values: object) -> str:
        """Translate a source text and fill its braces."""
        return self._catalogues.gettext(text).format(**values)

    def say_as(self, context: str, text: str, /, **values: object) -> str:
        """Translate a text that depends on a context, for example the gender of a person."""
        return self._catalogues.pgettext(context, text).format(**values)

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Translate a text that counts, by the language's plural rules; `{n}` is the number."""
        return self._catalogues.ngettext(one, many, n).format(n=n, **values)

    def date(self, day: dt.date) -> str:
        """Write a date as YYYY/MM/DD."""
        return f"{day.year:04}/{day.month:02}/{day.day:02}"

    def weekday(self, day: dt.date) -> str:
        """Name the day of the week."""
        return self.say(_WEEKDAYS[day.weekday()])

    def time(self, moment: dt.datetime) -> str:
        """Write the hour and minute in Baghdad, 24 hours."""
        return moment.astimezone(BAGHDAD).strftime("%H:%M")

    def isolate(self, text: object) -> str:
        """Keep a number, id or date left to right amid Arabic, on screen and paper."""
        return f"{_LRI}{text}{_PDI}"

    def isolate_name(self, text: str) -> str:
        """Keep a name of any script, and marks within it, from turning the words around it."""
        return f"{_FSI}{text.translate(_STEERING)}{_PDI}"


def without_isolates(text: str) -> str:
    """Take the isolating marks out again: for accessible names and for glyphs on paper."""
    return text.translate({ord(mark): None for mark in (_LRI, _FSI, _PDI)})


@cache
def _catalogues(language: str) -> gettext.NullTranslations:
    """Chain the catalogues of all rooms; a text that none has stays English."""
    chain = gettext.NullTranslations()
    for compiled in sorted((resources() / "translations" / language).glob("*.mo"), reverse=True):
        with compiled.open("rb") as file:
            room = gettext.GNUTranslations(file)
        room.add_fallback(chain)
        chain = room
    return chain
