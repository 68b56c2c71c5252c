"""All measurements in one table: `python -m tests.benchmarks [--full]`.

Quick sizes take a few minutes. With `--full` there are 1.3 million people at one station and
many more frames, which may take half an hour. It judges nothing; machines differ and are
busy, so look at what was measured beside each line in the same run.
"""

import argparse
import os
import platform
import sys
from collections.abc import Iterator

from clerk_station import __version__
from tests.benchmarks import desk, feed, ingest, preview, scan, sync
from tests.benchmarks.table import Line, show

SEED, FRAMES, ALL_FRAMES = 2026, 24, 180
FEW_EVENTS, FEW_HOUSEHOLDS = 2_000, 4_000
FEW_PEOPLE = 40_000


def measure(*, full: bool) -> Iterator[Line]:
    """Measure everything, one after the other; say on the way what is being measured."""
    yield Line("", f"clerk-station {__version__}", platform.platform(), f"{os.cpu_count()} cores")
    if full:
        frames = ALL_FRAMES
        people, post = desk.measure(people=desk.ALL_PEOPLE), sync.measure()
    else:
        frames = FRAMES
        people = desk.measure(people=FEW_PEOPLE, rounds=3)
        post = sync.measure(events=FEW_EVENTS, households=FEW_HOUSEHOLDS)
    centre = feed.measure() if full else feed.measure(people=FEW_PEOPLE)
    parts = {
        "the scanner": scan.measure(seed=SEED, count=frames),
        "the preview": preview.measure(),
        "the desk": people,
        "the post": post,
        "taking in": ingest.measure(events=ingest.EVENTS if full else 2 * FEW_EVENTS),
        "a centre's data": centre,
    }
    for what, lines in parts.items():
        print(f"measuring {what}", file=sys.stderr, flush=True)
        yield from lines


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="All measurements in one table.")
    parser.add_argument("--full", action="store_true", help="full sizes, half an hour")
    show(measure(full=parser.parse_args().full))
    return 0


if __name__ == "__main__":
    sys.exit(main())
