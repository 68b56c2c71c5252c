"""The outbox: a question to the journal, not a table. Batches and receipts are written here."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, select

from clerk_station import __version__
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.tables import batches, journal, letters, receipts
from clerk_station.store.verify import read_batch
from sync.envelope import GENESIS, MOST_COMPRESSED, MOST_EVENTS, Batch, seal
from sync.errors import Diverged, Garbled
from sync.wire import Greeting, Hello, Receipt, SignedReceipt, Word, open_receipt

_SETTLED = frozenset({Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Aside:
    """An event of this station that the central put aside, and why."""

    incarnation: int
    seq: int
    reason: str


class Outbox:
    """The station's side of sending: satisfies `sync.ports.Outbox`."""

    def __init__(self, engine: Engine, enrolment: Enrolment) -> None:
        self._engine = engine
        self._me = enrolment

    def server_time(self) -> int:
        """Give the last time that the central signed (Unix seconds), 0 before the first receipt."""
        with translated(), self._engine.begin() as connection:
            return connection.scalar(select(func.max(receipts.c.at))) or 0

    def hello(self) -> Hello:
        """Say who this is and where the journal stands."""
        with translated(), self._engine.begin() as connection:
            last = connection.execute(
                select(journal.c.seq, journal.c.hash)
                .where(journal.c.incarnation == self._me.incarnation)
                .order_by(journal.c.seq.desc())
                .limit(1)
            ).first()
            acknowledged = self._acknowledged(connection)
        return Hello(
            station=self._me.station,
            incarnation=self._me.incarnation,
            last=last.seq if last else 0,
            head=last.hash if last else GENESIS,
            acknowledged=acknowledged,
            app=__version__,
        )

    def greeted(self, greeting: Greeting) -> None:
        """Compare what the central holds with what it acknowledged.

        Where it holds less than it once acknowledged (it was restored), the receipts above stop
        counting and those events are sent again; the letters stay as witness.

        Raises:
            Diverged: the central's hash at that place is not the journal's.
        """
        with translated(), self._engine.begin() as connection:
            if self._hash_at(connection, greeting.acknowledged) != greeting.head:
                msg = f"the central holds another event {greeting.acknowledged} of this station"
                raise Diverged(msg)
            if greeting.acknowledged < self._acknowledged(connection):
                connection.execute(
                    receipts.delete().where(
                        receipts.c.incarnation == self._me.incarnation,
                        receipts.c.seq > greeting.acknowledged,
                    )
                )

    def waiting(self) -> int:
        """Count events without a receipt."""
        with translated(), self._engine.begin() as connection:
            return (
                connection.scalar(
                    select(func.count()).select_from(journal).where(~self._has_receipt())
                )
                or 0
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
            return self._batch_at(connection, self._acknowledged(connection) + 1, most)

    def batches_for_export(self) -> tuple[Batch, ...]:
        """Seal all that waits and give every batch that holds an event without a receipt."""
        given: list[Batch] = []
        with translated(), self._engine.begin() as connection:
            first = self._acknowledged(connection) + 1
            while batch := self._batch_at(connection, first, MOST_EVENTS):
                given.append(batch)
                first = batch.last + 1
        return tuple(given)

    def settle(self, signed: SignedReceipt) -> None:
        """Check the receipt against the central's key and the journal's chain, and keep it.

        It settles the events that it holds a word on, in order: what reached the central some
        other way still waits for its own word, for it may lie in quarantine.

        Raises:
            Garbled: it is not the central's, or speaks of another chain.
        """
        receipt = open_receipt(signed, self._me.central_key)
        with translated(), self._engine.begin() as connection:
            self._check(connection, receipt)
            connection.execute(
                letters.insert().values(
                    batch=receipt.batch, body=signed.body, signature=signed.signature
                )
            )
            rows = _settled(receipt, after=self._acknowledged(connection))
            if rows:
                connection.execute(receipts.insert(), rows)

    def _check(self, connection: Connection, receipt: Receipt) -> None:
        ours = (self._me.station, self._me.incarnation)
        if (receipt.station, receipt.incarnation) != ours:
            msg = "the receipt is another station's"
            raise Garbled(msg)
        if self._hash_at(connection, receipt.acknowledged) != receipt.head:
            msg = f"the receipt speaks of another chain at event {receipt.acknowledged}"
            raise Garbled(msg)
        if receipt.count < receipt.acknowledged:
            msg = f"the central holds {receipt.count} of {receipt.acknowledged} events"
            raise Garbled(msg)

    def _batch_at(self, connection: Connection, first: int, most: int) -> Batch | None:
        """Give the sealed batch that holds `first`, sealing it if there is none that small."""
        row = connection.execute(
            select(batches).where(
                batches.c.incarnation == self._me.incarnation,
                batches.c.first <= first,
                batches.c.last >= first,
            )
        ).mappings()
        sealed = row.first()
        if sealed is None:
            return self._seal(connection, first, most)
        if sealed["last"] - sealed["first"] < most:
            return read_batch(connection, sealed, self._me.station)
        connection.execute(batches.delete().where(batches.c.id == sealed["id"]))
        return self._seal(connection, first, most)

    def _seal(self, connection: Connection, first: int, most: int) -> Batch | None:
        next_sealed = connection.scalar(
            select(func.min(batches.c.first)).where(
                batches.c.incarnation == self._me.incarnation, batches.c.first > first
            )
        )
        events = connection.scalars(
            select(journal.c.bytes)
            .where(
                journal.c.incarnation == self._me.incarnation,
                journal.c.seq >= first,
                journal.c.seq < (next_sealed or 1 << 62),
            )
            .order_by(journal.c.seq)
            .limit(most)
        ).all()
        previous = self._hash_at(connection, first - 1)
        if not events or previous is None:
            return None
        batch = seal(
            id=uuid.uuid4().hex,
            station=self._me.station,
            incarnation=self._me.incarnation,
            first=first,
            previous=previous,
            events=_fitting(events),
            sign=self._me.key.sign,
        )
        connection.execute(
            batches.insert().values(
                id=batch.id,
                incarnation=batch.incarnation,
                first=batch.first,
                last=batch.last,
                signature=batch.signature,
            )
        )
        return batch

    def _acknowledged(self, connection: Connection) -> int:
        highest = select(func.max(receipts.c.seq)).where(
            receipts.c.incarnation == self._me.incarnation
        )
        return connection.scalar(highest) or 0

    def _hash_at(self, connection: Connection, seq: int) -> bytes | None:
        """Give the chain's hash after `seq`; None where the journal does not reach that far."""
        if seq == 0:
            return GENESIS
        found: bytes | None = connection.scalar(
            select(journal.c.hash).where(
                journal.c.incarnation == self._me.incarnation, journal.c.seq == seq
            )
        )
        return found

    @staticmethod
    def _has_receipt() -> ColumnElement[bool]:
        return exists().where(
            receipts.c.incarnation == journal.c.incarnation, receipts.c.seq == journal.c.seq
        )


def _settled(receipt: Receipt, *, after: int) -> list[dict[str, object]]:
    """Give the rows of the events that a receipt has a settling word on, without a gap."""
    words = {judgement.seq: judgement for judgement in receipt.judgements}
    rows: list[dict[str, object]] = []
    for seq in range(after + 1, receipt.acknowledged + 1):
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
