"""Holding: what one transaction looks at and changes, no other one does until it ends.

On PostgreSQL each sees only what was there when it asked; two that open a case together would each
miss the other's claim. SQLite has one writer anyway.
"""

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import Connection, text

from clerk_station.domain.events import CardIssued, Event, MemberAttended

MANY = 1000
"""Names above which all of the register is held: the server has room for a few thousand locks."""

_SLOTS = 1024


def hold(connection: Connection, events: Iterable[Event]) -> None:
    """Hold all in which claims meet: households, what cards were known by, numbers given out.

    One statement, in one order, so that nobody waits in a ring.
    """
    names = {name for event in events for name in _meeting(event)}
    if len(names) > MANY:
        hold_register(connection)
    elif names:
        _send(connection, _SOME, keys=sorted(map(_key, names)))


def hold_register(connection: Connection) -> None:
    """Hold all households, marks and numbers at once, by one lock."""
    _send(connection, _ALL)


def hold_cases(connection: Connection, cases: Iterable[str]) -> None:
    """Hold cases, always after their households; many share a lock, so that few are needed."""
    if slots := sorted({_key(case) % _SLOTS for case in cases}):
        _send(connection, _CASES, keys=slots)


def _meeting(event: Event) -> Iterable[str]:
    if event.visit:
        yield f"household {event.household}"
    match event.body:
        case MemberAttended(marks=marks):
            yield from (f"mark {mark}" for mark in marks)
        case CardIssued(number=number):
            yield f"card {number}"
        case _:
            pass


def _key(name: str) -> int:
    """Name a lock by a number, whatever the name holds: PostgreSQL takes no text with a zero."""
    data = name.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), signed=True)


def _send(connection: Connection, statement: str, *, keys: list[int] | None = None) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(statement), {} if keys is None else {"keys": keys})


_SOME = (
    "select pg_advisory_xact_lock_shared(1, 0)"
    " union all select pg_advisory_xact_lock(key) from unnest(cast(:keys as bigint[])) as key"
)
_ALL = "select pg_advisory_xact_lock(1, 0)"
_CASES = (
    "select pg_advisory_xact_lock(2, cast(key as integer))"
    " from unnest(cast(:keys as bigint[])) as key"
)
