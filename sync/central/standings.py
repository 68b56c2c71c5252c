"""How much is held of each incarnation, in a row beside the events: a push counts none.

The row only says what to expect. Hello reads the events themselves and puts the row right, so that
an event which was lost shows, and the station sends it again. It reads those above a mark, up to
which an audit saw every event: what is lost below it shows as soon as the next audit has looked.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from sync.central import rows
from sync.central.stations import Identity
from sync.central.tables import events, standings
from sync.envelope import GENESIS

_KEPT = select(standings.c.acknowledged, standings.c.head, standings.c["count"]).where(
    standings.c.station == bindparam("of"), standings.c.incarnation == bindparam("number")
)
_KEPT_ALONE = _KEPT.with_for_update()
_KEEP = update(standings).where(
    standings.c.station == bindparam("of"), standings.c.incarnation == bindparam("number")
)
_COUNTED = select(func.count(), func.max(events.c.seq)).where(
    events.c.station == bindparam("of"),
    events.c.incarnation == bindparam("number"),
    events.c.seq > bindparam("above"),
)
_VERIFIED = select(standings.c.verified).where(
    standings.c.station == bindparam("of"), standings.c.incarnation == bindparam("number")
)
_HASH = select(events.c.hash).where(
    events.c.station == bindparam("of"),
    events.c.incarnation == bindparam("number"),
    events.c.seq == bindparam("at"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to which seq all events are held, the chain's hash there, and how many are held in all."""

    acknowledged: int = 0
    head: bytes = GENESIS
    count: int = 0

    def after(self, first: int, last: int, *, head: bytes, added: int) -> "Standing | None":
        """Give the standing after a batch, None where only the events themselves can tell."""
        follows = first <= self.acknowledged + 1 and last >= self.acknowledged
        acknowledged, head = (last, head) if follows else (self.acknowledged, self.head)
        now = Standing(acknowledged, head, self.count + added)
        return now if now.count == now.acknowledged else None


def locked(connection: Connection, who: Identity) -> Standing:
    """Give the standing as kept; no other batch of this incarnation comes in before the commit."""
    held = _read(connection, who, lock=True)
    if held is None:
        keep(connection, who, _begun(who))
        held = _read(connection, who, lock=True)
    assert held is not None  # noqa: S101 - it was just put there, and rows are never deleted
    return held


def kept(connection: Connection, who: Identity) -> Standing:
    """Give the standing as kept, without waiting for anybody."""
    return _read(connection, who, lock=False) or _begun(who)


def keep(connection: Connection, who: Identity, held: Standing) -> None:
    """Keep a standing."""
    if connection.execute(_KEEP, {**_named(who), **asdict(held)}).rowcount:
        return
    row = {"station": who.station, "incarnation": who.incarnation, **asdict(held)}
    rows.add(connection, standings, {name: [value] for name, value in row.items()})


def standing(connection: Connection, who: Identity) -> Standing:
    """Read the standing from the events themselves, and put the row that is kept right."""
    kept = locked(connection, who)
    found = from_events(connection, who, above=_verified(connection, who))
    if found != kept:
        keep(connection, who, found)
    return found


def from_events(connection: Connection, who: Identity, *, above: int = 0) -> Standing:
    """Count what is held of a life, all of it or what is above a seq; changes nothing."""
    start = max(above, who.forked_at)
    base = who.base if start == who.forked_at else _hash_at(connection, who, start)
    if base is None:  # lost although an audit saw it: nothing is taken for granted
        return from_events(connection, who)
    count, last = connection.execute(_COUNTED, {**_named(who), "above": start}).one()
    last = max(last or 0, start)
    acknowledged = last if start + count == last else _before_hole(connection, who, start)
    head = base if acknowledged == start else _hash_at(connection, who, acknowledged)
    assert head is not None  # noqa: S101 - it was just found
    return Standing(acknowledged, head, start + count)


def verified(connection: Connection, who: Identity, seq: int) -> None:
    """Keep that an audit saw every event of a life up to a seq, and none after it for sure."""
    locked(connection, who)
    connection.execute(_KEEP, {**_named(who), "verified": seq})


def _begun(who: Identity) -> Standing:
    """Give the standing of a life without events: a branch begins with those of its parent."""
    return Standing(who.forked_at, who.base, who.forked_at)


def _read(connection: Connection, who: Identity, *, lock: bool) -> Standing | None:
    row = connection.execute(_KEPT_ALONE if lock else _KEPT, _named(who)).one_or_none()
    return None if row is None else Standing(row[0], bytes(row[1]), row[2])


def _verified(connection: Connection, who: Identity) -> int:
    return connection.scalar(_VERIFIED, _named(who)) or 0


def _before_hole(connection: Connection, who: Identity, start: int) -> int:
    """Find the last seq after a seq before the first that is missing."""
    mine = (
        events.c.station == who.station,
        events.c.incarnation == who.incarnation,
        events.c.seq > start,
    )
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
    has_first = select(events.c.seq).where(*mine, events.c.seq == start + 1)
    if connection.scalar(has_first) is None:
        return start
    return int(connection.scalars(select(func.min(events.c.seq)).where(*mine, ~follows)).one())


def _hash_at(connection: Connection, who: Identity, seq: int) -> bytes | None:
    found = connection.scalar(_HASH, {**_named(who), "at": seq})
    return None if found is None else bytes(found)


def _named(who: Identity) -> dict[str, Any]:
    return {"of": who.station, "number": who.incarnation}
