"""Tails: events of other lives that the central gave back, kept beside the journal."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import if_readable
from clerk_station.store.lineage import Lineage
from clerk_station.store.tables import receipts, recovered
from sync.branch import Returned
from sync.envelope import link
from sync.errors import Garbled
from sync.hello import Stand

_TAIL_ENDS = select(recovered.c.incarnation, func.max(recovered.c.seq)).group_by(
    recovered.c.incarnation
)


def missing(connection: Connection, lineage: Lineage) -> tuple[int, int] | None:
    """Name a life of which the central held more when this one began, and how far it is here."""
    ends = _ends(connection)
    for number, row in lineage.known(connection).items():
        if number == lineage.present.number:
            continue
        start, _ = lineage.hash_before_tail(connection, number)
        here = max(start, ends.get(number, 0))
        if row.until > here:
            return number, here
    return None


def keep(connection: Connection, lineage: Lineage, given: Returned) -> None:
    """Keep what came back, verbatim, with the central's word on each event.

    Raises:
        Garbled: it does not follow what is here.
    """
    lineage.keep_recovered(connection, _follow(connection, lineage, given))
    words = [
        {
            "incarnation": given.incarnation,
            "seq": judgement.seq,
            "word": judgement.word.value,
            "reason": judgement.reason,
            "at": given.at,
        }
        for judgement in given.judgements
    ]
    connection.execute(receipts.insert(), words)


def stands(connection: Connection) -> list[Stand]:
    """Say how far what came back reaches, for each life."""
    return [
        Stand(incarnation=number, last=last, head=_hash(connection, number, last))
        for number, last in _ends(connection).items()
    ]


def _follow(connection: Connection, lineage: Lineage, given: Returned) -> list[dict[str, object]]:
    """Chain what came back to what is here."""
    if given.station != lineage.station or not given.events:
        msg = "the central gives nothing back where something is missing"
        raise Garbled(msg)
    start, hash_ = lineage.hash_before_tail(connection, given.incarnation)
    ends = _ends(connection)
    seq = max(start, ends.get(given.incarnation, 0))
    if seq > start:
        hash_ = _hash(connection, given.incarnation, seq)
    if (given.first, given.previous) != (seq + 1, hash_):
        msg = f"what came back does not follow event {seq} of life {given.incarnation}"
        raise Garbled(msg)
    if [j.seq for j in given.judgements] != list(range(seq + 1, seq + 1 + len(given.events))):
        msg = "what came back has not a word on each event"
        raise Garbled(msg)
    rows = []
    for data in given.events:
        seq, hash_ = seq + 1, link(hash_, data)
        rows.append(_row(given.incarnation, seq, data=data, hash_=hash_))
    return rows


def _ends(connection: Connection) -> Mapping[int, int]:
    return {row[0]: row[1] for row in connection.execute(_TAIL_ENDS)}


def _hash(connection: Connection, number: int, seq: int) -> bytes:
    found: bytes = connection.scalars(
        select(recovered.c.hash).where(recovered.c.incarnation == number, recovered.c.seq == seq)
    ).one()
    return found


def _row(life: int, seq: int, *, data: bytes, hash_: bytes) -> dict[str, object]:
    """Describe an event that came back; one that cannot be read is kept all the same."""
    event = if_readable(data)
    return {
        "incarnation": life,
        "seq": seq,
        "id": event.id if event else "",
        "kind": event.body.kind if event else "",
        "day": event.at.astimezone(BAGHDAD).date() if event else date.min,
        "visit": event.visit if event else "",
        "bytes": data,
        "hash": hash_,
    }
