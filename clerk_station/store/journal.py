"""The journal: append-only, hash-chained, durable before anyone is told that it is saved."""

import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Engine, select

from clerk_station import __version__
from clerk_station.clock import BAGHDAD, Clock
from clerk_station.domain.events import Body, Event, VisitClosed, from_bytes, to_bytes
from clerk_station.domain.ids import uuid7
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.tables import journal
from sync.envelope import GENESIS, head_statement, link


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

    def __init__(self, engine: Engine, enrolment: Enrolment, clock: Clock) -> None:
        self._engine = engine
        self._enrolment = enrolment
        self.clock = clock

    def append(self, *drafts: Draft, known: ServerTime) -> tuple[Event, ...]:
        """Save events in one transaction; when this returns they are on the disk.

        Raises:
            StationError: the disk is full; nothing of it was saved.
        """
        with translated(), self._engine.begin() as connection:
            head = self._head(connection)
            saved = []
            for draft in drafts:
                event, data = self._dress(draft, head.seq + 1, known)
                head = Head(event.seq, link(head.hash, data))
                connection.execute(journal.insert().values(self._row(event, data, head)))
                saved.append(event)
        return tuple(saved)

    def head(self) -> Head:
        """Give the end of the chain."""
        with translated(), self._engine.begin() as connection:
            return self._head(connection)

    def hash_of(self, seq: int) -> bytes:
        """Give the chain's hash after an event of this incarnation, 32 bytes."""
        with translated(), self._engine.begin() as connection:
            found: bytes = connection.scalars(
                select(journal.c.hash).where(
                    journal.c.incarnation == self._enrolment.incarnation, journal.c.seq == seq
                )
            ).one()
        return found

    def _head(self, connection: Connection) -> Head:
        row = connection.execute(
            select(journal.c.seq, journal.c.hash)
            .where(journal.c.incarnation == self._enrolment.incarnation)
            .order_by(journal.c.seq.desc())
            .limit(1)
        ).first()
        return Head(row.seq, row.hash) if row else Head(0, GENESIS)

    def _dress(self, draft: Draft, seq: int, known: ServerTime) -> tuple[Event, bytes]:
        now = self.clock.now()
        event = Event(
            id=uuid7(int(now.timestamp() * 1000), secrets.randbits(74)),
            station=self._enrolment.station,
            incarnation=self._enrolment.incarnation,
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
        return event, to_bytes(event)

    def _row(self, event: Event, data: bytes, head: Head) -> dict[str, object]:
        signature = None
        if isinstance(event.body, VisitClosed):
            signature = self._enrolment.key.sign(
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
        found = self._events((journal.c.incarnation == incarnation) & (journal.c.seq == seq))
        return found[0] if found else None

    def events_of_visit(self, visit: str) -> tuple[Event, ...]:
        """Give the events of one visit in order."""
        return self._events(journal.c.visit == visit)

    def events_of_day(self, day: date) -> tuple[Event, ...]:
        """Give the events recorded on one day in Baghdad, in order."""
        return self._events(journal.c.day == day)

    def links(self) -> tuple[Link, ...]:
        """Give every event of this incarnation as it is chained, in order."""
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(journal.c.seq, journal.c.kind, journal.c.hash)
                .where(journal.c.incarnation == self._enrolment.incarnation)
                .order_by(journal.c.seq)
            )
            return tuple(Link(seq=row.seq, kind=row.kind, hash=row.hash) for row in rows)

    def visits_touched_after(self, seq: int) -> frozenset[str]:
        """Name the visits with events after a seq of this incarnation."""
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(journal.c.visit)
                .where(journal.c.incarnation == self._enrolment.incarnation, journal.c.seq > seq)
                .distinct()
            )
            return frozenset(row.visit for row in rows if row.visit)

    def _events(self, where: ColumnElement[bool]) -> tuple[Event, ...]:
        query = select(journal.c.bytes).where(where)
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(query.order_by(journal.c.incarnation, journal.c.seq))
            return tuple(from_bytes(row.bytes) for row in rows)
