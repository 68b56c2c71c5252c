"""Matters that visits leave to others: told to every desk of the centre, and folded like visits.

A look at a statement is kept beside the events, because it may come from another station than the
statement, and before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, select

from clerk_station.domain.events import Event, EventVoided, StatementConfirmed
from clerk_station.domain.fold import look_of, standing
from clerk_station.domain.matters import Statement, statement_id, statements
from clerk_station.domain.second import Look, standing_of
from clerk_station.domain.visits import Visit
from sync.central import rows
from sync.central.registry import get_many, of_households, put, withdraw
from sync.central.tables import looks, stations


def refold(
    connection: Connection,
    station: str,
    *,
    touched: Sequence[str],
    events: Iterable[Event],
    folded: Mapping[str, Visit],
) -> None:
    """Tell anew of what the touched visits of a station leave to others, from all their events."""
    its = list(events)
    looked = _keep_looks(connection, station, touched, its)
    homes = {event.household for event in its}
    before = {
        one.id
        for one in of_households(connection, Statement, homes)
        if one.station == station and one.visit in touched
    }
    told = {one.id: one for one in _told(connection, station, folded.values())}
    elsewhere = get_many(connection, Statement, looked - told.keys() - before)
    put(connection, _looked_at(connection, [*told.values(), *elsewhere.values()]))
    withdraw(connection, "statement", sorted(before - told.keys()))


def _told(connection: Connection, station: str, folded: Iterable[Visit]) -> list[Statement]:
    visits = [visit for visit in folded if any(statements(visit, centre=""))]
    if not visits:
        return []
    here = select(stations.c.centre).where(stations.c.id == station)
    centre = connection.scalars(here).one()
    return [one for visit in visits for one in statements(visit, centre=centre)]


def _looked_at(connection: Connection, told: Sequence[Statement]) -> list[Statement]:
    """Put to each statement what was said of it, at whichever stations."""
    said: dict[str, list[Look]] = {}
    wanted = select(looks).where(rows.among(connection, looks.c.statement, [s.id for s in told]))
    order = (looks.c.station, looks.c.incarnation, looks.c.seq)
    for row in connection.execute(wanted.order_by(*order)) if told else ():
        look = Look(
            station=row.station,
            incarnation=row.incarnation,
            seq=row.seq,
            by=row.by,
            accepted=row.accepted,
            reason=row.reason,
        )
        said.setdefault(row.statement, []).append(look)
    return [_with(one, said.get(one.id, ())) for one in told]


def _with(statement: Statement, said: Sequence[Look]) -> Statement:
    second = standing_of(said, recorded_by=statement.clerk)
    return replace(statement, looks=tuple(said), second=second)


def _keep_looks(
    connection: Connection, station: str, touched: Sequence[str], events: Sequence[Event]
) -> set[str]:
    """Keep the looks of these visits that count; name the statements of which that says more."""
    if not any(isinstance(event.body, StatementConfirmed | EventVoided) for event in events):
        return set()
    here = looks.c.station == station, rows.among(connection, looks.c.visit, touched)
    known = set(connection.scalars(select(looks.c.statement).where(*here)))
    connection.execute(delete(looks).where(*here))
    counting = [_row(e, e.body) for e in standing(events) if isinstance(e.body, StatementConfirmed)]
    rows.insert(connection, looks, rows.columns(counting))
    return known | {str(row["statement"]) for row in counting}


def _row(event: Event, body: StatementConfirmed) -> dict[str, object]:
    look = look_of(event, body)
    return {
        "station": look.station,
        "incarnation": look.incarnation,
        "seq": look.seq,
        "visit": event.visit,
        "statement": statement_id(body.stated_at, body.event),
        "by": look.by,
        "accepted": look.accepted,
        "reason": look.reason,
    }
