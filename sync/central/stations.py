"""Stations: created by a manager, enrolled by a one-time code, known by a token and a key."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.engine import Row

from sync.central.tables import enrolments, incarnations, stations
from sync.enrol import EnrolmentAsk, make_code, proves, read_code
from sync.errors import Rejected
from sync.wire import Hello

CODE_LIVES = 24 * 3600
"""Seconds during which an enrolment code can be used."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks: one incarnation of one station at a centre."""

    station: str
    incarnation: int
    centre: str
    public_key: Ed25519PublicKey


def create(connection: Connection, *, centre: str, name: str, now: int) -> tuple[str, str]:
    """Create a station at a centre; give its id and a one-time code for it."""
    there = select(func.count()).where(stations.c.centre == centre)
    station = f"{centre}-S{(connection.scalar(there) or 0) + 1}"
    connection.execute(
        insert(stations), {"id": station, "centre": centre, "name": name, "created_at": now}
    )
    return station, issue_code(connection, station=station, now=now)


def issue_code(connection: Connection, *, station: str, now: int) -> str:
    """Give a one-time code with which a machine becomes this station, in a new incarnation."""
    code = make_code(secrets.randbelow)
    row = {"code_hash": _hash(code), "station": station, "expires_at": now + CODE_LIVES}
    connection.execute(insert(enrolments), row)
    return code


def enrol(connection: Connection, letter: EnrolmentAsk, *, now: int) -> tuple[Identity, str]:
    """Enrol a machine; give who it is and its token, which is kept here only as a hash.

    The same code and key again give the same incarnation and a fresh token.

    Raises:
        Rejected: `bad_code`, `code_expired`, `code_used` or `bad_proof`.
    """
    code = read_code(letter.code)
    wanted = select(enrolments).where(enrolments.c.code_hash == _hash(code or ""))
    row = connection.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        raise Rejected("bad_code")
    if not proves(letter):
        raise Rejected("bad_proof")
    if now > row.expires_at:
        raise Rejected("code_expired")
    token = secrets.token_urlsafe(32)
    if row.incarnation is None:
        incarnation = _new_incarnation(connection, row, letter.public_key, token=token, now=now)
    else:
        incarnation = _same_again(connection, row, letter.public_key, token=token)
    centre = connection.scalar(select(stations.c.centre).where(stations.c.id == row.station))
    key = Ed25519PublicKey.from_public_bytes(letter.public_key)
    return Identity(row.station, incarnation, str(centre), key), token


def by_token(connection: Connection, token: str) -> Identity:
    """Tell who carries this token.

    Raises:
        Rejected: `unknown_station`.
    """
    return _identity(connection, incarnations.c.token_hash == _hash(token))


def by_name(connection: Connection, station: str, incarnation: int) -> Identity:
    """Give the identity that a batch from a file names; its seal proves it.

    Raises:
        Rejected: `unknown_station`.
    """
    named = incarnations.c.station == station, incarnations.c.incarnation == incarnation
    return _identity(connection, *named)


def note_hello(connection: Connection, hello: Hello, *, now: int) -> None:
    """Keep what a station says of itself, for the list of stations."""
    here = stations.c.id == hello.station
    connection.execute(
        update(stations).where(here).values(seen_at=now, app=hello.app[:32], last=hello.last)
    )


def listing(connection: Connection) -> Sequence[Row[Any]]:
    """Give all stations with the number of their incarnations."""
    lives = func.count(incarnations.c.incarnation).label("incarnations")
    joined = stations.outerjoin(incarnations, incarnations.c.station == stations.c.id)
    wanted = select(stations, lives).select_from(joined).group_by(*stations.c)
    return connection.execute(wanted.order_by(stations.c.id)).all()


def _new_incarnation(
    connection: Connection, row: Row[Any], public_key: bytes, *, token: str, now: int
) -> int:
    lives = select(func.max(incarnations.c.incarnation))
    last = connection.scalar(lives.where(incarnations.c.station == row.station)) or 0
    connection.execute(
        insert(incarnations),
        {
            "station": row.station,
            "incarnation": last + 1,
            "public_key": public_key,
            "token_hash": _hash(token),
            "enrolled_at": now,
        },
    )
    used = update(enrolments).where(enrolments.c.code_hash == row.code_hash)
    connection.execute(used.values(incarnation=last + 1))
    return last + 1


def _same_again(connection: Connection, row: Row[Any], public_key: bytes, *, token: str) -> int:
    here = (
        incarnations.c.station == row.station,
        incarnations.c.incarnation == row.incarnation,
        incarnations.c.public_key == public_key,
    )
    renewed = connection.execute(update(incarnations).where(*here).values(token_hash=_hash(token)))
    if renewed.rowcount != 1:
        raise Rejected("code_used")
    return int(row.incarnation)


def _identity(connection: Connection, *where: Any) -> Identity:
    joined = incarnations.join(stations, stations.c.id == incarnations.c.station)
    wanted = select(incarnations, stations.c.centre).select_from(joined).where(*where)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise Rejected("unknown_station")
    key = Ed25519PublicKey.from_public_bytes(row.public_key)
    return Identity(row.station, row.incarnation, row.centre, key)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
