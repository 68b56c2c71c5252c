"""What named people decide: of cases, and of events that lie in quarantine."""

import json
from dataclasses import replace

from sqlalchemy import Connection, select, tuple_

from clerk_station.domain.cases import event_name
from clerk_station.domain.events import Event, StationMoved
from clerk_station.domain.records import Case, CaseState, Decided
from clerk_station.errors import StationError
from sync.central import decisions, identities, leases, quarantine
from sync.central.cases import reconsider
from sync.central.decisions import Act, Decision
from sync.central.holding import hold, hold_cases
from sync.central.quarantine import Key
from sync.central.registry import get, get_many
from sync.central.states import moved
from sync.central.stations import by_name
from sync.central.tables import case_households, cases, events
from sync.central.telling import NO_CASE, known
from sync.central.visits import refold
from sync.wire import Word


def listing(connection: Connection, *, centre: str | None, all_: bool) -> list[Case]:
    """Give the open cases by their ids, or all; of one centre, or of every one."""
    wanted = select(cases.c.id)
    if not all_:
        wanted = wanted.where(cases.c.state == CaseState.OPEN)
    found = get_many(connection, Case, connection.scalars(wanted))
    return [case for _, case in sorted(found.items()) if centre is None or centre in case.centres]


def resolve(connection: Connection, case: str, *, by: str, reason: str, now: int) -> Case:
    """Close a case as it stands now; claims that come later open it again.

    Raises:
        StationError: there is none, or it is resolved.
    """
    entry = Decision(about=case, act=Act.RESOLVED, by=by, reason=reason, at=now)
    return _decide(connection, entry, stands=CaseState.OPEN)


def reopen(connection: Connection, case: str, *, by: str, reason: str, now: int) -> Case:
    """Open a resolved case again; what was decided before stays written.

    Raises:
        StationError: there is none, or it is open.
    """
    entry = Decision(about=case, act=Act.REOPENED, by=by, reason=reason, at=now)
    return _decide(connection, entry, stands=CaseState.RESOLVED)


def release(connection: Connection, key: Key, *, by: str, reason: str, now: int) -> bool:
    """Let an event count; give whether it does now, or a second person still has to agree.

    Raises:
        StationError: it does not wait, there is nothing in it that could count, or the same person
            agreed before.
    """
    _hold(connection, key)
    row = quarantine.waiting(connection, key)
    event = quarantine.readable(connection, row, key)
    about = event_name(*key)
    agreed = tuple(entry.by for entry in decisions.on(connection, [about]).get(about, ()))
    if by in agreed:
        raise StationError(
            "The second agreement is another person's",
            "{by} agreed already. Somebody else has to release it too.",
            by=by,
        )
    entry = Decision(about=about, act=Act.RELEASED, by=by, reason=reason, at=now)
    decisions.keep(connection, entry)
    if row.reason in quarantine.TWO_DECIDE and not agreed:
        return False
    quarantine.accept(connection, key, event, by=(*agreed, by), reason=reason)
    _follow(connection, event)
    return True


def _follow(connection: Connection, event: Event) -> None:
    """Do what taking an event in does once it counts, for one that nobody could judge then."""
    refold(connection, event.station, [event])
    suspects = identities.show(connection, [event]) | leases.told(connection, [event])
    if isinstance(event.body, StationMoved) and not _moved_since(connection, event):
        moved(connection, by_name(connection, event.station, event.incarnation), [event])
    reconsider(connection, suspects | {event.household})


def _moved_since(connection: Connection, event: Event) -> bool:
    """Tell whether the station moved on after this move, so that it is elsewhere now."""
    later = tuple_(events.c.incarnation, events.c.seq) > (event.incarnation, event.seq)
    move = events.c.station == event.station, events.c.kind == event.body.kind
    wanted = select(events.c.seq).where(*move, events.c.word == Word.ACCEPTED, later)
    return connection.scalar(wanted.limit(1)) is not None


def _hold(connection: Connection, key: Key) -> None:
    """Let a batch that is being taken in end first: its part of the visit must be seen."""
    event = quarantine.at(connection, key)
    hold(connection, [event] if event is not None else [])


def reject(connection: Connection, key: Key, *, by: str, reason: str, now: int) -> None:
    """Let an event never count; it stays stored.

    Raises:
        StationError: it does not wait.
    """
    _hold(connection, key)
    row = quarantine.waiting(connection, key)
    entry = Decision(about=event_name(*key), act=Act.REJECTED, by=by, reason=reason, at=now)
    decisions.keep(connection, entry)
    quarantine.settle(connection, key, Decided.REJECTED, by=(by,), reason=reason)
    reconsider(connection, [row.household] if row.household else [])


def _decide(connection: Connection, entry: Decision, *, stands: CaseState) -> Case:
    hold_cases(connection, [entry.about])
    here = select(cases).where(cases.c.id == entry.about).with_for_update()
    row = known(connection.execute(here).one_or_none(), NO_CASE, entry.about)
    if row.state != stands:
        raise StationError(
            "The case stands so already",
            "Look at it with: clerk-central case show {id}",
            id=entry.about,
        )
    knew = tuple(json.loads(row.evidence))
    decisions.keep(connection, replace(entry, knew=knew))
    homes = select(case_households.c.household).where(case_households.c.case == entry.about)
    reconsider(connection, connection.scalars(homes).all())
    return known(get(connection, Case, entry.about), NO_CASE, entry.about)
