"""Leases: which machine may give out which numbers for temporary cards, and which it did.

A block is named by this central's clock and leased once. A central that was put back from a backup
has lost some of its leases; its clock has not gone back, so none of those blocks is named again.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Insert, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from clerk_station.card_seal import certify
from clerk_station.domain.cards import SECONDS, SIZE, block_at, block_of, moment_of
from clerk_station.domain.events import CardIssued, Event
from clerk_station.domain.records import Lease, lease_name
from sync.central import rows
from sync.central.alarms import Kind, raise_alarm
from sync.central.registry import put
from sync.central.stations import Identity
from sync.central.tables import cards, leases, restorings, stations

log = logging.getLogger(__name__)

ENOUGH = 100
"""Free numbers below which a station is given another block; it serves some 25 families a day."""

_COUNTED = tuple(
    select(func.count()).where(
        table.c.station == bindparam("of"), table.c.incarnation == bindparam("number")
    )
    for table in (leases, cards)
)


def top_up(
    connection: Connection, who: Identity, *, authority: Ed25519PrivateKey, now: int
) -> None:
    """Lease a block to a machine that may run short of numbers, by what it told of its cards.

    Where the present block is taken there is none: the next hello asks. Where blocks are named for
    a time to come, this clock was ahead and was put right; that is told, and stops nothing, since
    no block is leased twice whatever the order.
    """
    if _free(connection, who) >= ENOUGH:
        return
    year, block = block_at(datetime.fromtimestamp(now, UTC))
    lease = Lease(
        centre=who.centre,
        station=who.station,
        incarnation=who.incarnation,
        governorate=who.centre[:2],
        year=year,
        block=block,
    )
    ahead = _ahead(connection, lease)
    if _keep(connection, lease, now=now):
        certificate = certify(lease_name(lease), who.public_key, authority=authority.sign)
        put(connection, [replace(lease, certificate=certificate.hex())])
    if ahead is not None:
        detail = f"{ahead:%Y-%m-%d %H:%M} UTC"
        log.warning("this clock was ahead: numbers are named for %s", detail)
        raise_alarm(
            connection,
            Kind.CLOCK_WAS_AHEAD,
            station=who.station,
            incarnation=who.incarnation,
            detail=detail,
            now=now,
        )


def told(connection: Connection, events: Iterable[Event]) -> frozenset[str]:
    """Keep which cards a station gave out; give the households that have a number of another.

    What was kept already stays: an event that was lost and comes again was told before.
    """
    issued = [
        {
            "number": event.body.number[:24],
            "station": event.station,
            "incarnation": event.incarnation,
            "seq": event.seq,
            "household": event.household[:64],
        }
        for event in events
        if isinstance(event.body, CardIssued)
    ]
    if not issued:
        return frozenset()
    rows.add(connection, cards, rows.columns(issued))
    return _shared(connection, {str(row["number"]) for row in issued})


def unleased(connection: Connection, told: Iterable[Event], who: Identity) -> frozenset[str]:
    """Give the numbers on cards that were not given to this machine or to one that it came from.

    What a central that was put back from a backup leased and forgot is its machine's that tells of
    it first: no such block is leased again.
    """
    issued = {
        e.body.number: block_of(e.body.number) for e in told if isinstance(e.body, CardIssued)
    }
    if not issued:
        return frozenset()
    mine = {who.incarnation, *who.names}
    wrong = set()
    for number, block in issued.items():
        if block is None or not _is_of(connection, block, who=who, lives=mine):
            wrong.add(number)
    return frozenset(wrong)


def forgotten(connection: Connection, *, now: int) -> None:
    """Note that what was done from the last sign of a station until now is not known any more."""
    seen = connection.scalar(select(func.max(stations.c.seen_at))) or 0
    last = connection.scalar(select(func.max(leases.c.granted_at))) or 0
    row = {"lost_from": [max(seen, last)], "at": [now]}
    rows.add(connection, restorings, row)


def _is_of(
    connection: Connection, block: tuple[str, int, int], *, who: Identity, lives: Collection[int]
) -> bool:
    governorate, year, number = block
    here = (
        leases.c.governorate == governorate,
        leases.c.year == year,
        leases.c.block == number,
    )
    row = connection.execute(select(leases.c.station, leases.c.incarnation).where(*here)).first()
    if row is not None:
        return row.station == who.station and row.incarnation in lives
    return governorate == who.centre[:2] and _learned(connection, block, who)


def _learned(connection: Connection, block: tuple[str, int, int], who: Identity) -> bool:
    """Know a lease again that was lost with all else of its time."""
    governorate, year, number = block
    begun = moment_of(year, number).timestamp()
    lost = restorings.c.lost_from <= begun + SECONDS, restorings.c.at >= begun
    if connection.scalar(select(restorings.c.at).where(*lost).limit(1)) is None:
        return False
    lease = Lease(
        centre=who.centre,
        station=who.station,
        incarnation=who.incarnation,
        governorate=governorate,
        year=year,
        block=number,
    )
    return _keep(connection, lease, now=int(begun))


def sharing(connection: Connection, households: Iterable[str]) -> frozenset[str]:
    """Give every household with a card whose number one of these has too, and these."""
    mine = select(cards.c.number).where(cards.c.household.in_(sorted(set(households))))
    return _shared(connection, set(connection.scalars(mine)))


def _shared(connection: Connection, numbers: Iterable[str]) -> frozenset[str]:
    homes: dict[str, list[str]] = {}
    wanted = select(cards.c.number, cards.c.household)
    for row in connection.execute(wanted.where(cards.c.number.in_(sorted(set(numbers))))):
        homes.setdefault(row.number, []).append(row.household)
    return frozenset(home for its in homes.values() if len(its) > 1 for home in its)


def _free(connection: Connection, who: Identity) -> int:
    """Count the numbers that a machine has and has told of no card for."""
    named = {"of": who.station, "number": who.incarnation}
    leased, used = (connection.scalar(query, named) or 0 for query in _COUNTED)
    return leased * SIZE - used


def _ahead(connection: Connection, lease: Lease) -> datetime | None:
    """Give the moment to come for which a block of the governorate is named; None for none."""
    here = select(leases.c.year, leases.c.block).where(leases.c.governorate == lease.governorate)
    last = connection.execute(
        here.order_by(leases.c.year.desc(), leases.c.block.desc()).limit(1)
    ).one_or_none()
    if last is None or (last.year, last.block) <= (lease.year, lease.block):
        return None
    return moment_of(last.year, last.block)


def _keep(connection: Connection, lease: Lease, *, now: int) -> bool:
    """Write a lease, unless somebody else was given the block in this moment."""
    row = {
        "governorate": lease.governorate,
        "year": lease.year,
        "block": lease.block,
        "station": lease.station,
        "incarnation": lease.incarnation,
        "granted_at": now,
    }
    return connection.execute(_unless_there(connection).values(row)).rowcount == 1


def _unless_there(connection: Connection) -> Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(leases).on_conflict_do_nothing()
    return sqlite.insert(leases).on_conflict_do_nothing()
