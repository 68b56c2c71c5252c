"""The post's thread: drives a cycle, sleeps until it is due or woken, tells its status."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from sync.backoff import FIRST
from sync.cycle import Cycle
from sync.status import Status

log = logging.getLogger(__name__)


class Loop:
    """Runs a cycle on a thread of its own. `told` gets each new status, on that thread."""

    def __init__(self, cycle: Cycle, told: Callable[[Status], None]) -> None:
        self._cycle, self._told = cycle, told
        self._woken, self._closing = Event(), Event()
        self._last: Status | None = None
        self._thread = Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something was recorded."""
        self._woken.set()

    def send_now(self) -> None:
        """Do not wait any longer for the next try."""
        self._cycle.send_now()
        self._woken.set()

    def close(self, *, within: float = 5.0) -> bool:
        """Stop after the exchange under way; tell whether that happened within some seconds."""
        self._closing.set()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join(within)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.clear()
            left = self._step()
            if left > 0 and not self._closing.is_set():
                self._woken.wait(left)

    def _step(self) -> float:
        try:
            left = self._cycle.step()
        except Exception as error:
            # One of three named places for a broad except: whatever broke, the post goes on.
            log.error("a step of the post failed", exc_info=error)
            self._cycle.failed(error)
            left = FIRST
        self._tell()
        return left

    def _tell(self) -> None:
        try:
            status = self._cycle.status
        except Exception as error:
            # The store cannot answer: nothing new can be told, and the last status stands.
            log.error("the post cannot say how it stands", exc_info=error)
            return
        if status != self._last:
            self._last = status
            self._told(status)
