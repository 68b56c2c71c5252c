"""Time as it is handed in: a claim of the wall clock, and a monotonic one for durations."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

BAGHDAD = ZoneInfo("Asia/Baghdad")
"""The centres' time zone: UTC+3, no summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Two clocks and the name of the run in which the monotonic one counts."""

    now: Callable[[], datetime]
    monotonic_ms: Callable[[], int]
    boot: str


def real_clock() -> Clock:
    """Give this machine's clocks; `now` carries Baghdad's offset."""
    return Clock(
        now=lambda: datetime.now(BAGHDAD),
        monotonic_ms=lambda: time.monotonic_ns() // 1_000_000,
        boot=uuid.uuid4().hex,
    )
