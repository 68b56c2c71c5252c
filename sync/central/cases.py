"""Cases at the central: looked for where a batch touches, decided by named people.

The table is folded: from the events of the households concerned, the register and the decisions,
by the rule in `clerk_station.domain.cases`. It can be folded again from nothing.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    delete,
    func,
    insert,
    literal_column,
    select,
    union,
    union_all,
)

from clerk_station.clock import BAGHDAD
from clerk_station.domain.came import Seen
from clerk_station.domain.cases import CaseKind, Finding, event_name, find
from clerk_station.domain.people import Household
from clerk_station.domain.records import Case, CaseState, Decided
from sync.central import decisions, identities, leases, rows, tables
from sync.central.decisions import Act, Decision
from sync.central.holding import hold_cases, hold_register
from sync.central.judge import Opinion
from sync.central.quarantine import note, stored
from sync.central.registry import get_many, put, withdraw
from sync.central.stations import Identity
from sync.central.tables import (
    case_households,
    cases,
    events,
    quarantine,
    stations,
    visits,
)

_CHUNK = 200


def consider(
    connection: Connection, told: Sequence[tuple[int, Opinion]], who: Identity, *, now: int
) -> None:
    """Open and close the cases that a station's new events touch, after its visits were folded.

    Where nothing stands against anything this is one question to three indexes.
    """
    mine = {o.event.visit: o.event.household for _, o in told if o.event and o.event.visit}
    note(
        connection,
        who.station,
        incarnation=who.incarnation,
        centre=who.centre,
        told=told,
        now=now,
    )
    readable = [o.event for _, o in told if o.event is not None]
    suspects = identities.show(connection, readable) | leases.told(connection, readable)
    reconsider(connection, suspects | _suspects(connection, mine, station=who.station))


def consider_register(connection: Connection, households: Iterable[Household]) -> None:
    """Open and close the cases that changed households touch; nobody else does meanwhile."""
    hold_register(connection)
    homes = {home.id: home for home in households}
    for chunk in _chunks(sorted(homes)):
        stated = {key for key in chunk if any(m.stated for m in homes[key].members)}
        known = select(case_households.c.household).where(case_households.c.household.in_(chunk))
        shared = identities.sharing(connection, chunk)
        reconsider(connection, stated | set(connection.scalars(known)) | shared)


def reconsider(connection: Connection, households: Iterable[str]) -> None:
    """Fold the cases of these households again, from all that is known of them."""
    for chunk in _chunks(sorted(set(households))):
        _fold(connection, frozenset(chunk))


def refold(connection: Connection) -> None:
    """Fold every case again, from nothing."""
    hold_register(connection)
    known = set(connection.scalars(select(case_households.c.household)))
    often = select(visits.c.household).group_by(visits.c.household).having(func.count() > 1)
    aside = select(quarantine.c.household)
    marked = select(tables.identities.c.household)
    everyone = union(often, aside, marked)
    reconsider(connection, known | set(connection.scalars(everyone)))


def _suspects(connection: Connection, mine: dict[str, str], *, station: str) -> frozenset[str]:
    """Give those of the households that were seen elsewhere too, lie aside, or are in a case."""
    if not mine:
        return frozenset()
    found = connection.execute(_seen_at(connection, sorted(set(mine.values()))))
    return frozenset(
        row.household for row in found if row.station != station or row.visit not in mine
    )


def _seen_at(connection: Connection, homes: Sequence[str]) -> CompoundSelect[Any]:
    """Ask where households were seen, lie aside, or are in a case."""
    station: ColumnElement[str] = literal_column("''").label("station")
    visit: ColumnElement[str] = literal_column("''").label("visit")
    aside, cased = quarantine.c.household, case_households.c.household
    return union_all(
        select(visits.c.household, visits.c.station, visits.c.visit).where(
            rows.among(connection, visits.c.household, homes)
        ),
        select(aside, station, visit).where(rows.among(connection, aside, homes)),
        select(cased, station, visit).where(rows.among(connection, cased, homes)),
    )


def _fold(connection: Connection, households: frozenset[str]) -> None:
    before = select(case_households.c.case).where(case_households.c.household.in_(households))
    known = set(connection.scalars(before))
    hold_cases(connection, known)
    around = select(case_households.c.household).where(case_households.c.case.in_(known))
    wider = leases.sharing(connection, households) | (
        households | set(connection.scalars(around)) | identities.sharing(connection, households)
    )
    found = {
        finding.case: finding
        for finding in _findings(connection, wider)
        if finding.case in known or households & set(finding.households)
    }
    hold_cases(connection, found.keys() - known)
    _replace(connection, known, found)


def _findings(connection: Connection, households: frozenset[str]) -> Sequence[Finding]:
    seen = list(_seen(connection, households))
    return find(seen, get_many(connection, Household, households).values())


def _seen(connection: Connection, households: frozenset[str]) -> Iterator[Seen]:
    """Give all events of all visits of households, those that do not count too."""
    by_station: dict[str, set[str]] = {}
    for table in (visits, quarantine):
        where = select(table.c.station, table.c.visit).where(table.c.household.in_(households))
        for there in connection.execute(where):
            by_station.setdefault(there.station, set()).add(there.visit)
    for station, names in sorted(by_station.items()):
        centre = connection.scalars(select(stations.c.centre).where(stations.c.id == station)).one()
        wanted = select(events.c.incarnation, events.c.seq, events.c.bytes, events.c.received_at)
        mine = events.c.station == station, events.c.visit.in_(sorted(names - {""}))
        for row in connection.execute(wanted.where(*mine)):
            event = stored(row.bytes, (station, row.incarnation, row.seq))
            if event is not None:
                yield Seen(event=event, centre=centre, received=_day(row.received_at))


def _replace(connection: Connection, known: set[str], found: dict[str, Finding]) -> None:
    for table, column in ((cases, cases.c.id), (case_households, case_households.c.case)):
        connection.execute(delete(table).where(column.in_(known | found.keys())))
    told = [_case(finding, *_decided(connection, finding)) for finding in found.values()]
    if told:
        kept = [_row(case, found[case.id].evidence) for case in told]
        homes = [{"household": home, "case": case.id} for case in told for home in case.households]
        connection.execute(insert(cases), kept)
        connection.execute(insert(case_households), homes)
        put(connection, told)
    withdraw(connection, "case", sorted(known - found.keys()))


def _decided(
    connection: Connection, finding: Finding
) -> tuple[list[Decision], dict[str, list[Decision]]]:
    """Give the decisions on a case, and those that settle an event of it by themselves."""
    own = decisions.on(connection, [finding.case]).get(finding.case, [])
    if finding.kind is not CaseKind.AGAINST_REGISTER:
        return own, {}
    waits = {
        event_name(row.station, row.incarnation, row.seq)
        for row in connection.execute(
            select(quarantine).where(
                quarantine.c.household.in_(finding.households),
                quarantine.c.state == Decided.WAITING,
            )
        )
    }
    settled = decisions.on(connection, finding.evidence)
    return own, {about: made for about, made in settled.items() if about not in waits}


def _case(finding: Finding, own: Sequence[Decision], settled: dict[str, list[Decision]]) -> Case:
    """Say how a case stands: resolved where decisions knew all claims and none opened it since."""
    knew = set(settled)
    last = [made for decided in settled.values() for made in decided]
    for decision in own:
        if decision.act is Act.RESOLVED:
            knew |= set(decision.knew)
            last = [decision]
        else:
            knew, last = set(), []
    is_resolved = set(finding.evidence) <= knew
    return Case(
        id=finding.case,
        kind=finding.kind,
        state=CaseState.RESOLVED if is_resolved else CaseState.OPEN,
        centres=finding.centres,
        households=finding.households,
        members=finding.members,
        form=finding.form,
        sightings=finding.sightings,
        by=tuple(dict.fromkeys(made.by for made in last)) if is_resolved else (),
        reason=last[-1].reason if is_resolved else "",
    )


def _row(case: Case, evidence: Sequence[str]) -> dict[str, Any]:
    return {"id": case.id, "state": case.state, "evidence": json.dumps(evidence)}


def _day(received_at: int) -> date:
    return datetime.fromtimestamp(received_at, BAGHDAD).date()


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(names), _CHUNK):
        yield names[at : at + _CHUNK]
