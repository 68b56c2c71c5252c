"""Power cuts on the ledger of a real process, replayed from what it wrote and synced."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from clerk_station.errors import StationError
from clerk_station.store.opening import open_ledger
from clerk_station.store.tables import journal
from clerk_station.store.verify import Whole, verify
from tests.store.crashes import Disk, Saved, Step, Synchronous, recorded
from tests.world import KEY

EVENTS, IMAGES = 40, 60


def can_trace() -> bool:
    """Tell whether the tool that notes a process's writes is here and may be used."""
    tool = shutil.which("strace")
    if tool is None:
        return False
    tried = subprocess.run([tool, "-f", "-y", "true"], check=False, capture_output=True)
    return tried.returncode == 0


needs_strace = pytest.mark.skipif(
    not can_trace(), reason="strace, which notes what a process writes, is not here or may not run"
)


def lost_in_cuts(steps: Sequence[Step], folder: Path) -> int:
    """Cut the power at many places; count the images in which something said to be saved is not."""
    random = Random(26)  # noqa: S311 - the same cuts each time
    begun = next(n for n, step in enumerate(steps) if isinstance(step, Saved))
    lost = 0
    for number in range(IMAGES):
        cut = random.randrange(begun + 1, len(steps))
        disk, saved = Disk(), 0
        for step in steps[:cut]:
            disk.take(step)
            saved = step.events if isinstance(step, Saved) else saved
        place = folder / f"image-{number}"
        disk.lie_in(place, random)
        lost += not holds(place, saved)
    return lost


def holds(folder: Path, saved: int) -> bool:
    """Tell whether a ledger opens, is whole, and has at least so many events."""
    try:
        engine = open_ledger(folder, key=KEY)
    except StationError:
        return False
    try:
        with engine.connect() as connection:
            count = connection.scalar(select(func.count()).select_from(journal)) or 0
        return count >= saved and isinstance(verify(engine), Whole)
    except StationError:
        return False
    finally:
        engine.dispose()


@needs_strace
def test_no_power_cut_takes_what_was_said_to_be_saved(tmp_path: Path) -> None:
    """After a cut at any write of the ledger, every event of which the desk was told is there."""
    steps = recorded(tmp_path / "full", synchronous="FULL", events=EVENTS)
    assert sum(isinstance(step, Saved) for step in steps) == EVENTS
    assert lost_in_cuts(steps, tmp_path) == 0


@needs_strace
@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_control_without_a_sync_at_each_commit_cuts_take_some(
    tmp_path: Path, synchronous: Synchronous
) -> None:
    """The control: where commits are not written through, the same cuts lose saved events."""
    steps = recorded(tmp_path / "lazy", synchronous=synchronous, events=EVENTS)
    assert lost_in_cuts(steps, tmp_path) > IMAGES // 10
