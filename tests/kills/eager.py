"""The control: a central that sends the receipt first and commits a moment later."""

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection
from starlette.applications import Starlette

from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.serve import serve
from sync.central.worker import over

LATE = 0.3
"""Seconds after the answer when it commits."""


class Late(Database):
    """A database whose transactions are over before they are kept."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that commits some time after the end of the block."""
        connection = self._writer.connect()
        transaction = connection.begin()
        try:
            yield connection
        except BaseException:
            transaction.rollback()
            connection.close()
            raise

        def keep() -> None:
            transaction.commit()
            connection.close()

        threading.Timer(LATE, keep).start()


def build(folder: Path) -> Starlette:
    """Build a worker over such a database."""
    office = Folder(folder).open()
    return over(replace(office, database=Late(f"sqlite:///{folder / 'central.db'}")))


def main() -> None:
    """Serve as `clerk-central serve` does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    for option in ("--port", "--workers", "--metrics-port"):
        parser.add_argument(option, type=int)
    asked = parser.parse_args()
    serve(
        asked.data,
        host="127.0.0.1",
        port=asked.port,
        workers=asked.workers,
        metrics=asked.metrics_port,
        ready=lambda address: print(address, flush=True),
        build=build,
    )


if __name__ == "__main__":
    main()
