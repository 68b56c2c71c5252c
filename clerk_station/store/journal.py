"""The journal: append-only, hash-chained, durable before anyone is told that it is saved.

It is one chain, dense from 1, whichever lives of the station it went through: after a branch it
goes on with the next seq under the new life's number.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, func, select, true

from clerk_station import __version__
from clerk_station.clock import BAGHDAD, Clock
from clerk_station.domain.events import (
    BODIES,
    Body,
    Event,
    VisitClosed,
    from_bytes,
    if_readable,
    to_bytes,
)
from clerk_station.domain.ids import uuid7
from clerk_station.errors import StationError
from clerk_station.store.database import translated
from clerk_station.store.lineage import Lineage, Segment, travels_as
from clerk_station.store.tables import journal, recovered
from sync.envelope import GENESIS, MOST_EVENT, head_statement, link

_APPEND = journal.insert()
_HEAD = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
_TOUCHED = select(journal.c.visit).where(journal.c.seq > bindparam("seq")).distinct()
_GIVEN_BACK = select(recovered.c.incarnation, func.max(recovered.c.seq)).group_by(
    recovered.c.incarnation
)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the last seq (0 before the first) and the hash there, 32 bytes."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One event's place in the chain, for comparing with what the central holds."""

    seq: int
    kind: str
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a desk hands over to be saved; the journal adds who, when and which."""

    body: Body
    clerk: str
    session: str
    household: str = ""
    visit: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTime:
    """The last time the central signed (Unix seconds) and the feed position known here."""

    anchor: int = 0
    saw: int = 0


class Journal:
    """The only writer of the table `journal`."""

    def __init__(self, engine: Engine, lineage: Lineage, clock: Clock) -> None:
        self._engine = engine
        self._lineage = lineage
        self.clock = clock

    def append(self, *drafts: Draft, known: ServerTime) -> tuple[Event, ...]:
        """Save events in one transaction; when this returns they are on the disk.

        Raises:
            StationError: the disk is full, an event is larger than a batch may carry, or it could
                not be read again; nothing of it was saved.
        """
        with translated(), self._engine.begin() as connection:
            head = self._head(connection)
            saved = []
            for draft in drafts:
                event, data = self._dress(draft, head.seq + 1, known)
                head = Head(event.seq, link(head.hash, data))
                connection.execute(_APPEND, self._row(event, data, head))
                saved.append(event)
        return tuple(saved)

    def head(self) -> Head:
        """Give the end of the chain."""
        with translated(), self._engine.begin() as connection:
            return self._head(connection)

    def hash_of(self, seq: int) -> bytes:
        """Give the chain's hash after an event, 32 bytes."""
        with translated(), self._engine.begin() as connection:
            found: bytes = connection.scalars(
                select(journal.c.hash).where(journal.c.seq == seq)
            ).one()
        return found

    def _head(self, connection: Connection) -> Head:
        row = connection.execute(_HEAD).first()
        return Head(row.seq, row.hash) if row else Head(0, GENESIS)

    def _dress(self, draft: Draft, seq: int, known: ServerTime) -> tuple[Event, bytes]:
        now = self.clock.now()
        event = Event(
            id=uuid7(int(now.timestamp() * 1000), secrets.randbits(74)),
            station=self._lineage.station,
            incarnation=self._lineage.present.number,
            seq=seq,
            at=now,
            clerk=draft.clerk,
            session=draft.session,
            boot=self.clock.boot,
            mono_ms=self.clock.monotonic_ms(),
            anchor=known.anchor,
            saw=known.saw,
            app=__version__,
            household=draft.household,
            visit=draft.visit,
            member=draft.member,
            body=draft.body,
        )
        data = _written(event)
        if len(data) > MOST_EVENT:
            raise StationError(
                "Not saved: this is too long",
                "Write less than {n} letters into the notes, then do the last step again",
                n=MOST_EVENT // 4,
            )
        return event, data

    def _row(self, event: Event, data: bytes, head: Head) -> dict[str, object]:
        signature = None
        if isinstance(event.body, VisitClosed):
            signature = self._lineage.present.sign(
                head_statement(
                    event.station, incarnation=event.incarnation, seq=head.seq, head=head.hash
                )
            )
        return {
            "incarnation": event.incarnation,
            "seq": event.seq,
            "id": event.id,
            "kind": event.body.kind,
            "day": event.at.astimezone(BAGHDAD).date(),
            "visit": event.visit,
            "bytes": data,
            "hash": head.hash,
            "signature": signature,
        }

    def event(self, incarnation: int, seq: int) -> Event | None:
        """Give one event by its place; None where it is not here."""
        return next((e for e in self._events("seq", seq) if e.incarnation == incarnation), None)

    def events_of_visit(self, visit: str) -> tuple[Event, ...]:
        """Give the events of one visit in order."""
        return self._events("visit", visit)

    def events_of_day(self, day: date, *, kinds: tuple[str, ...] = ()) -> tuple[Event, ...]:
        """Give the events recorded on one day in Baghdad, in order; of these kinds, or all."""
        return self._events("day", day, kinds=kinds)

    def events_of_kind(self, kind: str) -> tuple[Event, ...]:
        """Give all events of one kind, of every life of this journal, in order."""
        return self._events("kind", kind)

    @property
    def life(self) -> int:
        """The life under which events are recorded now."""
        return self._lineage.present.number

    def links(self) -> tuple[Link, ...]:
        """Give every event as it is chained, in order."""
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(journal.c.seq, journal.c.kind, journal.c.hash).order_by(journal.c.seq)
            )
            return tuple(Link(seq=row.seq, kind=row.kind, hash=row.hash) for row in rows)

    def visits_touched_after(self, seq: int) -> frozenset[str]:
        """Name the visits with events after a seq."""
        with translated(), self._engine.begin() as connection:
            return frozenset(filter(None, connection.scalars(_TOUCHED, {"seq": seq})))

    def vouch(self, data: bytes) -> bytes:
        """Sign with the key of the life that is lived: this station's word to the outside."""
        return self._lineage.present.sign(data)

    def given_back(self) -> Mapping[int, int]:
        """Give the last seq of each life of which events came back from the central."""
        with translated(), self._engine.begin() as connection:
            return {row[0]: row[1] for row in connection.execute(_GIVEN_BACK)}

    def visits_given_back(self) -> frozenset[str]:
        """Name the visits of which events came back from the central."""
        with translated(), self._engine.begin() as connection:
            return frozenset(filter(None, connection.scalars(select(recovered.c.visit).distinct())))

    def _events(
        self, column: str, value: object, *, kinds: tuple[str, ...] = ()
    ) -> tuple[Event, ...]:
        """Read from both: what was recorded here, and what was lost here and came back.

        Each has the identity under which it travels, whatever incarnation its bytes bear. Bytes
        that are no event are kept and sent, and tell nothing here.
        """
        found: list[Row[Any]] = []
        with translated(), self._engine.begin() as connection:
            for query in _both(self._lineage.path, column, kinds):
                found += connection.execute(query, {"value": value})
        found.sort(key=lambda row: (row.life, row.seq))
        read = ((if_readable(row.bytes), row.life) for row in found)
        return tuple(replace(event, incarnation=life) for event, life in read if event is not None)


@lru_cache(maxsize=256)
def _both(
    path: tuple[Segment, ...], column: str, kinds: tuple[str, ...]
) -> tuple[Select[Any], ...]:
    """Ask both places for the events that have a value in a column, of some kinds or of all."""
    return tuple(
        select(life.label("life"), table.c.seq, table.c.bytes).where(
            table.c[column] == bindparam("value"),
            table.c.kind.in_(kinds) if kinds else true(),
        )
        for table, life in ((journal, travels_as(path)), (recovered, recovered.c.incarnation))
    )


def _written(event: Event) -> bytes:
    """Write an event that can be read again as what it is."""
    with suppress(ValueError):
        data = to_bytes(event)
        again = from_bytes(data)
        if event.body.kind not in BODIES or to_bytes(again) == data:
            return data
    raise StationError(
        "Not saved: a text has broken letters",
        "Delete the text that was typed last and type it anew, then do the last step again",
    )
