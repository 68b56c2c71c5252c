"""What named people decide: of cases, and of events that lie in quarantine."""

import json
from dataclasses import replace

from sqlalchemy import Connection, select

from clerk_station.domain.cases import event_name
from clerk_station.domain.records import Case, CaseState, Decided
from clerk_station.errors import StationError
from sync.central import decisions, quarantine
from sync.central.cases import reconsider
from sync.central.decisions import Act, Decision
from sync.central.quarantine import Key
from sync.central.registry import get, get_many
from sync.central.tables import case_households, cases
from sync.central.telling import NO_CASE, known
from sync.central.visits import refold


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
    refold(connection, row.station, [event])
    reconsider(connection, [event.household])
    return True


def reject(connection: Connection, key: Key, *, by: str, reason: str, now: int) -> None:
    """Let an event never count; it stays stored.

    Raises:
        StationError: it does not wait.
    """
    row = quarantine.waiting(connection, key)
    entry = Decision(about=event_name(*key), act=Act.REJECTED, by=by, reason=reason, at=now)
    decisions.keep(connection, entry)
    quarantine.settle(connection, key, Decided.REJECTED, by=(by,), reason=reason)
    reconsider(connection, [row.household] if row.household else [])


def _decide(connection: Connection, entry: Decision, *, stands: CaseState) -> Case:
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
