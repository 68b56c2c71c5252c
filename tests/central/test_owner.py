"""A database is used with the keys that it was begun with, and with no others."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from clerk_station.errors import StationError
from sync.central.folder import Folder
from sync.central.tables import owner
from tests.central.karbala import Karbala

OTHERS = "Copy keys/ and central.json"


def test_a_second_machine_with_keys_of_its_own_is_kept_out(empty: str, tmp_path: Path) -> None:
    """`init` over a database that has a central makes nothing; with the keys copied it opens."""
    Folder(tmp_path / "one").create(empty).database.close()
    second = tmp_path / "two"
    with pytest.raises(StationError, match=OTHERS):
        Folder(second).create(empty)
    assert not second.exists()
    shutil.copytree(tmp_path / "one", second, ignore=shutil.ignore_patterns("central.db*"))
    Folder(second).open().database.close()


def test_other_keys_do_not_open_a_database(empty: str, tmp_path: Path) -> None:
    """Keys that were changed under a database are noticed before a station is answered."""
    Folder(tmp_path / "one").create(empty).database.close()
    Folder(tmp_path / "other").create(None).database.close()
    shutil.rmtree(tmp_path / "one" / "keys")
    shutil.copytree(tmp_path / "other" / "keys", tmp_path / "one" / "keys")
    with pytest.raises(StationError, match=OTHERS):
        Folder(tmp_path / "one").open()


@pytest.mark.parametrize("has_stations", [True, False])
def test_a_database_from_before_learns_its_keys(
    empty: str,
    tmp_path: Path,
    has_stations: bool,  # noqa: FBT001 - in use or not
) -> None:
    """Opened it keeps the keys that are there; new ones are refused once it has stations."""
    office = Folder(tmp_path / "one").create(empty)
    if has_stations:
        Karbala(office.database, office.keys).station()
    with office.database.writing() as connection:
        connection.execute(delete(owner))
    office.database.close()
    if has_stations:
        with pytest.raises(StationError, match=OTHERS):
            Folder(tmp_path / "two").create(empty)
        opened = Folder(tmp_path / "one").open()
    else:
        opened = Folder(tmp_path / "two").create(empty)
    with opened.database.reading() as connection:
        assert len(connection.execute(select(owner)).all()) == 1
    opened.database.close()
