"""Engines on the simulation's disks, which share what SQLAlchemy would work out anew for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine

from clerk_station.store import database as station_rooms
from clerk_station.store import opening
from clerk_station.store.mark import MARK, Mark
from sync.central import database as central_rooms
from tests.simulation.disk import Disk, Driver


@contextmanager
def lying_on(disks: dict[str, Disk]) -> Iterator[None]:
    """Let the databases of stations and central lie on these disks, by their folders' names."""
    driver = Driver(disks)

    def engine(url: Any, *, room: ModuleType, **options: Any) -> Engine:
        made = create_engine(url, **options | {"module": driver})
        made.dialect = made.pool._dialect = _shared(room).dialect
        made._compiled_cache = _shared(room)._compiled_cache
        return made

    with (
        patch.object(station_rooms, "create_engine", partial(engine, room=station_rooms)),
        patch.object(central_rooms, "create_engine", partial(engine, room=central_rooms)),
        patch.object(opening, "Memory", partial(Remembered, disks)),
    ):
        yield


@dataclass(frozen=True, slots=True)
class Remembered:
    """The high-water mark on a simulated machine: on its disk and, if it has one, its key store."""

    disks: dict[str, Disk]
    folder: Path
    station: str

    def read(self) -> Mark | None:
        """Give the highest mark that is remembered."""
        disk = self.disks[self.folder.name]
        kept = [disk.files.get(MARK), disk.key_store.get(self.station)]
        marks = [Mark(int.from_bytes(text[:8]), text[8:]) for text in kept if text]
        return max(marks, key=lambda mark: mark.seq, default=None)

    def keep(self, mark: Mark, *, everywhere: bool = False) -> None:
        """Remember a mark."""
        disk, text = self.disks[self.folder.name], mark.seq.to_bytes(8) + mark.hash
        disk.files[MARK] = text
        if everywhere and disk.has_key_store:
            disk.key_store[self.station] = text


@cache
def _shared(_room: ModuleType) -> Engine:
    """Give an engine of which all others of a room take the compiled statements."""
    made = create_engine("sqlite://", query_cache_size=2000)
    with made.connect():
        return made
