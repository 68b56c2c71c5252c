"""What lies in a station's databases, in numbers alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Engine, func, select

from clerk_station.store.database import translated
from clerk_station.store.opening import Store
from clerk_station.store.tables import journal, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many events and records there are of each kind, and how the post stands."""

    events: Mapping[str, int]
    records: Mapping[str, int]
    waiting: int
    returned: int
    position: int
    end: int


def census(store: Store) -> Census:
    """Count what lies there."""
    position, end = store.queries.feed_position()
    return Census(
        events=_counted(store.ledger, journal.c.kind),
        records=_counted(store.cache, records.c.kind),
        waiting=store.outbox.waiting(),
        returned=len(store.outbox.returned()),
        position=position,
        end=end,
    )


def _counted(engine: Engine, kind: Column[str]) -> Mapping[str, int]:
    with translated(), engine.begin() as connection:
        rows = connection.execute(select(kind, func.count()).group_by(kind).order_by(kind))
        return {row[0]: row[1] for row in rows}
