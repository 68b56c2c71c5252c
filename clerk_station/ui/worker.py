"""The one doorway from the window to the store thread, and home again."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from clerk_station.errors import StationError

T = TypeVar("T")


class Worker(QObject):
    """Runs work on the store thread, one piece after another, and brings answers home.

    Made on the UI thread; `then` and `failed` are called there. What nobody expected goes to
    `surprised`, the one place for bugs.
    """

    surprised = Signal(object)
    _home = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._home.connect(self._arrived)

    def do(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], object],
        failed: Callable[[StationError], object],
    ) -> None:
        """Run work; its answer goes to `then`, expected trouble to `failed`. Returns at once."""
        future = self._thread.submit(work)
        future.add_done_callback(
            lambda done: self._home.emit(partial(self._deliver, done, then, failed))
        )

    def call(self, work: Callable[[], T]) -> T:
        """Run work and wait for its answer; for other threads, never for the UI thread."""
        return self._thread.submit(work).result()

    def close(self) -> None:
        """Finish what was begun, begin nothing more, and wait for the thread to end."""
        self._thread.shutdown(wait=True)

    @Slot(object)
    def _arrived(self, deliver: Callable[[], None]) -> None:
        deliver()

    def _deliver(
        self,
        done: "Future[Any]",
        then: Callable[[Any], object],
        failed: Callable[[StationError], object],
    ) -> None:
        error = done.exception()
        if error is None:
            then(done.result())
        elif isinstance(error, StationError):
            failed(error)
        else:
            self.surprised.emit(error)
