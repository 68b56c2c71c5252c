"""The sequencer: gives news their dense positions, one after the other, exactly once.

It takes whatever is in `news` and committed, so it does not matter in which order writers commit:
what commits late is taken later, and no number that it passed over counts for anything. News leave
in the very transaction that writes their positions: killed at any point, they are in one of both.
"""

import logging
import secrets
import time
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from threading import Event, Thread
from traceback import extract_tb
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.engine import Row

from sync.central.database import Database
from sync.central.tables import feed, feeds, news
from sync.wire import Record, feed_hash

log = logging.getLogger(__name__)
MOST = 5_000
"""News that one transaction takes: what a kill may undo, and readers may wait for."""

POLL, RETRY = 0.05, 1.0
"""Seconds between two looks of the elected one, and between two tries to be elected."""

_ANY = select(exists().select_from(news))


def open_scope(connection: Connection, scope: str) -> None:
    """Begin an empty feed with a fresh epoch, where there is none yet."""
    if connection.scalar(select(feeds.c.scope).where(feeds.c.scope == scope)) is None:
        row = {"scope": scope, "epoch": secrets.token_hex(8), "position": 0, "hash": bytes(32)}
        connection.execute(insert(feeds), row)


def take(connection: Connection, *, most: int = MOST) -> int:
    """Give positions to the oldest news that are there; give how many these were.

    Only the one sequencer may do this at a time: see `Database.sequencing`.
    """
    oldest = select(news.c.number).order_by(news.c.number).limit(most)
    taken = connection.execute(
        delete(news).where(news.c.number.in_(oldest.scalar_subquery())).returning(*news.c)
    ).all()
    by_scope = sorted(taken, key=attrgetter("scope", "number"))
    for scope, items in groupby(by_scope, key=attrgetter("scope")):
        _append(connection, scope, items)
    return len(taken)


def anything_new(database: Database) -> bool:
    """Tell whether committed news wait for their positions."""
    with database.reading() as connection:
        return bool(connection.scalar(_ANY))


def drain(database: Database) -> None:
    """Give positions to all that is committed, unless an elected sequencer is at it."""
    taken = MOST if anything_new(database) else 0
    while taken == MOST:
        with database.sequencing() as connection:
            taken = 0 if connection is None else take(connection)


def _append(connection: Connection, scope: str, items: Iterable[Row[Any]]) -> None:
    """Write news at the end of their scope's feed."""
    open_scope(connection, scope)
    locked = select(feeds).where(feeds.c.scope == scope).with_for_update()
    stand = connection.execute(locked).one()
    position, current, rows = stand.position, stand.hash, []
    for position, item in enumerate(items, start=stand.position + 1):
        told = {
            "position": position,
            "kind": item.kind,
            "id": item.id,
            "revision": item.revision,
            "data": item.data,
        }
        current = feed_hash(current, [Record(**told)])
        rows.append({"scope": scope, "hash": current, **told})
    connection.execute(insert(feed), rows)
    moved = update(feeds).where(feeds.c.scope == scope)
    connection.execute(moved.values(position=position, hash=current, moved_at=int(time.time())))


class Sequencer:
    """A thread that sequences while it is elected, and tries to be elected while it is not.

    Every worker has one. Whatever ends the elected one, its process or its connection, ends its
    election too, and another takes over within `RETRY` seconds.
    """

    def __init__(self, database: Database, *, poll: float = POLL, retry: float = RETRY) -> None:
        self._database = database
        self._poll, self._retry = poll, retry
        self._closing = Event()
        self._thread = Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the transaction under way."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with self._database.elected() as begin:
                    while begin is not None and not self._closing.is_set():
                        if not anything_new(self._database):
                            self._closing.wait(self._poll)
                            continue
                        with begin() as connection:
                            take(connection)
            except Exception as error:  # noqa: BLE001 - whatever it was, nobody else would go on
                # The election is over, and another may be elected. Mostly the server went away, or
                # this connection to it. What an error says may name people: only where it was.
                where = extract_tb(error.__traceback__)[-1]
                log.error("the sequencer begins anew: %s at %s", type(error).__name__, where.name)
            self._closing.wait(self._retry)
