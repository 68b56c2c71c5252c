"""Half-finished visits: put aside, and taken up again at any desk of the centre."""

from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import current, in_words
from clerk_station.domain.events import VisitContinued, VisitOpened, VisitParked, VisitResumed
from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.visits import Entry, Visit
from clerk_station.store.journal import Draft


def park(desk: Desk, visit: Visit, *, reason: str = "") -> None:
    """Put a visit aside: the desk is free, and every desk of the centre may take it up.

    Raises:
        StationError: it is closed or parked already.
    """
    desk.must(Act.PARK)
    visit = current(desk, visit)
    desk.save(VisitParked(reason=in_words(reason)), household=visit.household, visit=visit.id)


def own_parked(desk: Desk, left: Unfinished) -> Visit | None:
    """Give the visit, if this station's journal has it parked."""
    station, _, visit_id = left.id.partition("/")
    if station != desk.store.enrolment.station or left.state is not UnfinishedState.PARKED:
        return None
    visit = desk.store.queries.visit(visit_id)
    return visit if visit is not None and visit.parked is not None else None


def taking_up(
    desk: Desk, left: Unfinished, *, visit: str, form: str = ""
) -> tuple[str, tuple[Draft, ...]]:
    """Give the visit that goes on, and what is saved, all or nothing, where it does.

    What this station parked is resumed. For all else a visit begins, `visit`, that knows what need
    not be asked again: a return where one was asked for, else as the parked one had begun.
    """
    own = own_parked(desk, left)
    if own is not None:
        return own.id, (desk.draft(VisitResumed(), household=own.household, visit=own.id),)
    is_parked = left.state is UnfinishedState.PARKED
    opened = VisitOpened(
        entry=left.entry if is_parked else Entry.RETURN,
        form=form or left.form,
        requests=left.requests,
        members=left.members,
    )
    continued = VisitContinued(former=left.id, carried=left.carried, seconds=left.seconds)
    drafts = (
        desk.draft(body, household=left.household, visit=visit) for body in (opened, continued)
    )
    return visit, tuple(drafts)
