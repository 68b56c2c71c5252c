"""The half-hour: how long a household waited, was served and lay parked, by the station's clocks.

Within one run of the program the monotonic clock measures; across a restart only the wall clock
can, and then the time says of itself that it is not accurate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

HALF_HOUR = 30 * 60
"""Seconds that one transaction takes at most."""


class Stage(StrEnum):
    """What a household does in the centre."""

    WAITING = "waiting"
    SERVED = "served"
    PARKED = "parked"
    GONE = "gone"


class Overrun(StrEnum):
    """Why a visit took longer than half an hour, as the clerk sees it."""

    LARGE_FAMILY = "large_family"
    PAPERS = "papers"
    READING = "reading"
    STATEMENTS = "statements"
    MACHINE = "machine"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """From here on a household was in this stage; `mono_ms` counts within the run `boot`."""

    stage: Stage
    at: datetime
    boot: str
    mono_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Seconds of each stage; not `accurate` where the program was started anew in between."""

    waiting: int = 0
    served: int = 0
    parked: int = 0
    accurate: bool = True

    @property
    def is_over(self) -> bool:
        """Tell whether serving surely took longer than it should."""
        return self.accurate and self.served > HALF_HOUR


def lengths(begun: Sequence[Begun]) -> Lengths:
    """Measure each stage until the next one; the last one has no length yet."""
    spans = [(one.stage, *_between(one, other)) for one, other in pairwise(begun)]
    return Lengths(
        waiting=_sum(spans, Stage.WAITING),
        served=_sum(spans, Stage.SERVED),
        parked=_sum(spans, Stage.PARKED),
        accurate=all(accurate for stage, _, accurate in spans if stage is Stage.SERVED),
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """Give the nearest-rank percentile: the least value that so many percent do not exceed."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _between(one: Begun, other: Begun) -> tuple[float, bool]:
    """Give the seconds, never less than none, and whether the monotonic clock says so."""
    if one.boot == other.boot:
        return max(0.0, (other.mono_ms - one.mono_ms) / 1000), True
    return max(0.0, (other.at - one.at).total_seconds()), False


def _sum(spans: Sequence[tuple[Stage, float, bool]], stage: Stage) -> int:
    return int(sum(seconds for each, seconds, _ in spans if each is stage))
