"""The high-water mark: the end of the journal as this machine remembers it outside the database.

It lies in a small file beside the databases and, where the machine has one, in its key store. A
journal that does not reach its mark, or has another hash there, was put back from an old copy; that
shows without a line.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import keyring
from keyring.errors import KeyringError

from clerk_station.keys import has_key_store

MARK = "high-water.json"
_SERVICE = "clerk-station"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the journal: a seq and the chain's hash there, 32 bytes."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Where a station's mark is kept. It never fails: a mark that cannot be kept is an old one."""

    folder: Path
    station: str

    def read(self) -> Mark | None:
        """Give the highest mark that is remembered, None where there is none."""
        found = [mark for mark in (self._in_file(), self._in_key_store()) if mark is not None]
        return max(found, key=lambda mark: mark.seq, default=None)

    def keep(self, mark: Mark, *, everywhere: bool = False) -> None:
        """Remember a mark in the file; `everywhere` in the key store too, which may be slow."""
        text = json.dumps({"station": self.station, "seq": mark.seq, "hash": mark.hash.hex()})
        beside = self._file.with_name(self._file.name + ".part")
        with suppress(OSError):
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._file)
        if everywhere and has_key_store():
            with suppress(KeyringError):
                keyring.set_password(_SERVICE, self._account, text)

    @property
    def _file(self) -> Path:
        return self.folder / MARK

    @property
    def _account(self) -> str:
        return f"high-water-{self.station}"

    def _in_file(self) -> Mark | None:
        with suppress(OSError, UnicodeDecodeError):
            return self._read(self._file.read_text(encoding="utf-8"))
        return None

    def _in_key_store(self) -> Mark | None:
        if not has_key_store():
            return None
        with suppress(KeyringError):
            return self._read(keyring.get_password(_SERVICE, self._account) or "")
        return None

    def _read(self, text: str) -> Mark | None:
        """Read a mark; one that is cut, or another station's, is none."""
        try:
            raw = json.loads(text)
            mine = raw["station"] == self.station
            return Mark(int(raw["seq"]), bytes.fromhex(raw["hash"])) if mine else None
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return None
