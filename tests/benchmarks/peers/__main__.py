"""Ours and the rivals in one table: `python -m tests.benchmarks.peers [--only speeds|faults]`.

It judges nothing. The load of the machine stands beside the figures; compare them with each other.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks import sync
from tests.benchmarks.peers.race import RECORDS, Race, race
from tests.benchmarks.peers.rounds import FAULTS, Tally, play
from tests.benchmarks.peers.sides import PEERS, Side, morango, ours, pouch
from tests.benchmarks.table import Line, show

_HOUSEHOLDS = 20_000


def speeds(records: int, product: str) -> Iterator[Line]:
    """Measure both ways for ours, and for each rival or one of them."""
    with _folder() as folder:
        bench = sync.Bench(folder)
        sync.run(bench, events=records, households=_HOUSEHOLDS, database=None)
        push = next(r for n, r in bench.rates.items() if n.startswith("events pushed"))
        pull = next(r for n, r in bench.rates.items() if n.startswith("records pulled into"))
        yield _raced(ours(), Race(push, pull, "encrypted at the station"))
    for side in (side for side in (pouch(), morango()) if product in side.name):
        with _folder() as folder:
            yield _raced(side, race(side, folder, records=records))


def _raced(side: Side, found: Race) -> Line:
    value = f"push {found.push:,.0f}/s, pull {found.pull:,.0f}/s" if found.push else "-"
    return Line("peers", f"speed, {side.name}", value, found.said)


def faults(only: str, product: str) -> Iterator[Line]:
    """Play each fault against each product, or one against one."""
    sides = (ours(), pouch(), morango(), pouch(durable=False))
    for side in (side for side in sides if product in side.name):
        for fault in FAULTS:
            # The control shows that the crash images find what is not durable.
            if only in {"", fault} and ("control" not in side.name or fault == "crash images"):
                with _folder() as folder:
                    found = _played(side, fault, play(side, fault, folder))
                print(f"{found.what}: {found.value} {found.beside}", file=sys.stderr, flush=True)
                yield found


def _played(side: Side, fault: str, found: Tally) -> Line:
    value = f"missing {found.missing}, doubled {found.doubled}, stuck {found.stuck}"
    return Line("peers", f"{fault}, {side.name}", "-" if found.said else value, found.said)


def measure(
    *, only: str = "", records: int = RECORDS, fault: str = "", product: str = ""
) -> Iterator[Line]:
    """Measure speeds, then faults."""
    if not PEERS.exists():
        yield Line("peers", "not measured", "-", "make bench-sync PEERS=1 makes .venv-peers")
        return
    yield Line("peers", "load before", f"{os.getloadavg()[0]:.1f}")
    if only != "faults":
        yield from speeds(records, product)
    if only != "speeds":
        yield from faults(fault, product)
    yield Line("peers", "load after", f"{os.getloadavg()[0]:.1f}")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="peers", ignore_cleanup_errors=True) as name:
        yield Path(name)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Ours and the rivals in one table.")
    parser.add_argument("--only", choices=("speeds", "faults"), default="")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--fault", choices=tuple(FAULTS), default="")
    parser.add_argument("--product", default="", help="a part of its name")
    asked = vars(parser.parse_args())
    show(measure(**asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
