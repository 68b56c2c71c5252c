"""A clerk looks for a household; what was typed under another keyboard layout is recognised."""

from dataclasses import dataclass

from clerk_station.desk.session import Desk
from clerk_station.scan.keyboards import arabic_text, us_texts
from clerk_station.store.search import Found


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found; `read_as` is what was searched for where the keys were of another layout."""

    found: tuple[Found, ...]
    read_as: str = ""


def search(desk: Desk, text: str) -> Searched:
    """Find households for what was typed, nearest first.

    Where that finds nobody, the same keys are read as another layout writes them: Latin letters
    as Arabic, Arabic and Kurdish ones as the Latin of a form's number.
    """
    find = desk.store.queries.search
    found = find(text)
    if found:
        return Searched(found)
    for other in (arabic_text(text), *us_texts(text)):
        if other != text and (meant := find(other)):
            return Searched(meant, other)
    return Searched(())
