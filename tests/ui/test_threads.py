"""Between threads: the store's worker and the camera's bridge."""

import gc
import threading
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from clerk_station.errors import StationError
from clerk_station.ui.bridge import Bridge
from clerk_station.ui.rubbish import Rubbish
from clerk_station.ui.worker import Worker
from tests.ui.conftest import Heard


@pytest.fixture
def heard() -> Heard:
    """Listen to the worker."""
    return Heard()


@pytest.fixture
def worker(qtbot: QtBot, heard: Heard) -> Iterator[Worker]:
    """Give a worker whose trouble and surprises are heard."""
    assert isinstance(qtbot, QtBot)
    made = Worker(trouble=heard.listen("trouble"), unexpected=heard.listen("unexpected"))
    yield made
    made.close()


def test_answers_come_home_to_the_thread_of_the_window(worker: Worker, qtbot: QtBot) -> None:
    """Work is done on the store thread, its answer is used on the thread that asked."""
    threads: list[str] = []

    def then(name: str) -> None:
        threads.extend((name, threading.current_thread().name))

    worker.do(lambda: threading.current_thread().name, then=then)
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0].startswith("store")
    assert threads[1] == threading.main_thread().name


def test_work_is_done_in_the_order_it_was_asked(worker: Worker, qtbot: QtBot) -> None:
    """A hundred pieces come home in order: one thread owns the databases."""
    came: list[int] = []
    for n in range(100):
        worker.do(lambda n=n: n, then=came.append)  # type: ignore[misc] # mypy cannot infer n=n
    qtbot.waitUntil(lambda: len(came) == 100)
    assert came == sorted(came)


def test_expected_trouble_is_told_to_whoever_asked(
    worker: Worker, qtbot: QtBot, heard: Heard
) -> None:
    """With `failed` the asker hears of it, without it the window does."""

    def work() -> None:
        raise StationError("The disk is full", "Free some space")

    worker.do(work, failed=heard.listen("failed"))
    worker.do(work)
    qtbot.waitUntil(lambda: len(heard.said) == 2)
    assert [name for name, _ in heard.said] == ["failed", "trouble"]


def test_a_bug_has_one_place_to_go(worker: Worker, qtbot: QtBot, heard: Heard) -> None:
    """An error in the work and one in the use of its answer are told, and work goes on."""

    def surprise(_answer: object) -> None:
        msg = "in the window"
        raise ValueError(msg)

    worker.do(lambda: 1 / 0)
    worker.do(lambda: 1, then=surprise)
    worker.do(lambda: 2, then=heard.listen("answer"))
    qtbot.waitUntil(lambda: len(heard.said) == 3)
    assert [name for name, _ in heard.said] == ["unexpected", "unexpected", "answer"]


def test_a_closed_worker_finishes_and_then_is_silent(
    worker: Worker, qtbot: QtBot, heard: Heard
) -> None:
    """Closing waits for what was begun; nobody is called afterwards, and new work is not begun."""
    done: list[str] = []
    worker.do(lambda: done.append("first"), then=heard.listen("answer"))
    worker.close()
    worker.do(lambda: done.append("second"))
    qtbot.wait(20)
    assert done == ["first"]
    assert heard.said == []


def test_only_the_newest_frame_is_painted(qtbot: QtBot, heard: Heard) -> None:
    """Of fifty frames that a busy window missed it gets the last alone; readings all arrive."""
    bridge = Bridge()
    bridge.frame.connect(heard.listen("frame"))
    bridge.reading.connect(heard.listen("reading"))
    frames = [np.full((2, 2, 3), n, dtype=np.uint8) for n in range(50)]

    def film() -> None:
        for n, frame in enumerate(frames):
            bridge.offer_frame(frame)
            bridge.offer_reading(n)

    camera = threading.Thread(target=film)
    camera.start()
    camera.join()
    qtbot.waitUntil(lambda: len(heard.said) == 51)
    painted = [value for name, value in heard.said if name == "frame"]
    assert [value for name, value in heard.said if name == "reading"] == list(range(50))
    assert len(painted) == 1
    assert painted[0] is frames[-1]


def test_trouble_of_the_camera_crosses_over(qtbot: QtBot, heard: Heard) -> None:
    """What is wrong with the camera, and None when it is right again."""
    bridge = Bridge()
    bridge.trouble.connect(heard.listen("trouble"))
    trouble = StationError("The camera is gone", "Plug it in")
    bridge.offer_trouble(trouble)
    bridge.offer_trouble(None)
    qtbot.waitUntil(lambda: len(heard.said) == 2)
    assert heard.said == [("trouble", trouble), ("trouble", None)]


class Knot:
    """An object that only the collector can take away, as a timer whose signal was used."""

    def __init__(self) -> None:
        self.itself = self


def collected_by(qtbot: QtBot) -> str:
    """Leave a knot behind, let another thread allocate a lot, and name who took the knot away."""
    taken: list[str] = []
    knot = Knot()
    weakref.finalize(knot, lambda: taken.append(threading.current_thread().name))
    del knot
    busy = threading.Thread(target=lambda: [[] for _ in range(200_000)], name="busy")
    busy.start()
    busy.join()
    qtbot.waitUntil(lambda: bool(taken))
    return taken[0]


def test_what_nobody_reaches_goes_on_the_threads_of_the_window(qtbot: QtBot) -> None:
    """However much other threads allocate, none of them ever destroys a widget."""
    rubbish = Rubbish()
    try:
        assert collected_by(qtbot) == threading.main_thread().name
    finally:
        rubbish.close()
    assert gc.isenabled()


def test_control_by_itself_any_thread_collects(qtbot: QtBot) -> None:
    """The control: left to Python, the thread that allocates takes it away."""
    assert collected_by(qtbot) == "busy"
