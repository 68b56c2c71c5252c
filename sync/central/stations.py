"""Stations: created by a manager, enrolled by a one-time code, known by a token and a key."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.engine import Row

from sync.branch import Life
from sync.central import tokens
from sync.central.tables import enrolments, incarnations, stations
from sync.enrol import EnrolmentAsk, make_code, proves, read_code
from sync.envelope import GENESIS
from sync.errors import Rejected
from sync.hello import Hello, State

CODE_LIVES = 24 * 3600
"""Seconds during which an enrolment code can be used."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who speaks: one life of one station at a centre.

    A life that branched goes on after its parent's event `forked_at`, where the chain's hash is
    `base`. Its events may bear the incarnations in `names`.
    """

    station: str
    incarnation: int
    centre: str
    public_key: Ed25519PublicKey
    state: State = State.ACTIVE
    parent: int = 0
    forked_at: int = 0
    base: bytes = GENESIS
    names: frozenset[int] = frozenset()
    moving_to: str = ""
    token_number: int = 1
    token_hash: bytes = b""

    @property
    def is_barred(self) -> bool:
        """Tell whether the station gets nothing: it was lost or retired."""
        return self.state in {State.LOST, State.RETIRED}


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


def enrol(
    connection: Connection, letter: EnrolmentAsk, *, secret: bytes, now: int
) -> tuple[Identity, str]:
    """Enrol a machine; give who it is and its token, which is kept here only as a hash.

    The same code and key again give the same incarnation and a fresh token.

    Raises:
        Rejected: `bad_code`, `code_expired`, `code_used` or `bad_proof`.
    """
    code = read_code(letter.code)
    joined = enrolments.join(stations, stations.c.id == enrolments.c.station)
    wanted = select(enrolments, stations.c.centre).select_from(joined)
    used = wanted.where(enrolments.c.code_hash == _hash(code or ""))
    row = connection.execute(used.with_for_update()).one_or_none()
    if row is None:
        raise Rejected("bad_code")
    if not proves(letter):
        raise Rejected("bad_proof")
    if now > row.expires_at:
        raise Rejected("code_expired")
    if row.incarnation is None:
        number = _new_incarnation(connection, row, letter.public_key, now=now)
    else:
        number = _same_again(connection, row, letter.public_key)
    who = by_name(connection, row.station, number)
    return who, renew_token(connection, who, secret=secret)


def by_token(connection: Connection, text: str, *, secret: bytes) -> Identity:
    """Tell who carries this token: the present one, or one that was offered after it.

    Raises:
        Rejected: `unknown_station`, or `superseded` where the token has been retired.
    """
    token = tokens.read(text, secret=secret)
    if token is None:
        raise Rejected("unknown_station")
    who = by_name(connection, token.station, token.incarnation)
    if tokens.age(token, number=who.token_number, present=who.token_hash) is tokens.Age.RETIRED:
        raise Rejected("superseded")
    return who


def by_name(connection: Connection, station: str, incarnation: int) -> Identity:
    """Give the life that a letter names; its signature proves it.

    Raises:
        Rejected: `unknown_station`.
    """
    joined = incarnations.join(stations, stations.c.id == incarnations.c.station)
    wanted = (
        select(incarnations, stations.c.centre.label("stands_at"))
        .add_columns(stations.c.state, stations.c.moving_to)
        .select_from(joined)
        .where(incarnations.c.station == station, incarnations.c.incarnation == incarnation)
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise Rejected("unknown_station")
    return _identity(row)


def renew_token(connection: Connection, who: Identity, *, secret: bytes) -> str:
    """Give a life a token that retires all before it."""
    token = tokens.make(who.station, who.incarnation, who.token_number + 1, secret=secret)
    use_token(connection, who, token)
    return token.text


def use_token(connection: Connection, who: Identity, token: tokens.Token) -> None:
    """Make a token the present one of its life."""
    here = incarnations.c.station == who.station, incarnations.c.incarnation == who.incarnation
    connection.execute(
        update(incarnations).where(*here).values(token_number=token.number, token_hash=token.hash)
    )


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


def _new_incarnation(connection: Connection, row: Row[Any], public_key: bytes, *, now: int) -> int:
    lives = select(func.max(incarnations.c.incarnation))
    number = (connection.scalar(lives.where(incarnations.c.station == row.station)) or 0) + 1
    add_life(
        connection,
        row.station,
        Life(number=number, parent=0, forked_at=0, base=GENESIS, public_key=public_key),
        names=(),
        centre=row.centre,
        now=now,
    )
    used = update(enrolments).where(enrolments.c.code_hash == row.code_hash)
    connection.execute(used.values(incarnation=number))
    return number


def add_life(
    connection: Connection,
    station: str,
    life: Life,
    *,
    names: Iterable[int],
    centre: str,
    now: int,
) -> None:
    """Keep a new life; it has no token yet that anybody knows."""
    connection.execute(
        insert(incarnations),
        {
            "station": station,
            "incarnation": life.number,
            "public_key": life.public_key,
            "token_hash": secrets.token_bytes(32),
            "token_number": 0,
            "enrolled_at": now,
            "parent": life.parent,
            "forked_at": life.forked_at,
            "base": life.base,
            "names": " ".join(map(str, sorted(names))),
            "centre": centre,
        },
    )


def _same_again(connection: Connection, row: Row[Any], public_key: bytes) -> int:
    here = (
        incarnations.c.station == row.station,
        incarnations.c.incarnation == row.incarnation,
        incarnations.c.public_key == public_key,
    )
    if connection.scalar(select(incarnations.c.incarnation).where(*here)) is None:
        raise Rejected("code_used")
    return int(row.incarnation)


def _identity(row: Row[Any]) -> Identity:
    return Identity(
        station=row.station,
        incarnation=row.incarnation,
        centre=row.centre or row.stands_at,
        public_key=Ed25519PublicKey.from_public_bytes(row.public_key),
        state=State(row.state),
        parent=row.parent,
        forked_at=row.forked_at,
        base=GENESIS if row.base is None else bytes(row.base),
        names=frozenset(map(int, row.names.split())),
        moving_to=row.moving_to,
        token_number=row.token_number,
        token_hash=bytes(row.token_hash),
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
