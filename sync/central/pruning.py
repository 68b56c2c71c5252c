"""Pruning: what a feed said long ago and says otherwise since is taken out of it.

The last word on each thing stays, so that snapshots say the same as before. Whoever read only up to
a place that was pruned is sent to a snapshot: the feed has no whole page there any more. What is
pruned was there for so many days at least, while its station could read on.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, or_, select, update

from sync.central.database import Database
from sync.central.tables import feed, feeds

DAYS = 30
"""For which a feed can be read on from where somebody stopped."""

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was done in one scope: up to which position, and how many rows went."""

    scope: str
    position: int
    rows: int


def prune(database: Database, *, now: int, days: int = DAYS) -> tuple[Pruned, ...]:
    """Prune every feed below where it stood so many days ago, and note where it stands now.

    To be done each night. A feed is pruned first when this was done so many days before.
    """
    with database.reading() as connection:
        scopes = connection.scalars(select(feeds.c.scope).order_by(feeds.c.scope)).all()
    done = []
    for scope in scopes:
        with database.writing() as connection:
            done.append(_prune(connection, scope, now=now, days=days))
    return tuple(one for one in done if one.rows)


def _prune(connection: Connection, scope: str, *, now: int, days: int) -> Pruned:
    here = feeds.c.scope == scope
    stand = connection.execute(select(feeds).where(here).with_for_update()).one()
    if stand.marked_at and stand.marked_at > now:
        # This clock was ahead when that was noted.
        connection.execute(update(feeds).where(here).values(marked_at=now))
    if stand.marked_at and stand.marked_at > now - days * DAY:
        return Pruned(scope, stand.pruned, 0)
    marked = stand.mark if stand.marked_at else 0
    gone = _take_out(connection, scope, below=marked) if marked > stand.pruned else 0
    told = {"pruned": max(marked, stand.pruned), "mark": stand.position, "marked_at": now}
    connection.execute(update(feeds).where(here).values(**told))
    return Pruned(scope, told["pruned"], gone)


def _take_out(connection: Connection, scope: str, *, below: int) -> int:
    """Take out what was said again later, and what left; the row at the position keeps its hash."""
    of_scope = feed.c.scope == scope
    last = (
        select(func.max(feed.c.position)).where(of_scope).group_by(feed.c.kind, feed.c.id)
    ).scalar_subquery()
    old = feed.c.data.is_(None), feed.c.position.not_in(last)
    return connection.execute(
        delete(feed).where(of_scope, feed.c.position < below, or_(*old))
    ).rowcount
