"""Backups are whole, a moment can be gone back to, and the stations fill what was lost since."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from sync.central.__main__ import main
from sync.central.backup import SKIPPED, Spoilt, copy, take_over
from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.stations import create
from sync.central.tables import events, feeds, serials
from sync.enrol import ask
from sync.errors import Rejected
from sync.loopback import LoopbackServer
from sync.status import Phase
from tests.central import postgres
from tests.central.karbala import HeldStation, Karbala, event
from tests.central.process import begun, served, until
from tests.sync.held import HeldTime
from tests.world import CENTRE

SCRIPTS = Path(__file__).parents[2] / "installer" / "central" / "postgresql"


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central that lives in a folder."""
    made = begun(tmp_path / "central")
    yield made
    made.database.close()


def send(station: HeldStation, how_many: int) -> None:
    """Record events and send them, and read the feed to its end."""
    station.outbox.record_many(event, how_many)
    settle(station)


def settle(station: HeldStation) -> None:
    """Let a station do its round until all is well."""
    time = HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=3600)
    assert cycle.status.phase is Phase.SETTLED


def held(database: Database) -> list[bytes]:
    """Give all events that a central holds, in order."""
    with database.reading() as connection:
        return list(connection.scalars(select(events.c.bytes).order_by(events.c.seq)))


def epochs(database: Database) -> set[str]:
    """Give the epochs of all feeds."""
    with database.reading() as connection:
        return set(connection.scalars(select(feeds.c.epoch)))


def go_on(folder: Path, station: HeldStation) -> None:
    """Let a restored central and a station find together; what was lost is there again."""
    before = Folder(folder).open()
    old = epochs(before.database)
    before.database.close()
    assert main(["restored", "--data", str(folder)]) == 0
    restored = Folder(folder).open()
    office = Office(restored.database, restored.keys, restored.now)
    assert not epochs(office.database) & old
    assert held(office.database) == station.outbox.events[: len(held(office.database))]
    station.server = LoopbackServer(office, token=station.outbox.token())
    settle(station)
    assert held(office.database) == station.outbox.events
    assert {cursor.epoch for cursor in station.inbox.cursors.values()} <= epochs(office.database)
    office.database.close()


def test_a_backup_on_sqlite_and_what_came_after_it(karbala: Karbala, tmp_path: Path) -> None:
    """The central goes back to the backup, and the station brings all events since."""
    station = karbala.station()
    send(station, 30)
    words = ["backup", "--data", str(tmp_path / "central"), "--to", str(tmp_path / "copy")]
    assert main([*words, "--with-keys"]) == 0
    send(station, 20)
    karbala.database.close()
    shutil.rmtree(tmp_path / "central")
    (tmp_path / "copy").rename(tmp_path / "central")
    go_on(tmp_path / "central", station)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_central_that_is_served_is_not_told_that_it_was_restored(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Its epochs would change under its stations; once it is stopped the command goes on."""
    folder, url = tmp_path / "central", []
    if kind == "postgresql":
        url = ["--database", postgres.fresh(request.getfixturevalue("server"))]
    assert main(["init", "--data", str(folder), *url]) == 0
    with served(folder, workers=1) as central:
        until(lambda: central.ready() == (200, []))
        assert main(["restored", "--data", str(folder)]) == 1
    assert "The central is being served" in capsys.readouterr().err
    assert main(["restored", "--data", str(folder)]) == 0, "the control"


@pytest.mark.parametrize("command", ["restored", "audit"])
def test_a_backup_without_keys_asks_for_them(
    karbala: Karbala, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Whoever put the database back is told what is missing; an empty folder is told to begin."""
    karbala.database.close()
    folder = tmp_path / "central"
    shutil.rmtree(folder / "keys")
    assert main([command, "--data", str(folder)]) == 1
    assert "Put keys/ and central.json back" in capsys.readouterr().err
    assert main([command, "--data", str(tmp_path / "empty")]) == 1
    assert "Begin one with" in capsys.readouterr().err


def test_a_backup_while_stations_send_is_one_state(karbala: Karbala, tmp_path: Path) -> None:
    """Copied beside a writer, the copy is a state that the database once had."""
    station, enough = karbala.station(), threading.Event()

    def write() -> None:
        while not enough.is_set():
            send(station, 5)

    writing = threading.Thread(target=write)
    writing.start()
    copies = [tmp_path / f"copy{n}" for n in range(4)]
    for target in copies:
        until(partial(_holds, karbala, karbala.held() + 5))
        copy(tmp_path / "central", target, with_keys=False)
    enough.set()
    writing.join()
    for target in copies:
        database = Database(f"sqlite:///{target / 'central.db'}")
        there = held(database)
        database.close()
        assert there == station.outbox.events[: len(there)]
        assert not (target / "keys").exists()


def _holds(karbala: Karbala, how_many: int) -> bool:
    """Tell whether so many events are there."""
    return karbala.held() >= how_many


def test_a_damaged_database_gives_no_backup(karbala: Karbala, tmp_path: Path) -> None:
    """Where the copy does not hold together it is thrown away and that is said."""
    send(karbala.station(), 300)
    karbala.database.close()
    file = tmp_path / "central" / "central.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        where = "select rootpage from sqlite_master where name = 'feed'"
        (page,) = connection.execute(where).fetchone()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(b"\x0d\0\0\xff\xff" + b"\xff" * 4000)
    with pytest.raises((Spoilt, sqlite3.DatabaseError)):
        copy(tmp_path / "central", tmp_path / "copy", with_keys=False)
    assert [path.name for path in tmp_path.glob("copy*")] == []
    words = ["backup", "--data", str(tmp_path / "central"), "--to", str(tmp_path / "copy")]
    assert main(words) == 1


def test_an_old_backup_is_not_written_over(karbala: Karbala, tmp_path: Path) -> None:
    """A folder that is there is left alone."""
    assert karbala.held() == 0
    words = ["backup", "--data", str(tmp_path / "central"), "--to", str(tmp_path)]
    assert main(words) == 1
    assert (tmp_path / "central" / "central.db").exists()


def test_what_may_be_on_paper_is_not_given_out_again(karbala: Karbala) -> None:
    """After a restore numbers are skipped and unused codes are void, for both may be out there."""
    with karbala.database.writing() as connection:
        _, code = create(connection, centre=CENTRE, name="شباك 9", now=karbala.office.now())
        connection.execute(serials.insert(), {"series": "KA26", "last": 7})
        assert take_over(connection, now=karbala.now) == 1
        assert connection.scalar(select(func.max(serials.c.last))) == 7 + SKIPPED
    key = Ed25519PrivateKey.generate()
    with pytest.raises(Rejected, match="code_expired"):
        karbala.office.enrol(ask(code, public_key=key.public_key(), sign=key.sign))


def script(name: str, *words: object, user: str | None) -> str:
    """Run one of the scripts for PostgreSQL as the server's account."""
    told = subprocess.run(
        [str(SCRIPTS / name), *map(str, words)],
        check=True,
        user=user,
        capture_output=True,
        text=True,
        cwd="/",
    )
    return told.stdout.strip()


@pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not())
def test_postgresql_goes_back_to_a_moment(tmp_path: Path) -> None:
    """Base backup and archived log give back what there was at a moment, and nothing later."""
    with postgres.place() as (folder, user):
        archive, one, two = (folder / name for name in ("archive", "one", "two"))
        for path in (archive, one, two):
            path.mkdir()
            if user is not None:
                shutil.chown(path, user)
        scripts = shutil.copytree(SCRIPTS, folder / "scripts")
        command = f"{scripts / 'archive-wal'} %p %f {archive}"
        more = ("archive_mode=on", f"archive_command={command}", "wal_level=replica")
        with postgres.new(postgres.Server(one, user, more)) as first:
            url = postgres.fresh(first.url)
            karbala = begun(tmp_path / "central", database=url)
            station = karbala.station()
            send(station, 30)
            base = script("base-backup", archive, "-h", one, "-U", "tests", user=user)
            send(station, 20)
            with karbala.database.reading() as connection:
                moment = str(connection.scalar(select(func.now())))
            send(station, 10)
            with karbala.database.reading() as connection:
                last = connection.scalar(select(func.pg_walfile_name(func.pg_current_wal_lsn())))
                connection.scalar(select(func.pg_switch_wal()))
            until((archive / str(last)).exists)
            karbala.database.close()
        second = postgres.Server(two, user)
        script("restore-to", second.data, base, archive, moment, user=user)
        try:
            until(second.start)
            config = tmp_path / "central" / "central.json"
            text = config.read_text(encoding="utf-8").replace(str(one), str(two))
            config.write_text(text, encoding="utf-8")
            office = Folder(tmp_path / "central").open()
            until(lambda: recovered(office.database))
            assert held(office.database) == station.outbox.events[:50], "and not 60, nor 30"
            office.database.close()
            go_on(tmp_path / "central", station)
        finally:
            second.stop()


def recovered(database: Database) -> bool:
    """Tell whether a restored server takes writes again."""
    with database.reading() as connection:
        return not connection.scalar(select(func.pg_is_in_recovery()))


@pytest.mark.skipif(os.name == "nt", reason="the scripts are for PostgreSQL on Debian")
def test_archived_log_is_never_written_over(tmp_path: Path) -> None:
    """The same piece again is fine, another one under its name is refused."""
    piece, archive = tmp_path / "piece", tmp_path / "archive"
    archive.mkdir()
    piece.write_bytes(b"one")
    words = [str(SCRIPTS / "archive-wal"), str(piece), "000001", str(archive)]
    assert subprocess.run(words, check=False).returncode == 0
    assert subprocess.run(words, check=False).returncode == 0
    piece.write_bytes(b"two")
    assert subprocess.run(words, check=False).returncode != 0
    assert (archive / "000001").read_bytes() == b"one"
