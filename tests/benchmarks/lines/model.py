"""A model of what a bad line does to TCP, for machines on which no packets can be carried.

Reno in rounds, as in Padhye, Firoiu, Towsley and Kurose (SIGCOMM 1998): a window of segments a
round trip; a lost one costs a round trip and half the window where three later ones arrive to
tell of it, and otherwise a time-out, each twice as long as the one before, after which the window
is one segment. What was sent is there when its last segment is.
"""

from dataclasses import dataclass
from random import Random

from tests.benchmarks.lines import Weather

SEGMENT, PACKET = 1448, 1500
_FIRST_WINDOW, _TELLING, _FIRST_TIMEOUT, _LAST_TIMEOUT = 10, 3, 1.0, 60.0


@dataclass
class Stream:
    """One direction of one connection."""

    weather: Weather
    random: Random
    window: int = _FIRST_WINDOW
    threshold: int = 64
    timeouts: int = 0
    free_at: float = 0.0

    def opened(self) -> float:
        """Give the seconds until a connection stands: each lost packet of it costs a time-out."""
        lost, wait = 0.0, _FIRST_TIMEOUT
        while self._is_lost() or self._is_lost():
            lost, wait = lost + wait, wait * 2
        return lost + self.weather.round_trip

    def arrival(self, size: int, *, now: float) -> float:
        """Tell when this many bytes, handed over now, have all arrived."""
        at, left = max(now, self.free_at), -(-size // SEGMENT)
        while left:
            sent = min(left, self.window)
            lost = [n for n in range(sent) if self._is_lost()]
            at += sent * PACKET / self.weather.bytes_a_second
            left -= sent - len(lost)
            if lost:
                at += self._recovers(sent - 1 - lost[0])
            else:
                self._grows(sent)
            if left:
                at += self.weather.round_trip
        self.free_at = at
        return at + self.weather.round_trip / 2

    def _recovers(self, telling: int) -> float:
        """Shrink the window for a loss; give the seconds it takes beyond the round trip."""
        self.threshold = max(2, self.window // 2)
        if telling >= _TELLING:
            self.window, self.timeouts = self.threshold, 0
            return 0.0
        self.window, self.timeouts = 1, self.timeouts + 1
        return min(_LAST_TIMEOUT, self.weather.round_trip * 2.0**self.timeouts)

    def _grows(self, sent: int) -> None:
        self.timeouts = 0
        self.window += sent if self.window < self.threshold else 1

    def _is_lost(self) -> bool:
        return self.random.random() < self.weather.loss
