"""Quarantine: what is stored and does not count, until named people decide."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update
from sqlalchemy.engine import Row

from clerk_station.domain.cases import event_name
from clerk_station.domain.events import Event, Unread, from_bytes
from clerk_station.domain.records import Decided, EventWord
from clerk_station.errors import StationError
from sync.central.judge import AGAINST, Opinion
from sync.central.registry import put
from sync.central.tables import events, quarantine, stations
from sync.wire import Word

WAITING = "waiting"
UNREADABLE = frozenset({"unreadable", "mismatch"})
"""Reasons for which there is nothing that could count: such an event can only be rejected."""

TWO_DECIDE = frozenset(AGAINST.values())
"""Reasons for which two people have to agree before the event counts."""

Key = tuple[str, int, int]


def note(
    connection: Connection,
    station: str,
    *,
    incarnation: int,
    centre: str,
    told: Iterable[tuple[int, Opinion]],
    now: int,
) -> None:
    """Keep which of a station's new events wait for a decision."""
    rows = [
        {
            "station": station,
            "incarnation": incarnation,
            "seq": seq,
            "centre": centre,
            "kind": opinion.kind[:64],
            "reason": opinion.reason,
            "household": "" if opinion.event is None else opinion.event.household[:64],
            "visit": "" if opinion.event is None else opinion.event.visit,
            "member": "" if opinion.event is None else opinion.event.member[:64],
            "state": WAITING,
            "received_at": now,
        }
        for seq, opinion in told
        if opinion.word is Word.QUARANTINED
    ]
    if rows:
        connection.execute(insert(quarantine), rows)


def listing(connection: Connection, *, centre: str | None, all_: bool) -> Sequence[Row[Any]]:
    """Give what lies here, the oldest first."""
    wanted = select(quarantine)
    if centre is not None:
        wanted = wanted.where(quarantine.c.centre == centre)
    if not all_:
        wanted = wanted.where(quarantine.c.state == WAITING)
    order = (quarantine.c.received_at, *quarantine.primary_key)
    return connection.execute(wanted.order_by(*order)).all()


def settle(
    connection: Connection, key: Key, word: Decided, *, by: tuple[str, ...], reason: str
) -> None:
    """Let an event count, or never; its station is told by the feed."""
    connection.execute(update(quarantine).where(*_at(quarantine, key)).values(state=word))
    if word is Decided.ACCEPTED:
        counts = update(events).where(*_at(events, key))
        connection.execute(counts.values(word=Word.ACCEPTED, reason=""))
    station, incarnation, seq = key
    centre = connection.scalars(select(stations.c.centre).where(stations.c.id == station)).one()
    told = EventWord(
        station=station,
        incarnation=incarnation,
        seq=seq,
        centre=centre,
        word=word,
        by=by,
        reason=reason,
    )
    put(connection, [told])


def waiting(connection: Connection, key: Key) -> Row[Any]:
    """Give what lies here under a key, held against others who decide.

    Raises:
        StationError: it does not wait for a decision.
    """
    wanted = select(quarantine).where(*_at(quarantine, key)).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None or row.state != WAITING:
        raise StationError(
            "This event does not wait for a decision",
            "Look for {event} with: clerk-central quarantine list",
            event=event_name(*key),
        )
    return row


def readable(connection: Connection, row: Row[Any], key: Key) -> Event:
    """Read an event anew: a later program may know a kind that an earlier one did not.

    Raises:
        StationError: there is nothing in it that could count.
    """
    event = stored(connection.scalars(select(events.c.bytes).where(*_at(events, key))).one(), key)
    if event is None or row.reason in UNREADABLE or isinstance(event.body, Unread):
        raise StationError(
            "There is nothing in this event that could count",
            "This program cannot read it. Upgrade the central, or reject it.",
        )
    return event


def stored(data: bytes, key: Key) -> Event | None:
    """Read a stored event under the identity that it is stored by; None where it is none."""
    try:
        event = from_bytes(data)
    except (ValueError, RecursionError, OverflowError):
        return None
    return replace(event, station=key[0], incarnation=key[1], seq=key[2])


def _at(table: Table, key: Key) -> tuple[ColumnElement[bool], ...]:
    columns = (table.c.station, table.c.incarnation, table.c.seq)
    return tuple(column == value for column, value in zip(columns, key, strict=True))
