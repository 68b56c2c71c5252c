"""The day of the centre as this station knows it: the central's records and its own journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import msgspec
from sqlalchemy import Engine, select

from clerk_station.clock import BAGHDAD
from clerk_station.domain.day_list import DayList, Due, day_list
from clerk_station.domain.events import (
    Body,
    Event,
    EventVoided,
    HouseholdArrived,
    VisitCalled,
    VisitMissed,
    VisitOpened,
)
from clerk_station.domain.fold import STAGES
from clerk_station.domain.turns import Turn, fold_part, merge, window_of
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.journal import Journal
from clerk_station.store.projections import counting
from clerk_station.store.queries import Queries
from clerk_station.store.tables import households, records

_BODIES: tuple[type[Body], ...] = (*STAGES, VisitCalled, VisitMissed, EventVoided)
_KINDS = tuple(body.kind for body in _BODIES)
"""What moves a household through the centre."""


class DayLists:
    """Reads who is due, who came and how far each is; nothing is kept beside it."""

    def __init__(
        self, engine: Engine, *, journal: Journal, queries: Queries, enrolment: Enrolment
    ) -> None:
        self._engine = engine
        self._journal, self._queries = journal, queries
        self._me = enrolment

    @property
    def window(self) -> int:
        """The number of this window, 0 where its name has none."""
        return window_of(self._me.name)

    def today(self) -> date:
        """Give the day in Baghdad by the station's clock."""
        return self._journal.clock.now().astimezone(BAGHDAD).date()

    def of(self, day: date) -> DayList:
        """Give the day list of a day, as things stand now."""
        due = [
            Due(
                number=slot.number,
                hour=slot.hour,
                household=slot.household,
                head_name=slot.head_name,
                members=slot.members,
                came=slot.came,
            )
            for slot in self._queries.forms_of_day(day)
        ]
        turns = self.turns(day)
        others = {turn.household for turn in turns} - {form.household for form in due}
        return day_list(
            day,
            self._journal.clock.now().astimezone(BAGHDAD),
            due=due,
            turns=turns,
            names=self._names(others),
        )

    def turns(self, day: date) -> list[Turn]:
        """Give the turns of a day: the central's word, and over it what this station did."""
        return merge(self._told(day), own=self._own(day), station=self._me.station)

    def given(self, day: date) -> frozenset[int]:
        """Give the numbers that were given on a day, those taken back too: none is given twice."""
        own = (
            event.body.number
            for event in self._events(day)
            if isinstance(event.body, HouseholdArrived)
        )
        told = (part.number for turn in self._told(day) for part in turn.parts)
        return frozenset((*own, *told))

    def visit_of(self, day: date, household: str) -> str:
        """Name the visit under which a household arrived or was called here, and not begun yet."""
        waits, begun = "", set()
        for event in self._events(day):
            if event.household == household:
                if isinstance(event.body, VisitOpened):
                    begun.add(event.visit)
                elif isinstance(event.body, HouseholdArrived | VisitCalled):
                    waits = event.visit
        return "" if waits in begun else waits

    def _own(self, day: date) -> list[Turn]:
        by_visit: dict[str, list[Event]] = {}
        with translated(), self._engine.begin() as connection:
            for event in counting(connection, self._events(day)):
                by_visit.setdefault(event.visit, []).append(event)
        parts = {visit: fold_part(its, window=self.window) for visit, its in by_visit.items()}
        return _by_household(
            Turn(
                centre=self._me.centre,
                day=day,
                household=by_visit[visit][0].household,
                parts=(part,),
            )
            for visit, part in parts.items()
            if part is not None
        )

    def _events(self, day: date) -> Sequence[Event]:
        events = self._journal.events_of_day(day, kinds=_KINDS)
        return [event for event in events if event.visit]

    def _told(self, day: date) -> list[Turn]:
        """Read the records of one day; one that this version cannot read is passed over."""
        first = day.isoformat()
        wanted = select(records.c.data).where(
            records.c.kind == "turn", records.c.id.between(first, first + "~")
        )
        with translated(), self._engine.begin() as connection:
            texts = connection.scalars(wanted).all()
        read = (_turn(text) for text in texts)
        return [turn for turn in read if turn is not None and turn.centre == self._me.centre]

    def _names(self, ids: Iterable[str]) -> Mapping[str, Due]:
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(select(households).where(households.c.id.in_(sorted(ids))))
            return {
                row.id: Due(
                    number="",
                    hour="",
                    household=row.id,
                    head_name=row.head_name,
                    members=row.members,
                    came=True,
                )
                for row in rows
            }


_turn_in = msgspec.json.Decoder(Turn).decode


def _turn(text: str) -> Turn | None:
    try:
        turn = _turn_in(text)
    except msgspec.MsgspecError:
        return None
    return turn if turn.parts else None


def _by_household(turns: Iterable[Turn]) -> list[Turn]:
    """Join the parts of several visits of one household."""
    joined: dict[str, Turn] = {}
    for turn in turns:
        before = joined.get(turn.household)
        parts = (*before.parts, *turn.parts) if before else turn.parts
        joined[turn.household] = replace(turn, parts=parts)
    return list(joined.values())
