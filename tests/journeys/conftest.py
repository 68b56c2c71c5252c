"""What the stories may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.karbala import sqlite_karbala
from tests.journeys.joined import Joined, join


@pytest.fixture
def joined(tmp_path: Path) -> Iterator[Joined]:
    """Give a station and a central that know each other; the line is up."""
    central, station = tmp_path / "central", tmp_path / "station"
    central.mkdir()
    station.mkdir()
    karbala = sqlite_karbala(central)
    both = join(karbala, station)
    yield both
    both.store.close()
    karbala.database.close()
