"""A centre's day: each form of today and each household without one, and how far each is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from clerk_station.domain.stages import percentile
from clerk_station.domain.turns import Phase, Turn
from clerk_station.domain.visits import Outcome, Priority

NO_SHOW_AFTER = timedelta(minutes=60)
"""How long after its hour a form with which nobody came counts as no-show."""


class Standing(StrEnum):
    """Where a household of today is."""

    COMING = "coming"
    WAITING = "waiting"
    CALLED = "called"
    AT_WINDOW = "at_window"
    PARKED = "parked"
    SERVED = "served"
    MISSED = "missed"
    NO_SHOW = "no_show"


_STANDINGS = {
    Phase.ARRIVED: Standing.WAITING,
    Phase.CALLED: Standing.CALLED,
    Phase.MISSED: Standing.MISSED,
    Phase.PARKED: Standing.PARKED,
    Phase.AT_WINDOW: Standing.AT_WINDOW,
    Phase.SERVED: Standing.SERVED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One household of today. `hour` is its slot, or when it came without one; `form` may be empty.

    `turn` is None while nobody came, and where all that is known is that it was served.
    """

    household: str
    head_name: str
    members: int
    form: str
    hour: str
    standing: Standing
    turn: Turn | None = None

    @property
    def number(self) -> int:
        """Its number in the queue, 0 where it has none."""
        return self.turn.number if self.turn else 0

    @property
    def priority(self) -> Priority:
        """Whether it goes first, and why."""
        return self.turn.priority if self.turn else Priority.NONE

    @property
    def order(self) -> tuple[bool, str, float, int]:
        """Its place in the queue: the old and disabled first, then by hour, then who came first."""
        came = self.turn.came_at.timestamp() if self.turn else 0.0
        return self.priority is Priority.NONE, self.hour, came, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """How many households of one hour are where; `label` is `HH:00`."""

    label: str
    standings: tuple[tuple[Standing, int], ...]

    def count(self, *which: Standing) -> int:
        """Count those that are at one of these."""
        return sum(n for standing, n in self.standings if standing in which)

    @property
    def total(self) -> int:
        """All of the hour."""
        return sum(n for _, n in self.standings)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayList:
    """A centre's day as this station knows it, at one moment."""

    day: date
    now: datetime
    lines: tuple[Line, ...]

    def count(self, *which: Standing) -> int:
        """Count the households that are at one of these."""
        return sum(line.standing in which for line in self.lines)

    @property
    def queue(self) -> tuple[Line, ...]:
        """Those that wait, the next one first."""
        waiting = (line for line in self.lines if line.standing is Standing.WAITING)
        return tuple(sorted(waiting, key=lambda line: line.order))

    @property
    def due(self) -> int:
        """Forms of today."""
        return sum(bool(line.form) for line in self.lines)

    @property
    def arrived(self) -> int:
        """Households that came, whatever became of them."""
        return len(self.lines) - self.count(Standing.COMING, Standing.NO_SHOW)

    def outcomes(self, *which: Outcome) -> int:
        """Count visits that ended so."""
        return sum(line.turn is not None and line.turn.last.outcome in which for line in self.lines)

    def has_room(self, capacity: int) -> bool:
        """Tell whether this hour takes one more: its own and who still waits from before count."""
        label = hour_label(self.now.strftime("%H:%M"))
        mine = [line for line in self.of_hour(label) if line.standing is not Standing.NO_SHOW]
        before = [line for line in self.queue if hour_label(line.hour) < label]
        return len(mine) + len(before) < capacity

    def waited(self, line: Line) -> int:
        """Give the seconds for which a household has been waiting."""
        return max(0, int((self.now - line.turn.came_at).total_seconds())) if line.turn else 0

    @property
    def seconds(self) -> tuple[int, ...]:
        """How long households were served, as far as the time is accurate."""
        parts = (line.turn.last for line in self.lines if line.turn is not None)
        return tuple(part.seconds for part in parts if part.seconds is not None)

    @property
    def inaccurate(self) -> int:
        """Visits that ended and whose time is not accurate, or not known here."""
        return self.count(Standing.SERVED) - len(self.seconds)

    def percentile_minutes(self, percent: int) -> float | None:
        """Give the least length in minutes that so many percent of the visits do not exceed."""
        return percentile((round(second / 60, 1) for second in self.seconds), percent)

    def of_hour(self, label: str) -> tuple[Line, ...]:
        """Give the households of one hour: by number, then those that have none yet."""
        mine = (line for line in self.lines if hour_label(line.hour) == label)
        return tuple(sorted(mine, key=lambda n: (n.number == 0, n.number, n.hour, n.form)))

    def hours(self, first: int, last: int) -> tuple[Hour, ...]:
        """Count by hour, from the first to the last hour of the centre and wherever somebody is."""
        labels = {hour_label(line.hour) for line in self.lines}
        labels |= {f"{hour:02}:00" for hour in range(first, last)}
        return tuple(_hour(label, self.of_hour(label)) for label in sorted(labels))


def hour_label(hour: str) -> str:
    """Give the hour to which a time belongs: 10:30 to 10:00."""
    return f"{hour[:2]}:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One form of today; `came` where a visit under it is known of."""

    number: str
    hour: str
    household: str
    head_name: str
    members: int
    came: bool


def day_list(
    day: date, now: datetime, *, due: Iterable[Due], turns: Iterable[Turn], names: Mapping[str, Due]
) -> DayList:
    """Join forms and turns; `names` say who the households without a form of today are.

    `now` is in the time zone of the centres.
    """
    by_home = {turn.household: turn for turn in turns}
    lines = [_due_line(form, by_home.pop(form.household, None), now) for form in due]
    lines += [
        _walk_in_line(turn, names[home], now) for home, turn in by_home.items() if home in names
    ]
    return DayList(day=day, now=now, lines=tuple(lines))


def _due_line(form: Due, turn: Turn | None, now: datetime) -> Line:
    if turn is not None:
        standing = _STANDINGS[turn.phase]
    elif form.came:
        standing = Standing.SERVED
    else:
        standing = Standing.NO_SHOW if _is_past(form.hour, now) else Standing.COMING
    return Line(
        household=form.household,
        head_name=form.head_name,
        members=form.members,
        form=form.number,
        hour=form.hour,
        standing=standing,
        turn=turn,
    )


def _is_past(hour: str, now: datetime) -> bool:
    slot = now.replace(hour=int(hour[:2]), minute=int(hour[3:5]), second=0, microsecond=0)
    return now >= slot + NO_SHOW_AFTER


def _walk_in_line(turn: Turn, home: Due, now: datetime) -> Line:
    return Line(
        household=turn.household,
        head_name=home.head_name,
        members=home.members,
        form="",
        hour=turn.came_at.astimezone(now.tzinfo).strftime("%H:%M"),
        standing=_STANDINGS[turn.phase],
        turn=turn,
    )


def _hour(label: str, lines: Iterable[Line]) -> Hour:
    standings = [line.standing for line in lines]
    return Hour(label=label, standings=tuple((s, standings.count(s)) for s in Standing))
