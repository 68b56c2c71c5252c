"""Ingest: one sealed batch into the event table, with the central's word on each event.

A correctly signed and chained event is always stored, once and for ever. What it says is judged
beside it: wrong content is quarantined and not folded, and nothing behind it waits.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from sync.central.cases import consider, hold
from sync.central.judge import Opinion, judge
from sync.central.stations import Identity
from sync.central.tables import events, incarnations
from sync.central.visits import refold
from sync.envelope import GENESIS, Batch, holds
from sync.wire import Judgement, Receipt, Word


def standing(connection: Connection, station: str, incarnation: int) -> tuple[int, bytes, int]:
    """Give what is held of an incarnation: up to which seq without a hole, the hash there, count.

    Read from the events themselves: a row that was lost shows, and the station sends it again.
    """
    mine = events.c.station == station, events.c.incarnation == incarnation
    count, last = connection.execute(
        select(func.count(), func.max(events.c.seq)).where(*mine)
    ).one()
    acknowledged = (last or 0) if count == (last or 0) else _before_hole(connection, mine)
    return acknowledged, _hash_at(connection, mine, acknowledged), count


def ingest(connection: Connection, batch: Batch, who: Identity, *, now: int) -> Receipt:
    """Take a batch in, within the caller's transaction; the receipt says what became of it."""
    _lock(connection, batch)
    hashes = tuple(batch.hashes())
    stored = _stored(connection, batch)
    if not holds(batch, who.public_key):
        judgements = _all(batch, Word.HALTED, "bad_seal")
    elif batch.first > 1 and batch.first - 1 not in stored:
        judgements = _all(batch, Word.HALTED, "hole")
    elif _forks(batch, hashes, stored):
        judgements = _all(batch, Word.HALTED, "fork")
    else:
        judgements = _store(connection, batch, who, hashes=hashes, stored=stored, now=now)
    acknowledged, head, count = standing(connection, batch.station, batch.incarnation)
    return Receipt(
        batch=batch.id,
        station=batch.station,
        incarnation=batch.incarnation,
        acknowledged=acknowledged,
        head=head,
        count=count,
        at=now,
        judgements=judgements,
    )


def _store(
    connection: Connection,
    batch: Batch,
    who: Identity,
    *,
    hashes: Sequence[bytes],
    stored: dict[int, Any],
    now: int,
) -> tuple[Judgement, ...]:
    opinions = judge(connection, batch, centre=who.centre)
    rows, fresh, told, judgements = [], [], [], []
    for seq, data, hash_, opinion in zip(
        range(batch.first, batch.last + 1), batch.events, hashes, opinions, strict=True
    ):
        if seq in stored:
            judgements.append(_again(seq, stored[seq]))
            continue
        rows.append(
            _row(batch, seq=seq, data=data, hash_=hash_, opinion=opinion) | {"received_at": now}
        )
        told.append((seq, opinion))
        judgements.append(Judgement(seq=seq, word=opinion.word, reason=opinion.reason))
        if opinion.event is not None and opinion.word is Word.ACCEPTED:
            fresh.append(opinion.event)
    if rows:
        connection.execute(insert(events), rows)
        hold(connection, told)
        refold(connection, batch.station, fresh)
        consider(connection, told, who, now=now)
    return tuple(judgements)


def _lock(connection: Connection, batch: Batch) -> None:
    """Let one batch of an incarnation in at a time: a retry may overtake its first letter."""
    mine = incarnations.c.station == batch.station, incarnations.c.incarnation == batch.incarnation
    connection.execute(select(incarnations.c.station).where(*mine).with_for_update())


def _again(seq: int, row: Any) -> Judgement:
    """Answer for an event that was here before: what was quarantined still is."""
    if row.word == Word.QUARANTINED:
        return Judgement(seq=seq, word=Word.QUARANTINED, reason=row.reason)
    return Judgement(seq=seq, word=Word.DUPLICATE)


def _row(batch: Batch, *, seq: int, data: bytes, hash_: bytes, opinion: Opinion) -> dict[str, Any]:
    event = opinion.event
    return {
        "station": batch.station,
        "incarnation": batch.incarnation,
        "seq": seq,
        "hash": hash_,
        "bytes": data,
        "kind": opinion.kind[:64],
        "visit": "" if event is None else event.visit,
        "word": opinion.word,
        "reason": opinion.reason,
    }


def _stored(connection: Connection, batch: Batch) -> dict[int, Any]:
    """Give what is held of the batch's range and of the event before it, by seq."""
    rows = connection.execute(
        select(events.c.seq, events.c.hash, events.c.word, events.c.reason).where(
            events.c.station == batch.station,
            events.c.incarnation == batch.incarnation,
            events.c.seq.between(batch.first - 1, batch.last),
        )
    )
    return {row.seq: row for row in rows}


def _forks(batch: Batch, hashes: Sequence[bytes], stored: dict[int, Any]) -> bool:
    """Tell whether the batch speaks of another past than the one that is held."""
    claimed = enumerate((batch.previous, *hashes), start=batch.first - 1)
    held = {seq: row.hash for seq, row in stored.items()} | {0: GENESIS}
    return any(held.get(seq, hash_) != hash_ for seq, hash_ in claimed)


def _all(batch: Batch, word: Word, reason: str) -> tuple[Judgement, ...]:
    seqs = range(batch.first, batch.last + 1)
    return tuple(Judgement(seq=seq, word=word, reason=reason) for seq in seqs)


def _before_hole(connection: Connection, mine: tuple[Any, ...]) -> int:
    """Find the last seq before the first that is missing."""
    after = events.alias()
    follows = (
        select(after.c.seq)
        .where(
            after.c.station == events.c.station,
            after.c.incarnation == events.c.incarnation,
            after.c.seq == events.c.seq + 1,
        )
        .exists()
    )
    has_first = select(events.c.seq).where(*mine, events.c.seq == 1)
    if connection.scalar(has_first) is None:
        return 0
    return int(connection.scalars(select(func.min(events.c.seq)).where(*mine, ~follows)).one())


def _hash_at(connection: Connection, mine: tuple[Any, ...], seq: int) -> bytes:
    if seq == 0:
        return GENESIS
    return bytes(connection.scalars(select(events.c.hash).where(*mine, events.c.seq == seq)).one())
