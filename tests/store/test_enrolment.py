"""Who this station is, written once."""

from pathlib import Path

import pytest

from clerk_station.app.folder import enrol_station
from clerk_station.errors import StationError
from clerk_station.store.enrolment import is_enrolled, read_enrolment, station_key
from clerk_station.store.opening import KEYS, LEDGER, open_ledger
from sync.enrol import make_code
from tests.world import CENTRE, KEY, World


def test_an_enrolment_comes_back_as_it_was_kept(world: World) -> None:
    """Names, token and every key are there at the next start."""
    world.enrol()
    engine = open_ledger(world.folder, key=KEY)
    kept = read_enrolment(engine)
    assert (kept.station, kept.incarnation, kept.centre) == ("S1", 1, CENTRE)
    assert (kept.name, kept.token) == ("شباك 3", "token")
    assert kept.key.private_bytes_raw() == world.station_key.private_bytes_raw()
    assert kept.central_key == world.central_key.public_key()
    assert kept.authority_keys == (world.authority_key.public_key(),)
    assert is_enrolled(engine)
    engine.dispose()


def test_a_station_is_enrolled_once(world: World) -> None:
    """A second enrolment in the same ledger is refused and changes nothing."""
    world.enrol()
    with pytest.raises(StationError, match="enrolled already"):
        world.enrol()
    world.open().close()


def test_before_enrolment_the_ledger_says_so(tmp_path: Path) -> None:
    """A new folder is nobody's station yet."""
    engine = open_ledger(tmp_path, key=KEY)
    assert not is_enrolled(engine)
    with pytest.raises(StationError, match="not set up"):
        read_enrolment(engine)
    engine.dispose()


def test_the_key_is_the_same_however_often_the_station_asks(tmp_path: Path) -> None:
    """Where the central's answer was lost, the same key asks again after a restart."""
    engine = open_ledger(tmp_path, key=KEY)
    first = station_key(engine)
    engine.dispose()
    again = open_ledger(tmp_path, key=KEY)
    assert station_key(again).private_bytes_raw() == first.private_bytes_raw()
    assert not is_enrolled(again)
    again.dispose()


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    """A stick that was pulled out is no bug of the program."""
    with pytest.raises(StationError, match="data folder cannot be used"):
        open_ledger(tmp_path / "gone", key=KEY)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    """Blanks, Arabic and signs that addresses use are names of folders like any other."""
    folder = tmp_path / "مركز ٣ #1 100%?x=y"
    folder.mkdir()
    world = World(folder)
    world.filled().close()
    assert (folder / "ledger.db").exists()


@pytest.mark.parametrize("lost", [True, False])
def test_no_new_keys_are_made_beside_an_old_ledger(
    tmp_path: Path,
    lost: bool,  # noqa: FBT001 - the fault and its control
) -> None:
    """Where only the key file is missing the station asks for it; an empty folder gets its own."""
    if lost:
        (tmp_path / LEDGER).write_bytes(b"an old ledger")
    with pytest.raises(StationError) as told:
        enrol_station(
            tmp_path,
            central="http://127.0.0.1:1",
            code=make_code(lambda _: 7),
            name="one",
            passphrase="four words and more",
        )
    assert ("Put keys.json back" in told.value.message) == lost
    assert (tmp_path / KEYS).exists() != lost
    assert not lost or (tmp_path / LEDGER).read_bytes() == b"an old ledger"
