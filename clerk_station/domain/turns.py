"""The queue of a centre: who has come today, which number they hold, and how far each is.

Each station tells its own part of a household's turn; what stands is read from all parts together,
so that desks without a line work on, and agree once they hear of one another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from clerk_station.domain.events import Event, HouseholdArrived, VisitCalled, VisitMissed
from clerk_station.domain.fold import fold_visit, standing
from clerk_station.domain.identity import ascii_digits
from clerk_station.domain.stages import Stage, lengths
from clerk_station.domain.visits import Outcome, Priority, Visit

HUNDRED = 100


class Phase(IntEnum):
    """How far a household is today; the later one counts."""

    ARRIVED = 1
    CALLED = 2
    MISSED = 3
    PARKED = 4
    AT_WINDOW = 5
    SERVED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one station knows of a household's turn, folded from its own events.

    `number` is 0 where it gave none, `window` the number of its window, 0 where it has none.
    `seconds` is how long the household was served once it is gone, None where that is not accurate.
    """

    station: str
    visit: str
    window: int
    number: int = 0
    form: str = ""
    priority: Priority = Priority.NONE
    arrived_at: datetime | None = None
    called_at: datetime | None = None
    missed_at: datetime | None = None
    opened_at: datetime | None = None
    parked: bool = False
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    return_day: date | None = None
    seconds: int | None = None

    @property
    def phase(self) -> Phase:
        """How far the household is by this part alone."""
        if self.closed_at is not None:
            return Phase.SERVED
        if self.opened_at is not None:
            return Phase.PARKED if self.parked else Phase.AT_WINDOW
        if self.missed_at is not None:
            return Phase.MISSED
        return Phase.CALLED if self.called_at is not None else Phase.ARRIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One household's way through a centre on one day, told in parts by its stations."""

    centre: str
    day: date
    household: str
    parts: tuple[Part, ...]

    @property
    def last(self) -> Part:
        """The part that says how far the household is."""
        return max(self.parts, key=lambda p: (p.phase, _when(p), p.station))

    @property
    def phase(self) -> Phase:
        """How far the household is."""
        return self.last.phase

    @property
    def arrival(self) -> Part | None:
        """The part with the number that counts; given twice, that of the first station."""
        given = [part for part in self.parts if part.number]
        return min(given, key=lambda p: (p.station, p.number), default=None)

    @property
    def number(self) -> int:
        """The number that the household holds, 0 where it has none."""
        return self.arrival.number if self.arrival else 0

    @property
    def form(self) -> str:
        """The form with which it came, as far as a station knows."""
        return next((part.form for part in self.parts if part.form), "")

    @property
    def priority(self) -> Priority:
        """Whether it goes first, and why."""
        return max((part.priority for part in self.parts), key=list(Priority).index)

    @property
    def came_at(self) -> datetime:
        """When it was first seen in the centre."""
        moments = (p.arrived_at or p.opened_at or p.called_at for p in self.parts)
        return min(moment for moment in moments if moment is not None)

    @property
    def waited(self) -> int:
        """Seconds from arrival until a window took it, or 0 where that is not known yet."""
        opened = [part.opened_at for part in self.parts if part.opened_at]
        return max(0, int((min(opened) - self.came_at).total_seconds())) if opened else 0


def window_of(station: str) -> int:
    """Give the window's number that stands in a station's name, 0 where there is none."""
    found = re.search(r"\d{1,2}", ascii_digits(station))
    return int(found[0]) if found else 0


def number_of(window: int, nth: int) -> int:
    """Give the nth number (from 1) of a window: three digits for windows 1 to 9.

    Each window gives from its own hundred, so that no two give the same without asking one
    another; one that gave 99 goes on in a range of five digits and more that is its own too.
    """
    if nth < HUNDRED:
        return window * HUNDRED + nth
    return (window + 1) * 100_000 + nth


def fold_part(events: Iterable[Event], *, window: int) -> Part | None:
    """Fold one station's events of one visit into its part; None where nothing of it stands."""
    counting = standing(events)
    visit = fold_visit(counting)
    said: dict[type, Event] = {}
    for event in counting:
        if isinstance(event.body, HouseholdArrived):
            said = {HouseholdArrived: event}  # coming back, it waits anew
        else:
            said[type(event.body)] = event
    arrived = said.get(HouseholdArrived)
    if visit is None and not {HouseholdArrived, VisitCalled} & said.keys():
        return None
    called, missed = said.get(VisitCalled), said.get(VisitMissed)
    is_missed = missed is not None and (called is None or missed.key > called.key)
    head = counting[0]
    return Part(
        station=head.station,
        visit=head.visit,
        window=window,
        called_at=called.at if called else None,
        missed_at=missed.at if missed and is_missed else None,
        **(_arrived(arrived) | _served(visit)),
    )


def merge(told: Iterable[Turn], *, own: Iterable[Turn], station: str) -> list[Turn]:
    """Lay what this station did over the central's word: of its own part only it knows."""
    merged: dict[str, Turn] = {}
    for turn in told:
        others = tuple(part for part in turn.parts if part.station != station)
        merged[turn.household] = replace(turn, parts=others)
    for turn in own:
        before = merged.get(turn.household)
        parts = (*before.parts, *turn.parts) if before else turn.parts
        merged[turn.household] = replace(turn, parts=parts)
    return [turn for turn in merged.values() if turn.parts]


def _arrived(event: Event | None) -> dict[str, Any]:
    if event is None or not isinstance(event.body, HouseholdArrived):
        return {}
    body = event.body
    return {
        "number": body.number,
        "form": body.form,
        "priority": body.priority,
        "arrived_at": event.at,
    }


def _served(visit: Visit | None) -> dict[str, Any]:
    if visit is None:
        return {}
    told = {
        "opened_at": visit.opened_at,
        "parked": visit.begun[-1].stage is Stage.PARKED,
    } | ({"form": visit.form} if visit.form else {})
    if visit.closing is None:
        return told
    return told | {
        "closed_at": visit.closing.at,
        "outcome": visit.closing.outcome,
        "return_day": visit.closing.return_day,
        "seconds": visit.closing.seconds if lengths(visit.begun).accurate else None,
    }


def _when(part: Part) -> float:
    """Give when a part changed last, by its station's clock; it breaks ties and no more."""
    moments = part.arrived_at, part.called_at, part.missed_at, part.opened_at, part.closed_at
    return max((moment.timestamp() for moment in moments if moment is not None), default=0.0)
