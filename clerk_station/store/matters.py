"""What visits left to others, as the station knows it: the central's records and what is new here.

What was recorded here stands at once, without a line; what the central tells of is not told twice.
"""

from collections.abc import Mapping
from dataclasses import replace

from clerk_station.domain.events import Event, EventVoided, MemberAbsent, StatementConfirmed
from clerk_station.domain.fold import look_of, standing
from clerk_station.domain.matters import Statement, statement_id, statements
from clerk_station.domain.people import Household
from clerk_station.domain.second import Look, standing_of
from clerk_station.domain.visits import ASKS_MANAGER
from clerk_station.store.opening import Store


def read_statements(store: Store) -> tuple[Statement, ...]:
    """Read the statements of the centre that ask for a second person, the oldest first."""
    told = {one.id: one for one in store.queries.all_records(Statement)}
    known = _fresh(store, told) | told
    said = _looks(store)
    looked_at = (_with(one, said.get(one.id, ())) for one in known.values())
    return tuple(sorted(looked_at, key=lambda one: (one.at, one.id)))


def _fresh(store: Store, told: Mapping[str, Statement]) -> dict[str, Statement]:
    """Give those of this station that the central has not told of, of households known here.

    A household that was settled long ago is not known here any more.
    """
    me, queries = store.enrolment, store.queries
    visits = {
        event.visit: event.household
        for event in store.journal.events_of_kind(MemberAbsent.kind)
        if isinstance(event.body, MemberAbsent)
        and event.body.reason in ASKS_MANAGER
        and statement_id(event.station, event.id) not in told
    }
    here = {v for v, home in visits.items() if queries.record(Household, home) is not None}
    folded = (queries.visit(visit) for visit in sorted(here))
    return {
        one.id: one
        for visit in folded
        if visit is not None
        for one in statements(visit, centre=me.centre)
    }


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
