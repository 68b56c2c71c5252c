"""Engines on the simulation's disks, which share what SQLAlchemy would work out anew for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine

from clerk_station.store import database as station_rooms
from sync.central import database as central_rooms
from tests.simulation.disk import Disk, Driver


@contextmanager
def lying_on(disks: dict[str, Disk]) -> Iterator[None]:
    """Let the databases of stations and central lie on these disks, by their folders' names."""
    driver = Driver(disks)

    def engine(url: Any, **options: Any) -> Engine:
        made = create_engine(url, **options | {"module": driver})
        made.dialect = made.pool._dialect = _shared().dialect
        made._compiled_cache = _shared()._compiled_cache
        return made

    with (
        patch.object(station_rooms, "create_engine", engine),
        patch.object(central_rooms, "create_engine", engine),
    ):
        yield


@cache
def _shared() -> Engine:
    """Give an engine of which all others take the compiled statements; they speak alike."""
    made = create_engine("sqlite://", query_cache_size=2000)
    with made.connect():
        return made
