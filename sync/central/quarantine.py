"""Quarantine: what is stored and does not count, until named people decide."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, update
from sqlalchemy.engine import Row

from clerk_station.domain.cases import event_name
from clerk_station.domain.events import Event, Unread, from_bytes
from clerk_station.domain.records import Decided, EventWord
from clerk_station.errors import StationError
from sync.central import rows
from sync.central.judge import AGAINST, Opinion
from sync.central.registry import get, put
from sync.central.tables import events, quarantine, stations
from sync.wire import Word

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
    """Keep which of a station's new events wait for a decision, and tell its centre."""
    aside = [(seq, opinion) for seq, opinion in told if opinion.word is Word.QUARANTINED]
    there = _there(connection, station, incarnation, [seq for seq, _ in aside])
    told_of = [
        EventWord(
            station=station,
            incarnation=incarnation,
            seq=seq,
            centre=centre,
            kind=opinion.kind[:64],
            aside=opinion.reason,
            household="" if opinion.event is None else opinion.event.household[:64],
            visit="" if opinion.event is None else opinion.event.visit,
            member="" if opinion.event is None else opinion.event.member[:64],
            word=Decided.WAITING,
        )
        for seq, opinion in aside
        if seq not in there
    ]
    if told_of:
        rows.insert(connection, quarantine, rows.columns([_row(w, now=now) for w in told_of]))
        put(connection, told_of)


def _there(connection: Connection, station: str, incarnation: int, seqs: Sequence[int]) -> set[int]:
    """Give which of these lie here already: an event that was lost and came again does."""
    found = select(quarantine.c.seq).where(
        quarantine.c.station == station,
        quarantine.c.incarnation == incarnation,
        quarantine.c.seq.in_(seqs),
    )
    return set(connection.scalars(found)) if seqs else set()


def _row(word: EventWord, *, now: int) -> dict[str, Any]:
    same = ("station", "incarnation", "seq", "centre", "kind", "household", "visit", "member")
    row = {name: getattr(word, name) for name in same}
    return row | {"reason": word.aside, "state": word.word, "received_at": now}


def listing(connection: Connection, *, centre: str | None, all_: bool) -> Sequence[Row[Any]]:
    """Give what lies here, the oldest first."""
    wanted = select(quarantine)
    if centre is not None:
        wanted = wanted.where(quarantine.c.centre == centre)
    if not all_:
        wanted = wanted.where(quarantine.c.state == Decided.WAITING)
    order = (quarantine.c.received_at, *quarantine.primary_key)
    return connection.execute(wanted.order_by(*order)).all()


def accept(
    connection: Connection, key: Key, event: Event, *, by: tuple[str, ...], reason: str
) -> None:
    """Let an event count, by what it says now that it can be read; its station is told."""
    counts = {"word": Word.ACCEPTED, "reason": "", "kind": event.body.kind, "visit": event.visit}
    connection.execute(update(events).where(*_at(events, key)).values(counts))
    settle(connection, key, Decided.ACCEPTED, by=by, reason=reason)


def settle(
    connection: Connection, key: Key, word: Decided, *, by: tuple[str, ...], reason: str
) -> None:
    """Keep what was decided, and tell its station by the feed."""
    connection.execute(update(quarantine).where(*_at(quarantine, key)).values(state=word))
    before = get(connection, EventWord, event_name(*key))
    assert before is not None  # noqa: S101 - it was told when the event was put aside
    centre = connection.scalars(select(stations.c.centre).where(stations.c.id == key[0])).one()
    put(connection, [replace(before, centre=centre, word=word, by=by, reason=reason)])


def waiting(connection: Connection, key: Key) -> Row[Any]:
    """Give what lies here under a key, held against others who decide.

    Raises:
        StationError: it does not wait for a decision.
    """
    wanted = select(quarantine).where(*_at(quarantine, key)).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None or row.state != Decided.WAITING:
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
    event = at(connection, key)
    if event is None or row.reason in UNREADABLE or isinstance(event.body, Unread):
        raise StationError(
            "There is nothing in this event that could count",
            "This program cannot read it. Upgrade the central, or reject it.",
        )
    return event


def at(connection: Connection, key: Key) -> Event | None:
    """Read the event that is stored under a key; None where there is none."""
    data = connection.scalar(select(events.c.bytes).where(*_at(events, key)))
    return None if data is None else stored(data, key)


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
