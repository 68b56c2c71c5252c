"""What the central's tests may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.karbala import Karbala, sqlite_karbala


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central on SQLite."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()
