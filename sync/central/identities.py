"""Identities: by what people are known again, so that one number for two of them is found."""

from collections.abc import Container, Iterable, Mapping

from sqlalchemy import Connection, delete, select

from clerk_station.domain.events import Event, MemberAttended
from clerk_station.domain.identity import national_mark
from clerk_station.domain.people import Household
from sync.central import rows
from sync.central.tables import identities

_REGISTERED, _SHOWN = "registered", "shown"


def register(
    connection: Connection, households: Iterable[Household], *, known: Container[str]
) -> None:
    """Keep the marks of the numbers that households are registered with.

    Those of households that were `known` before take the place of the former.
    """
    homes = list(households)
    if not homes:
        return
    numbers = [
        _row(national_mark(member.national_number), member.id, home.id, _REGISTERED)
        for home in homes
        for member in home.members
        if member.national_number is not None
    ]
    if before := [home.id for home in homes if home.id in known]:
        ours = rows.among(connection, identities.c.household, before)
        connection.execute(delete(identities).where(ours, identities.c.source == _REGISTERED))
    rows.insert(connection, identities, rows.columns(numbers))


def show(connection: Connection, events: Iterable[Event]) -> frozenset[str]:
    """Keep the marks of cards that were shown; give the households that share one with another."""
    shown = {
        (mark, event.member): event.household
        for event in events
        if isinstance(event.body, MemberAttended)
        for mark in event.body.marks
    }
    if not shown:
        return frozenset()
    marks = {mark for mark, _ in shown}
    here = rows.among(connection, identities.c.mark, marks)
    wanted = select(identities.c.mark, identities.c.member).where(
        here, identities.c.source == _SHOWN
    )
    there = {(row.mark, row.member) for row in connection.execute(wanted)}
    fresh = [_row(*key, home, _SHOWN) for key, home in shown.items() if key not in there]
    rows.insert(connection, identities, rows.columns(fresh))
    return _shared(connection, marks)


def sharing(connection: Connection, households: Iterable[str]) -> frozenset[str]:
    """Give every household that shares a mark with one of these, and these where they do."""
    mine = select(identities.c.mark).where(
        rows.among(connection, identities.c.household, sorted(set(households)))
    )
    return _shared(connection, set(connection.scalars(mine)))


def _shared(connection: Connection, marks: Iterable[str]) -> frozenset[str]:
    holders: dict[str, dict[str, str]] = {}
    wanted = select(identities).where(rows.among(connection, identities.c.mark, sorted(set(marks))))
    for row in connection.execute(wanted):
        holders.setdefault(row.mark, {})[row.member] = row.household
    return frozenset(home for members in holders.values() for home in _of_several(members))


def _of_several(members: Mapping[str, str]) -> Iterable[str]:
    return members.values() if len(members) > 1 else ()


def _row(mark: str, member: str, household: str, source: str) -> dict[str, str]:
    return {"mark": mark, "member": member, "household": household, "source": source}
