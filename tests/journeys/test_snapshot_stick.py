"""A centre's data comes on a stick: sealed, whole, and of no use to who finds it."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from clerk_station.app.carried import take_snapshot
from clerk_station.domain.people import Household
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from sync.carried import Carried, new_code, typed_code
from sync.central.folder import Folder
from sync.central.registry import put
from sync.enrol import show_code
from sync.snapshot import Chunk
from tests.central.karbala import Karbala
from tests.central.test_commands import Shell
from tests.journeys.joined import join
from tests.world import household


class Stick:
    """A folder that the central wrote, its code, and a station that has never had a line."""

    def __init__(self, folder: Path, shell: Shell, station: Store, karbala: Karbala) -> None:
        self.folder, self.shell, self.station, self.karbala = folder, shell, station, karbala
        told = json.loads(shell("snapshot", "--centre", "KA-01", "--out", str(folder), "--json"))
        self.code: str = told["code"]
        self.records: int = told["records"]

    def take(self, *, code: str = "") -> int:
        """Take it in."""
        return take_snapshot(
            self.station, self.folder, code=code or self.code, told=lambda *_: None
        )


@pytest.fixture
def stick(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Stick]:
    """Give a stick with the data of a small central."""
    shell = Shell(tmp_path / "central", capsys)
    shell("init")
    office = Folder(shell.folder).open()
    karbala = Karbala(office.database, office.keys)
    (tmp_path / "station").mkdir()
    joined = join(karbala, tmp_path / "station")
    yield Stick(tmp_path / "stick", shell, joined.store, karbala)
    joined.store.close()
    office.database.close()


def test_a_station_without_a_line_gets_its_centre(stick: Stick) -> None:
    """Households, forms and all centres come from the stick, and the feed goes on from there."""
    assert stick.take(code=show_code(stick.code)) == stick.records == 13
    assert stick.station.queries.record(Household, "H0003") is not None
    assert stick.station.queries.centre() is not None
    assert stick.station.inbox.cursor("national").position == 2
    assert stick.take() == 0


def test_who_finds_the_stick_has_nothing(stick: Stick) -> None:
    """No name, number or scope stands in any file, compressed or not."""
    written = [path.read_bytes() for path in stick.folder.iterdir()]
    assert len(written) == 4
    for data in written:
        assert b"KA-01" not in data
        assert b"\x28\xb5\x2f\xfd" not in data[:16], "the beginning of zstd"
        assert "كاظم".encode() not in data


def test_the_code_is_asked_for_in_words(stick: Stick) -> None:
    """A mistyped code and another's are told apart, and nothing is taken in."""
    for code, told in (("1234", "mistyped"), (new_code(), "cannot be taken in")):
        with pytest.raises(StationError, match=told):
            stick.take(code=code)
    assert stick.station.inbox.size() == 0
    assert typed_code(show_code(stick.code)) == stick.code


def cut(stick: Stick, path: Path) -> None:
    """Cut a file short."""
    del stick
    path.write_bytes(path.read_bytes()[:-1])


def bent(stick: Stick, path: Path) -> None:
    """Change one bit."""
    del stick
    data = bytearray(path.read_bytes())
    data[60] ^= 1
    path.write_bytes(bytes(data))


def swapped(stick: Stick, path: Path) -> None:
    """Put another file of the same stick in its place."""
    other = next(p for p in sorted(stick.folder.iterdir()) if p != path)
    path.write_bytes(other.read_bytes())


def gone(stick: Stick, path: Path) -> None:
    """Take it away."""
    del stick
    path.unlink()


@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize("spoil", [cut, bent, swapped, gone])
def test_a_spoilt_file_is_refused_and_the_whole_stick_still_welcome(
    stick: Stick, which: int, spoil: Callable[[Stick, Path], None]
) -> None:
    """Cut, changed, exchanged or missing: no scope is taken in by half, and a good copy is."""
    paths = sorted(stick.folder.iterdir())
    good = {path: path.read_bytes() for path in paths}
    spoil(stick, paths[which])
    missing_manifest = spoil is gone and paths[which].name.startswith("manifest")
    if missing_manifest:
        stick.take()
    else:
        with pytest.raises(StationError):
            stick.take()
    assert stick.station.inbox.size() in {0, 2, 11}
    for path, data in good.items():
        path.write_bytes(data)
    stick.take()
    assert stick.station.inbox.size() == 13


def test_another_centre_s_stick_is_refused(stick: Stick, tmp_path: Path) -> None:
    """A stick for another centre, truly the central's, gives this station nobody's data."""
    other = tmp_path / "other"
    told = json.loads(stick.shell("snapshot", "--centre", "KA-02", "--out", str(other), "--json"))
    with pytest.raises(StationError, match="cannot be taken in"):
        take_snapshot(stick.station, other, code=told["code"], told=lambda *_: None)
    assert stick.station.queries.record(Household, "H0006") is None


def test_an_old_stick_takes_nobody_back(stick: Stick, tmp_path: Path) -> None:
    """Data that came since stays: a stick from before it is passed over."""
    with stick.karbala.database.writing() as connection:
        put(connection, [household(9)])
    newer = tmp_path / "newer"
    stick.karbala.now += 60
    with stick.karbala.database.writing() as connection:
        connection.exec_driver_sql("delete from snapshots")
    told = json.loads(stick.shell("snapshot", "--centre", "KA-01", "--out", str(newer), "--json"))
    take_snapshot(stick.station, newer, code=told["code"], told=lambda *_: None)
    assert stick.station.queries.record(Household, "H0009") is not None
    with suppress(StationError):  # by their times one is older, where the clock has moved on
        assert stick.take() == 0
    assert stick.station.queries.record(Household, "H0009") is not None


def test_a_stick_pulled_out_goes_on_where_it_stopped(
    stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before stays, and is not read again."""
    whole, asked = Carried.part, list[str]()

    def pulled(carried: Carried, chunk: Chunk) -> bytes:
        asked.append(chunk.digest)
        if len(asked) == 2:
            raise OSError
        return whole(carried, chunk)

    monkeypatch.setattr(Carried, "part", pulled)
    with pytest.raises(StationError, match="whole"):
        stick.take()
    stick.take()
    assert len(asked) == len(set(asked)) + 1
    assert stick.station.inbox.size() == 13


def test_a_folder_with_something_in_it_is_left_alone(stick: Stick) -> None:
    """A second stick is not mixed with a first, and a full folder is not written over."""
    before = {path.name for path in stick.folder.iterdir()}
    words = ("snapshot", "--centre", "KA-01", "--out", str(stick.folder))
    assert "not empty" in stick.shell(*words, fails=True)
    assert {path.name for path in stick.folder.iterdir()} == before
