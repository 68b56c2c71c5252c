"""The disk that crash images are made from forgets what was not made safe, and nothing else."""

from pathlib import Path

import pytest

from tests.benchmarks.lines import luck
from tests.benchmarks.peers.images import Replay, start

ROOT = "/desk"


def line(call: str) -> str:
    """Write a line of a log of calls."""
    return f"7 {call}\n"


def text(data: bytes) -> str:
    """Write bytes as the log has them."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a log: two pieces into one file, a sync after the first, and a file renamed."""
    calls = [
        f"openat(AT_FDCWD, {text(b'/desk/a.tmp')}, O_WRONLY|O_CREAT|O_TRUNC, 0644) = 3",
        f"write(3, {text(b'safe')}, 4) = 4",
        "fdatasync(3) = 0",
        f"pwrite64(3, {text(b'lost')}, 4, 4 <unfinished ...>",
        "<... pwrite64 resumed>) = 4",
        f"rename({text(b'/desk/a.tmp')}, {text(b'/desk/a')}) = 0",
        f"write(1, {text(b'n1')}, 2) = 2",
        "close(3) = 0",
    ]
    path = tmp_path / "log"
    path.write_text("".join(map(line, calls)), encoding="ascii")
    return path


def replayed(log: Path, empty: Path) -> Replay:
    """Run a log over an empty disk."""
    empty.mkdir()
    replay = start(empty, cwd=empty)
    assert len(list(replay.run(log))) == 7
    return replay


def test_only_what_was_synced_is_safe(log: Path, tmp_path: Path) -> None:
    """After a power cut a file has what it had at its last sync, under its last name."""
    replay = replayed(log, tmp_path / "empty")
    replay.disk.lay(ROOT, tmp_path / "image", None)
    assert (tmp_path / "image" / "a").read_bytes() == b"safe"
    assert not (tmp_path / "image" / "a.tmp").exists()
    assert replay.said == b"n1"


def test_what_was_not_synced_may_be_there_too(log: Path, tmp_path: Path) -> None:
    """Control: of images that may keep what was not safe, some do and some do not."""
    replay = replayed(log, tmp_path / "empty")
    found = set()
    for seed in range(20):
        replay.disk.lay(ROOT, tmp_path / str(seed), luck(seed))
        found.add((tmp_path / str(seed) / "a").read_bytes())
    assert found == {b"safe", b"safelost"}
