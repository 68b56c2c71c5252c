"""Households that a search found, as rows."""

from collections.abc import Sequence

from clerk_station.store.search import Found
from clerk_station.ui.views import FoundRow
from clerk_station.words import Words


def found_rows(words: Words, found: Sequence[Found]) -> tuple[FoundRow, ...]:
    """Show each household by its head, its ration card and how many its members are."""
    return tuple(
        FoundRow(
            id=row.household,
            title=row.head_name,
            facts=words.say(
                "Ration card {card} · {members}",
                card=words.isolate(row.card_number),
                members=words.count("{n} member", "{n} members", row.members),
            ),
        )
        for row in found
    )
