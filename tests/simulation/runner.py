"""Lives many seeds on several processes, and looks for planted bugs."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.simulation.bugs import BUGS
from tests.simulation.chance import seeded
from tests.simulation.plan import drawn
from tests.simulation.world import Lived, live

_KEPT_FAILURES = 100

Work = list[tuple[int, str | None]]
"""Seeds, each with the bug that is planted in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of many seeds."""

    seeds: int
    events: int
    seconds: float
    failed: tuple[Lived, ...]

    def __str__(self) -> str:
        promises = Counter(lived.found[0].invariant for lived in self.failed)
        told = ", ".join(f"{name} {n}" for name, n in promises.most_common()) or "nothing"
        return (
            f"{self.seeds} seeds with {self.events} saved events in {self.seconds:.0f} s"
            f" ({self.seconds / max(1, self.seeds):.2f} s a seed); broken: {told}"
        )


def run(*, first: int, seeds: int, processes: int, bug: str | None = None) -> Report:
    """Live seeds one after another, some at a time."""
    began, events = time.monotonic(), 0
    failed: list[Lived] = []
    work: Work = [(seed, bug) for seed in range(first, first + seeds)]
    with _lives(work, processes) as lives:
        for lived in lives:
            events += lived.events
            if lived.found and len(failed) < _KEPT_FAILURES:
                failed.append(lived)
    return Report(
        seeds=seeds, events=events, seconds=time.monotonic() - began, failed=tuple(failed)
    )


def find(bug: str, *, first: int, most: int, processes: int = 1) -> tuple[int, str] | None:
    """Live seeds until a planted bug is found; give how many it took and the broken promise."""
    work: Work = [(seed, bug) for seed in range(first, first + most)]
    with _lives(work, processes) as lives:
        for count, lived in enumerate(lives, start=1):
            if lived.found:
                assert "TypeError" not in lived.found[0].what, "the bug does not fit where it is"
                return count, lived.found[0].invariant
    return None


@contextmanager
def _lives(work: Work, processes: int) -> Iterator[Iterator[Lived]]:
    """Give the lives in the order of their seeds."""
    if processes == 1:
        yield map(_live, work)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield pool.imap(_live, work)


def _live(work: tuple[int, str | None]) -> Lived:
    seed, name = work
    bug = next((bug for bug in BUGS if bug.name == name), None)
    if bug is None:
        return replace(live(seed), lines=())
    if not bug.needs(drawn(seeded(seed))):
        return Lived(seed=seed, found=(), trace="", lines=(), events=0)
    with bug.planted():
        return replace(live(seed), lines=())
