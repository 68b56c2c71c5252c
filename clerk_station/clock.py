"""Time as it is handed in: a claim of the wall clock, and a monotonic one for durations."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from functools import partial
from zoneinfo import ZoneInfo

BAGHDAD = ZoneInfo("Asia/Baghdad")
"""The centres' time zone: UTC+3, no summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Two clocks and the name of the run in which the monotonic one counts.

    `now` gives a time that can be written, read and reckoned with, however wrong the machine's is.
    """

    now: Callable[[], datetime]
    monotonic_ms: Callable[[], int]
    boot: str

    def __post_init__(self) -> None:
        """Let no time out that has no place in a calendar."""
        object.__setattr__(self, "now", partial(_in_a_calendar, self.now))


def real_clock() -> Clock:
    """Give this machine's clocks; `now` carries Baghdad's offset."""
    return Clock(
        now=lambda: datetime.now(BAGHDAD),
        monotonic_ms=lambda: time.monotonic_ns() // 1_000_000,
        boot=uuid.uuid4().hex,
    )


def _in_a_calendar(now: Callable[[], datetime]) -> datetime:
    """Move a time off the calendar's first and last year, and from beyond them."""
    try:
        told = now()
    except (OverflowError, ValueError):  # a later year than any that there is
        told = datetime.max.replace(tzinfo=BAGHDAD)
    return told.replace(year=min(max(told.year, MINYEAR + 1), MAXYEAR - 1))
