"""Copies of a central on SQLite that are whole, and what has to change when a copy takes over."""

import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, delete, select, update

from sync.central.leases import forgotten
from sync.central.tables import enrolments, feeds, serials, snapshots

DATABASE, CONFIG, KEYS = "central.db", "central.json", "keys"

SKIPPED = 100_000
"""Serials that are given out no more: some of them stand on forms from after the backup."""


class Spoilt(Exception):
    """The copy is not whole; the database that was copied may not be either."""


def copy(source: Path, target: Path, *, with_keys: bool) -> int:
    """Copy a central's folder while it is served; give the size of the database in bytes.

    The copy appears whole or not at all. With the keys it is a folder that can be served.

    Raises:
        FileExistsError: there is something at the target already.
        Spoilt: the copied database does not hold together.
        OSError, sqlite3.Error: it could not be written.
    """
    if target.exists():
        raise FileExistsError(target)
    beside = target.with_name(target.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    try:
        _copy_database(source / DATABASE, beside / DATABASE)
        shutil.copy2(source / CONFIG, beside / CONFIG)
        if with_keys:
            shutil.copytree(source / KEYS, beside / KEYS)
        size = (beside / DATABASE).stat().st_size
        beside.replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return size


def _copy_database(source: Path, target: Path) -> None:
    """Copy page by page, beside writers, and check what came out."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there, pages=4096)
        faults = there.execute("pragma integrity_check").fetchall()
        faults += there.execute("pragma foreign_key_check").fetchall()
    if faults != [("ok",)]:
        raise Spoilt


def take_over(connection: Connection, *, now: int) -> int:
    """Let a restored database go on; give how many enrolment codes became void.

    Feeds begin another epoch, numbers that may stand on paper are given out no more, and codes
    that may have been used since are void. Card numbers that were leased since are known again
    when a station tells of them.
    """
    for scope in connection.scalars(select(feeds.c.scope)).all():
        fresh = update(feeds).where(feeds.c.scope == scope)
        connection.execute(fresh.values(epoch=secrets.token_hex(8)))
    connection.execute(update(serials).values(last=serials.c.last + SKIPPED))
    connection.execute(delete(snapshots))
    forgotten(connection, now=now)
    unused = enrolments.c.incarnation.is_(None), enrolments.c.expires_at > now
    void = connection.execute(update(enrolments).where(*unused).values(expires_at=now - 1))
    return void.rowcount
