"""The central's folder: its keys, which database it uses, and how both are opened."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from clerk_station.errors import StationError
from sync.central import keys
from sync.central.database import Database
from sync.central.office import Office


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a central lives: `central.json`, `keys/` and, unless told otherwise, `central.db`."""

    path: Path

    def create(self, database: str | None) -> Office:
        """Begin a central: make its keys and tables.

        Raises:
            StationError: there is one already, or the database cannot be reached.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            keys.save(keys.new_keys(), self.path / "keys")
            self._config.touch(mode=0o600)
            self._config.write_text(json.dumps({"database": database}), encoding="utf-8")
        except FileExistsError as error:
            raise StationError(
                "There is a central here already",
                "Nothing was changed in {folder}. Choose another folder with --data.",
                folder=self.path,
            ) from error
        except OSError as error:
            raise StationError(
                "The folder cannot be written",
                "Check who may write to {folder}, or choose another with --data.",
                folder=self.path,
            ) from error
        return self.open()

    def open(self) -> Office:
        """Open the central that lives here.

        Raises:
            StationError: there is none, its files are damaged, or the database cannot be reached.
        """
        try:
            named = json.loads(self._config.read_text(encoding="utf-8"))["database"]
            url = self._own_database if named is None else str(named)
            pair = keys.load(self.path / "keys")
        except FileNotFoundError as error:
            raise StationError(
                "There is no central here yet",
                "Begin one with: clerk-central init --data {folder}",
                folder=self.path,
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StationError(
                "The central's files cannot be read",
                "Put central.json and keys/ in {folder} back from the backup.",
                folder=self.path,
            ) from error
        return Office(_opened(url), pair, lambda: int(time.time()))

    @property
    def _own_database(self) -> str:
        return f"sqlite:///{self.path.resolve() / 'central.db'}"

    @property
    def _config(self) -> Path:
        return self.path / "central.json"


@contextmanager
def trouble_told() -> Iterator[None]:
    """Turn what a database may raise into a sentence."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StationError(
            "The database cannot be used",
            "Check that it runs, that its disk has room and that its address is right.",
        ) from error


def _opened(url: str) -> Database:
    try:
        database = Database(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StationError(
            "The database address is not understood",
            "Write it like sqlite:///central.db or postgresql+psycopg://name@host/database.",
        ) from error
    with trouble_told():
        database.create()
    return database
