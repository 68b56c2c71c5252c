"""What the station knows, as frozen values; reading only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Engine, and_, exists, func, or_, select

from clerk_station.domain.days import DayFacts, FormRefusal
from clerk_station.domain.events import CardRefused, ClerkSignedIn, FormRefused, VisitOpened
from clerk_station.domain.fold import fold_visit
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre, Clerk, Role, ServedForm, from_text, kind_name
from clerk_station.domain.visits import Visit
from clerk_station.store.database import translated
from clerk_station.store.enrolment import Enrolment
from clerk_station.store.journal import Journal
from clerk_station.store.outbox import Outbox
from clerk_station.store.projections import counting
from clerk_station.store.search import Found, find
from clerk_station.store.tables import cursors, forms, households, records, visits
from sync.wire import NATIONAL

T = TypeVar("T")

_OF_CENTRE = select(cursors.c.position, cursors.c.end).where(cursors.c.scope != NATIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSlot:
    """One form of a day: whose, when, and whether somebody came with it to any station."""

    number: str
    hour: str
    household: str
    head_name: str
    members: int
    came: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How a form was used before: here, or elsewhere by the central's record."""

    day: date
    return_day: date | None


def _read(cls: type[T], data: str) -> T | None:
    """Read a record; one with a code of a later version is not for this station to use."""
    try:
        return from_text(cls, data)
    except ValueError:
        return None


class Queries:
    """Reads both databases on the store thread."""

    def __init__(
        self, engine: Engine, *, journal: Journal, outbox: Outbox, enrolment: Enrolment
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._outbox = outbox
        self._me = enrolment

    def record(self, cls: type[T], record_id: str) -> T | None:
        """Give one of the central's records, None where this station has none it can read."""
        with translated(), self._engine.begin() as connection:
            data = connection.scalar(
                select(records.c.data).where(
                    records.c.kind == kind_name(cls), records.c.id == record_id
                )
            )
        return None if data is None else _read(cls, data)

    def all_records(self, cls: type[T]) -> tuple[T, ...]:
        """Give the readable records of a kind by their ids; for kinds of which there are few."""
        with translated(), self._engine.begin() as connection:
            rows = connection.scalars(
                select(records.c.data)
                .where(records.c.kind == kind_name(cls))
                .order_by(records.c.id)
            )
            read = [_read(cls, data) for data in rows]
        return tuple(record for record in read if record is not None)

    def clerks(self) -> tuple[Clerk, ...]:
        """Give those who may sign in here, by name."""
        here = (c for c in self.all_records(Clerk) if c.active and c.centre == self._me.centre)
        mine = (clerk for clerk in here if clerk.role is not Role.SUPERVISOR)
        return tuple(sorted(mine, key=lambda clerk: clerk.name))

    def centre(self) -> Centre | None:
        """Give the centre where this station stands, None before the first pull."""
        return self.record(Centre, self._me.centre)

    def feed_position(self) -> tuple[int, int]:
        """Give the applied position of the centre's feed and where that ended when last asked."""
        with translated(), self._engine.begin() as connection:
            row = connection.execute(_OF_CENTRE).first()
        return (row.position, row.end) if row else (0, 0)

    def served(self, form: str) -> Served | None:
        """Say how a form was used before; the latest use counts."""
        with translated(), self._engine.begin() as connection:
            row = connection.execute(
                select(visits.c.day, visits.c.return_day)
                .where(visits.c.form == form, visits.c.is_open.is_(False))
                .order_by(visits.c.incarnation.desc(), visits.c.seq.desc())
                .limit(1)
            ).first()
        here = Served(day=row.day, return_day=row.return_day) if row else None
        record = self.record(ServedForm, form)
        there = Served(day=record.day, return_day=record.return_day) if record else None
        known = [served for served in (here, there) if served is not None]
        return max(known, key=lambda served: served.day, default=None)

    def is_served(self, household: str) -> bool:
        """Tell whether a visit of a household ended without asking it to come again."""
        here = exists().where(
            visits.c.household == household,
            visits.c.is_open.is_(False),
            visits.c.return_day.is_(None),
        )
        with translated(), self._engine.begin() as connection:
            if connection.scalar(select(here)):
                return True
        served = (self.record(ServedForm, form.number) for form in self.forms_of(household))
        return any(form is not None and form.return_day is None for form in served)

    def was_asked_back(self, household: str) -> bool:
        """Tell whether a visit of a household, here or elsewhere, asked it to come again."""
        here = exists().where(visits.c.household == household, visits.c.return_day.is_not(None))
        with translated(), self._engine.begin() as connection:
            if connection.scalar(select(here)):
                return True
        served = (self.record(ServedForm, form.number) for form in self.forms_of(household))
        return any(form is not None and form.return_day is not None for form in served)

    def visit(self, visit_id: str) -> Visit | None:
        """Fold one visit of this station."""
        events = self._journal.events_of_visit(visit_id)
        with translated(), self._engine.begin() as connection:
            return fold_visit(counting(connection, events))

    def visits_of(self, household: str) -> tuple[Visit, ...]:
        """Fold the visits of a household at this station, in the order in which they began."""
        with translated(), self._engine.begin() as connection:
            found = connection.scalars(
                select(visits.c.id)
                .where(visits.c.household == household)
                .order_by(visits.c.incarnation, visits.c.seq)
            ).all()
        folded = map(self.visit, found)
        return tuple(visit for visit in folded if visit is not None)

    def open_visit(self) -> Visit | None:
        """Give the visit that lies on this desk: not closed, not parked; the latest of several."""
        with translated(), self._engine.begin() as connection:
            found = connection.scalar(
                select(visits.c.id)
                .where(visits.c.is_open.is_(True), visits.c.is_parked.is_(False))
                .order_by(visits.c.incarnation.desc(), visits.c.seq.desc())
                .limit(1)
            )
        visit = None if found is None else self.visit(found)
        return None if visit is None or visit.closing is not None else visit

    def served_on(self, day: date) -> int:
        """Count the visits of a day that were closed here."""
        with translated(), self._engine.begin() as connection:
            return (
                connection.scalar(
                    select(func.count())
                    .select_from(visits)
                    .where(visits.c.day == day, visits.c.is_open.is_(False))
                )
                or 0
            )

    def search(self, text: str, *, most: int = 20) -> tuple[Found, ...]:
        """Find households by a number or by parts of any member's name, nearest first."""
        with translated(), self._engine.begin() as connection:
            return find(connection, text, most=most)

    def forms_of_day(self, day: date) -> tuple[FormSlot, ...]:
        """Give the centre's forms of a day by hour; `came` here, or elsewhere by the feed."""
        here = exists().where(
            or_(
                visits.c.form == forms.c.number,
                and_(visits.c.household == forms.c.household, visits.c.day == forms.c.day),
            )
        )
        elsewhere = exists().where(
            records.c.kind == kind_name(ServedForm), records.c.id == forms.c.number
        )
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                select(
                    forms,
                    households.c.head_name,
                    households.c.members,
                    or_(here, elsewhere).label("came"),
                )
                .join(households, households.c.id == forms.c.household)
                .where(forms.c.day == day, forms.c.centre == self._me.centre)
                .order_by(forms.c.hour, forms.c.number)
            )
            return tuple(
                FormSlot(
                    number=row.number,
                    hour=row.hour,
                    household=row.household,
                    head_name=row.head_name,
                    members=row.members,
                    came=bool(row.came),
                )
                for row in rows
            )

    def forms_of(self, household: str) -> tuple[AppointmentForm, ...]:
        """Give the forms of a household that this centre knows, by day."""
        with translated(), self._engine.begin() as connection:
            numbers = connection.scalars(
                select(forms.c.number)
                .where(forms.c.household == household)
                .order_by(forms.c.day, forms.c.hour)
            ).all()
        found = (self.record(AppointmentForm, number) for number in numbers)
        return tuple(form for form in found if form is not None)

    def last_sign_ins(self, day: date) -> Mapping[str, datetime]:
        """Say when each clerk signed in last on a day, by their ids."""
        events = self._journal.events_of_day(day)
        return {e.clerk: e.at for e in events if isinstance(e.body, ClerkSignedIn)}

    def day_facts(self, day: date) -> DayFacts:
        """Gather what there is to report on one day."""
        events = self._journal.events_of_day(day)
        opened = dict.fromkeys(e.visit for e in events if isinstance(e.body, VisitOpened))
        folded = {key: visit for key in opened if (visit := self.visit(key)) is not None}
        centre = self.centre()
        head = self._journal.head()
        due = self.forms_of_day(day)
        return DayFacts(
            day=day,
            taken_at=self._journal.clock.now(),
            centre=self._me.centre,
            centre_name=centre.name if centre else self._me.centre,
            centre_name_latin=centre.name_latin if centre else self._me.centre,
            station=self._me.name,
            visits=tuple(folded.values()),
            refusals=tuple(
                FormRefusal(at=e.at, clerk=e.clerk, reason=e.body.reason, number=e.body.number)
                for e in events
                if isinstance(e.body, FormRefused)
            ),
            cards_refused=sum(isinstance(e.body, CardRefused) for e in events),
            due=len(due),
            came=sum(slot.came for slot in due),
            unsettled=self._outbox.waiting(),
            clerks={clerk.id: clerk.name for clerk in self.all_records(Clerk)},
            households=self._households(visit.household for visit in folded.values()),
            head=f"{head.seq} · {head.hash.hex()[:8]}",
        )

    def _households(self, ids: Iterable[str]) -> Mapping[str, Household]:
        found = {each: self.record(Household, each) for each in ids}
        return {each: household for each, household in found.items() if household is not None}
