"""Unfinished visits in words: whose, since when, and at which window."""

from collections.abc import Iterable

from clerk_station.domain.people import Household
from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.ui.views import Pair
from clerk_station.words import Words


def unfinished_rows(
    words: Words, found: Iterable[tuple[Unfinished, Household]]
) -> tuple[Pair, ...]:
    """Give each visit that may be taken up as its name and a sentence."""
    return tuple((left.id, _sentence(words, left, home)) for left, home in found)


def _sentence(words: Words, left: Unfinished, home: Household) -> str:
    name = words.isolate_name(home.head.name.short)
    if left.state is UnfinishedState.PARKED:
        window = words.isolate(left.id.partition("/")[0])
        said = words.say("{name} · parked at {window}", name=name, window=window)
    else:
        said = words.say("{name} · comes again today", name=name)
    return f"{said} · {left.reason}" if left.reason else said
