"""The feed: the central's truths in dense order, one sequence a scope.

Positions are given out inside the transaction that writes, under the lock of the scope's row in
`feeds`: who reads position n finds every position below it.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import Row

from sync.central.tables import feed, feeds
from sync.wire import Cursor, Page, Record, feed_hash

MOST_RECORDS = 1000
MOST_TEXT = 1 << 20
"""Characters of JSON in a page; one record may exceed it alone."""


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


def open_scope(connection: Connection, scope: str) -> None:
    """Begin an empty feed with a fresh epoch."""
    row = {"scope": scope, "epoch": secrets.token_hex(8), "position": 0, "hash": bytes(32)}
    connection.execute(insert(feeds), row)


def publish(connection: Connection, news: Mapping[str, Sequence[News]]) -> None:
    """Append news to the feeds of their scopes. Locks are taken in the order of names."""
    for scope in sorted(news):
        locked = select(feeds).where(feeds.c.scope == scope).with_for_update()
        stand = connection.execute(locked).one()
        position, current, rows = stand.position, stand.hash, []
        for item in news[scope]:
            position += 1
            record = Record(
                position=position,
                kind=item.kind,
                id=item.id,
                revision=item.revision,
                data=item.data,
            )
            current = feed_hash(current, [record])
            rows.append(
                {
                    "scope": scope,
                    "position": position,
                    "kind": item.kind,
                    "id": item.id,
                    "revision": item.revision,
                    "data": item.data,
                    "hash": current,
                }
            )
        if rows:
            connection.execute(insert(feed), rows)
            moved = update(feeds).where(feeds.c.scope == scope)
            connection.execute(moved.values(position=position, hash=current))


def page(connection: Connection, cursor: Cursor, *, scope: str, most: int) -> Page | None:
    """Give the page of a scope after the cursor; None where the cursor is not of this feed."""
    stand = connection.execute(select(feeds).where(feeds.c.scope == scope)).one_or_none()
    if stand is None or not _is_ours(connection, cursor, scope=scope, epoch=stand.epoch):
        return None
    rows = connection.execute(
        select(feed)
        .where(feed.c.scope == scope, feed.c.position > cursor.position)
        .order_by(feed.c.position)
        .limit(max(1, min(most, MOST_RECORDS)))
    ).all()
    kept: list[Row[Any]] = []
    text = 0
    for row in rows:
        text += len(row.data or "")
        if kept and text > MOST_TEXT:
            break
        kept.append(row)
    return Page(
        scope=scope,
        epoch=stand.epoch,
        after=cursor.position,
        until=kept[-1].position if kept else cursor.position,
        end=stand.position,
        hash=kept[-1].hash if kept else cursor.hash,
        records=tuple(_records(kept)),
    )


def _is_ours(connection: Connection, cursor: Cursor, *, scope: str, epoch: str) -> bool:
    if not cursor.epoch:
        return cursor.position == 0 and cursor.hash == bytes(32)
    if (cursor.scope, cursor.epoch) != (scope, epoch):
        return False
    if cursor.position == 0:
        return cursor.hash == bytes(32)
    there = select(feed.c.hash).where(feed.c.scope == scope, feed.c.position == cursor.position)
    return connection.scalar(there) == cursor.hash


def _records(rows: Iterable[Row[Any]]) -> Iterable[Record]:
    for row in rows:
        yield Record(
            position=row.position, kind=row.kind, id=row.id, revision=row.revision, data=row.data
        )
