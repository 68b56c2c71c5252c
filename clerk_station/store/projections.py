"""Derived tables: folded per key from records and journal, so arrival order cannot matter."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, Connection, Engine, Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import Insert, insert

from clerk_station.clock import BAGHDAD
from clerk_station.domain.cases import event_name
from clerk_station.domain.events import Event
from clerk_station.domain.fold import fold_visit
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import (
    Decided,
    EventWord,
    Unfinished,
    from_text,
    kind_name,
)
from clerk_station.store import index
from clerk_station.store.database import translated
from clerk_station.store.journal import Journal
from clerk_station.store.rows import Row, put_rows
from clerk_station.store.tables import (
    TWINS,
    applied,
    forms,
    households,
    records,
    rejected,
    unfinished,
    visits,
)
from sync.wire import Record

T = TypeVar("T")

_HOUSEHOLD = kind_name(Household)
_CHAIN = 0
"""Stands for the journal among the lives whose folding is kept."""

_DONE = select(applied.c.incarnation, applied.c.seq)
_REJECTED = select(rejected.c.id).where(rejected.c.id.in_(bindparam("names", expanding=True)))


class Projections:
    """The only writer of the derived tables."""

    def __init__(self, engine: Engine, journal: Journal, *, station: str) -> None:
        self._engine = engine
        self._journal = journal
        self._station = station

    def catch_up(self) -> None:
        """Fold every visit that was touched since the last fold, each anew."""
        ends = {_CHAIN: self._journal.head().seq, **self._journal.given_back()}
        with translated(), self._engine.begin() as connection:
            done = {row.incarnation: row.seq for row in connection.execute(_DONE)}
            if done == ends:
                return
            if any(seq > ends.get(life, 0) for life, seq in done.items()):
                # An older ledger was put back: what it has not cannot stand here.
                connection.execute(delete(visits))
                connection.execute(delete(applied))
                done = {}
            touched = self._journal.visits_touched_after(done.get(_CHAIN, 0))
            if any(done.get(life, 0) < seq for life, seq in ends.items() if life != _CHAIN):
                touched |= self._journal.visits_given_back()
            for visit in sorted(touched):
                self._refold(connection, visit)
            _put(connection, applied, [{"incarnation": n, "seq": s} for n, s in ends.items()])

    def _refold(self, connection: Connection, visit_id: str) -> None:
        events = self._journal.events_of_visit(visit_id)
        visit = fold_visit(counting(connection, events))
        if visit is None:
            connection.execute(delete(visits).where(visits.c.id == visit_id))
            return
        closing = visit.closing
        row = {
            "id": visit.id,
            "household": visit.household,
            "form": visit.form,
            "day": visit.opened_at.astimezone(BAGHDAD).date(),
            "is_open": closing is None,
            "is_parked": closing is None and visit.parked is not None,
            "continues": visit.continues,
            "outcome": closing.outcome.value if closing else None,
            "return_day": closing.return_day if closing else None,
            "incarnation": events[0].incarnation,
            "seq": events[0].seq,
        }
        _put(connection, visits, [row])

    def refresh_records(self, connection: Connection, changed: Sequence[Record]) -> None:
        """Derive the rows of records anew; one that left, or that nobody here can read, has none.

        A record with a code of a later version is kept as it came and holds up nothing behind it.
        """
        homes = {r.id: _derived(r, index.read_household) for r in changed if r.kind == _HOUSEHOLD}
        index.remove(connection, [identity for identity, home in homes.items() if home is None])
        index.keep(connection, [home for home in homes.values() if home is not None])
        for kind, key, derive in _DERIVED:
            rows = {r.id: _derived(r, derive) for r in changed if r.kind == kind}
            gone = [identity for identity, row in rows.items() if row is None]
            if gone:
                connection.execute(delete(key.table).where(key.in_(gone)))
            put_rows(connection, key.table, [row for row in rows.values() if row is not None])
        for visit in sorted(self._decided(changed)):
            self._refold(connection, visit)

    def _decided(self, changed: Sequence[Record]) -> set[str]:
        """Name the visits of this station of whose events people decided."""
        kind = kind_name(EventWord)
        words = (_word(r.data) for r in changed if r.kind == kind and r.data is not None)
        return {w.visit for w in words if w is not None and w.visit and w.station == self._station}

    def stage_records(self, connection: Connection, arriving: Sequence[Record]) -> None:
        """Derive the rows of records that arrive as a snapshot, beside those that are in use."""
        homes = {r.id: _derived(r, index.read_household) for r in arriving if r.kind == _HOUSEHOLD}
        index.keep(connection, [h for h in homes.values() if h is not None], staged=True)
        for kind, key, derive in _DERIVED:
            rows = (_derived(r, derive) for r in arriving if r.kind == kind)
            put_rows(connection, TWINS[key.table], [row for row in rows if row is not None])

    def swap_records(self, connection: Connection, swap: Callable[[Connection], None]) -> None:
        """Let a snapshot take its place; fold again each visit of which it says otherwise."""
        before = set(map(tuple, connection.execute(select(rejected))))
        swap(connection)
        after = set(map(tuple, connection.execute(select(rejected))))
        for visit in sorted({visit for _, visit in before ^ after}):
            self._refold(connection, visit)

    def forget_records(self, connection: Connection) -> None:
        """Take away what was derived from records that are not there any more."""
        known = select(records.c.id).where(records.c.kind == _HOUSEHOLD)
        gone = connection.scalars(select(households.c.id).where(households.c.id.not_in(known)))
        index.remove(connection, gone.all())
        for kind, key, _ in _DERIVED:
            there = select(records.c.id).where(records.c.kind == kind)
            connection.execute(delete(key.table).where(key.not_in(there)))


def counting(connection: Connection, events: Iterable[Event]) -> tuple[Event, ...]:
    """Leave out the events that people decided not to count."""
    named = {event_name(*event.key): event for event in events}
    for name in connection.scalars(_REJECTED, {"names": list(named)}).all():
        del named[name]
    return tuple(named.values())


def _derived(record: Record, derive: Callable[[str], T]) -> T | None:
    try:
        return None if record.data is None else derive(record.data)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        return None


_form_in = msgspec.json.Decoder(AppointmentForm).decode


def _form(data: str) -> Row:
    form = _form_in(data)
    return form.number, form.household, form.centre, form.day.isoformat(), form.hour


def _word(data: str) -> EventWord | None:
    try:
        return from_text(EventWord, data)
    except (ValueError, RecursionError):
        return None


def _rejected(data: str) -> Row:
    word = from_text(EventWord, data)
    if word.word is not Decided.REJECTED:
        msg = "it counts, or may yet"
        raise ValueError(msg)
    return event_name(word.station, word.incarnation, word.seq), word.visit


def _unfinished(data: str) -> Row:
    left = from_text(Unfinished, data)
    day = left.return_day.isoformat() if left.return_day else None
    return left.id, left.household, left.state.value, day


_DERIVED: tuple[tuple[str, Column[str], Callable[[str], Row]], ...] = (
    ("form", forms.c.number, _form),
    ("word", rejected.c.id, _rejected),
    ("unfinished", unfinished.c.id, _unfinished),
)


DERIVED = (_HOUSEHOLD, *(kind for kind, _, _ in _DERIVED))
"""The kinds of records from which rows are derived."""


def _put(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows whole, replacing those with the same key."""
    if rows:
        connection.execute(_upsert(table), list(rows))


@cache
def _upsert(table: Table) -> Insert:
    upsert = insert(table)
    others = {c.name: upsert.excluded[c.name] for c in table.columns if not c.primary_key}
    keys = [column.name for column in table.primary_key]
    return upsert.on_conflict_do_update(index_elements=keys, set_=others)
