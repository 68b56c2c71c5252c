"""The command line: `python -m tests.simulation --seeds 2000 --first 0`."""

import argparse
import sys
from collections.abc import Sequence

from tests.simulation.bugs import BUGS
from tests.simulation.runner import find, run
from tests.simulation.world import live

_WITHIN = 200
"""Seeds within which each planted bug has to be found."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Live seeds and tell what was found; 0 where everything is as it should be."""
    names = [bug.name for bug in BUGS]
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--bug", choices=names, help="plant a bug; every seed should find it")
    parser.add_argument("--bugs", action="store_true", help="look for each planted bug in turn")
    parser.add_argument("--trace", action="store_true", help="print all that happens in a seed")
    asked = parser.parse_args(arguments)
    if asked.bugs:
        return _table(asked.first, asked.processes)
    if asked.trace:
        return _trace(asked.first)
    report = run(first=asked.first, seeds=asked.seeds, processes=asked.processes, bug=asked.bug)
    for lived in report.failed[:20]:
        for violation in lived.found[:3]:
            print(f"seed {lived.seed}: {violation.invariant}: {violation.what}")
    print(report)
    return 1 if report.failed else 0


def _trace(seed: int) -> int:
    lived = live(seed, keep_trace=True)
    print(*lived.lines, sep="\n")
    print(f"trace {lived.trace}")
    return 1 if lived.found else 0


def _table(first: int, processes: int) -> int:
    """Print after how many seeds each planted bug was found, and by which promise."""
    missed = 0
    for bug in BUGS:
        found = find(bug.name, first=first, most=_WITHIN, processes=processes)
        missed += found is None
        told = "NOT FOUND" if found is None else f"{found[0]:4}  {found[1]}"
        print(f"{bug.name:22} {told:34} {bug.what}", flush=True)
    print(f"{len(BUGS) - missed} of {len(BUGS)} planted bugs found within {_WITHIN} seeds each")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
