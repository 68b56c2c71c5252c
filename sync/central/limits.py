"""How much a worker takes on at once: what it turns away comes back later and loses nothing.

Each worker counts for itself. A station that speaks to several workers may be let in as often as
there are workers.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sync.errors import Busy

FULL = 2.0
"""Seconds after which a station may try again when all places are taken."""

MOST_STATIONS = 20_000
"""So many stations are remembered; who was quiet longest is forgotten first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one door lets in.

    From one station `burst` requests at once and then `rate` a second; from all together, as long
    as fewer than `places` requests of any door are being answered. The more important a door, the
    more places it may see taken.
    """

    rate: float
    burst: float
    places: int


# A largest batch takes some 20 MB while it is taken in: 16 of them stay far below 512 MB.
PUSH = Limit(rate=30, burst=120, places=16)
TALK = Limit(rate=30, burst=120, places=12)
SNAPSHOT = Limit(rate=10, burst=60, places=4)


class Buckets:
    """A token bucket for each name; `clock` gives seconds."""

    def __init__(self, limit: Limit, clock: Callable[[], float]) -> None:
        self._limit, self._clock = limit, clock
        self._left: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token and give 0, or the seconds until there is one."""
        now, key = self._clock(), hash(name)
        tokens, at = self._left.pop(key, (self._limit.burst, now))
        tokens = min(self._limit.burst, tokens + (now - at) * self._limit.rate)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / self._limit.rate
        self._left[key] = (tokens if wait else tokens - 1, now)
        if len(self._left) > MOST_STATIONS:
            self._left.popitem(last=False)
        return wait


class Gate:
    """Lets requests in, or raises `Busy`. Belongs to one event loop, so it needs no lock."""

    def __init__(
        self, limits: Mapping[str, Limit], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits
        self._buckets = {door: Buckets(limit, clock) for door, limit in limits.items()}
        self.running = 0

    @contextmanager
    def entered(self, door: str, *, by: str) -> Iterator[None]:
        """Hold a place for one request at a door, made by whoever carries the token `by`.

        Raises:
            Busy: all places are taken, or this station asked too often.
        """
        if self.running >= self._limits[door].places:
            msg = "all places are taken"
            raise Busy(msg, retry_after=FULL)
        wait = self._buckets[door].take(by)
        if wait:
            msg = "this station asks too often"
            raise Busy(msg, retry_after=wait)
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
