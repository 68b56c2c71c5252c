"""Temporary cards: whose numbers a machine may give out, and which comes next.

The central leases blocks of a hundred numbers, each to one life of one station. A block is named
by the central's own clock, five seconds each, and each of them is leased once: so a central that
was put back from a backup goes on above all that it ever leased, without knowing what it lost.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from clerk_station.domain.ids import card_number, read_card_number
from clerk_station.domain.records import Lease

SIZE = 100
"""Numbers in a block."""

SECONDS = 5
"""How long the central's clock names the same block."""


def block_at(moment: datetime) -> tuple[int, int]:
    """Name the block of a moment by year and place in the year; later moments give later blocks."""
    begun = moment.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return moment.year, int((moment - begun).total_seconds()) // SECONDS


def moment_of(year: int, block: int) -> datetime:
    """Give the moment (UTC) at which a block is named so."""
    return datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=block * SECONDS)


def numbers(lease: Lease) -> Iterator[str]:
    """Give the numbers of a lease in the order in which they are given out."""
    for index in range(SIZE):
        yield card_number(lease.governorate, lease.year, lease.block, index)


def block_of(number: str) -> tuple[str, int, int] | None:
    """Give governorate, year and block of a card's number; None where it is no such number."""
    plain = read_card_number(number)
    if plain is None:
        return None
    return plain[1:3], 2000 + int(plain[3:5]), int(plain[6:13])


def next_free(
    leases: Iterable[Lease], *, station: str, incarnation: int, issued: Collection[str]
) -> str | None:
    """Give the next number that this life of this station may write on a card; None where none is.

    A number that was given out once is not given out again, also where the card was taken back.
    What was leased to another life of the station is another machine's.
    """
    mine = [one for one in leases if (one.station, one.incarnation) == (station, incarnation)]
    mine.sort(key=lambda one: (one.year, one.block))
    return next((n for lease in mine for n in numbers(lease) if n not in issued), None)
