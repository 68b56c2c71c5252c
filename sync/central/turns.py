"""The queue of each centre as its stations tell it: who is in the hall, at a window, gone.

What is published is of today alone, by the central's clock and a day around it: a station that was
away for days tells nobody in the hall anything new.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, tuple_

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import Event
from clerk_station.domain.turns import Part, Turn, fold_part, window_of
from sync.central import rows
from sync.central.registry import put, withdraw
from sync.central.stations import Identity
from sync.central.tables import records, stations, turns

AROUND = timedelta(days=1)
"""How far a station's day may be from the central's for anybody to hear of it."""


def tell(
    connection: Connection, touched: Mapping[str, Sequence[Event]], who: Identity, *, now: int
) -> None:
    """Publish the turns of today's households whose events came, each from all its parts.

    `touched` are the events that count of each visit that fresh ones belong to.
    """
    today = datetime.fromtimestamp(now, BAGHDAD).date()
    days = {visit: _day(its) for visit, its in touched.items() if its}
    near = {visit: day for visit, day in days.items() if abs(day - today) <= AROUND}
    if not near:
        return
    name = connection.scalar(select(stations.c.name).where(stations.c.id == who.station)) or ""
    kept = {visit: fold_part(touched[visit], window=window_of(name)) for visit in near}
    told = [
        _row(part, touched[visit][0].household, who=who, day=near[visit])
        for visit, part in kept.items()
        if part is not None
    ]
    gone = [visit for visit, part in kept.items() if part is None]
    if gone:
        mine = turns.c.station == who.station, turns.c.visit.in_(gone)
        connection.execute(delete(turns).where(*mine))
    rows.put(connection, turns, rows.columns(told))
    _publish(connection, who.centre, {(near[v], touched[v][0].household) for v in near})
    _forget(connection, who.centre, before=today - AROUND)


def _day(its: Sequence[Event]) -> date:
    """Give the day in Baghdad on which a station's story of a visit began, by its clock."""
    return its[0].at.astimezone(BAGHDAD).date()


def _row(part: Part, household: str, *, who: Identity, day: date) -> dict[str, Any]:
    return {
        "station": who.station,
        "visit": part.visit,
        "centre": who.centre,
        "day": day,
        "household": household[:64],
        "data": msgspec.json.encode(part, order="sorted").decode(),
    }


def _publish(connection: Connection, centre: str, homes: Iterable[tuple[date, str]]) -> None:
    """Put every turn together anew; one of which nothing is left leaves by a tombstone."""
    wanted = sorted(homes)
    here = turns.c.centre == centre, tuple_(turns.c.day, turns.c.household).in_(wanted)
    parts: dict[tuple[date, str], list[Part]] = {home: [] for home in wanted}
    told = select(turns).where(*here).order_by(turns.c.station, turns.c.visit)
    for row in connection.execute(told):
        parts[row.day, row.household].append(msgspec.json.decode(row.data, type=Part))
    whole = [
        Turn(centre=centre, day=day, household=household, parts=tuple(its))
        for (day, household), its in parts.items()
        if its
    ]
    put(connection, whole)
    withdraw(connection, "turn", [f"{day} {home}" for (day, home), its in parts.items() if not its])


def _forget(connection: Connection, centre: str, *, before: date) -> None:
    """Take back the turns of days that nobody waits on any more."""
    old = select(records.c.id).where(
        records.c.centre == centre, records.c.kind == "turn", records.c.day < before
    )
    gone = connection.scalars(old.limit(1000)).all()
    if gone:
        withdraw(connection, "turn", gone)
    connection.execute(delete(turns).where(turns.c.centre == centre, turns.c.day < before))
