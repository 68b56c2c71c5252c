"""The feed: the central's truths in dense order, one sequence a scope.

A writer appends its news in its own transaction and waits for nobody; the sequencer gives them
their positions. Whoever reads position n finds every position below it.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from sync.central import rows
from sync.central.tables import feed, feeds, news
from sync.wire import NATIONAL, Cursor, Page, Record

MOST_RECORDS = 4000
MOST_TEXT = 4 << 20
"""Characters of JSON in a page; one record may exceed it alone."""

_STAND = select(feeds).where(feeds.c.scope == bindparam("of"))
_AFTER = (
    select(feed.c.position, feed.c.kind, feed.c.id, feed.c.revision, feed.c.data)
    .where(feed.c.scope == bindparam("of"), feed.c.position > bindparam("after"))
    .order_by(feed.c.position)
    .limit(bindparam("most"))
)
_HASH = select(feed.c.hash).where(
    feed.c.scope == bindparam("of"), feed.c.position == bindparam("at")
)


@dataclass(frozen=True, slots=True)
class News:
    """A record before it has a position; `data` is None where the thing leaves the scope."""

    kind: str
    id: str
    revision: int
    data: str | None


def scope_of(centre: str) -> str:
    """Name the scope of a centre."""
    return f"centre:{centre}"


def scopes_of(centre: str) -> tuple[str, ...]:
    """Name the scopes that a station of a centre may read, the larger first."""
    return scope_of(centre), NATIONAL


def publish(connection: Connection, told: Mapping[str, Sequence[News]]) -> None:
    """Append news for their scopes, within the transaction that made them true.

    Whoever publishes a thing again has to hold a lock on its record before, so that the news of
    one thing are numbered in the order in which they became true.
    """
    items = [(scope, item) for scope, items in told.items() for item in items]
    rows.add(
        connection,
        news,
        {
            "scope": [scope for scope, _ in items],
            "kind": [item.kind for _, item in items],
            "id": [item.id for _, item in items],
            "revision": [item.revision for _, item in items],
            "data": [item.data for _, item in items],
            "told_at": [int(time.time())] * len(items),
        },
    )


def page(connection: Connection, cursor: Cursor, *, scope: str, most: int) -> Page | None:
    """Give the page of a scope after the cursor; None where the feed does not go on from there."""
    stand = connection.execute(_STAND, {"of": scope}).one_or_none()
    if stand is None or cursor.position < stand.pruned:
        return None  # not every row is there any more: a snapshot says what they led to
    if not _is_ours(connection, cursor, scope=scope):
        return None
    most = max(1, min(most, MOST_RECORDS))
    found = connection.execute(_AFTER, {"of": scope, "after": cursor.position, "most": most}).all()
    records = tuple(_portion(map(tuple, found)))
    until = records[-1].position if records else cursor.position
    return Page(
        scope=scope,
        epoch=stand.epoch,
        after=cursor.position,
        until=until,
        end=stand.position,
        hash=_hash_at(connection, scope, until) or cursor.hash,
        records=records,
    )


def _hash_at(connection: Connection, scope: str, position: int) -> bytes | None:
    """Give the running hash at a position, None where the feed has none there."""
    if position == 0:
        return bytes(32)
    return connection.scalar(_HASH, {"of": scope, "at": position})


def _is_ours(connection: Connection, cursor: Cursor, *, scope: str) -> bool:
    """Tell whether the cursor lies on this feed: the hash there vouches for all before it.

    An epoch that has passed does no harm: up to that position both lives of the feed are one.
    """
    if cursor.scope not in {"", scope}:
        return False
    return _hash_at(connection, scope, cursor.position) == cursor.hash


def _portion(rows: Iterable[tuple[int, str, str, int, str | None]]) -> Iterator[Record]:
    """Give the records that fit into one page: at least one."""
    text, is_first = 0, True
    for position, kind, identity, revision, data in rows:
        text += len(data or "")
        if text > MOST_TEXT and not is_first:
            return
        is_first = False
        yield Record(position=position, kind=kind, id=identity, revision=revision, data=data)
