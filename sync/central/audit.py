"""The audit: whether what is held of each incarnation is whole, and what is said of it true.

Every event is hashed again and compared with the chain, and the chain with the standing that is
kept. It changes no event, and may run while stations send. Up to where it saw every event of a life
the station's hello counts none: `note` keeps that, and takes it back where some are missing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, exists, select

from sync.central import standings
from sync.central.database import Database
from sync.central.stations import Identity, by_name
from sync.central.tables import events, incarnations
from sync.envelope import link

_AT_ONCE = 2000


class Wrong(StrEnum):
    """What may be wrong with an incarnation's events."""

    MISSING = "missing"
    ALTERED = "altered"
    STANDING = "standing"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, at which seq; for MISSING `last` is the last that is not there."""

    station: str
    incarnation: int
    wrong: Wrong
    seq: int
    last: int


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and what is wrong."""

    incarnations: int
    events: int
    faults: tuple[Fault, ...]
    seen: tuple[tuple[Identity, int], ...] = field(default=(), compare=False)
    """Up to which seq all events of each life are there."""


def audit(connection: Connection, station: str | None = None) -> Audit:
    """Look at all incarnations, or at those of one station."""
    faults = list(_strangers(connection, station))
    lives, looked_at, seen = list(_lives(connection, station)), 0, []
    for who in lives:
        chain = _Chain(who)
        for seq, hash_, data in _held(connection, who):
            chain.see(seq, _bytes(hash_), _bytes(data))
        looked_at += chain.seen
        faults += chain.faults
        seen.append((who, chain.whole_until))
        kept = standings.kept(connection, who)
        if kept != standings.from_events(connection, who):
            at = kept.acknowledged
            faults.append(_fault(who, Wrong.STANDING, at, at))
    return Audit(len(lives), looked_at, tuple(faults), tuple(seen))


def _bytes(value: object) -> bytes:
    """Give what a row holds as bytes; SQLite lets a meddler put a value of any type there."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def note(database: Database, found: Audit) -> None:
    """Let hello count only what lies above what the audit saw, and again what it missed."""
    for who, seq in found.seen:
        with database.writing() as connection:
            standings.verified(connection, who, seq)


class _Chain:
    """Follows one incarnation's events in order and notes what does not fit."""

    def __init__(self, who: Identity) -> None:
        self._who = who
        # A branch goes on from where its parent was.
        self._seq, self._hash = who.forked_at, who.base
        self.seen, self.whole_until = 0, who.forked_at
        self.faults: list[Fault] = []

    def see(self, seq: int, hash_: bytes, data: bytes) -> None:
        """Look at the next event: is it the next one, and does it hash to what is said of it?"""
        self.seen += 1
        if seq != self._seq + 1:
            self.faults.append(_fault(self._who, Wrong.MISSING, self._seq + 1, seq - 1))
        elif link(self._hash, data) != hash_:
            self.faults.append(_fault(self._who, Wrong.ALTERED, seq, seq))
        self._seq, self._hash = seq, hash_
        self.whole_until += self.whole_until == seq - 1


def _fault(who: Identity, wrong: Wrong, seq: int, last: int) -> Fault:
    return Fault(station=who.station, incarnation=who.incarnation, wrong=wrong, seq=seq, last=last)


def _lives(connection: Connection, station: str | None) -> Iterator[Identity]:
    wanted = select(incarnations.c.station, incarnations.c.incarnation)
    if station is not None:
        wanted = wanted.where(incarnations.c.station == station)
    ordered = wanted.order_by(incarnations.c.station, incarnations.c.incarnation)
    for row in connection.execute(ordered).all():
        yield by_name(connection, row.station, row.incarnation)


def _held(connection: Connection, who: Identity) -> Iterable[tuple[int, bytes, bytes]]:
    """Give a life's events in order, a few thousand in memory at a time."""
    wanted = select(events.c.seq, events.c.hash, events.c.bytes).where(
        events.c.station == who.station, events.c.incarnation == who.incarnation
    )
    after = 0
    while found := connection.execute(
        wanted.where(events.c.seq > after).order_by(events.c.seq).limit(_AT_ONCE)
    ).all():
        yield from map(tuple, found)
        after = found[-1].seq


def _strangers(connection: Connection, station: str | None) -> Iterator[Fault]:
    """Find events of incarnations that nobody enrolled."""
    known = exists().where(
        incarnations.c.station == events.c.station,
        incarnations.c.incarnation == events.c.incarnation,
    )
    wanted = select(events.c.station, events.c.incarnation, events.c.seq).where(~known)
    if station is not None:
        wanted = wanted.where(events.c.station == station)
    for row in connection.execute(wanted.order_by(*wanted.selected_columns)):
        yield Fault(
            station=row.station,
            incarnation=row.incarnation,
            wrong=Wrong.STRANGER,
            seq=row.seq,
            last=row.seq,
        )
