"""Visits that are not the end of the matter: told to the centre until another takes them up.

What is told depends on the visits that are folded here alone, whichever of them came first.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from clerk_station.domain.records import Unfinished
from clerk_station.domain.unfinished import taken_up
from clerk_station.domain.visits import visit_name
from sync.central import rows
from sync.central.registry import centres_of, put, withdraw
from sync.central.tables import visits

LONGEST_NAME = 128
"""Characters of the name of a visit that is taken up, as the table holds them."""

_LONGEST_ID = 64
"""Characters of a record's id; no honest visit has a longer name."""


def publish_unfinished(connection: Connection, names: Collection[str]) -> None:
    """Tell what there is to take up of these visits, and of those that were taken up, by which."""
    named = sorted(name for name in names if len(name) <= _LONGEST_ID)
    if not named:
        return
    found = {name: row for name, row in _rows(connection, named) if row.unfinished is not None}
    homes = centres_of(connection, [row.household for row in found.values()])
    takers = _takers(connection, named)
    told = {
        name: _told(row, homes[row.household], takers.get((name, row.household), ()))
        for name, row in found.items()
        if row.household in homes
    }
    put(connection, told.values())
    withdraw(connection, "unfinished", [name for name in named if name not in told])


def _rows(connection: Connection, names: Collection[str]) -> list[tuple[str, Any]]:
    """Give the visits of these names."""
    ids = sorted({name.partition("/")[2] for name in names})
    wanted = select(visits.c.station, visits.c.visit, visits.c.household, visits.c.unfinished)
    found = connection.execute(wanted.where(rows.among(connection, visits.c.visit, ids)))
    named = ((visit_name(row.station, row.visit), row) for row in found)
    return [(name, row) for name, row in named if name in names]


def _takers(
    connection: Connection, names: Collection[str]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Name the visits that took these up, by the name of the former one and the household."""
    wanted = select(visits.c.continues, visits.c.household, visits.c.station, visits.c.visit)
    found = connection.execute(wanted.where(rows.among(connection, visits.c.continues, names)))
    takers: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in found:
        name, key = visit_name(row.station, row.visit), (row.continues, row.household)
        if name != row.continues:
            takers[key] = (*takers.get(key, ()), name)
    return takers


def _told(row: Any, centre: str, by: tuple[str, ...]) -> Unfinished:
    left = replace(msgspec.json.decode(row.unfinished, type=Unfinished), centre=centre)
    return taken_up(left, by=by) if by else left
