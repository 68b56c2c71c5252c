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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.papers import card_clip, card_lines
from tests.benchmarks.table import Line, spread
from tests.world import World, household

EMPTY, STATION = "tests.benchmarks.started.empty", "tests.benchmarks.started.station"
_FEW = 3


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds to the first paint, those of a processor, those until one can sign in.

    `memory_mb` is what the process held at its end.
    """

    seconds: float
    busy: float
    ready: float
    memory_mb: float


def measure_window(folder: Path, *, people: str, rounds: int) -> Iterator[Line]:
    """Start a station of few people, the one in this folder, and an empty window, in turns."""
    with tempfile.TemporaryDirectory(prefix="bench") as other:
        small, clips = World(Path(other) / "small"), Path(other)
        small.folder.mkdir()
        small.filled(_FEW).close()
        blank = write_clip(film(None, Conditions(seed=1), frames=2), clips / "blank.avi")
        card = card_clip(card_lines(household(1).head), clips / "card.avi", seed=5)
        empty, few, many = list[Start](), list[Start](), list[Start]()
        for _ in range(rounds):
            empty.append(_start(EMPTY))
            few.append(_start(STATION, small.folder, blank, card))
            many.append(_start(STATION, folder, blank, card))
        for who, starts in (("few people", few), (people, many)):
            what = f"new process to first paint, {who}"
            yield _compared(what, starts, empty, unit="s", of=lambda start: start.seconds)
            what = f"processor time of that, {who}"
            yield _compared(what, starts, empty, unit="s", of=lambda start: start.busy)
            what = f"new process until one can sign in, {who}"
            yield _compared(what, starts, empty, unit="s", of=lambda start: start.ready)
        what = "memory with the camera reading a card"
        yield _compared(what, many, empty, unit="MB", of=lambda start: start.memory_mb)
        painted = _rosters(folder, blank)
        what = "from a reading to the painted roster"
        yield Line("window", what, spread(painted, 50, 95), f"{len(painted)} forms, {people}")


def _compared(
    what: str,
    starts: Sequence[Start],
    empty: Sequence[Start],
    *,
    unit: str,
    of: Callable[[Start], float],
) -> Line:
    ours, bare = median(map(of, starts)), median(map(of, empty))
    beside = f"an empty window: {bare:.2f} {unit}, ratio {ours / bare:.1f}"
    return Line("window", what, f"{ours:.2f} {unit}", beside)


def _start(module: str, *words: str | Path) -> Start:
    began = time.perf_counter()
    with _told(module, *words) as told:
        busy = float(next(told, "nan"))
        painted = time.perf_counter() - began
        if module == EMPTY:
            return Start(painted, busy, painted, float(next(told, "nan")))
        next(told)
        ready = time.perf_counter() - began
        return Start(painted, busy, ready, float(next(told, "nan")))


def _rosters(folder: Path, blank: Path) -> list[float]:
    with _told(STATION, folder, blank) as told:
        return [float(line) for line in told][2:]


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
