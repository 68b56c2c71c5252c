"""Stations: created by a manager, enrolled by a one-time code, known by a token and a key."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.engine import Row

from sync.branch import Life
from sync.central import tokens
from sync.central.tables import enrolments, incarnations, stations
from sync.enrol import make_code
from sync.envelope import GENESIS
from sync.errors import Rejected
from sync.hello import Hello, State

CODE_LIVES = 24 * 3600
"""Seconds during which an enrolment code can be used."""

_LIFE = (
    select(incarnations, stations.c.centre.label("stands_at"))
    .add_columns(stations.c.state, stations.c.moving_to)
    .select_from(incarnations.join(stations, stations.c.id == incarnations.c.station))
    .where(
        incarnations.c.station == bindparam("of"), incarnations.c.incarnation == bindparam("number")
    )
)
_LIFE_ALONE = _LIFE.with_for_update(of=incarnations)
_USE_TOKEN = update(incarnations).where(
    incarnations.c.station == bindparam("of"), incarnations.c.incarnation == bindparam("number")
)
_NOTE_HELLO = update(stations).where(stations.c.id == bindparam("of"))


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
    is_heard: bool = False

    @property
    def is_barred(self) -> bool:
        """Tell whether the station gets nothing: it was lost or retired."""
        return self.state in {State.LOST, State.RETIRED}


def create(
    connection: Connection, *, centre: str, name: str, now: int, identity: str | None = None
) -> tuple[str, str]:
    """Create a station at a centre, under this id or the next; give it and a one-time code."""
    station = identity or _next_free(connection, centre)
    connection.execute(
        insert(stations), {"id": station, "centre": centre, "name": name, "created_at": now}
    )
    return station, issue_code(connection, station=station, now=now)


def _next_free(connection: Connection, centre: str) -> str:
    """Give an id that no station has, also where one moved in or out."""
    here = stations.c.id.startswith(f"{centre}-S", autoescape=True)
    taken = connection.scalars(select(stations.c.id).where(here))
    last = max((int(station.rpartition("-S")[2]) for station in taken), default=0)
    return f"{centre}-S{last + 1}"


def issue_code(connection: Connection, *, station: str, now: int) -> str:
    """Give a one-time code with which a machine becomes this station, in a new incarnation."""
    code = make_code(secrets.randbelow)
    row = {"code_hash": hashed(code), "station": station, "expires_at": now + CODE_LIVES}
    connection.execute(insert(enrolments), row)
    return code


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


def by_name(
    connection: Connection, station: str, incarnation: int, *, alone: bool = False
) -> Identity:
    """Give the life that a letter names; its signature proves it.

    With `alone` no other transaction reads it so or changes it until this one ends.

    Raises:
        Rejected: `unknown_station`.
    """
    named = {"of": station, "number": incarnation}
    row = connection.execute(_LIFE_ALONE if alone else _LIFE, named).one_or_none()
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
    kept = {"token_number": token.number, "token_hash": token.hash}
    connection.execute(_USE_TOKEN, {"of": who.station, "number": who.incarnation, **kept})


def note_heard(connection: Connection, who: Identity, *, is_heard: bool = True) -> None:
    """Keep whether a life has spoken for itself since it was begun, or enrolled again."""
    if who.is_heard is is_heard:
        return
    here = incarnations.c.station == who.station, incarnations.c.incarnation == who.incarnation
    connection.execute(update(incarnations).where(*here).values(is_heard=is_heard))


def note_hello(connection: Connection, hello: Hello, *, now: int) -> None:
    """Keep what a station says of itself, for the list of stations."""
    told = {"seen_at": now, "app": hello.app[:32], "last": hello.last}
    connection.execute(_NOTE_HELLO, {"of": hello.station, **told})


def listing(connection: Connection) -> Sequence[Row[Any]]:
    """Give all stations with the number of their incarnations."""
    lives = func.count(incarnations.c.incarnation).label("incarnations")
    joined = stations.outerjoin(incarnations, incarnations.c.station == stations.c.id)
    wanted = select(stations, lives).select_from(joined).group_by(*stations.c)
    return connection.execute(wanted.order_by(stations.c.id)).all()


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
        is_heard=row.is_heard,
    )


def hashed(secret: str) -> bytes:
    """Give what is kept of a code, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()
