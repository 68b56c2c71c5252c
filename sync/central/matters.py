"""Matters that visits leave to others: told to every desk of the centre, and folded like visits.

A look at a statement is kept beside the events, because it may come from another station than the
statement, and before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, delete, select

from clerk_station.domain.corrections import Correction, Ruling
from clerk_station.domain.events import Event, EventVoided, StatementConfirmed
from clerk_station.domain.fold import look_of, standing
from clerk_station.domain.matters import (
    HomeVisit,
    Matter,
    Statement,
    done_by,
    matters,
    statement_id,
    with_turn,
)
from clerk_station.domain.records import kind_name
from clerk_station.domain.second import Look, standing_of
from clerk_station.domain.visits import Visit
from sync.central import decisions, rows
from sync.central.decisions import Decision
from sync.central.registry import get_many, of_households, put, withdraw
from sync.central.tables import looks, stations, visits

_KINDS: tuple[type[Matter], ...] = (Statement, HomeVisit, Correction)


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
    told = _told(connection, station, folded.values())
    known = of_households(connection, _KINDS, homes)
    mine = {one.id: one for one in known if one.station == station and one.visit in touched}
    _tell_statements(connection, told, looked=looked - mine.keys())
    others = [one for one in known if one.id not in mine]
    _tell_home_visits(connection, (*told, *others), folded.values())
    _tell_corrections(connection, told)
    for kind in _KINDS:
        ids = {key for key, one in mine.items() if isinstance(one, kind) and not _is_decided(one)}
        withdraw(connection, kind_name(kind), sorted(ids - {one.id for one in told}))


def _told(connection: Connection, station: str, folded: Iterable[Visit]) -> list[Matter]:
    left = [visit for visit in folded if any(matters(visit, centre=""))]
    if not left:
        return []
    here = select(stations.c.centre).where(stations.c.id == station)
    centre = connection.scalars(here).one()
    return [one for visit in left for one in matters(visit, centre=centre)]


def _tell_statements(connection: Connection, told: Iterable[Matter], *, looked: set[str]) -> None:
    """Tell of these statements, and of those elsewhere of which a look says more."""
    mine = [one for one in told if isinstance(one, Statement)]
    elsewhere = get_many(connection, Statement, looked - {one.id for one in mine})
    put(connection, _looked_at(connection, [*mine, *elsewhere.values()]))


def _tell_home_visits(
    connection: Connection, known: Iterable[Matter], folded: Iterable[Visit]
) -> None:
    """Tell who waits for a visit at home, and whom a visit answered that ended there."""
    asked = [one for one in known if isinstance(one, HomeVisit)]
    if not asked and not any(visit.requests for visit in folded):
        return
    homes = {one.household for one in asked} | {visit.household for visit in folded}
    done = done_by(_ended_at_home(connection, homes))
    put(connection, [with_turn(one, done) for one in asked])


def _tell_corrections(connection: Connection, told: Iterable[Matter]) -> None:
    """Tell what is asked to be changed, and what was decided of it."""
    asked = [one for one in told if isinstance(one, Correction)]
    made = decisions.on(connection, [one.id for one in asked]) if asked else {}
    put(connection, [ruled(one, made.get(one.id, ())) for one in asked])


def ruled(correction: Correction, made: Sequence[Decision]) -> Correction:
    """Say what was decided of a correction."""
    if not made:
        return correction
    last = made[-1]
    return replace(correction, word=Ruling(last.act), by=last.by, reason=last.reason)


def _is_decided(matter: Matter) -> bool:
    """Tell whether the register went on because of it, so that it stays told."""
    return isinstance(matter, Correction) and matter.word is not Ruling.WAITING


class _Ended(msgspec.Struct):
    requests: tuple[str, ...] = ()


def _ended_at_home(
    connection: Connection, homes: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    wanted = select(visits.c.visit, visits.c.data).where(
        rows.among(connection, visits.c.household, sorted(homes)), visits.c.outcome.is_not(None)
    )
    for row in connection.execute(wanted):
        yield row.visit, msgspec.json.decode(row.data, type=_Ended).requests


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
