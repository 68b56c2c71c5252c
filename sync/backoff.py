"""How long to wait after a failure, and how much to send at once."""

from collections.abc import Callable
from dataclasses import dataclass

FIRST, CAP = 1.0, 900.0
"""Seconds: no wait is shorter than one or longer than a quarter of an hour."""


def wait(failures: int, *, random: Callable[[], float], retry_after: float = 0.0) -> float:
    """Give the seconds to wait after this many failures in a row, at least one.

    Full jitter: anything up to a bound that doubles, so that stations which lost the central
    together do not come back together. What the central asks for wins, up to the cap, with the
    jitter of a first wait on top.
    """
    if retry_after > 0:
        return min(CAP, retry_after + FIRST * random())
    bound = min(CAP, FIRST * 2.0 ** min(failures, 16))
    return FIRST + (bound - FIRST) * random()


@dataclass(slots=True)
class Portion:
    """How much goes into one letter: from the second failure in a row on, each halves it."""

    most: int
    now: int = 0
    failures: int = 0

    def __post_init__(self) -> None:
        self.now = self.now or self.most

    def failed(self) -> None:
        """Note a failure."""
        self.failures += 1
        if self.failures >= 2:
            self.now = max(1, self.now // 2)

    def succeeded(self) -> None:
        """Note a success: the next letter may be twice as large."""
        self.now, self.failures = min(self.most, self.now * 2), 0
