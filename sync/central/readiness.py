"""Whether this central can do its work now, and if not, why not."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from sync.central.database import Database
from sync.central.schema import Stand
from sync.central.tables import feeds, news

LONGEST = 60
"""Seconds that news may wait while no feed moves; a sequencer is elected within half of them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the central is not ready: the check that fails, and a sentence for who runs it."""

    check: str
    sentence: str


def reasons(database: Database) -> tuple[Reason, ...]:
    """Give what stands in the way, nothing where the central is ready."""
    for check in CHECKS:
        try:
            sentence = check(database)
        except SQLAlchemyError as error:
            sentence = f"The database does not answer: {type(error).__name__}"
        if sentence:
            return (Reason(check.__name__, sentence),)
    return ()


def schema(database: Database) -> str:
    """The database is of this version."""
    stand = database.stand()
    return "" if stand is Stand.SAME else f"The database is of another version: {stand.name}"


def sequencer(database: Database) -> str:
    """News get their positions soon after they were told, or at least some do all the time.

    News that came in one long transaction are old when it ends; then the feeds move.
    """
    oldest = select(news.c.told_at).order_by(news.c.number).limit(1)
    now = int(time.time())
    with database.reading() as connection:
        told = connection.scalar(oldest)
        moved = connection.scalar(select(func.max(feeds.c.moved_at))) or 0
    if told is None or abs(now - told) <= LONGEST or abs(now - moved) <= LONGEST:
        return ""
    return f"News wait for their positions in the feed since {now - told} seconds, and none moves"


CHECKS: tuple[Callable[[Database], str], ...] = (schema, sequencer)
"""In the order in which they are made; the first that fails is told."""
