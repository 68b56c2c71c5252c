"""Whose database it is: a central with other keys than those it was begun with is kept out.

Every station checks receipts and every form is sealed with these keys. A second machine that made
keys of its own would answer stations with words that they have to refuse.
"""

import hashlib

from sqlalchemy import insert, select

from clerk_station.errors import StationError
from sync.central.database import Database
from sync.central.keys import Keys, raw_public
from sync.central.tables import owner, stations


def claim(database: Database, keys: Keys, *, are_new: bool) -> None:
    """Make sure that the keys are the database's; one that has none yet gets these.

    Raises:
        StationError: it was begun with others, or the keys are new and stations depend on it.
    """
    ours = hashlib.sha256(raw_public(keys.authority) + raw_public(keys.central)).digest()
    with database.reading() as connection:
        known = connection.scalar(select(owner.c.hash))
    if known is None:
        with database.writing() as connection:
            known = connection.scalar(select(owner.c.hash))
            in_use = connection.scalar(select(stations.c.id).limit(1)) is not None
            if known is None and not (are_new and in_use):
                connection.execute(insert(owner), {"id": 1, "hash": ours})
                known = ours
    if known != ours:
        raise StationError(
            "This database belongs to other keys",
            "Copy keys/ and central.json from the machine that uses it, or from the safe copy, "
            "instead of making new ones.",
        )
