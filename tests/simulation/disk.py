"""Disks that lose power: SQLite in memory under the production code, honest about `synchronous`.

A disk works at the level of transactions. A commit that returned under `synchronous=FULL` survives
a power cut; under NORMAL and OFF the cut may take back any number of the last commits, down to the
last checkpoint. An open transaction never survives.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

FULL = "database or disk is full"
_UNSYNCED = 8
_CHECKPOINT = 0.1
_ENCRYPTION_CHECK = "PRAGMA cipher_integrity_check"
_YOUNGER = "content='', contentless_delete=1, "
"""What the SQLite of SQLCipher knows and Python's own may not; without it an index is larger."""


class PowerCut(BaseException):
    """The machine lost its power at this very statement; nothing may catch it but the machine."""


@dataclass
class Disk:
    """The files of one machine: what would be read back after a power cut.

    `armed` is told of each commit that writes, once before and once after it, and may raise.
    """

    random: Random
    files: dict[str, bytes] = field(default_factory=dict)
    key_store: dict[str, bytes] = field(default_factory=dict)
    """What the machine's system remembers apart from the disk; a copy of the disk has none of it.
    """
    has_key_store: bool = False
    opened: dict[str, "File"] = field(default_factory=dict)
    is_full: bool = False
    armed: Callable[[str, str], None] = lambda _name, _when: None

    def open(self, name: str) -> "File":
        """Open a file as it was last made durable."""
        if name in self.opened:
            raise sqlite3.OperationalError("database is locked")
        file = File(":memory:", isolation_level=None, check_same_thread=False)
        file.lie_on(self, name)
        self.opened[name] = file
        return file

    def read(self, name: str) -> sqlite3.Connection:
        """Give a file to look into, whether a program has it open or not."""
        if name in self.opened:
            return self.opened[name]
        copy = sqlite3.connect(":memory:")
        copy.deserialize(self.files[name])
        return copy

    def lose_power(self) -> None:
        """Keep of every open file what is durable; whatever its program still does is in vain."""
        for name, file in self.opened.items():
            self.files[name] = file.survivor()
        self.opened.clear()

    def heal(self) -> None:
        """Have room again, and keep the power."""
        self.is_full, self.armed = False, lambda _name, _when: None

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let nothing go wrong until the block ends."""
        kept = self.armed
        self.heal()
        yield
        self.armed = kept

    def strike(self, name: str, when: str) -> None:
        """Let the power go at this commit, if it is to go."""
        try:
            self.armed(name, when)
        except PowerCut:
            self.lose_power()
            raise

    def image(self) -> dict[str, bytes]:
        """Copy all files as they are, for a backup or a clone."""
        return self.files | {name: file.serialize() for name, file in self.opened.items()}


class File(sqlite3.Connection):
    """One database file, open."""

    def lie_on(self, disk: Disk, name: str) -> None:
        """Begin with what the disk holds under this name."""
        self.disk, self.name, self.synchronous = disk, name, "FULL"
        self.before: list[bytes] = []
        self.changes = 0
        if image := disk.files.get(name):
            self.deserialize(image)

    def cursor(self, factory: Any = None) -> Any:
        """Give a cursor that knows the statements of SQLCipher."""
        return super().cursor(factory or _Cursor)

    def execute(self, statement: str, *rest: Any) -> sqlite3.Cursor:
        """Run a statement; `synchronous` is heeded by this disk alone."""
        name, _, value = statement.partition("=")
        if name.lower().endswith("synchronous"):
            self.synchronous = value.upper()
        return super().execute(statement, *rest)

    def commit(self) -> None:
        """Commit, unless the disk is full or the power goes."""
        writes = self.in_transaction and self.total_changes != self.changes
        self.changes = self.total_changes
        if not writes:
            super().commit()
            return
        self.disk.strike(self.name, "before")
        if self.disk.is_full:
            super().rollback()
            raise sqlite3.OperationalError(FULL)
        super().commit()
        self._remember()
        self.disk.strike(self.name, "after")

    def _remember(self) -> None:
        """Keep what a cut could take back to, where nobody asked for more."""
        if self.synchronous == "FULL":
            return
        if self.disk.random.random() < _CHECKPOINT:
            self.before.clear()
        self.before = [*self.before[1 - _UNSYNCED :], self.serialize()]

    def survivor(self) -> bytes:
        """Give what the disk holds after a cut at this moment."""
        if self.in_transaction:
            super().rollback()
        if self.synchronous == "FULL" or not self.before:
            return self.serialize()
        return self.disk.random.choice(self.before)

    def close(self) -> None:
        """Close in good order, where there still is power: everything is durable now."""
        if self.disk.opened.get(self.name) is self:
            self.disk.files[self.name] = self.serialize()
            del self.disk.opened[self.name]
        super().close()


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, *rest: Any) -> "_Cursor":
        plain = "SELECT 1 WHERE 0" if statement == _ENCRYPTION_CHECK else statement
        plain = plain.replace(_YOUNGER, "") if _YOUNGER in plain else plain
        return super().execute(plain, *rest)


class Driver:
    """Stands where production has its database driver; the folder's name says which disk."""

    def __init__(self, disks: dict[str, Disk]) -> None:
        self._disks = disks

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, file: str, **_: Any) -> File:
        """Open a file."""
        path = Path(file)
        return self._disks[path.parent.name].open(path.name)
