"""The simulation itself: it repeats, it finds what is wrong, and finds nothing where nothing is."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.disk import Disk, PowerCut
from tests.simulation.runner import find, run
from tests.simulation.world import live

ROOT = Path(__file__).parents[2]
SEEDS, BLOCK = 100, 10
"""Lived in every test run, in blocks; `make simulate` lives as many as it is told."""

QUICK = (
    "ack_before_commit", "central_normal", "refuses_poison", "stops_at_poison", "quarantine_lost",
    "standing_trusted", "token_for_ever", "cursor_by_id", "page_begins_late", "ledger_normal",
    "delete_on_400", "export_settles", "cursor_before_data", "page_hole_accepted",
    "tombstone_ignored", "scope_keeps_records", "receipts_not_void", "not_given_back",
    "restored_goes_on", "raw_forgotten", "state_unheard", "cards_of_others", "moves_at_once",
)  # fmt: skip
"""Planted bugs that some ten seeds find; `make simulate ARGS=--bugs` looks for all."""

MOST = 200
"""Seeds within which a planted bug has to be found."""


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


def test_the_same_seed_lives_the_same_life() -> None:
    """A seed leaves the same trace in every process, however that one hashes."""
    here = live(1).trace
    assert trace_elsewhere(1, hash_seed="1") == here
    assert trace_elsewhere(1, hash_seed="2") == here
    assert live(2).trace != here, "the control: another seed lives another life"


@pytest.mark.parametrize("first", range(0, SEEDS, BLOCK))
def test_nothing_is_lost_doubled_or_skipped(first: int) -> None:
    """Whatever befalls stations, line and central, every promise of the post holds."""
    report = run(first=first, seeds=BLOCK, processes=1)
    assert not report.failed, [(lived.seed, lived.found[0]) for lived in report.failed]
    assert report.events > 10 * BLOCK


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("bug", QUICK)
def test_a_planted_bug_is_found(bug: str) -> None:
    """The control: where production is made wrong, a promise is seen to break."""
    assert bug in {planted.name for planted in BUGS}
    assert find(bug, first=0, most=MOST) is not None


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_a_disk_keeps_what_was_synced_and_may_lose_the_rest(synchronous: str) -> None:
    """A commit that was written through survives a cut; one that was not may be gone."""
    lost = 0
    for seed in range(20):
        disk = Disk(Random(seed))  # noqa: S311 - the same cuts each time
        file = disk.open("a.db")
        file.execute(f"PRAGMA synchronous={synchronous}")
        file.execute("CREATE TABLE t (n INTEGER)")
        file.commit()
        for number in range(5):
            file.execute("BEGIN")
            file.execute("INSERT INTO t VALUES (?)", (number,))
            file.commit()
        file.execute("BEGIN")
        file.execute("INSERT INTO t VALUES (99)")
        disk.lose_power()
        kept = [row[0] for row in disk.open("a.db").execute("SELECT n FROM t ORDER BY n")]
        assert kept == list(range(len(kept))), "what survives is a beginning"
        lost += len(kept) < 5
    assert lost == 0 if synchronous == "FULL" else lost > 5


def test_a_cut_before_a_commit_takes_it_and_one_after_it_does_not() -> None:
    """The power may go at any commit, on either side of it."""
    for when, kept in (("before", 0), ("after", 1)):
        disk = Disk(Random(0))  # noqa: S311 - nothing is drawn here
        file = disk.open("a.db")
        file.execute("CREATE TABLE t (n INTEGER)")
        file.execute("BEGIN")
        file.execute("INSERT INTO t VALUES (1)")
        disk.armed = _cut(when)
        with pytest.raises(PowerCut):
            file.commit()
        disk.heal()
        count = disk.open("a.db").execute("SELECT count(*) FROM t").fetchone()
        assert count[0] == kept


def _cut(when: str) -> Callable[[str, str], None]:
    def strike(_name: str, moment: str) -> None:
        if moment == when:
            raise PowerCut

    return strike
