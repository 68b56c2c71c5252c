"""What the station's command line says where there is nothing to do what was asked with."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from clerk_station.__main__ import main
from clerk_station.app.folder import open_station
from clerk_station.clock import real_clock
from clerk_station.settings import PASSPHRASE
from tests.central.karbala import sqlite_karbala
from tests.store.test_journal import tamper
from tests.store.test_unreadable import left_behind
from tests.sync.wires import serving

SECRET = "a long passphrase"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a station that was enrolled at its command line."""
    monkeypatch.setenv(PASSPHRASE, SECRET)
    karbala = sqlite_karbala(tmp_path)
    with closing(karbala.database), serving(karbala.office) as address:
        words = ["--central", address, "--code", karbala.code(), "--name", "w"]
        assert main(["enrol", "--data", str(tmp_path / "station"), *words]) == 0
    return tmp_path / "station"


def run(folder: Path, *words: str) -> int:
    """Run a command on a station."""
    return main([words[0], "--data", str(folder), *words[1:]])


def test_an_export_goes_into_a_folder_that_is_there(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name of a stick that is not in makes no folder on the disk, and records nothing."""
    there = tmp_path / "stick" / "post"
    assert run(folder, "export", "--out", str(there)) == 1
    assert "There is no folder" in capsys.readouterr().err
    assert not there.parent.exists()
    there.parent.mkdir()
    assert run(folder, "export", "--out", str(there)) == 0, "the control"
    assert there.is_file()


def test_an_answer_without_receipts_is_none(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty file is no answer of the central's."""
    (tmp_path / "empty").touch()
    assert run(folder, "receipts", str(tmp_path / "empty")) == 1
    assert "There are no receipts in" in capsys.readouterr().err


def test_a_snapshot_that_does_not_fit_is_told_in_one_language(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Arabic no English word stands within it."""
    (tmp_path / "manifest-1.sealed").write_bytes(b"junk")
    code = "00000000000000000000000000000097"
    assert run(folder, "snapshot", str(tmp_path), "--code", code, "--language", "ar") == 1
    told = capsys.readouterr().err
    assert "الرمز" in told
    assert not [letter for letter in told if letter.isascii() and letter.isalpha()]


def test_an_event_that_cannot_be_read_is_no_broken_ledger(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is whole and counted, and it is said what to do; a changed one is told as before."""
    assert run(folder, "verify", str(folder)) == 0
    assert "cannot be read" not in capsys.readouterr().out, "the control"
    store = open_station(folder, passphrase=SECRET, clock=real_clock())
    left_behind(store, monkeypatch)
    assert run(folder, "verify", str(folder)) == 0
    assert "1 event cannot be read by this program, at 2" in capsys.readouterr().out
    tamper(store, "UPDATE journal SET bytes = zeroblob(9) WHERE seq = 2")
    store.close()
    assert run(folder, "verify", str(folder)) == 1
    assert "does not hold at event 2" in capsys.readouterr().err


def test_who_stops_reading_hears_no_more(folder: Path) -> None:
    """A command whose output is cut off ends without a word, as after `| head`."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "clerk_station", "verify", "--data", str(folder), str(folder)]
    with subprocess.Popen(words, stdout=writing, stderr=subprocess.PIPE) as program:
        os.close(writing)
        assert program.communicate(timeout=60)[1] == b""


def test_a_damaged_file_is_told_in_words_alone(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No line of the database's own stands beside the sentence."""
    (folder / "ledger.db").write_bytes(os.urandom(8192))
    assert run(folder, "verify", str(folder)) == 1
    assert "ERROR" not in capfd.readouterr().err
