"""What the central's tests may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.database import Database
from tests.central import postgres
from tests.central.karbala import Karbala, sqlite_karbala


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central on SQLite."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give a running PostgreSQL, where there can be one."""
    if why := postgres.why_not():
        pytest.skip(why)
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'central.db'}"
    return postgres.fresh(request.getfixturevalue("server"))


@pytest.fixture
def either(empty: str) -> Iterator[Karbala]:
    """Give a small central, on SQLite and then on PostgreSQL."""
    made = Karbala(Database(empty))
    yield made
    made.database.close()
