"""A clock for a rehearsal: it stands at the hour of the story and moves as the story goes."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from clerk_station.clock import BAGHDAD, Clock


@dataclass
class StoryClock:
    """Minutes pass only when the story says so; both clocks move together."""

    day: date
    moment: datetime = field(init=False)
    monotonic_ms: int = 1

    def __post_init__(self) -> None:
        self.moment = datetime.combine(self.day, time(7, 40), BAGHDAD)

    def at(self, hour: int, minute: int = 0) -> None:
        """Go on to a time of the day; never back."""
        target = datetime.combine(self.day, time(hour, minute), BAGHDAD)
        if target > self.moment:
            self.let_pass(target - self.moment)

    def let_pass(self, span: timedelta) -> None:
        """Let time pass."""
        self.moment += span
        self.monotonic_ms += int(span.total_seconds() * 1000)

    def as_clock(self) -> Clock:
        """Give it in the form that the station takes."""
        return Clock(
            now=lambda: self.moment,
            monotonic_ms=lambda: self.monotonic_ms,
            boot=uuid.uuid4().hex,
        )
