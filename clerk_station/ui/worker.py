"""The one doorway between the window and the store thread: work goes out, answers come home."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from clerk_station.errors import StationError

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Home:
    """What came of one piece of work, and who waits for it."""

    future: "Future[Any]"
    then: Callable[[Any], object] | None
    failed: Callable[[StationError], object] | None


class Worker(QObject):
    """Does work on the store thread, one piece after another, and answers on the UI thread.

    It has to be made on the UI thread. `trouble` is told of expected trouble that nobody asked to
    be told of, `unexpected` of everything else: a bug has one place to go.
    """

    _came_home = Signal(object)

    def __init__(
        self,
        *,
        trouble: Callable[[StationError], object],
        unexpected: Callable[[BaseException], object],
    ) -> None:
        super().__init__()
        self._trouble, self._unexpected = trouble, unexpected
        self._store_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._is_open = True
        self._came_home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    def do(
        self,
        work: Callable[[], _Answer],
        *,
        then: Callable[[_Answer], object] | None = None,
        failed: Callable[[StationError], object] | None = None,
    ) -> None:
        """Do the work soon; `then` gets its answer, `failed` its expected trouble."""
        if not self._is_open:
            return
        future = self._store_thread.submit(work)
        future.add_done_callback(lambda done: self._came_home.emit(_Home(done, then, failed)))

    def call(self, work: Callable[[], _Answer]) -> _Answer:
        """Do the work and wait for its answer: for other threads, and before there is a window."""
        return self._store_thread.submit(work).result()

    def close(self) -> None:
        """Finish what was begun; what comes home afterwards reaches nobody."""
        self._is_open = False
        self._store_thread.shutdown(wait=True)

    @Slot(object)
    def _arrive(self, home: _Home) -> None:
        if not self._is_open:
            return
        error = home.future.exception()
        try:
            if error is None:
                if home.then is not None:
                    home.then(home.future.result())
            elif isinstance(error, StationError):
                (home.failed or self._trouble)(error)
            else:
                self._unexpected(error)
        except Exception as bug:  # noqa: BLE001 - one of the three named places
            self._unexpected(bug)
