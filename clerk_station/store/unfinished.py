"""Visits that may be taken up here: parked, or asked to come again, at any desk of the centre.

What this station did counts at once, without a line; what others did, as the central's records say.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Engine, and_, false, or_, select

from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.unfinished import unfinished as left_of
from clerk_station.domain.visits import Outcome, visit_name
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.queries import Queries
from clerk_station.store.tables import unfinished, visits


class UnfinishedVisits:
    """Reads which visits of the centre are left to be taken up."""

    def __init__(self, engine: Engine, queries: Queries, *, enrolment: Enrolment) -> None:
        self._engine = engine
        self._queries = queries
        self._me = enrolment

    def of(self, household: str) -> tuple[Unfinished, ...]:
        """Give what there is to take up of a household: parked visits before any other."""
        return self._found(visits.c.household == household, unfinished.c.household == household)

    def waiting(self, today: date) -> tuple[Unfinished, ...]:
        """Give what is parked, and who is to come again today; the earliest first."""
        due_here = visits.c.return_day == today
        due = unfinished.c.return_day == today
        is_parked = unfinished.c.state == UnfinishedState.PARKED
        return self._found(or_(visits.c.is_parked, due_here), or_(is_parked, due))

    def _found(
        self, here: ColumnElement[bool], there: ColumnElement[bool]
    ) -> tuple[Unfinished, ...]:
        found = (*self._of_this_desk(here), *self._of_others(there))
        return tuple(sorted(found, key=_turn))

    def _of_this_desk(self, which: ColumnElement[bool]) -> Iterator[Unfinished]:
        """Fold what is left of this station's own visits."""
        asked_back = visits.c.outcome == Outcome.RETURN_NEEDED
        wanted = select(visits.c.id, visits.c.day).where(which, or_(visits.c.is_parked, asked_back))
        with translated(), self._engine.begin() as connection:
            rows = {self._name(row.id): row for row in connection.execute(wanted)}
            taken = set(
                connection.scalars(select(visits.c.continues).where(visits.c.continues.in_(rows)))
            ) | set(
                connection.scalars(
                    select(unfinished.c.id).where(
                        unfinished.c.id.in_(rows),
                        unfinished.c.state == UnfinishedState.CONTINUED,
                    )
                )
            )
        for name, row in rows.items():
            visit = None if name in taken else self._queries.visit(row.id)
            if visit is not None:
                left = left_of(visit, centre=self._me.centre, day=row.day)
                if left is not None:
                    yield left

    def _of_others(self, which: ColumnElement[bool]) -> Iterator[Unfinished]:
        """Read what the central told of other desks, and of this one before its journal began."""
        wanted = select(unfinished.c.id).where(
            which, unfinished.c.state != UnfinishedState.CONTINUED
        )
        with translated(), self._engine.begin() as connection:
            names = connection.scalars(wanted).all()
            known = set(
                connection.scalars(select(visits.c.continues).where(visits.c.continues.in_(names)))
            )
            known |= self._mine(connection.scalars(select(visits.c.id).where(self._among(names))))
        records = (self._queries.record(Unfinished, name) for name in names if name not in known)
        return (record for record in records if record is not None)

    def _among(self, names: Iterable[str]) -> ColumnElement[bool]:
        mine = self._name("")
        ids = [name.removeprefix(mine) for name in names if name.startswith(mine)]
        return and_(visits.c.id.in_(ids)) if ids else false()

    def _mine(self, ids: Iterable[str]) -> set[str]:
        return {self._name(each) for each in ids}

    def _name(self, visit: str) -> str:
        return visit_name(self._me.station, visit)


def _turn(left: Unfinished) -> tuple[bool, date, str]:
    return left.state is not UnfinishedState.PARKED, left.return_day or left.day, left.id
