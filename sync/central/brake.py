"""A brake on guessing enrolment codes: at most thirty wrong ones a minute in all.

Kept in the database, so that it holds for all workers together and after a restart.
"""

from sqlalchemy import Connection, delete, func, insert, select

from sync.central.tables import wrong_codes
from sync.errors import Busy

MOST, WINDOW = 30, 60
"""So many wrong codes in so many seconds."""


def check(connection: Connection, *, now: int) -> None:
    """Pass while there were few wrong codes lately.

    Raises:
        Busy: until the window has moved on.
    """
    lately = select(func.count()).where(wrong_codes.c.at > now - WINDOW)
    if (connection.scalar(lately) or 0) >= MOST:
        msg = "too many wrong codes"
        raise Busy(msg, retry_after=WINDOW)


def note(connection: Connection, *, now: int) -> None:
    """Note a wrong code and forget those that no longer count."""
    connection.execute(delete(wrong_codes).where(wrong_codes.c.at <= now - WINDOW))
    connection.execute(insert(wrong_codes), {"at": now})
