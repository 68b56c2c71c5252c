"""The central as a process of its own."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from sync.central.__main__ import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a fresh central."""
    assert main(["init", "--data", str(tmp_path / "central")]) == 0
    return tmp_path / "central"


def test_serves_until_it_is_told_to_stop(folder: Path) -> None:
    """It says where it can be reached once it can, and Ctrl+C ends it in order."""
    command = [sys.executable, "-m", "sync.central", "serve", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with urlopen(f"{address}/health") as answer:  # noqa: S310 - the address is our own
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_a_taken_port_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where another program listens the sentence says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--data", str(folder), "--port", port]) == 1
    assert "Choose another with --port" in capsys.readouterr().err
