"""Alarms: what shows that a station or the central was restored or cloned. Nothing is deleted."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import Row

from clerk_station.words import mark
from sync.central.tables import alarms

_LONGEST = 200


class Kind(StrEnum):
    """What was found out."""

    BRANCHED = "branched"
    ROLLED_BACK = "rolled_back"
    CENTRAL_BEHIND = "central_behind"
    STRANGE_TOKEN = "strange_token"  # noqa: S105 - a kind of alarm
    LIFE_ADDED = "life_added"
    STATE = "state"
    MOVED = "moved"
    CLOCK_WAS_AHEAD = "clock_was_ahead"


WORDS = {
    Kind.BRANCHED: mark("an old copy was put back, or two machines are this station"),
    Kind.ROLLED_BACK: mark("an old copy was put back and later events are missing there"),
    Kind.CENTRAL_BEHIND: mark("the central held less than it had acknowledged"),
    Kind.STRANGE_TOKEN: mark("a token that this central never gave, under a good signature"),
    Kind.LIFE_ADDED: mark("a life that this central had forgotten was made known again"),
    Kind.STATE: mark("its state was changed"),
    Kind.MOVED: mark("it moved to another centre"),
    Kind.CLOCK_WAS_AHEAD: mark(
        "this central's clock was ahead: card numbers were named for a time to come; set the clock"
        " by a time server"
    ),
}


def raise_alarm(
    connection: Connection, kind: Kind, *, station: str, incarnation: int, detail: str, now: int
) -> None:
    """Note an alarm, unless the very same one is noted already."""
    row = {
        "station": station,
        "incarnation": incarnation,
        "kind": kind.value,
        "detail": detail[:_LONGEST],
    }
    same = select(alarms.c.id).where(*(alarms.c[name] == value for name, value in row.items()))
    if connection.scalar(same.limit(1)) is None:
        connection.execute(insert(alarms), row | {"at": now})


def listing(connection: Connection, *, station: str | None = None) -> Sequence[Row[Any]]:
    """Give all alarms, or a station's, in the order in which they came."""
    wanted = select(alarms).order_by(alarms.c.id)
    if station is not None:
        wanted = wanted.where(alarms.c.station == station)
    return connection.execute(wanted).all()
