"""The central's folder: its keys, which database it uses, and how both are opened."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from clerk_station.errors import StationError
from sync.central import keys
from sync.central.database import Database
from sync.central.office import Office


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a central lives: `central.json`, `keys/` and, with SQLite, `central.db`."""

    path: Path

    def create(self, database: str | None) -> Office:
        """Begin a central: make its keys and tables.

        Raises:
            StationError: there is one already, or the database cannot be reached.
        """
        url = database or f"sqlite:///{self.path.resolve() / 'central.db'}"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            keys.save(keys.new_keys(), self.path / "keys")
            self._config.touch(mode=0o600)
            self._config.write_text(json.dumps({"database": url}), encoding="utf-8")
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
            url = json.loads(self._config.read_text(encoding="utf-8"))["database"]
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
    def _config(self) -> Path:
        return self.path / "central.json"


def _opened(url: str) -> Database:
    try:
        database = Database(url)
        database.create()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StationError(
            "The database address is not understood",
            "Write it like sqlite:///central.db or postgresql+psycopg://name@host/database.",
        ) from error
    except SQLAlchemyError as error:
        raise StationError(
            "The database cannot be opened",
            "Check that it runs, that there is room on its disk and that the address is right.",
        ) from error
    return database
