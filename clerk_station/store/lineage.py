"""Which lives the journal went through, and under which of them each event travels.

The journal is one chain. Its beginning may belong to lives that came before: each life of the path
holds the events after its `start` up to the `end` where the next one left it. Beside the path lie
tails that the central gave back: events of a life after the place where this journal left it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.tables import journal, lives, present, receipts, recovered
from sync.branch import Branched, Life
from sync.envelope import GENESIS

_NEVER = 1 << 62

_FACT = select(present.c.value).where(present.c.name == bindparam("name"))
_KEPT = insert(present)
_KEEP_FACT = _KEPT.on_conflict_do_update(
    index_elements=["name"], set_={"value": _KEPT.excluded.value}
)
_FORGET_FACT = delete(present).where(present.c.name == bindparam("name"))
_KNOWN = select(lives).where(lives.c.is_known).order_by(lives.c.number)
_HASH = select(journal.c.hash).where(journal.c.seq == bindparam("seq"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The life that is lived: its number and what signs for it."""

    number: int
    key: Ed25519PrivateKey

    def sign(self, data: bytes) -> bytes:
        """Sign with the present life's key."""
        return self.key.sign(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The part of the journal that belongs to one life: after `start`, up to and with `end`."""

    life: int
    start: int
    end: int


class Lineage:
    """The only writer of the tables `lives`, `recovered` and `present`."""

    def __init__(self, engine: Engine, enrolment: Enrolment) -> None:
        self._engine = engine
        self._me = enrolment
        with translated(), engine.begin() as connection:
            if connection.scalar(select(func.count()).select_from(lives)) == 0:
                self._keep_first(connection)
            self._read(connection)

    @property
    def station(self) -> str:
        """The station's id."""
        return self._me.station

    @property
    def enrolment(self) -> Enrolment:
        """What was agreed on when the station was enrolled."""
        return self._me

    @property
    def present(self) -> Present:
        """The life that is lived."""
        return self._present

    @property
    def path(self) -> tuple[Segment, ...]:
        """The lives that the journal went through, the first one first."""
        return self._path

    def owner(self, seq: int) -> Segment:
        """Give the part of the journal in which an event lies."""
        return next(segment for segment in reversed(self._path) if segment.start < seq)

    def travels_as(self) -> ColumnElement[int]:
        """Give, for a row of the journal, the life under which it travels."""
        return travels_as(self._path)

    def on_path(self) -> ColumnElement[bool]:
        """Tell, for a row of the receipts, whether it is for an event of the journal."""
        return on_path(self._path)

    def known(self, connection: Connection) -> Mapping[int, Row[Any]]:
        """Give the lives that the central knows as this station does, by their numbers."""
        return {row.number: row for row in connection.execute(_KNOWN)}

    def signing_keys(self, connection: Connection) -> Mapping[int, Ed25519PrivateKey]:
        """Give the keys that are held here, by their lives, the latest first."""
        rows = connection.execute(
            select(lives.c.number, lives.c.private_key)
            .where(lives.c.private_key.is_not(None))
            .order_by(lives.c.number.desc(), lives.c.is_known)
        )
        keys = {r.number: Ed25519PrivateKey.from_private_bytes(r.private_key) for r in rows}
        return {self._present.number: self._present.key, **keys}

    def hash_before_tail(self, connection: Connection, number: int) -> tuple[int, bytes]:
        """Give where the tail of a life begins beside this journal: the seq before it, its hash."""
        segment = next((s for s in self._path if s.life == number), None)
        if segment is not None:
            return segment.end, chain_hash(connection, segment.end) or GENESIS
        row = self.known(connection)[number]
        return row.forked_at, row.base

    def fact(self, connection: Connection, name: str) -> bytes | None:
        """Give what is kept under a name."""
        value: bytes | None = connection.scalar(_FACT, {"name": name})
        return value

    def keep_fact(self, connection: Connection, name: str, value: bytes) -> None:
        """Keep something under a name in place of what was there."""
        connection.execute(_KEEP_FACT, {"name": name, "value": value})

    def forget_fact(self, connection: Connection, name: str) -> None:
        """Forget what is kept under a name."""
        connection.execute(_FORGET_FACT, {"name": name})

    def next_key(self, connection: Connection) -> Ed25519PrivateKey:
        """Give the key of the life that is asked for: kept before the central hears of it."""
        kept = self.fact(connection, "next_key")
        if kept is not None:
            return Ed25519PrivateKey.from_private_bytes(kept)
        made = Ed25519PrivateKey.generate()
        self.keep_fact(connection, "next_key", made.private_bytes_raw())
        return made

    def own_keys(self, connection: Connection) -> Mapping[bytes, Ed25519PrivateKey]:
        """Give all keys that are held here, by their public halves."""
        kept = self.fact(connection, "next_key")
        fresh = [] if kept is None else [Ed25519PrivateKey.from_private_bytes(kept)]
        keys = [*fresh, *self.signing_keys(connection).values()]
        return {key.public_key().public_bytes_raw(): key for key in keys}

    def adopt(self, connection: Connection, answer: Branched) -> None:
        """Live on as the life that the central gave a number to."""
        keys = self.own_keys(connection)
        connection.execute(update(lives).values(is_known=False))
        for life, held in zip(answer.lives, answer.held, strict=True):
            self._keep(connection, life, until=held, key=keys.get(life.public_key))
        self.keep_fact(connection, "life", str(answer.number).encode())
        self.keep_fact(connection, "token", answer.token.encode())
        self.forget_fact(connection, "next_key")

    def reread(self, connection: Connection) -> None:
        """Follow what was adopted."""
        self._read(connection)

    def keep_recovered(self, connection: Connection, rows: list[dict[str, object]]) -> None:
        """Keep events that came back."""
        connection.execute(recovered.insert(), rows)

    def as_lives(self, connection: Connection) -> tuple[Life, ...]:
        """Give the known lives as they travel."""
        return tuple(
            Life(
                number=row.number,
                parent=row.parent,
                forked_at=row.forked_at,
                base=row.base,
                public_key=row.public_key,
            )
            for row in self.known(connection).values()
        )

    def _keep_first(self, connection: Connection) -> None:
        public_key = self._me.key.public_key().public_bytes_raw()
        first = Life(
            number=self._me.incarnation,
            parent=0,
            forked_at=0,
            base=GENESIS,
            public_key=public_key,
        )
        self._keep(connection, first, until=0, key=self._me.key)
        self.keep_fact(connection, "life", str(first.number).encode())
        self.keep_fact(connection, "token", self._me.token.encode())

    def _keep(
        self, connection: Connection, life: Life, *, until: int, key: Ed25519PrivateKey | None
    ) -> None:
        values = {
            "public_key": life.public_key,
            "number": life.number,
            "parent": life.parent,
            "forked_at": life.forked_at,
            "base": life.base,
            "until": until,
            "is_known": True,
        }
        row = insert(lives).values(
            **values, private_key=None if key is None else key.private_bytes_raw()
        )
        connection.execute(row.on_conflict_do_update(index_elements=["public_key"], set_=values))

    def _read(self, connection: Connection) -> None:
        number = int(self.fact(connection, "life") or b"0")
        rows = self.known(connection)
        self._present = Present(
            number=number, key=Ed25519PrivateKey.from_private_bytes(rows[number].private_key)
        )
        path, end = [], _NEVER
        while number:
            start = min(rows[number].forked_at, end)
            path.append(Segment(life=number, start=start, end=end))
            number, end = rows[number].parent, start
        self._path = tuple(reversed(path))


def travels_as(path: Sequence[Segment]) -> ColumnElement[int]:
    """Give, for a row of a journal of these lives, the one under which it travels."""
    whens = [(journal.c.seq > s.start, s.life) for s in reversed(path[1:])]
    root = literal(path[0].life)
    return case(*whens, else_=root) if whens else root


def on_path(path: Sequence[Segment]) -> ColumnElement[bool]:
    """Tell, for a row of the receipts, whether it is for an event of such a journal."""
    return or_(
        *(
            and_(
                receipts.c.incarnation == s.life,
                receipts.c.seq > s.start,
                receipts.c.seq <= s.end,
            )
            for s in path
        )
    )


def chain_hash(connection: Connection, seq: int) -> bytes | None:
    """Give the journal's hash after `seq`; None where it does not reach that far."""
    if seq == 0:
        return GENESIS
    found: bytes | None = connection.scalar(_HASH, {"seq": seq})
    return found


def keep_json(value: object) -> bytes:
    """Write a fact."""
    return json.dumps(value).encode()
