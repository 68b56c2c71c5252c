"""Opens an encrypted SQLite file and translates its troubles into words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlcipher3.dbapi2
from sqlalchemy import URL, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from clerk_station.errors import StationError

_FULL = "disk is full"
_NOT_OURS = "file is not a database"
_OUT_OF_REACH = ("unable to open", "readonly database", "database is locked")


class Damaged(StationError):
    """The key does not fit or the file is no whole database."""


def open_database(
    file: Path,
    *,
    key: bytes,
    tables: MetaData,
    synchronous: Literal["FULL", "NORMAL"],
    further: Sequence[str] = (),
) -> Engine:
    """Open or create an encrypted database in WAL mode.

    One connection, which belongs to the thread that opened it. Every transaction begins
    IMMEDIATE, so that a second process (a report from the command line) waits for it instead of
    failing half-way.

    Args:
        file: path of the database.
        key: 32 bytes, given raw to SQLCipher.
        tables: created where missing.
        synchronous: FULL where a commit that returned must survive a power cut; NORMAL where the
            last commits may be lost together and can be had again.
        further: SQL that creates where missing what `tables` cannot say: triggers, search tables.

    Raises:
        StationError: the key does not fit, the file is damaged, the disk is full, or the folder
            cannot be used.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        module=sqlcipher3.dbapi2,
        poolclass=StaticPool,
        connect_args={"isolation_level": None, "timeout": 10.0},
    )

    @event.listens_for(engine, "connect", insert=True)
    def _unlock(connection: Any, _record: object) -> None:
        # What is amiss is told by an error of its own; lines beside it on the screen tell nobody.
        connection.execute("pragma cipher_log_level=NONE")
        connection.execute(f"pragma key=\"x'{key.hex()}'\"")
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
            connection.execute(f"pragma {pragma}")
        if synchronous == "NORMAL":
            # Then a checkpoint alone waits for the disk: thousands of rows need few of them.
            connection.execute("pragma wal_autocheckpoint=4000")

    # Below SQLAlchemy's statements, which would double what a short transaction costs; its events
    # have no such place.
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    with translated(file), engine.begin() as connection:
        # One look at all tables, where `create_all` would take one at each.
        there = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()
        if not tables.tables.keys() <= set(there):
            tables.create_all(connection)
        for statement in further:
            connection.exec_driver_sql(statement)
    return engine


def _begin(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")


def is_whole(engine: Engine) -> bool:
    """Read every page of a database and tell whether each holds; SQLCipher signs each page."""
    with engine.connect() as connection:
        return not connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()


@contextmanager
def translated(file: Path | None = None) -> Iterator[None]:
    """Turn database errors that a person can do something about into a StationError."""
    try:
        yield
    except DatabaseError as error:
        text = str(error.orig)
        if _FULL in text or "disk I/O error" in text:
            raise StationError(
                "Not saved: the disk is full",
                "Free some space on this machine, then do the last step again",
            ) from error
        if any(trouble in text for trouble in _OUT_OF_REACH):
            raise StationError(
                "Not saved: the data folder cannot be used",
                "Check that the folder is there, may be written to, and that no other program "
                "holds it, then do the last step again",
            ) from error
        if _NOT_OURS in text or "malformed" in text:
            raise Damaged(
                "The database cannot be opened",
                "The key does not fit or the file {file} is damaged. Leave it where it is "
                "and call the manager",
                file=file.name if file else "",
            ) from error
        raise
