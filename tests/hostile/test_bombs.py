"""Whatever is pushed, a worker stays below 512 MB and says no in words."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central.limits import PUSH
from sync.envelope import MOST_EVENT, pack, unpack
from sync.errors import BadEnvelope, Busy, Rejected
from sync.http import HttpServer
from sync.wire import read_receipt
from tests.central.process import begun, served, until
from tests.hostile.bombs import BOMBS

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 512_000_000


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_is_no_batch(name: str) -> None:
    """Zeros without end, a window too wide and brackets too deep are refused while unpacking."""
    with pytest.raises(BadEnvelope):
        unpack(BOMBS[name]())


def test_control_without_a_limit_a_bomb_takes_what_it_wants() -> None:
    """Control: the same small packet, unpacked without our limits, takes a gigabyte."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.hostile.bombs", "zeros"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert int(told.stdout) > MOST_MEMORY


def peak(pid: int) -> int:
    """Give the most memory that a process ever had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def events_of(how_many: int) -> Iterator[bytes]:
    """Give as many events as large as an event may be."""
    yield from (b"x" * MOST_EVENT for _ in range(how_many))


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells peaks of memory in /proc"
)
def test_the_largest_batches_and_bombs_together_stay_within_memory(tmp_path: Path) -> None:
    """More largest batches at once than there are places, and bombs between: all are answered."""
    karbala = begun(tmp_path / "central")
    stations = [karbala.station() for _ in range(PUSH.places + 2)]
    bodies = []
    for station in stations:
        for data in events_of(127):
            station.outbox.record(data)
        batch = station.outbox.seal(1, 127)
        assert batch is not None
        bodies.append(pack(batch))
    outcomes: list[str] = []

    def push(address: str, token: str, *packed: bytes) -> None:
        line = HttpServer(address, token=token)
        for body in packed:
            try:
                outcomes.append(str(read_receipt(line.push(body).body).acknowledged))
            except (Busy, Rejected) as error:
                outcomes.append(type(error).__name__)
        line.close()

    with served(tmp_path / "central", workers=1) as central:
        until(lambda: central.begun() == 1)
        packets = [make() for make in BOMBS.values()]
        threads = [
            threading.Thread(
                target=push, args=(central.address, station.enrolment.token, body, *packets)
            )
            for station, body in zip(stations, bodies, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert peak(central.workers()[0]) < MOST_MEMORY
    karbala.database.close()
    assert len(outcomes) == len(stations) * 5
    assert set(outcomes) <= {"127", "Busy", "Rejected"}
    assert outcomes.count("127") >= len(stations) / 2
