"""Corrections of the register: asked for at a desk, decided here by a named person."""

from sqlalchemy import Connection

from clerk_station.domain.changes import Change
from clerk_station.domain.corrections import (
    Correction,
    Outdated,
    Ruling,
    corrected,
    number_of,
)
from clerk_station.domain.people import Household
from clerk_station.errors import StationError
from sync.central import decisions
from sync.central.cases import consider_register
from sync.central.decisions import Act, Decision
from sync.central.holding import hold_register
from sync.central.matters import ruled
from sync.central.registry import every, get, of_households, put
from sync.central.telling import known

_NONE = "There is no correction {id}. Look for it with: clerk-central correction list"


def listing(connection: Connection, *, centre: str | None, all_: bool) -> list[Correction]:
    """Give the corrections that wait, or all, the oldest first; of one centre, or of every one."""
    found = [
        one
        for one in every(connection, Correction)
        if (all_ or one.word is Ruling.WAITING) and centre in {None, one.centre}
    ]
    return sorted(found, key=lambda one: (one.asked.at, one.id))


def accept(
    connection: Connection, correction: str, *, by: str, reason: str, now: int
) -> Correction:
    """Change the register as it was asked for; every desk of the centre learns of it.

    Raises:
        StationError: there is none, it is decided, or the register went on since.
    """
    hold_register(connection)
    waiting = _waiting(connection, correction)
    home = get(connection, Household, waiting.household)
    try:
        changed = None if home is None else _corrected(connection, home, waiting)
    except Outdated:
        changed = None
    if changed is None:
        raise StationError(
            "The register is not any more what this correction would change",
            "Reject it with that reason, the family can ask again.",
        )
    entry = Decision(about=correction, act=Act.ACCEPTED, by=by, reason=reason, at=now)
    put(connection, [changed])
    consider_register(connection, [changed])
    return _decided(connection, waiting, entry)


def reject(
    connection: Connection, correction: str, *, by: str, reason: str, now: int
) -> Correction:
    """Leave the register as it is; the desks of the centre learn why.

    Raises:
        StationError: there is none, or it is decided.
    """
    hold_register(connection)
    waiting = _waiting(connection, correction)
    entry = Decision(about=correction, act=Act.REJECTED, by=by, reason=reason, at=now)
    return _decided(connection, waiting, entry)


def _corrected(connection: Connection, home: Household, waiting: Correction) -> Household:
    before = of_households(connection, (Correction,), [home.id])
    left = (one.asked.member for one in before if one.asked.change is Change.LEFT)
    highest = max(map(number_of, left), default=0)
    return corrected(home, waiting.asked, highest=highest)


def _waiting(connection: Connection, correction: str) -> Correction:
    found = known(get(connection, Correction, correction), _NONE, correction)
    if found.word is not Ruling.WAITING:
        raise StationError(
            "This correction is decided already",
            "It was decided by {by}: {reason}",
            by=found.by,
            reason=found.reason,
        )
    return found


def _decided(connection: Connection, waiting: Correction, entry: Decision) -> Correction:
    decisions.keep(connection, entry)
    now = ruled(waiting, [entry])
    put(connection, [now])
    return now
