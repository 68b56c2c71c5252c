"""The central's folder: its keys, which database it uses, and how both are opened."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from clerk_station.errors import StationError
from sync.central import keys
from sync.central.database import Database
from sync.central.office import Office
from sync.central.owner import claim
from sync.central.schema import Stand


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a central lives: `central.json`, `keys/` and, unless told otherwise, `central.db`."""

    path: Path

    def create(self, database: str | None) -> Office:
        """Begin a central: make its keys and tables, or leave nothing behind.

        Raises:
            StationError: there is one already, the database cannot be reached, or it belongs to
                a central with other keys.
        """
        with ExitStack() as undo:
            self._write(database, undo)
            if not self._file.exists():
                undo.callback(self._remove_database)
            office = self.open(migrate=True, are_new=True)
            undo.pop_all()
        return office

    def _write(self, database: str | None, undo: ExitStack) -> None:
        """Write keys and configuration; `undo` takes back only what was made here."""
        try:
            for folder in reversed([p for p in (self.path, *self.path.parents) if not p.exists()]):
                folder.mkdir(mode=0o700 if folder == self.path else 0o777, exist_ok=True)
                undo.callback(_removed, folder)
            (self.path / "keys").mkdir(mode=0o700)
            undo.callback(shutil.rmtree, self.path / "keys", ignore_errors=True)
            keys.save(keys.new_keys(), self.path / "keys")
            self._config.touch(mode=0o600, exist_ok=False)
            undo.callback(_removed, self._config)
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

    def open(self, *, migrate: bool = False, are_new: bool = False) -> Office:
        """Open the central that lives here; with `migrate` its database is brought up to date.

        Where its keys `are_new`, nobody's stations may depend on the database yet.

        Raises:
            StationError: there is none, its files are damaged, or the database cannot be reached
                is not of this version, or belongs to other keys.
        """
        try:
            config = json.loads(self._config.read_text(encoding="utf-8"))
            named = config["database"]
            app, since = str(config.get("minimum_app", "")), int(config.get("minimum_from", 0))
            url = f"sqlite:///{self._file.resolve()}" if named is None else str(named)
            pair = keys.load(self.path / "keys")
        except FileNotFoundError as error:
            raise self._missing() from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StationError(
                "The central's files cannot be read",
                "Put central.json and keys/ in {folder} back from the backup.",
                folder=self.path,
            ) from error
        return Office(
            _opened(url, pair, migrate=migrate, are_new=are_new),
            pair,
            lambda: int(time.time()),
            minimum_app=app,
            minimum_from=since,
        )

    def _missing(self) -> StationError:
        """Tell where nothing is yet from where a backup was put back without its keys."""
        if self._config.exists() or self._file.exists():
            return StationError(
                "The central's keys are missing",
                "Put keys/ and central.json back into {folder} from the safe copy, and make no "
                "new ones: every station and every form depends on them.",
                folder=self.path,
            )
        return StationError(
            "There is no central here yet",
            "Begin one with: clerk-central init --data {folder}",
            folder=self.path,
        )

    def require(self, app: str, *, since: int) -> None:
        """Let programs older than this begin no new work from some time on; none where empty.

        Workers that run already know it after they are started again.

        Raises:
            StationError: the file cannot be written.
        """
        try:
            config = json.loads(self._config.read_text(encoding="utf-8"))
            config |= {"minimum_app": app, "minimum_from": since}
            beside = self._config.with_name(self._config.name + ".part")
            beside.write_text(json.dumps(config), encoding="utf-8")
            beside.chmod(0o600)
            beside.replace(self._config)
        except (OSError, ValueError) as error:
            raise StationError(
                "The folder cannot be written",
                "Check who may write to {folder}, or choose another with --data.",
                folder=self.path,
            ) from error

    def _remove_database(self) -> None:
        for file in self.path.glob(f"{self._file.name}*"):
            _removed(file)

    @property
    def _file(self) -> Path:
        return self.path / "central.db"

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


def _opened(url: str, pair: keys.Keys, *, migrate: bool, are_new: bool) -> Database:
    try:
        database = Database(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise StationError(
            "The database address is not understood",
            "Write it like sqlite:///central.db or postgresql+psycopg://name@host/database.",
        ) from error
    with ExitStack() as undo, trouble_told():
        undo.callback(database.close)
        _agree(database, migrate=migrate)
        claim(database, pair, are_new=are_new)
        undo.pop_all()
    return database


def _agree(database: Database, *, migrate: bool) -> None:
    """Make sure that the database is of this version, and upgrade it where that is allowed."""
    stand = database.stand()
    if stand is Stand.FOREIGN:
        raise StationError(
            "The database is not of this version",
            "A newer clerk-central, or another program, made it. Install the version that made it.",
        )
    if stand is not Stand.SAME and not migrate:
        raise StationError(
            "The database is of an older version",
            "Back it up, stop every clerk-central that uses it, then type: clerk-central migrate",
        )
    if stand is not Stand.SAME:
        database.migrate()


def _removed(path: Path) -> None:
    """Remove a file or an empty folder; what cannot be removed stays."""
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()
