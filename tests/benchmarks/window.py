"""How soon the window is there, how much memory it takes, how soon a reading becomes a roster.

Every window is a process of its own (`tests.benchmarks.started`), an empty one in turn with the
station's, offscreen. The station here opens its databases by their key: argon2 over a passphrase
is not in these figures, and the files are in the system's cache.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.papers import card_clip, card_lines
from tests.benchmarks.table import Line, spread
from tests.world import World, household

EMPTY, STATION = "tests.benchmarks.started.empty", "tests.benchmarks.started.station"
_FEW = 3


def measure_window(folder: Path, *, people: str, rounds: int) -> Iterator[Line]:
    """Start a station of few people, the one in this folder, and an empty window, in turns."""
    with tempfile.TemporaryDirectory(prefix="bench") as other:
        small, clips = World(Path(other) / "small"), Path(other)
        small.folder.mkdir()
        small.filled(_FEW).close()
        blank = write_clip(film(None, Conditions(seed=1), frames=2), clips / "blank.avi")
        card = card_clip(card_lines(household(1).head), clips / "card.avi", seed=5)
        started: dict[str, list[tuple[float, float]]] = {"": [], "few": [], people: []}
        for _ in range(rounds):
            started[""].append(_start(EMPTY))
            started["few"].append(_start(STATION, small.folder, blank, card))
            started[people].append(_start(STATION, folder, blank, card))
        empty_s, empty_mb = map(median, zip(*started.pop(""), strict=True))
        for who, found in started.items():
            seconds, mb = map(median, zip(*found, strict=True))
            what = f"new process to first paint, {who if who == people else 'few people'}"
            yield Line("window", what, f"{seconds:.2f} s", _than_empty(seconds, empty_s, "s"))
        what = "memory with the camera reading a card"
        yield Line("window", what, f"{mb:.0f} MB", _than_empty(mb, empty_mb, "MB"))
        painted = _rosters(folder, blank)
        what = "from a reading to the painted roster"
        yield Line("window", what, spread(painted, 50, 95), f"{len(painted)} forms, {people}")


def _than_empty(value: float, empty: float, unit: str) -> str:
    return f"an empty window: {empty:.2f} {unit}, ratio {value / empty:.1f}"


def _start(module: str, *words: str | Path) -> tuple[float, float]:
    """Start a window; give the seconds to its first paint, and then its memory in megabytes."""
    began = time.perf_counter()
    with _told(module, *words) as told:
        assert next(told, "") == "painted"
        seconds = time.perf_counter() - began
        return seconds, float(next(told, "nan"))


def _rosters(folder: Path, blank: Path) -> list[float]:
    with _told(STATION, folder, blank) as told:
        assert next(told, "") == "painted"
        return [float(line) for line in told]


@contextmanager
def _told(module: str, *words: str | Path) -> Iterator[Iterator[str]]:
    """Run a program; give what it says, line by line."""
    command = [sys.executable, "-m", module, *map(str, words)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield (line.strip() for line in process.stdout)
        process.stdout.read()
    assert process.returncode == 0, f"{module} ended with {process.returncode}"
