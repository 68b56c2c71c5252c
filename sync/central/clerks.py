"""Clerks: who may sign in at a centre. Of a PIN only the argon2id verifier is kept."""

import secrets
from dataclasses import replace
from itertools import count

from argon2 import PasswordHasher
from sqlalchemy import Connection

from clerk_station.domain.records import Centre, Clerk, Role
from clerk_station.errors import StationError
from sync.central.registry import everyone, get, put

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32)
_LETTERS = {Role.CLERK: "C", Role.MANAGER: "M", Role.FIELD_TEAM: "F", Role.SUPERVISOR: "V"}


def verifier_of(pin: str, *, salt: bytes | None = None) -> str:
    """Hash a PIN; under a random salt, unless a made-up clerk has to come out the same again."""
    return _HASHER.hash(pin, salt=salt)


def hire(
    connection: Connection, centre: Centre, *, name: str, role: Role, identity: str | None
) -> tuple[Clerk, str]:
    """Keep a new clerk under this id, or the next free one of the centre; give the PIN too.

    Raises:
        StationError: somebody has the id.
    """
    chosen = identity or _next_free(connection, centre.id, role)
    if get(connection, Clerk, chosen) is not None:
        raise StationError(
            "The clerk cannot be added", "There is a clerk {id} already. Choose another.", id=chosen
        )
    pin = _new_pin()
    clerk = Clerk(id=chosen, centre=centre.id, name=name, role=role, verifier=verifier_of(pin))
    put(connection, [clerk])
    return clerk, pin


def supervisor(connection: Connection, named: str) -> Clerk:
    """Give the supervisor with this id or name, who decides what others only report.

    Raises:
        StationError: there is none who works.
    """
    may = [c for c in everyone(connection) if c.active and c.role is Role.SUPERVISOR]
    found = [clerk for clerk in may if named in {clerk.id, clerk.name}]
    if len(found) != 1:
        raise StationError(
            "Only a supervisor decides this",
            "{named} names none, or several. Give an id that is shown by: clerk-central clerk list",
            named=named,
        )
    return found[0]


def renew_pin(connection: Connection, clerk: Clerk) -> str:
    """Give a clerk another PIN; the old one no longer opens.

    Raises:
        StationError: the clerk is retired.
    """
    if not clerk.active:
        raise StationError(
            "The PIN cannot be renewed",
            "Clerk {id} is retired. Add the person again with: clerk-central clerk add",
            id=clerk.id,
        )
    pin = _new_pin()
    put(connection, [replace(clerk, verifier=verifier_of(pin))])
    return pin


def retire(connection: Connection, clerk: Clerk) -> None:
    """Let a clerk sign in no more. The id stays theirs, for what they recorded names it."""
    put(connection, [replace(clerk, active=False)])


def _new_pin() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


def _next_free(connection: Connection, centre: str, role: Role) -> str:
    wanted = (f"{centre}-{_LETTERS[role]}{n}" for n in count(1))
    return next(identity for identity in wanted if get(connection, Clerk, identity) is None)
