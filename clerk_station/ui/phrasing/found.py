"""Households that a search found, as rows, and what there is to say of the search."""

from collections.abc import Sequence

from clerk_station.desk.searching import Searched
from clerk_station.domain.searching import By
from clerk_station.store.search import Found
from clerk_station.ui.views import FoundRow
from clerk_station.words import Words, mark

_NUMBERS = {
    By.OLD_CARD: mark("Old ration card {number}"),
    By.PHONE: mark("Phone {number}"),
    By.NATIONAL: mark("National number {number}"),
    By.FORM: mark("Form {number}"),
}


def found_rows(words: Words, found: Sequence[Found]) -> tuple[FoundRow, ...]:
    """Show each household by its head, what led to it, its ration card and its members."""
    return tuple(
        FoundRow(id=row.household, title=row.head_name, facts=" · ".join(_facts(words, row)))
        for row in found
    )


def found_note(words: Words, searched: Searched) -> str:
    """Say where another layout's keys were read, or where nothing but a guess was found."""
    if searched.read_as:
        return words.say(
            "Read as {text}: the keyboard types another language",
            text=words.isolate_name(searched.read_as),
        )
    if searched.found and all(row.guessed for row in searched.found):
        return words.say("Nobody is spelled so. Like it:")
    return ""


def _facts(words: Words, row: Found) -> list[str]:
    facts = [words.isolate_name(row.member)] if row.member else []
    if row.by in _NUMBERS:
        facts.append(words.say(_NUMBERS[row.by], number=words.isolate(row.written)))
    members = words.count("{n} member", "{n} members", row.members)
    card = words.isolate(row.card_number)
    return [*facts, words.say("Ration card {card} · {members}", card=card, members=members)]
