"""Walks a whole ledger: every hash, every seq, every signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, RowMapping, bindparam, exists, func, select

from clerk_station.domain.events import Event, VisitClosed, if_readable
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment, read_enrolment
from clerk_station.store.lineage import chain_hash
from clerk_station.store.tables import batches, journal, lives, receipts, recovered, sealers
from clerk_station.words import mark
from sync.envelope import GENESIS, Batch, head_statement, holds, link, signature_holds

_EVENTS = (
    select(journal.c.bytes)
    .where(journal.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(journal.c.seq)
)
_SEALER = select(sealers.c.incarnation).where(sealers.c.batch == bindparam("id"))

Keys = Mapping[int, Sequence[Ed25519PublicKey]]
"""The public keys of each life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first event at which a ledger does not hold, and what is wrong with it.

    `why` is an English source text in whose braces `expected` stands, the seq that was looked for.
    """

    incarnation: int
    seq: int
    why: str
    expected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A ledger that holds: what was checked, and the hash of its last event in hex.

    `unreadable` are whole events, by their seq, of which this program cannot tell what they say.
    """

    station: str
    events: int
    signatures: int
    head: str
    unreadable: tuple[int, ...] = ()


def verify(engine: Engine) -> Whole | Broken:
    """Check the chain from the first event on, what came back, then each sealed batch."""
    enrolment = read_enrolment(engine)
    with translated(), engine.begin() as connection:
        keys, unreadable = _keys(connection, enrolment), list[int]()
        found = (
            _chain(connection, enrolment, keys, unreadable)
            or _tails(connection)
            or _seals(connection, enrolment, keys)
        )
    return replace(found, unreadable=tuple(unreadable)) if isinstance(found, Whole) else found


def _keys(connection: Connection, enrolment: Enrolment) -> Keys:
    """Give the keys that may have signed for each life; two lives can have had one number."""
    keys: dict[int, list[Ed25519PublicKey]] = {enrolment.incarnation: [enrolment.key.public_key()]}
    for row in connection.execute(select(lives.c.number, lives.c.public_key)):
        key = Ed25519PublicKey.from_public_bytes(row.public_key)
        keys.setdefault(row.number, []).append(key)
    return keys


def _chain(
    connection: Connection, enrolment: Enrolment, keys: Keys, unreadable: list[int]
) -> Broken | None:
    """Follow the journal from its first event; name those that cannot be read."""
    previous, expected, incarnation = GENESIS, 1, enrolment.incarnation
    for row in connection.execute(select(journal).order_by(journal.c.seq)).mappings():
        incarnation = row["incarnation"]
        event = if_readable(row["bytes"]) if isinstance(row["bytes"], bytes) else None
        why = _fault(row, previous, expected, enrolment, keys, event=event)
        if why:
            return Broken(incarnation=incarnation, seq=row["seq"], why=why, expected=expected)
        if event is None:
            unreadable.append(row["seq"])
        previous, expected = row["hash"], expected + 1
    if _acknowledged(connection) >= expected:
        why = mark("event {expected} is missing, the central has acknowledged it")
        return Broken(incarnation=incarnation, seq=expected, why=why, expected=expected)
    return None


def _acknowledged(connection: Connection) -> int:
    """Give the highest seq with a receipt that is not for an event that came back."""
    back = exists().where(
        recovered.c.incarnation == receipts.c.incarnation, recovered.c.seq == receipts.c.seq
    )
    return connection.scalar(select(func.max(receipts.c.seq)).where(~back)) or 0


def _tails(connection: Connection) -> Broken | None:
    """Check that what came back of each life is chained without a hole."""
    life, seq, previous = 0, 0, GENESIS
    for row in connection.execute(select(recovered).order_by(*recovered.primary_key)):
        if row.incarnation != life:
            life, seq, previous = row.incarnation, row.seq, row.hash
            continue
        if row.seq != seq + 1 or link(previous, row.bytes) != row.hash:
            why = mark("what the central gave back does not follow")
            return Broken(incarnation=life, seq=row.seq, why=why)
        seq, previous = row.seq, row.hash
    return None


def _fault(
    row: RowMapping,
    previous: bytes,
    expected: int,
    enrolment: Enrolment,
    keys: Keys,
    *,
    event: Event | None,
) -> str:
    """Say what is wrong with a row, nothing where it is whole; that nobody can read it is not."""
    if row["seq"] != expected:
        return mark("event {expected} is missing")
    if not isinstance(row["bytes"], bytes) or link(previous, row["bytes"]) != row["hash"]:
        return mark("the bytes do not match the chain")
    if event is not None and event.key != (enrolment.station, row["incarnation"], row["seq"]):
        return mark("the event belongs to another place in the chain")
    if row["signature"] is None:
        is_end = event is not None and isinstance(event.body, VisitClosed)
        return mark("the end of a visit is not signed") if is_end else ""
    if _head_holds(row, enrolment, keys):
        return ""
    return mark("the station's signature does not hold")


def _head_holds(row: RowMapping, enrolment: Enrolment, keys: Keys) -> bool:
    statement = head_statement(
        enrolment.station, incarnation=row["incarnation"], seq=row["seq"], head=row["hash"]
    )
    return any(
        signature_holds(key, signature=row["signature"], data=statement)
        for key in keys.get(row["incarnation"], [])
    )


def _seals(connection: Connection, enrolment: Enrolment, keys: Keys) -> Whole | Broken:
    """Check each batch's seal; a rewritten chain cannot renew the seals it had sent.

    What lies before a branch was vouched for by the central when it gave the branch its number.
    """
    signatures = 0
    for row in connection.execute(select(batches).order_by(batches.c.first)).mappings():
        batch = read_batch(connection, row, enrolment.station)
        sealed = any(holds(batch, key) for key in keys.get(batch.sealer, []))
        if batch.last != row["last"] or not sealed:
            return Broken(
                incarnation=row["incarnation"],
                seq=row["first"],
                why=mark("the seal of its batch does not hold"),
            )
        signatures += 1
    last_sealed = connection.scalar(select(func.max(batches.c.last))) or 0
    branched = connection.scalar(select(func.max(lives.c.forked_at))) or 0
    if max(last_sealed, branched) < _acknowledged(connection):
        return Broken(
            incarnation=enrolment.incarnation,
            seq=last_sealed + 1,
            why=mark("the sealed batch in which it was sent is missing"),
        )
    rows = connection.execute(
        select(journal.c.hash, journal.c.signature).order_by(journal.c.seq)
    ).all()
    signatures += sum(row.signature is not None for row in rows)
    head = rows[-1].hash.hex() if rows else GENESIS.hex()
    return Whole(station=enrolment.station, events=len(rows), signatures=signatures, head=head)


def read_batch(connection: Connection, row: RowMapping, station: str) -> Batch:
    """Put a sealed batch together again from the journal's bytes."""
    events = connection.scalars(_EVENTS, {"first": row["first"], "last": row["last"]}).all()
    previous = chain_hash(connection, row["first"] - 1)
    sealer = connection.scalar(_SEALER, {"id": row["id"]})
    return Batch(
        id=row["id"],
        station=station,
        incarnation=row["incarnation"],
        first=row["first"],
        previous=previous or GENESIS,
        events=tuple(events),
        signature=row["signature"],
        sealer=sealer or 0,
    )
