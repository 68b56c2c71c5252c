"""Walks a whole ledger: every hash, every seq, every signature."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, RowMapping, func, select

from clerk_station.domain.events import VisitClosed, from_bytes
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment, read_enrolment
from clerk_station.store.tables import batches, journal, receipts
from sync.envelope import GENESIS, Batch, head_statement, holds, link, signature_holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first event at which a ledger does not hold, and what is wrong with it."""

    incarnation: int
    seq: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A ledger that holds: what was checked, and the hash of its last event in hex."""

    station: str
    events: int
    signatures: int
    head: str


def verify(engine: Engine) -> Whole | Broken:
    """Check the chain from the first event on, then each sealed batch against it."""
    enrolment = read_enrolment(engine)
    with translated(), engine.begin() as connection:
        return _chain(connection, enrolment) or _seals(connection, enrolment)


def _chain(connection: Connection, enrolment: Enrolment) -> Broken | None:
    previous, expected, incarnation = GENESIS, 1, 0
    for row in connection.execute(select(journal).order_by(*journal.primary_key)).mappings():
        if row["incarnation"] != incarnation:
            previous, expected, incarnation = GENESIS, 1, row["incarnation"]
        why = _fault(row, previous, expected, enrolment)
        if why:
            return Broken(incarnation=incarnation, seq=row["seq"], why=why)
        previous, expected = row["hash"], expected + 1
    acknowledged = connection.scalar(
        select(func.max(receipts.c.seq)).where(receipts.c.incarnation == enrolment.incarnation)
    )
    if incarnation in {0, enrolment.incarnation} and (acknowledged or 0) >= expected:
        why = f"event {expected} is missing, the central has acknowledged it"
        return Broken(incarnation=enrolment.incarnation, seq=expected, why=why)
    return None


def _fault(row: RowMapping, previous: bytes, expected: int, enrolment: Enrolment) -> str | None:
    if row["seq"] != expected:
        return f"event {expected} is missing"
    if not isinstance(row["bytes"], bytes) or link(previous, row["bytes"]) != row["hash"]:
        return "the bytes do not match the chain"
    try:
        event = from_bytes(row["bytes"])
    except ValueError:
        return "the bytes are not an event"
    if event.key != (enrolment.station, row["incarnation"], row["seq"]):
        return "the event belongs to another place in the chain"
    if row["signature"] is None:
        return "the end of a visit is not signed" if isinstance(event.body, VisitClosed) else None
    return None if _head_holds(row, enrolment) else "the station's signature does not hold"


def _head_holds(row: RowMapping, enrolment: Enrolment) -> bool:
    statement = head_statement(
        enrolment.station, incarnation=row["incarnation"], seq=row["seq"], head=row["hash"]
    )
    return _holds(enrolment.key.public_key(), row["signature"], statement)


def _holds(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    return signature_holds(key, signature=signature, data=data)


def _seals(connection: Connection, enrolment: Enrolment) -> Whole | Broken:
    """Check each batch's seal; a rewritten chain cannot renew the seals it had sent."""
    key = enrolment.key.public_key()
    signatures = 0
    for row in connection.execute(select(batches).order_by(batches.c.first)).mappings():
        batch = read_batch(connection, row, enrolment.station)
        if batch.last != row["last"] or not holds(batch, key):
            return Broken(
                incarnation=row["incarnation"],
                seq=row["first"],
                why="the seal of its batch does not hold",
            )
        signatures += 1
    sealed = connection.scalar(select(func.max(batches.c.last))) or 0
    acknowledged = connection.scalar(select(func.max(receipts.c.seq))) or 0
    if sealed < acknowledged:
        return Broken(
            incarnation=enrolment.incarnation,
            seq=sealed + 1,
            why="the sealed batch in which it was sent is missing",
        )
    rows = connection.execute(
        select(journal.c.hash, journal.c.signature).order_by(*journal.primary_key)
    ).all()
    signatures += sum(row.signature is not None for row in rows)
    head = rows[-1].hash.hex() if rows else GENESIS.hex()
    return Whole(station=enrolment.station, events=len(rows), signatures=signatures, head=head)


def read_batch(connection: Connection, row: RowMapping, station: str) -> Batch:
    """Put a sealed batch together again from the journal's bytes."""
    events = connection.scalars(
        select(journal.c.bytes)
        .where(
            journal.c.incarnation == row["incarnation"],
            journal.c.seq.between(row["first"], row["last"]),
        )
        .order_by(journal.c.seq)
    ).all()
    previous = connection.scalar(
        select(journal.c.hash).where(
            journal.c.incarnation == row["incarnation"], journal.c.seq == row["first"] - 1
        )
    )
    return Batch(
        id=row["id"],
        station=station,
        incarnation=row["incarnation"],
        first=row["first"],
        previous=previous or GENESIS,
        events=tuple(events),
        signature=row["signature"],
    )
