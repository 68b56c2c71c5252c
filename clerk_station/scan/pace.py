"""Whether 1080p pays: pure, told what the frames cost and what they lack.

A camera begins at 720p. It goes to 1080p where print was too small for fifteen frames on end and
these were read in 30 ms or less (in the middle), because a frame of 1080p takes up to twice as
long. Where it then films fewer than fifteen frames a second it goes back and stays. Each change
opens the camera anew, about a second without a picture; so there are two at most.
"""

import statistics
from collections import deque

from clerk_station.scan.reading import Hint

SMALL_FRAMES = 15
QUICK_MS = 30.0
LEAST_FPS = 15.0
COUNTED = 45


class Pace:
    """One for each camera that was chosen. `read` and `filmed` come from different threads."""

    def __init__(self) -> None:
        self._small = 0
        self._ms: deque[float] = deque(maxlen=SMALL_FRAMES)
        self._at: deque[float] = deque(maxlen=COUNTED)
        self._too_slow = False

    def read(self, hint: Hint, *, ms: float) -> None:
        """Count a frame that was read, with its hint and how long it took."""
        self._small = self._small + 1 if hint is Hint.CLOSER else 0
        self._ms.append(ms)

    def filmed(self, at_s: float) -> None:
        """Count a frame that the camera gave at a moment of the monotonic clock."""
        self._at.append(at_s)

    def wants_large(self, *, large: bool) -> bool:
        """Say which size is wanted now, given the present one."""
        if not large:
            quick = len(self._ms) == SMALL_FRAMES and statistics.median(self._ms) <= QUICK_MS
            return not self._too_slow and self._small >= SMALL_FRAMES and quick
        if len(self._at) == COUNTED:
            self._too_slow = (COUNTED - 1) / max(1e-9, self._at[-1] - self._at[0]) < LEAST_FPS
        return not self._too_slow

    def begin(self) -> None:
        """Count anew: the camera was opened at another size."""
        self._small = 0
        self._ms.clear()
        self._at.clear()
