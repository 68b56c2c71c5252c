"""A day's events over a bad line: `python -m tests.benchmarks.slow_line [--runs N] [--silent]`.

A station with its real store and the product's own cycle sends a day's events to a central in a
process of its own, over 64 kbit/s, 1.5 s there and back, one packet of five lost each way and all
connections cut every 30 s. Where packets can be carried, the kernel's TCP fights with that;
`--model` shows the proxy that stands in elsewhere. A run takes as long as it says.
"""

import argparse
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from statistics import median
from typing import Protocol

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.domain.people import Household
from clerk_station.store.opening import Store
from sync.central.folder import Folder
from sync.central.registry import forms_on, get_many
from sync.cycle import Cycle
from sync.http import HttpServer
from sync.status import Phase
from tests.benchmarks.lines import Weather, luck
from tests.benchmarks.lines.packets import CENTRAL, congestion, packets, why_not
from tests.benchmarks.lines.proxy import proxied
from tests.benchmarks.sync import CENTRE, DAY, Bench, enrolled, record, serving, settle
from tests.benchmarks.table import Line, show

EVENTS, TARGET, GIVEN_UP = 400, 180.0, 900.0
_HOURS = 7


class BadLine(Protocol):
    """A line that is clean until somebody spoils it."""

    def spoil(self, weather: Weather, *, seed: int) -> None:
        """Make it bad from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is sent over which line; the seed draws what is lost and how long the station waits."""

    weather: Weather
    events: int
    seed: int

    def over_packets(self) -> "Run":
        """Send it over a line that carries packets."""
        with central() as (bench, people), packets() as line:
            folder, through = bench.folder / "central", line.at_the_central()
            with serving(folder, host=CENTRAL, through=through) as address:
                run = line.at_the_station(lambda: self._sent(bench, people, address, line))
            up, down = line.ways
            return Run(*run, up.carried, down.carried, line.cuts)

    def over_the_model(self) -> "Run":
        """Send it over the proxy, whose stalls are those of the model."""
        with (
            central() as (bench, people),
            serving(bench.folder / "central") as behind,
            proxied(behind) as (address, line),
        ):
            run = self._sent(bench, people, address, line)
            return Run(*run, line.up, line.down, line.cuts)

    def _sent(
        self, bench: Bench, people: Sequence[Household], address: str, line: BadLine
    ) -> tuple[float, int]:
        """Enrol, pull and record over the clean line; then send over the bad one."""
        store, token = enrolled(bench, address, clock=slow_day(self.events))
        with closing(store), closing(HttpServer(address, token=token)) as server:
            settle(store, server)
            record(store, people, self.events)
            line.spoil(self.weather, seed=self.seed)
            return drained(store, server, seed=self.seed)


@dataclass(frozen=True, slots=True)
class Run:
    """One day sent: seconds until the last receipt, tries that failed, bytes each way, cuts."""

    seconds: float
    failures: int
    up: int
    down: int
    cuts: int


@contextmanager
def central() -> Iterator[tuple[Bench, list[Household]]]:
    """Begin a central with a few households; give those that have a form at the centre."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        bench = Bench(Path(folder))
        bench.central("init")
        bench.central("sample", "--households", "500", "--day", str(DAY))
        office = Folder(bench.folder / "central").open()
        with closing(office.database), office.database.reading() as connection:
            forms = forms_on(connection, CENTRE, DAY)
            people = get_many(connection, Household, (form.household for form in forms))
        yield bench, list(people.values())


def slow_day(events: int) -> Clock:
    """Give a clock in which as many events as this take a working day."""
    draw = luck(1)
    moments = sorted(draw.randrange(_HOURS * 3_600_000) for _ in range(events))
    opened = datetime(DAY.year, DAY.month, DAY.day, 8, tzinfo=BAGHDAD)
    times, ticks = (chain(moments, repeat(moments[-1])) for _ in range(2))
    return Clock(
        now=lambda: opened + timedelta(milliseconds=next(times)),
        monotonic_ms=lambda: 3_600_000 + next(ticks),
        boot=uuid.uuid4().hex,
    )


def drained(store: Store, server: HttpServer, *, seed: int) -> tuple[float, int]:
    """Run the cycle until nothing waits; give the seconds and how many tries failed."""
    cycle = Cycle(
        outbox=store.outbox,
        lives=store.lives,
        inbox=store.inbox,
        server=server,
        monotonic=time.monotonic,
        wall=time.time,
        random=luck(seed).random,
    )
    began, failures = time.monotonic(), 0
    while store.outbox.waiting() and time.monotonic() - began < GIVEN_UP:
        time.sleep(cycle.step())
        failures += bool(cycle.status.attempts)
        assert cycle.status.phase is not Phase.TROUBLE, cycle.status
    return time.monotonic() - began, failures


def measure(
    *, runs: int = 1, events: int = EVENTS, told: bool = True, model: bool = False
) -> Iterator[Line]:
    """Send some days, one after the other."""
    model = model or bool(why_not())
    how = f"the model ({why_not() or 'asked for'})" if model else f"packets, TCP {congestion()}"
    seconds = []
    for seed in range(1, runs + 1):
        day = Day(weather=Weather(told=told), events=events, seed=seed)
        run = day.over_the_model() if model else day.over_packets()
        seconds.append(run.seconds)
        beside = f"{run.up:,} B up, {run.down:,} B down, {run.cuts} cuts, {run.failures} failures"
        yield Line("slow line", f"{events} events, {how}, {seed}", f"{run.seconds:,.0f} s", beside)
    worst = f"worst {max(seconds):,.0f} s, target {TARGET:.0f} s"
    yield Line("slow line", f"median of {runs}, {how}", f"{median(seconds):,.0f} s", worst)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A day's events over a bad line.")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--silent", action="store_true", help="nobody is told of a cut")
    parser.add_argument("--model", action="store_true", help="the proxy, also where packets can be")
    asked = parser.parse_args()
    line = {"told": not asked.silent, "model": asked.model}
    show(measure(runs=asked.runs, events=asked.events, **line))
    return 0


if __name__ == "__main__":
    sys.exit(main())
