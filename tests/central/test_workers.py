"""Several processes that answer stations at one address."""

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.central import worker
from sync.envelope import pack
from sync.errors import SyncError
from sync.http import HttpServer
from sync.wire import read_receipt
from tests.central.karbala import HeldStation, Karbala, event
from tests.central.process import Served, begun, kill, served, until
from tests.sync.held import HeldTime

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="only Linux tells in /proc who the workers are"
)


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central that lives in a folder."""
    made = begun(tmp_path / "central")
    yield made
    made.database.close()


@pytest.fixture
def central(karbala: Karbala, tmp_path: Path) -> Iterator[Served]:
    """Serve it with two workers."""
    assert karbala.held() == 0
    with served(tmp_path / "central") as made:
        until(lambda: made.begun() == 2)
        yield made


def over(central: Served, station: HeldStation) -> HttpServer:
    """Give a station's line to the served central."""
    return HttpServer(central.address, token=station.enrolment.token)


def settled(station: HeldStation, line: HttpServer) -> None:
    """Let a station push what waits."""
    time = HeldTime()
    cycle = time.cycle(station.outbox, station.inbox, line)
    until(lambda: time.run(cycle, within=900) >= 0 and not station.outbox.waiting())


def test_stations_are_served_by_two_workers_at_once(central: Served, karbala: Karbala) -> None:
    """What several stations push at the same moment to two processes is all there, once."""
    stations = [karbala.station() for _ in range(4)]
    for station in stations:
        station.outbox.record_many(event, 400)
    lines = [over(central, station) for station in stations]
    threads = [
        threading.Thread(target=settled, args=pair) for pair in zip(stations, lines, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for station, line in zip(stations, lines, strict=True):
        assert karbala.stored(station.enrolment.station) == station.outbox.events
        line.close()
    assert central.count("clerk_central_events_total") >= 1600


def test_a_worker_that_dies_is_replaced(central: Served, karbala: Karbala) -> None:
    """A killed worker costs no event, another takes its place, and what it counted is kept."""
    station = karbala.station()
    line = over(central, station)
    station.outbox.record_many(event, 40)
    settled(station, line)
    counted = central.count("clerk_central_events_total")
    before = central.workers()
    for pid in before:
        kill(pid)
    until(lambda: len(central.workers()) == 2 and not set(central.workers()) & set(before))
    station.outbox.record_many(event, 40)
    settled(station, line)
    line.close()
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert central.count("clerk_central_events_total") >= counted + 40
    assert central.count("clerk_central_workers") == 2


def test_workers_end_with_their_parent(central: Served) -> None:
    """When the parent is killed the workers stop, so that the address is free again."""
    workers = central.workers()
    kill(central.process.pid)
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in workers))


def test_running_requests_are_finished_before_the_end(central: Served, karbala: Karbala) -> None:
    """Whoever is being answered when the central is told to stop gets the answer."""
    station = karbala.station()
    station.outbox.record_many(event, 100)
    batch = station.outbox.seal(1, 100)
    assert batch is not None
    answers: list[int] = []

    def push() -> None:
        line = over(central, station)
        answers.append(read_receipt(line.push(pack(batch)).body).acknowledged)
        line.close()

    with karbala.database.writing():
        pushing = threading.Thread(target=push)
        pushing.start()
        until(lambda: central.count("clerk_central_requests_running") == 1)
        central.process.send_signal(signal.SIGTERM)
        until(lambda: _closed(central))
        assert not answers, "the push waits for the database"
    pushing.join()
    assert answers == [100]
    assert central.process.wait(60) == 0


def _closed(central: Served) -> bool:
    """Tell whether the central takes no new connection any more."""
    line = HttpServer(central.address)
    try:
        line.push(b"")
    except SyncError as error:
        return type(error).__name__ == "Unreachable"
    finally:
        line.close()
    return False


def test_a_worker_without_its_database_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that cannot open the central ends with a line in the log, for the next to try."""
    with pytest.raises(SystemExit):
        worker.build(tmp_path / "nowhere")
    assert "a worker could not begin" in caplog.text
