"""A small central for the kit to try, over real sockets."""

from pathlib import Path

import pytest

from tests.central.karbala import Karbala, sqlite_karbala


@pytest.fixture
def karbala(tmp_path: Path) -> Karbala:
    """Give a central with two centres on SQLite."""
    return sqlite_karbala(tmp_path)
