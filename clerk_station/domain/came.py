"""Visits as claims: what each says of a household, its members, its form and its cards."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clerk_station.domain.events import (
    CardIssued,
    Event,
    HomeVisitRequested,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.fold import standing
from clerk_station.domain.visits import Entry, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An event as the central has it: from a station of which centre, received on which day.

    The day is the central's, in Baghdad: no station's clock decides anything.
    """

    event: Event
    centre: str
    received: date


@dataclass(frozen=True, slots=True)
class Came:
    """A visit whose opening counts: how it began and ended, who attended, which cards it gave."""

    opening: Seen
    entry: Entry
    form: str
    closed: Seen | None
    asks_return: bool
    attended: Mapping[str, Seen]
    cards: Mapping[str, Seen]

    @property
    def desk(self) -> tuple[str, int]:
        """The machine at which it took place."""
        return self.opening.event.station, self.opening.event.incarnation

    @property
    def household(self) -> str:
        """The household that came."""
        return self.opening.event.household


def visits(seen: Iterable[Seen]) -> list[Came]:
    """Fold events into visits, in the order of their names; one whose opening is void is none."""
    by_visit: dict[tuple[str, str], dict[tuple[str, int, int], Seen]] = defaultdict(dict)
    for one in seen:
        if one.event.visit:
            by_visit[one.event.station, one.event.visit][one.event.key] = one
    folded = (_visit(by_visit[key]) for key in sorted(by_visit))
    return [came for came in folded if came is not None]


def _visit(its: Mapping[tuple[str, int, int], Seen]) -> Came | None:
    opening = closed = None
    entry, form, asks_return = Entry.WALK_IN, "", False
    attended: dict[str, Seen] = {}
    cards: dict[str, Seen] = {}
    for event in standing(one.event for one in its.values()):
        match event.body:
            case VisitOpened() as body if opening is None:
                opening, entry, form = its[event.key], body.entry, body.form
            case MemberAttended():
                attended[event.member] = its[event.key]
            case MemberAbsent() | HomeVisitRequested():
                attended.pop(event.member, None)
            case VisitClosed(outcome=outcome):
                closed, asks_return = its[event.key], outcome is Outcome.RETURN_NEEDED
            case CardIssued(number=number):
                cards[number] = its[event.key]
            case _:
                pass
    if opening is None:
        return None
    return Came(opening, entry, form, closed, asks_return, attended, cards)


def firsts(came: Sequence[Came]) -> Sequence[Came]:
    """Leave out returns that earlier visits asked for; where there are more, all are looked at."""
    returns = sum(one.entry is Entry.RETURN for one in came)
    if returns > sum(one.asks_return for one in came):
        return came
    return [one for one in came if one.entry is not Entry.RETURN]
