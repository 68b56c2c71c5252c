"""The post in one table: `python -m tests.benchmarks.post`, which is `make bench-sync`.

Speeds of both databases with the raw store and raw HTTP beside them, a day's events over a bad
line, stations that all come back (`--stations 5000 --minutes 10` in full), and with `--peers` what
others sync with. It judges nothing; the load of the machine stands around the figures.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator

from clerk_station import __version__
from tests.benchmarks import feed, ingest, slow_line, stations, sync
from tests.benchmarks.peers.__main__ import measure as measure_peers
from tests.benchmarks.table import Line, show


def load(when: str) -> Line:
    """Say how busy the machine is."""
    busy = "not known here" if sys.platform == "win32" else f"{os.getloadavg()[0]:.1f}"
    return Line("", f"load {when}", busy, f"{os.cpu_count()} cores, {platform.platform()}")


def measure(asked: argparse.Namespace) -> Iterator[Line]:
    """Measure the parts, one after the other; say on the way what is being measured."""
    yield Line("", f"clerk-station {__version__}", "")
    yield load("before")
    parts = {
        "the feed": feed.measure(people=asked.people),
        "speeds": sync.measure(events=asked.events, households=asked.households),
        "taking in": ingest.measure(events=2 * asked.events),
        "a bad line": slow_line.measure(runs=asked.runs),
        "stations": stations.measure(stations=asked.stations, minutes=asked.minutes),
        "peers": measure_peers() if asked.peers else iter(()),
    }
    for what, lines in parts.items():
        print(f"measuring {what}", file=sys.stderr, flush=True)
        yield from lines
        yield load(f"after {what}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The post in one table.")
    parser.add_argument("--events", type=int, default=sync.EVENTS)
    parser.add_argument("--households", type=int, default=sync.HOUSEHOLDS)
    parser.add_argument("--people", type=int, default=feed.PEOPLE, help="of one centre")
    parser.add_argument("--runs", type=int, default=3, help="days over the bad line")
    parser.add_argument("--stations", type=int, default=stations.ALL // stations.SHARE)
    parser.add_argument("--minutes", type=float, default=stations.MINUTES / stations.SHARE)
    parser.add_argument("--peers", action="store_true", help="what others sync with, 15 minutes")
    show(measure(parser.parse_args()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
