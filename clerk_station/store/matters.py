"""What visits left to others, as the station knows it: the central's records and what is new here.

What was recorded here stands at once, without a line; what the central tells of is not told twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from clerk_station.domain.corrections import Correction
from clerk_station.domain.events import (
    CorrectionAsked,
    Event,
    EventVoided,
    HomeVisitRequested,
    MemberAbsent,
    MemberJoined,
    MemberLeft,
    StatementConfirmed,
)
from clerk_station.domain.fold import look_of, standing
from clerk_station.domain.matters import (
    HomeVisit,
    Left,
    Matter,
    Statement,
    Turn,
    correction_id,
    done_by,
    home_visit_id,
    matters,
    statement_id,
    with_turn,
)
from clerk_station.domain.people import Household
from clerk_station.domain.records import Clerk
from clerk_station.domain.second import Look, standing_of
from clerk_station.domain.visits import ASKS_MANAGER, AbsenceReason
from clerk_station.store.opening import Store


def read_statements(store: Store) -> tuple[Statement, ...]:
    """Read the statements of the centre that ask for a second person, the oldest first."""
    told = {one.id: one for one in store.queries.all_records(Statement)}
    made = (
        event
        for event in _of(store, MemberAbsent.kind)
        if _reason(event) in ASKS_MANAGER and statement_id(event.station, event.id) not in told
    )
    known = {one.id: one for one in _fresh(store, made) if isinstance(one, Statement)} | told
    said = _looks(store)
    looked_at = (_with(one, said.get(one.id, ())) for one in known.values())
    return tuple(sorted(looked_at, key=lambda one: (one.at, one.id)))


def read_home_visits(store: Store) -> tuple[HomeVisit, ...]:
    """Read who of the centre waits for a visit at home or had one, the oldest request first."""
    told = {one.id: one for one in store.queries.all_records(HomeVisit)}
    made = (
        event
        for event in (*_of(store, HomeVisitRequested.kind), *_of(store, MemberAbsent.kind))
        if _reason(event) in {None, AbsenceReason.HOME_VISIT}
        and home_visit_id(event.station, event.id) not in told
    )
    known = {one.id: one for one in _fresh(store, made) if isinstance(one, HomeVisit)} | told
    waiting = {one.household for one in known.values() if one.turn is Turn.WAITING}
    here = (visit for home in waiting for visit in store.queries.visits_of(home))
    done = done_by((v.id, v.requests) for v in here if v.closing is not None)
    asked = (one if one.turn is Turn.DONE else with_turn(one, done) for one in known.values())
    return tuple(sorted(asked, key=lambda one: (one.at, one.id)))


def read_corrections(store: Store, *, household: str = "") -> tuple[Correction, ...]:
    """Read what families asked to have changed, the oldest first; of one household or of all."""
    told = {one.id: one for one in store.queries.all_records(Correction)}
    made = (
        event
        for body in (CorrectionAsked, MemberJoined, MemberLeft)
        for event in _of(store, body.kind)
        if correction_id(event.station, event.id) not in told
    )
    known = {one.id: one for one in _fresh(store, made) if isinstance(one, Correction)} | told
    wanted = (one for one in known.values() if household in {"", one.household})
    return tuple(sorted(wanted, key=lambda one: (one.asked.at, one.id)))


def read_left(store: Store) -> Left:
    """Read all of it, with the households and the clerks that it names, as far as known here."""
    statements, home_visits = read_statements(store), read_home_visits(store)
    corrections = read_corrections(store)
    named: tuple[Matter, ...] = (*statements, *home_visits, *corrections)
    wanted = {one.household for one in named}
    known = {home: store.queries.record(Household, home) for home in sorted(wanted)}
    return Left(
        statements=statements,
        home_visits=home_visits,
        corrections=corrections,
        households={home: one for home, one in known.items() if one is not None},
        clerks={clerk.id: clerk.name for clerk in store.queries.all_records(Clerk)},
    )


def _reason(event: Event) -> AbsenceReason | None:
    return event.body.reason if isinstance(event.body, MemberAbsent) else None


def _fresh(store: Store, made: Iterable[Event]) -> Iterator[Matter]:
    """Give what these events of this station left to others, of households known here.

    A household that was settled long ago is not known here any more.
    """
    queries, centre = store.queries, store.enrolment.centre
    visits = {event.visit: event.household for event in made}
    here = {v for v, home in visits.items() if queries.record(Household, home) is not None}
    for visit in map(queries.visit, sorted(here)):
        yield from () if visit is None else matters(visit, centre=centre)


def _looks(store: Store) -> Mapping[str, tuple[Look, ...]]:
    """Give what second persons said at this station, by statement."""
    said: dict[str, tuple[Look, ...]] = {}
    for event in standing((*_of(store, StatementConfirmed.kind), *_of(store, EventVoided.kind))):
        if isinstance(event.body, StatementConfirmed):
            about = statement_id(event.body.stated_at, event.body.event)
            said[about] = (*said.get(about, ()), look_of(event, event.body))
    return said


def _of(store: Store, kind: str) -> tuple[Event, ...]:
    return store.journal.events_of_kind(kind)


def _with(statement: Statement, said: tuple[Look, ...]) -> Statement:
    looks = {(look.station, look.incarnation, look.seq): look for look in (*statement.looks, *said)}
    all_ = tuple(looks[place] for place in sorted(looks))
    return replace(statement, looks=all_, second=standing_of(all_, recorded_by=statement.clerk))
