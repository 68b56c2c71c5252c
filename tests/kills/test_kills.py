"""Whatever is killed under load, no event is lost and none is there twice.

`python -m tests.kills --times 100` does the same a hundred times each.
"""

from pathlib import Path

import pytest

from tests.central import postgres
from tests.kills import rounds

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="only Linux tells in /proc whom to kill"
)


def test_workers_are_killed(tmp_path: Path) -> None:
    """Workers die while stations send: every event is there once, every receipt was true."""
    account = rounds.workers(tmp_path, times=4)
    assert account.events > 0
    assert (account.lost, account.doubled, account.broken_promises) == (0, 0, 0)


@pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not())
def test_the_database_server_is_killed(tmp_path: Path) -> None:
    """PostgreSQL dies while stations send: every event is there once, every receipt was true."""
    account = rounds.postmaster(tmp_path, times=2)
    assert account.events > 0
    assert (account.lost, account.doubled, account.broken_promises) == (0, 0, 0)


def test_a_station_is_killed(tmp_path: Path) -> None:
    """A station dies while it records and sends: all that it said saved arrives once."""
    account = rounds.station(tmp_path, times=3)
    assert account.events > 0
    assert (account.lost, account.doubled, account.broken_promises) == (0, 0, 0)


def test_control_a_central_that_answers_before_it_commits_is_found(tmp_path: Path) -> None:
    """Control: with receipts sent before the commit, kills leave promises that are not kept."""
    account = rounds.workers(tmp_path, times=8, program=rounds.EAGER)
    assert account.broken_promises + account.lost > 0


def test_control_a_station_that_boasts_is_found(tmp_path: Path) -> None:
    """Control: a station that says "saved" before it saves loses what it said when it dies."""
    assert rounds.station(tmp_path, times=4, boast=True).broken_promises > 0
