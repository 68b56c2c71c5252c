"""Ingest: one sealed batch into the event table, with the central's word on each event.

A correctly signed and chained event is always stored, once and for ever. What it says is judged
beside it: wrong content is quarantined and not folded, and nothing behind it waits.
"""

import logging
from collections.abc import Mapping, Sequence
from sqlite3 import SQLITE_BUSY, SQLITE_LOCKED
from traceback import extract_tb
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from sync.central import rows, standings
from sync.central.cases import consider
from sync.central.holding import hold
from sync.central.judge import Letter, Opinion, judge, letters
from sync.central.states import moved
from sync.central.stations import Identity
from sync.central.tables import events
from sync.central.turns import tell
from sync.central.visits import refold
from sync.envelope import Batch, holds
from sync.wire import Judgement, Receipt, Word

DEFER = 5
"""Seconds after which a station may try again when others held what its batch needs."""

_PASSING = {"55P03", "40P01", "40001", "57014"}
"""PostgreSQL: waited too long for a lock, deadlock, serialisation failure, statement cancelled."""

_log = logging.getLogger(__name__)


def ingest(
    connection: Connection,
    batch: Batch,
    who: Identity,
    *,
    now: int,
    sealer: Ed25519PublicKey | None = None,
) -> Receipt:
    """Take a batch in, within the caller's transaction; the receipt says what became of it.

    `who` is the life that the events belong to, `sealer` the key of the life that sent them where
    that is another one of the same station.

    What hits a fault of ours is taken in again in ever smaller parts, until the event that does it
    is put aside alone.
    """
    all_ = letters(batch)
    if not holds(batch, sealer or who.public_key, head=all_[-1].hash):
        judgements = _each(batch, Word.HALTED, "bad_seal")
        return _receipt(connection, batch, who, judgements=judgements, now=now)
    for carefully in (False, True):
        try:
            with connection.begin_nested():
                judgements = _take(connection, batch, who, all_=all_, now=now, carefully=carefully)
        except OperationalError as error:
            if not _passes(error):
                raise
            _log.warning("put off: %s", type(error.orig).__name__)
            judgements = _each(batch, Word.DEFERRED, str(DEFER))
        except Exception as error:  # a fault of ours must not hold up what is behind it
            if carefully:
                raise
            # Where, and of which kind: what an error says may name people.
            where = extract_tb(error.__traceback__)[-1]
            _log.error("not taken in at once: %s at %s", type(error).__name__, where.name)
            continue
        break
    return _receipt(connection, batch, who, judgements=judgements, now=now)


def _take(
    connection: Connection,
    batch: Batch,
    who: Identity,
    *,
    all_: Sequence[Letter],
    now: int,
    carefully: bool,
) -> tuple[Judgement, ...]:
    """Store what is not held yet, once the chain is in order."""
    if batch.first <= who.forked_at:
        return _each(batch, Word.HALTED, "other_life")
    held = standings.locked(connection, who)
    stored = _stored(connection, batch)
    if batch.first > who.forked_at + 1 and batch.first - 1 not in stored:
        standings.standing(connection, who)
        return _each(batch, Word.HALTED, "hole")
    if _forks(batch, all_, stored, who):
        return _each(batch, Word.HALTED, "fork")
    fresh = [letter for letter in all_ if letter.key[2] not in stored]
    store = _store_in_parts if carefully else _store
    opinions = {o.letter.key[2]: o for o in store(connection, fresh, who, now=now)}
    after = held.after(batch.first, batch.last, head=all_[-1].hash, added=len(fresh))
    if after is None:
        standings.standing(connection, who)
    elif after != held:
        standings.keep(connection, who, after)
    return tuple(
        _again(seq, stored[seq]) if seq in stored else _judged(seq, opinions[seq])
        for seq in range(batch.first, batch.last + 1)
    )


def _store(
    connection: Connection, fresh: Sequence[Letter], who: Identity, *, now: int
) -> Sequence[Opinion]:
    """Judge events, fold what counts, store all, look for claims that stand against others."""
    opinions = judge(connection, fresh, who=who)
    hold(connection, [o.event for o in opinions if o.event is not None])
    counting = [o.event for o in opinions if o.event is not None and o.word is Word.ACCEPTED]
    aside = [o.event for o in opinions if o.event is not None and o.word is not Word.ACCEPTED]
    touched = refold(connection, who.station, counting, aside=aside)
    _add(connection, opinions, now=now)
    consider(connection, _told(opinions), who, now=now)
    tell(connection, touched, who, now=now)
    moved(connection, who, counting)
    return opinions


def _told(opinions: Sequence[Opinion]) -> list[tuple[int, Opinion]]:
    return [(opinion.letter.key[2], opinion) for opinion in opinions]


def _store_in_parts(
    connection: Connection, fresh: Sequence[Letter], who: Identity, *, now: int
) -> Sequence[Opinion]:
    """Do the same by halves where it fails, down to the one event that is put aside unjudged."""
    try:
        with connection.begin_nested():
            return _store(connection, fresh, who, now=now)
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - whatever one event does to us, the others go on
        if len(fresh) == 1:
            aside = [Opinion(fresh[0], None, "unjudged")]
            _add(connection, aside, now=now)
            consider(connection, _told(aside), who, now=now)
            return aside
    half = len(fresh) // 2
    parts = (fresh[:half], fresh[half:])
    return [o for part in parts for o in _store_in_parts(connection, part, who, now=now)]


def _passes(error: OperationalError) -> bool:
    """Tell whether others merely were in the way; a full disk is no such thing."""
    if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in {SQLITE_BUSY, SQLITE_LOCKED}:
        return True
    return getattr(error.orig, "sqlstate", "") in _PASSING


def _add(connection: Connection, opinions: Sequence[Opinion], *, now: int) -> None:
    keys = [o.letter.key for o in opinions]
    added = rows.add(
        connection,
        events,
        {
            "station": [station for station, _, _ in keys],
            "incarnation": [incarnation for _, incarnation, _ in keys],
            "seq": [seq for _, _, seq in keys],
            "hash": [o.letter.hash for o in opinions],
            "bytes": [o.letter.data for o in opinions],
            "kind": [o.kind[:64] for o in opinions],
            "visit": ["" if o.event is None else o.event.visit for o in opinions],
            "word": [o.word for o in opinions],
            "reason": [o.reason for o in opinions],
            "received_at": [now] * len(opinions),
        },
    )
    assert added == len(opinions)  # noqa: S101 - the standing is locked and what is held was looked up


def _receipt(
    connection: Connection,
    batch: Batch,
    who: Identity,
    *,
    judgements: tuple[Judgement, ...],
    now: int,
) -> Receipt:
    held = standings.kept(connection, who)
    return Receipt(
        batch=batch.id,
        station=batch.station,
        incarnation=batch.incarnation,
        acknowledged=held.acknowledged,
        head=held.head,
        count=held.count,
        at=now,
        judgements=judgements,
    )


def _judged(seq: int, opinion: Opinion) -> Judgement:
    return Judgement(seq=seq, word=opinion.word, reason=opinion.reason)


def _again(seq: int, row: Any) -> Judgement:
    """Answer for an event that was here before: what was quarantined still is."""
    if row.word == Word.QUARANTINED:
        return Judgement(seq=seq, word=Word.QUARANTINED, reason=row.reason)
    return Judgement(seq=seq, word=Word.DUPLICATE)


def _stored(connection: Connection, batch: Batch) -> dict[int, Any]:
    """Give what is held of the batch's range and of the event before it, by seq."""
    held = connection.execute(
        select(events.c.seq, events.c.hash, events.c.word, events.c.reason).where(
            events.c.station == batch.station,
            events.c.incarnation == batch.incarnation,
            events.c.seq.between(batch.first - 1, batch.last),
        )
    )
    return {row.seq: row for row in held}


def _forks(batch: Batch, all_: Sequence[Letter], stored: Mapping[int, Any], who: Identity) -> bool:
    """Tell whether the batch speaks of another past than the one that is held."""
    claimed = enumerate((batch.previous, *(m.hash for m in all_)), start=batch.first - 1)
    held = {seq: row.hash for seq, row in stored.items()} | {who.forked_at: who.base}
    return any(held.get(seq, hash_) != hash_ for seq, hash_ in claimed)


def _each(batch: Batch, word: Word, reason: str) -> tuple[Judgement, ...]:
    seqs = range(batch.first, batch.last + 1)
    return tuple(Judgement(seq=seq, word=word, reason=reason) for seq in seqs)
