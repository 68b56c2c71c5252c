"""How much a station may lay aside here in a day: what counts for nothing must not fill the disk.

That is all that lost and retired stations send, and the raw lane. Beyond it they are told to come
back the next day; what they hold stays with them, and a person may always hand it in as a file.
"""

from sqlalchemy import Connection, select, update

from sync.central.tables import stations
from sync.errors import OverQuota

DAY = 86_400
MOST_A_DAY = 64 << 20
"""Bytes of a station and day (UTC): some hundred thousand events."""

A_LIFE = 1 << 20
"""Bytes that a new life of a lost station counts for."""


def spend(connection: Connection, station: str, size: int, *, now: int) -> None:
    """Count what a station lays aside here.

    Raises:
        OverQuota: it was enough for this day; nothing was counted.
    """
    here = stations.c.id == station
    wanted = select(stations.c.quota_day, stations.c.quota_bytes).where(here).with_for_update()
    row = connection.execute(wanted).one()
    spent = size + (row.quota_bytes if row.quota_day == now // DAY else 0)
    if spent > MOST_A_DAY:
        raise OverQuota(retry_after=DAY - now % DAY)
    told = update(stations).where(here)
    connection.execute(told.values(quota_day=now // DAY, quota_bytes=spent))
