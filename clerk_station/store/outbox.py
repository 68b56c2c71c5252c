"""The outbox: a question to the journal, not a table. Batches and receipts are written here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    bindparam,
    exists,
    func,
    select,
)

from clerk_station.store.database import translated
from clerk_station.store.lineage import Lineage, Segment, chain_hash, on_path, travels_as
from clerk_station.store.tables import batches, journal, letters, receipts, recovered, sealers
from clerk_station.store.verify import read_batch
from sync.envelope import MOST_COMPRESSED, MOST_EVENTS, Batch, seal
from sync.errors import Diverged, Garbled
from sync.wire import Receipt, SignedReceipt, Word, open_receipt

_SETTLED = frozenset({Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED})

_SERVER_TIME = select(func.max(receipts.c.at))
_BATCH = select(batches).where(
    batches.c.incarnation == bindparam("life"),
    batches.c.first <= bindparam("seq"),
    batches.c.last >= bindparam("seq"),
)
_NEXT_SEALED = select(func.min(batches.c.first)).where(
    batches.c.incarnation == bindparam("life"), batches.c.first > bindparam("seq")
)
_BETWEEN = (
    select(journal.c.bytes)
    .where(
        journal.c.seq >= bindparam("seq"),
        journal.c.seq < bindparam("before"),
        journal.c.seq <= bindparam("end"),
    )
    .order_by(journal.c.seq)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Aside:
    """An event of this station that the central put aside, and why."""

    incarnation: int
    seq: int
    reason: str


class Outbox:
    """The station's side of sending: satisfies `sync.ports.Outbox`."""

    def __init__(self, engine: Engine, lineage: Lineage) -> None:
        self._engine = engine
        self._lineage = lineage

    def server_time(self) -> int:
        """Give the last time that the central signed (Unix seconds), 0 before the first receipt."""
        with translated(), self._engine.begin() as connection:
            return connection.scalar(_SERVER_TIME) or 0

    def waiting(self) -> int:
        """Count events without a receipt, those that came back from the central too."""
        with translated(), self._engine.begin() as connection:
            return connection.scalar(_waiting(self._lineage.path)) or 0

    def acknowledged(self, connection: Connection) -> int:
        """Give the seq up to which every event of the journal has a receipt."""
        return connection.scalar(_highest(self._lineage.path)) or 0

    def rewind(self, connection: Connection, after: int) -> None:
        """Let the receipts for the journal's events after a seq no longer count."""
        connection.execute(receipts.delete().where(self._lineage.on_path(), receipts.c.seq > after))

    def rewind_tail(self, connection: Connection, life: int, after: int) -> None:
        """Let the receipts for events that came back no longer count, beyond a seq."""
        tail = select(recovered.c.seq).where(
            recovered.c.incarnation == life, recovered.c.seq > after
        )
        connection.execute(
            receipts.delete().where(receipts.c.incarnation == life, receipts.c.seq.in_(tail))
        )

    def readdress(self, connection: Connection) -> None:
        """After a branch: forget receipts and seals for places where no event travels any more."""
        back = exists().where(
            recovered.c.incarnation == receipts.c.incarnation, recovered.c.seq == receipts.c.seq
        )
        connection.execute(receipts.delete().where(~self._lineage.on_path(), ~back))
        for segment in self._lineage.path:
            connection.execute(
                batches.delete().where(
                    batches.c.incarnation == segment.life, batches.c.last > segment.end
                )
            )

    def returned(self) -> tuple[Aside, ...]:
        """Give each event that the central put aside by its receipt, whatever became of it."""
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(receipts.c.incarnation, receipts.c.seq, receipts.c.reason)
                .where(receipts.c.word == Word.QUARANTINED.value)
                .order_by(receipts.c.incarnation, receipts.c.seq)
            )
            return tuple(Aside(row.incarnation, row.seq, row.reason) for row in rows)

    def next_batch(self, *, most: int) -> Batch | None:
        """Give the oldest sealed batch without a receipt, or seal the next one.

        A batch keeps its id and bounds until a receipt settles its last event, so a retry is the
        same letter. One that is larger than `most` is sealed anew, smaller.
        """
        with translated(), self._engine.begin() as connection:
            batch = self._batch_at(connection, self.acknowledged(connection) + 1, most)
            return batch or self._tail_batch(connection, most)

    def batches_for_export(self) -> tuple[Batch, ...]:
        """Seal all that waits and give every batch that holds an event without a receipt."""
        given: list[Batch] = []
        with translated(), self._engine.begin() as connection:
            first = self.acknowledged(connection) + 1
            while batch := self._batch_at(connection, first, MOST_EVENTS):
                given.append(batch)
                first = batch.last + 1
        return tuple(given)

    def settle(self, signed: SignedReceipt) -> None:
        """Check the receipt against the central's key and the journal's chain, and keep it.

        It settles the events that it holds a word on, in order: what reached the central some
        other way still waits for its own word, for it may lie in quarantine.

        Raises:
            Garbled: it is not the central's, or another station's.
            Diverged: it is the central's word on another chain.
        """
        receipt = open_receipt(signed, self._lineage.enrolment.central_key)
        with translated(), self._engine.begin() as connection:
            self._check(connection, receipt)
            connection.execute(
                letters.insert(),
                {"batch": receipt.batch, "body": signed.body, "signature": signed.signature},
            )
            rows = self._settled(connection, receipt)
            if rows:
                connection.execute(receipts.insert(), rows)

    def _check(self, connection: Connection, receipt: Receipt) -> None:
        if receipt.station != self._lineage.station or not self._is_mine(connection, receipt):
            msg = "the receipt is another station's"
            raise Garbled(msg)
        ours = self._hash_at(connection, receipt.incarnation, receipt.acknowledged)
        # Another life may go on elsewhere, beyond what this machine has of it.
        elsewhere = ours is None and receipt.incarnation != self._lineage.present.number
        if ours != receipt.head and not elsewhere:
            reason = "fork"
            raise Diverged(reason)
        if receipt.count < receipt.acknowledged:
            msg = f"the central holds {receipt.count} of {receipt.acknowledged} events"
            raise Garbled(msg)

    def _is_mine(self, connection: Connection, receipt: Receipt) -> bool:
        return receipt.incarnation in self._lineage.known(connection)

    def _settled(self, connection: Connection, receipt: Receipt) -> list[dict[str, object]]:
        """Give the rows of the events that a receipt settles, in order and without a gap."""
        chain = self.acknowledged(connection)
        segment = self._lineage.owner(chain + 1)
        if segment.life == receipt.incarnation:
            rows = _settled(receipt, after=chain)
            if rows:
                return rows
        tail = self._tail(connection, receipt.incarnation)
        return _settled(receipt, after=tail[0] - 1, last=tail[1]) if tail else []

    def _tail(self, connection: Connection, life: int | None = None) -> tuple[int, int, int] | None:
        """Give first and last seq and the life of events that came back and have no receipt."""
        query = (
            select(recovered.c.incarnation, func.min(recovered.c.seq), func.max(recovered.c.seq))
            .where(~_has_receipt(recovered, recovered.c.incarnation))
            .group_by(recovered.c.incarnation)
            .order_by(recovered.c.incarnation)
        )
        if life is not None:
            query = query.where(recovered.c.incarnation == life)
        row = connection.execute(query).first()
        return None if row is None else (row[1], row[2], row[0])

    def _tail_batch(self, connection: Connection, most: int) -> Batch | None:
        """Seal events that came back once and that the central lost since."""
        tail = self._tail(connection)
        if tail is None:
            return None
        first, _, life = tail
        rows = connection.execute(
            select(recovered.c.bytes)
            .where(recovered.c.incarnation == life, recovered.c.seq >= first)
            .order_by(recovered.c.seq)
            .limit(most)
        ).all()
        return self._sealed(
            life, first, previous=self._hash_at(connection, life, first - 1), events=rows
        )

    def _batch_at(self, connection: Connection, first: int, most: int) -> Batch | None:
        """Give the sealed batch that holds `first`, sealing it if there is none that small."""
        segment = self._lineage.owner(first)
        row = connection.execute(_BATCH, {"life": segment.life, "seq": first})
        sealed = row.mappings().first()
        if sealed is None:
            return self._seal(connection, first, most, segment)
        if sealed["last"] - sealed["first"] < most:
            return read_batch(connection, sealed, self._lineage.station)
        connection.execute(batches.delete().where(batches.c.id == sealed["id"]))
        return self._seal(connection, first, most, segment)

    def _seal(
        self, connection: Connection, first: int, most: int, segment: Segment
    ) -> Batch | None:
        next_sealed = connection.scalar(_NEXT_SEALED, {"life": segment.life, "seq": first})
        bounds = {"seq": first, "before": next_sealed or 1 << 62, "end": segment.end}
        rows = connection.execute(_BETWEEN, bounds | {"most": most}).all()
        batch = self._sealed(
            segment.life, first, previous=chain_hash(connection, first - 1), events=rows
        )
        if batch is not None:
            self._keep(connection, batch)
        return batch

    def _sealed(
        self, life: int, first: int, *, previous: bytes | None, events: Sequence[Row[Any]]
    ) -> Batch | None:
        if not events or previous is None:
            return None
        present = self._lineage.present
        return seal(
            id=uuid.uuid4().hex,
            station=self._lineage.station,
            incarnation=life,
            first=first,
            previous=previous,
            events=_fitting([row.bytes for row in events]),
            sign=present.sign,
            sealer=present.number,
        )

    @staticmethod
    def _keep(connection: Connection, batch: Batch) -> None:
        connection.execute(
            batches.insert(),
            {
                "id": batch.id,
                "incarnation": batch.incarnation,
                "first": batch.first,
                "last": batch.last,
                "signature": batch.signature,
            },
        )
        if batch.sealer != batch.incarnation:
            connection.execute(sealers.insert().values(batch=batch.id, incarnation=batch.sealer))

    def _hash_at(self, connection: Connection, life: int, seq: int) -> bytes | None:
        """Give the hash after `seq` of a life; None where nothing here reaches that far."""
        start, base = self._lineage.hash_before_tail(connection, life)
        if seq <= start:
            on_path = any(segment.life == life for segment in self._lineage.path)
            return chain_hash(connection, seq) if on_path else (base if seq == start else None)
        return connection.scalar(
            select(recovered.c.hash).where(recovered.c.incarnation == life, recovered.c.seq == seq)
        )


@lru_cache(maxsize=64)
def _waiting(path: tuple[Segment, ...]) -> Select[tuple[int]]:
    """Ask for the number of events without a receipt, the journal's and those that came back."""
    counted = [
        select(func.count()).select_from(table).where(~_has_receipt(table, life)).scalar_subquery()
        for table, life in ((journal, travels_as(path)), (recovered, recovered.c.incarnation))
    ]
    return select(counted[0] + counted[1])


@lru_cache(maxsize=64)
def _highest(path: tuple[Segment, ...]) -> Select[tuple[int]]:
    """Ask for the last receipt for an event of a journal that went through these lives."""
    return select(func.max(receipts.c.seq)).where(on_path(path))


def _has_receipt(table: Table, life: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(receipts.c.incarnation == life, receipts.c.seq == table.c.seq)


def _settled(receipt: Receipt, *, after: int, last: int = 1 << 62) -> list[dict[str, object]]:
    """Give the rows of the events that a receipt has a settling word on, without a gap."""
    words = {judgement.seq: judgement for judgement in receipt.judgements}
    rows: list[dict[str, object]] = []
    for seq in range(after + 1, min(receipt.acknowledged, last) + 1):
        judgement = words.get(seq)
        if judgement is None or judgement.word not in _SETTLED:
            break
        rows.append(
            {
                "incarnation": receipt.incarnation,
                "seq": seq,
                "word": judgement.word.value,
                "reason": judgement.reason,
                "at": receipt.at,
            }
        )
    return rows


def _fitting(events: Sequence[bytes]) -> tuple[bytes, ...]:
    """Cut a batch where its bytes, uncompressed, would pass what the wire takes compressed."""
    fitting: list[bytes] = []
    size = 0
    for data in events:
        size += len(data)
        if fitting and size > MOST_COMPRESSED // 2:
            break
        fitting.append(data)
    return tuple(fitting)
