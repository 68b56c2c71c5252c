"""Whether this central can do its work now, and if not, why not."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from sync.central.database import Database
from sync.central.schema import Stand
from sync.central.tables import news

MOST_WAITING = 20_000
"""News without a position; beyond these the sequencer does not keep up, or there is none."""


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
    """News get their positions about as fast as they come."""
    some = select(news.c.number).limit(MOST_WAITING + 1).subquery()
    with database.reading() as connection:
        waiting = connection.scalar(select(func.count()).select_from(some)) or 0
    told = f"More than {MOST_WAITING} news wait for their positions in the feed"
    return told if waiting > MOST_WAITING else ""


CHECKS: tuple[Callable[[Database], str], ...] = (schema, sequencer)
"""In the order in which they are made; the first that fails is told."""
