"""What happens next: moments on a list, time that jumps to them, and the trace of it all."""

import hashlib
import heapq
from collections.abc import Callable
from itertools import count


class Agenda:
    """The only clock of a life; nothing happens but what is on its list."""

    def __init__(self, *, keep_trace: bool) -> None:
        self.time, self._numbers, self._keep = 0.0, count(), keep_trace
        self._next: list[tuple[float, int, Callable[[], None]]] = []
        self._digest = hashlib.sha256()
        self.lines: list[str] = []

    def now(self) -> float:
        """Give the true seconds since the beginning."""
        return self.time

    def at(self, time: float, what: Callable[[], None]) -> None:
        """Let something happen at a time."""
        heapq.heappush(self._next, (time, next(self._numbers), what))

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Let something happen after some seconds."""
        self.at(self.time + seconds, what)

    def told(self, text: str) -> None:
        """Write a line of the trace."""
        line = f"{self.time:.3f} {text}"
        self._digest.update(line.encode())
        if self._keep:
            self.lines.append(line)

    @property
    def trace(self) -> str:
        """Give the SHA-256 over all lines, in hex."""
        return self._digest.hexdigest()

    def until(self, end: float, *, stop: Callable[[], bool]) -> None:
        """Let everything happen that is due by `end`, unless it is time to stop."""
        while self._next and self._next[0][0] <= end and not stop():
            self.time, _, what = heapq.heappop(self._next)
            what()
        self.time = max(self.time, end)
