"""The feed: the central's truths in dense order, one sequence a scope.

A writer appends its news in its own transaction and waits for nobody; the sequencer gives them
their positions. Whoever reads position n finds every position below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import Row

from sync.central.tables import feed, feeds, news
from sync.wire import NATIONAL, Cursor, Page, Record

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


def scopes_of(centre: str) -> tuple[str, ...]:
    """Name the scopes that a station of a centre may read, the larger first."""
    return scope_of(centre), NATIONAL


def publish(connection: Connection, told: Mapping[str, Sequence[News]]) -> None:
    """Append news for their scopes, within the transaction that made them true.

    Whoever publishes a thing again has to hold a lock on its record before, so that the news of
    one thing are numbered in the order in which they became true.
    """
    rows = [
        {
            "scope": scope,
            "kind": item.kind,
            "id": item.id,
            "revision": item.revision,
            "data": item.data,
        }
        for scope, items in told.items()
        for item in items
    ]
    if rows:
        connection.execute(insert(news), rows)


def page(connection: Connection, cursor: Cursor, *, scope: str, most: int) -> Page | None:
    """Give the page of a scope after the cursor; None where the cursor is not of this feed."""
    stand = connection.execute(select(feeds).where(feeds.c.scope == scope)).one_or_none()
    if stand is None or not _is_ours(connection, cursor, scope=scope):
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


def _is_ours(connection: Connection, cursor: Cursor, *, scope: str) -> bool:
    """Tell whether the cursor lies on this feed: the hash there vouches for all before it.

    An epoch that has passed does no harm: up to that position both lives of the feed are one.
    """
    if cursor.scope not in {"", scope}:
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
