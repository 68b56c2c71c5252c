"""`python -m tests.kills [worker] [postmaster] [station] --times 100`: kill under load, count."""

import argparse
import tempfile
from pathlib import Path

from tests.kills import rounds

ROUNDS = {
    "worker": rounds.workers,
    "postmaster": rounds.postmaster,
    "station": rounds.station,
}


def main() -> int:
    """Kill what is named so many times; 1 where an event was lost or doubled."""
    parser = argparse.ArgumentParser(description="Kill parts under load and count every event.")
    parser.add_argument("parts", nargs="*", default=list(ROUNDS), help=", ".join(ROUNDS))
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    bad = 0
    for part in asked.parts:
        with tempfile.TemporaryDirectory() as folder:
            account = ROUNDS[part](Path(folder), times=asked.times, seed=asked.seed)
        print(f"{part:10} {account}", flush=True)
        bad += account.lost + account.doubled + account.broken_promises
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
