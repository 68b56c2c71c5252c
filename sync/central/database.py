"""The central's database: how connections are opened, and the two kinds of transaction."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event, func, make_url, select

from sync.central import schema

PATIENCE = 8.0
"""Seconds that a transaction on PostgreSQL waits for a lock before it gives way."""

_SEQUENCER = 0x5E90E4CE
"""The number of the advisory lock on PostgreSQL that elects the sequencer."""

_NAMED = 3
"""Keeps locks by name apart from those in `holding.py`."""

_ALIVE = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""A machine that vanished without a word would hold the lock for hours; so it does for 25 s."""


class Database:
    """SQLite or PostgreSQL behind SQLAlchemy Core.

    On SQLite one writer of this process at a time: it takes the write lock when it begins, so a
    transaction never fails in its middle because another one wrote first.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._url = url
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        # What a statement carried is not for logs: it names people.
        self._engine = create_engine(url, hide_parameters=True)
        self._writing = threading.RLock()
        if self._sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        else:
            event.listen(self._engine, "connect", partial(_prepare_postgresql, patience=patience))
        self._writer = self._engine.execution_options(writes=True)

    def migrate(self, *, steps: Path = schema.STEPS) -> None:
        """Bring the schema to this program's, from nothing or from an older one, or not at all."""
        engine = create_engine(self._url, hide_parameters=True, poolclass=NullPool)
        if self._sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            # A step may put a changed table in the place of one that others refer to.
            event.listen(engine, "connect", _let_tables_go)
            event.listen(engine, "begin", _begin_sqlite)
        with engine.execution_options(writes=True).begin() as connection:
            schema.upgrade(connection, steps=steps)
            if self._sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                assert not broken, broken  # noqa: S101 - a step that breaks references is a bug

    def stand(self) -> schema.Stand:
        """Compare the schema with this program's."""
        with self.reading() as connection:
            return schema.stand(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that commits at the end of the block."""
        if not self._sqlite:
            with self._writer.begin() as connection:
                yield connection
            return
        with self._writing, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the database and writes nothing."""
        with self._engine.connect() as connection:
            if not self._sqlite:
                connection = connection.execution_options(  # noqa: PLW2901 - the same connection
                    isolation_level="REPEATABLE READ"
                )
            yield connection

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Do one thing by its name in one process at a time; whoever comes meanwhile waits.

        On SQLite nobody waits: whoever writes does so alone, and what two made is the same.
        """
        if self._sqlite:
            yield
            return
        with self.writing() as connection:
            lock = func.pg_advisory_xact_lock(func.hashtextextended(what, _NAMED))
            connection.execute(select(lock))
            yield

    @contextmanager
    def sequencing(self) -> Iterator[Connection | None]:
        """Give a writing transaction to the one sequencer, None where another one is elected."""
        with self.writing() as connection:
            lock = select(func.pg_try_advisory_xact_lock(_SEQUENCER))
            yield connection if self._sqlite or connection.scalar(lock) else None

    @contextmanager
    def elected(self) -> Iterator[Callable[[], AbstractContextManager[Connection]] | None]:
        """Elect the sequencer for a while: give what begins its transactions, None if it is not.

        On PostgreSQL the lock lies on a connection of its own, and the transactions run on that
        same one: who lost the lock can commit nothing any more. On SQLite whoever holds the write
        lock is the sequencer, for one transaction.
        """
        if self._sqlite:
            yield self.writing
            return
        with self._writer.connect() as connection:
            connection.detach()  # never back into the pool: the lock ends with the connection
            for name, seconds in _ALIVE.items():
                connection.execute(select(func.set_config(name, seconds, False)))  # noqa: FBT003 - SQL has no names
            is_elected = connection.scalar(select(func.pg_try_advisory_lock(_SEQUENCER)))
            connection.commit()

            @contextmanager
            def begin() -> Iterator[Connection]:
                with connection.begin():
                    yield connection

            yield begin if is_elected else None

    def is_served(self) -> bool:
        """Tell whether another process has this database in use: a central that serves, mostly.

        On SQLite whoever has it open is in the way of the one exclusive lock; on PostgreSQL a
        central that serves has elected a sequencer.
        """
        self.close()
        if not self._sqlite:
            with self._writer.begin() as connection:
                return not connection.scalar(select(func.pg_try_advisory_xact_lock(_SEQUENCER)))
        file = make_url(self._url).database
        with closing(sqlite3.connect(f"{file}", timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return True
            return False

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "busy_timeout=30000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, _record: object, *, patience: float) -> None:
    connection.autocommit = True
    connection.execute(f"set lock_timeout = {round(patience * 1000)}")
    connection.autocommit = False


def _let_tables_go(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
