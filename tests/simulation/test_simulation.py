"""The simulation itself: it repeats, it finds what is wrong, and finds nothing where nothing is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.runner import find, run
from tests.simulation.world import live

ROOT = Path(__file__).parents[2]
QUICK = ("ack_before_commit", "page_begins_late")
"""Planted bugs that are found within a few seeds."""

SEEDS = 4
"""Lived in every test run; `make simulate` lives as many as it is told."""

BUG_SEEDS = 12
"""Tried for each planted bug in every test run; `make simulate ARGS=--bugs` tries 200."""


def trace_elsewhere(seed: int, *, hash_seed: str) -> str:
    """Live a seed in a process of its own and give the hash of its trace."""
    code = f"from tests.simulation.world import live; print(live({seed}).trace)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("seed", [1])
def test_the_same_seed_lives_the_same_life(seed: int) -> None:
    """A seed leaves the same trace in every process, however that one hashes."""
    here = live(seed).trace
    assert trace_elsewhere(seed, hash_seed="1") == here
    assert trace_elsewhere(seed, hash_seed="2") == here
    assert live(seed + 1).trace != here, "the control: another seed lives another life"


def test_nothing_is_lost_doubled_or_skipped() -> None:
    """Whatever befalls stations, line and central, every promise of the post holds."""
    report = run(first=0, seeds=SEEDS, processes=1)
    assert not report.failed, [(lived.seed, lived.found[0]) for lived in report.failed]
    assert report.events > 10 * SEEDS


@pytest.mark.parametrize("bug", QUICK)
def test_a_planted_bug_is_found(bug: str) -> None:
    """The control: where production is made wrong, a promise is seen to break."""
    assert find(bug, first=0, most=BUG_SEEDS) is not None
