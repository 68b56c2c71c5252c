"""Half-finished visits: put aside, taken up again, and carried to the return visit."""

from datetime import datetime, timedelta

import pytest

from clerk_station.clock import BAGHDAD
from clerk_station.desk.forms import Opened, StillOpen, resume, show_form, take_up, walk_in
from clerk_station.desk.papers import Ticks, tick_papers
from clerk_station.desk.parking import park
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import AlreadyThere, Closed, close_visit, mark_absent, show_card
from clerk_station.domain.events import VisitContinued, VisitOpened, VisitParked, VisitResumed
from clerk_station.domain.forms import Refused
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.papers import HOUSEHOLD
from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.unfinished import taken_up
from clerk_station.domain.visits import (
    AbsenceReason,
    Attended,
    Carried,
    Entry,
    Evidence,
    How,
    Outcome,
    to_bring,
)
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from tests.desk.acts import absent, attend, card_of, opened, sealed
from tests.store.test_inbox import next_page
from tests.world import DAY, World, desk_of, form, household

HEAD, WIFE, SON, CHILD = household(1).members
CIVIL, NATIONALITY = DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE
RESIDENCE, RATION = DocumentKind.RESIDENCE_CARD, DocumentKind.OLD_RATION_CARD


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


@pytest.fixture
def begun(desk: Desk, world: World) -> Opened:
    """Give an open visit of the first household, whose head was seen."""
    found = opened(desk, sealed(1, world.authority_key))
    return Opened(attend(desk, found.visit, found.household, HEAD), found.household, found.form)


def left_at(station: str, state: UnfinishedState, *, of: int = 1) -> Unfinished:
    """Say what the central tells of a visit at another window, where the head was seen."""
    came = Attended(
        event="e9",
        at=datetime(2026, 11, 23, 9, 0, tzinfo=BAGHDAD),
        clerk="C9",
        how=How.SCANNED,
        documents=(DocumentKind.UNIFIED_CARD,),
        temporary_card=False,
    )
    is_back = state is UnfinishedState.TO_RETURN
    return Unfinished(
        id=f"{station}/v9",
        centre="KA-01",
        household=f"H{of:04}",
        form=form(of).number,
        entry=Entry.FORM,
        state=state,
        day=DAY,
        return_day=DAY if is_back else None,
        seconds=0 if is_back else 120,
        carried=(Carried(member=f"H{of:04}-1", attended=came),),
    )


def test_a_parked_visit_frees_the_desk(desk: Desk, begun: Opened, world: World) -> None:
    """The next family is served, and the parked one waits on the list with what it knew."""
    park(desk, begun.visit, reason="  ذهبوا لجلب الهوية  ")
    assert resume(desk) is None
    (left,) = desk.store.unfinished.waiting(DAY)
    assert (left.household, left.reason) == (begun.household.id, "ذهبوا لجلب الهوية")
    other = opened(desk, sealed(2, world.authority_key))
    assert isinstance(take_up(desk, left), StillOpen)
    assert resume(desk) == other


def test_a_parked_visit_is_not_acted_on(desk: Desk, begun: Opened) -> None:
    """Whoever goes on takes it up first: what is recorded belongs to a desk."""
    park(desk, begun.visit)
    with pytest.raises(StationError, match="parked"):
        show_card(
            desk,
            begun.visit,
            household=begun.household,
            document=card_of(WIFE),
            how=How.SCANNED,
        )
    with pytest.raises(StationError, match="parked"):
        park(desk, begun.visit)


def test_its_own_form_takes_up_a_parked_visit(desk: Desk, begun: Opened, world: World) -> None:
    """Shown again, the form goes on with the same visit: no second one begins."""
    park(desk, begun.visit)
    again = opened(desk, sealed(1, world.authority_key))
    assert again.visit.id == begun.visit.id
    assert again.visit.parked is None
    assert HEAD.id in again.visit.answers
    events = desk.store.journal.events_of_visit(begun.visit.id)
    kinds = [type(event.body) for event in events if event.body.kind.startswith("visit.")]
    assert kinds == [VisitOpened, VisitParked, VisitResumed]


def test_a_parked_visit_goes_on_another_day(desk: Desk, begun: Opened, world: World) -> None:
    """A form of yesterday whose visit was parked is admitted; one that was not is refused."""
    park(desk, begun.visit)
    world.clock.pass_by(days=1)
    control = show_form(desk, sealed(2, world.authority_key))
    assert isinstance(control, Refused)
    assert opened(desk, sealed(1, world.authority_key)).visit.id == begun.visit.id


def test_time_aside_is_no_time_at_the_desk(desk: Desk, begun: Opened, world: World) -> None:
    """A visit of four minutes, an hour aside and three more took seven."""
    world.clock.pass_by(minutes=4)
    park(desk, begun.visit)
    world.clock.pass_by(hours=1)
    visit = opened(desk, sealed(1, world.authority_key)).visit
    for member in (WIFE, SON):
        visit = attend(desk, visit, begun.household, member)
    world.clock.pass_by(minutes=3)
    done = close_visit(desk, visit, household=begun.household)
    assert isinstance(done, Closed)
    assert done.visit.closing is not None
    assert done.visit.closing.seconds == 7 * 60


def test_parked_time_counts_after_a_restart_too(desk: Desk, begun: Opened, world: World) -> None:
    """The list outlives the program: a visit parked before a power cut is taken up after it."""
    park(desk, begun.visit)
    desk.store.close()
    world.clock.boot = "boot-2"
    again = desk_of(world.open())
    (left,) = again.store.unfinished.waiting(DAY)
    found = take_up(again, left)
    assert isinstance(found, Opened)
    assert found.visit.id == begun.visit.id
    again.store.close()


def test_another_window_goes_on_where_one_parked(desk: Desk, world: World) -> None:
    """Who was seen at the other window is not asked again, and its minutes count."""
    told = left_at("S2", UnfinishedState.PARKED)
    desk.store.inbox.apply(next_page(desk.store, told))
    found = opened(desk, sealed(1, world.authority_key))
    assert (found.visit.continues, found.visit.entry) == ("S2/v9", Entry.FORM)
    assert found.visit.spent == 120
    card = show_card(
        desk, found.visit, household=found.household, document=card_of(HEAD), how=How.SCANNED
    )
    assert isinstance(card, AlreadyThere)
    visit = found.visit
    for member in (WIFE, SON):
        visit = attend(desk, visit, found.household, member)
    done = close_visit(desk, visit, household=found.household)
    assert isinstance(done, Closed)
    assert done.visit.closing is not None
    assert done.visit.closing.outcome is Outcome.COMPLETED
    assert desk.store.unfinished.waiting(DAY) == ()


def test_the_list_offers_what_other_windows_parked(desk: Desk) -> None:
    """Parked ones and today's returns stand there; those that were taken up do not."""
    parked = left_at("S2", UnfinishedState.PARKED)
    back = left_at("S3", UnfinishedState.TO_RETURN, of=2)
    taken = left_at("S4", UnfinishedState.CONTINUED, of=3)
    desk.store.inbox.apply(next_page(desk.store, parked, back, taken))
    assert desk.store.unfinished.waiting(DAY) == (parked, back)
    assert isinstance(take_up(desk, parked), Opened)
    assert desk.store.unfinished.waiting(DAY) == (back,)


def test_a_visit_that_another_window_took_up_is_not_taken_up_twice(
    desk: Desk, begun: Opened
) -> None:
    """Once the central tells so, the station that parked it offers it no more."""
    park(desk, begun.visit)
    (left,) = desk.store.unfinished.waiting(DAY)
    desk.store.inbox.apply(next_page(desk.store, taken_up(left, by=("S2/w",))))
    assert desk.store.unfinished.waiting(DAY) == ()
    with pytest.raises(StationError, match="taken up already"):
        take_up(desk, left)


def test_what_is_missing_is_carried_to_the_return_visit(
    desk: Desk, begun: Opened, world: World
) -> None:
    """On the day of return the household owes what it owed, and nobody is recorded twice."""
    visit = begun.visit
    for member in (WIFE, SON):
        visit = attend(desk, visit, begun.household, member)
    back = DAY + timedelta(days=3)
    tick_papers(
        desk,
        visit,
        member=HEAD,
        own=Ticks(seen=(DocumentKind.UNIFIED_CARD,)),
        shared=Ticks(seen=(RESIDENCE,), missing=(RATION,)),
        attends=False,
        returns=back,
    )
    done = close_visit(desk, visit, household=begun.household)
    assert isinstance(done, Closed)
    assert done.visit.closing is not None
    assert done.visit.closing.outcome is Outcome.RETURN_NEEDED
    assert done.visit.closing.return_day == back
    world.clock.pass_by(days=3)
    again = opened(desk, sealed(1, world.authority_key))
    assert again.visit.entry is Entry.RETURN
    assert set(again.visit.answers) == {HEAD.id, WIFE.id, SON.id}
    assert to_bring(again.visit) == (RATION,)
    tick_papers(
        desk,
        again.visit,
        member=HEAD,
        own=Ticks(),
        shared=Ticks(seen=(RESIDENCE, RATION)),
        attends=False,
    )
    ended = close_visit(desk, again.visit, household=begun.household)
    assert isinstance(ended, Closed)
    assert ended.visit.closing is not None
    assert ended.visit.closing.outcome is Outcome.COMPLETED
    assert len(desk.store.journal.events_of_kind("member.attended/1")) == 3


def test_who_was_absent_has_to_answer_on_the_return(
    desk: Desk, begun: Opened, world: World
) -> None:
    """The absent one is asked for again; a statement with its paper stands."""
    visit = absent(desk, begun.visit, WIFE, AbsenceReason.ABSENT)
    visit = absent(desk, visit, SON, AbsenceReason.ABROAD_STUDY, Evidence.SEEN)
    assert isinstance(close_visit(desk, visit, household=begun.household), Closed)
    world.clock.pass_by(days=7)
    again = walk_in(desk, begun.household.id)
    assert isinstance(again, Opened)
    assert set(again.visit.answers) == {HEAD.id, SON.id}
    with pytest.raises(StationError, match="recorded as present"):
        mark_absent(
            desk,
            again.visit,
            member=HEAD,
            reason=AbsenceReason.ABSENT,
            evidence=Evidence.NOT_ASKED,
            returns=None,
            note="",
        )


def test_opening_and_what_it_takes_up_are_saved_together(desk: Desk, world: World) -> None:
    """The journal never has a visit that forgot what it was to continue."""
    desk.store.inbox.apply(next_page(desk.store, left_at("S2", UnfinishedState.PARKED)))
    visit = opened(desk, sealed(1, world.authority_key)).visit
    first, second = desk.store.journal.events_of_visit(visit.id)
    assert isinstance(first.body, VisitOpened)
    assert isinstance(second.body, VisitContinued)
    assert second.seq == first.seq + 1


def test_papers_of_a_member_and_of_the_household_are_one_act(desk: Desk, begun: Opened) -> None:
    """Attendance by hand, what is missing of it, and the household's papers are saved at once."""
    found = tick_papers(
        desk,
        begun.visit,
        member=SON,
        own=Ticks(seen=(CIVIL,), missing=(NATIONALITY,)),
        shared=Ticks(seen=(RESIDENCE, RATION)),
        attends=True,
        temporary_card=True,
    )
    answer = found.visit.answers[SON.id]
    assert isinstance(answer, Attended)
    assert (answer.documents, answer.temporary_card) == ((CIVIL,), True)
    assert to_bring(found.visit, SON.id) == (NATIONALITY,)
    assert found.visit.papers[HOUSEHOLD].seen == (RESIDENCE, RATION)


def test_a_child_has_papers_and_attends_nothing(desk: Desk, begun: Opened) -> None:
    """What was seen of somebody under 18 is kept, and they need not come."""
    own = Ticks(seen=(CIVIL, NATIONALITY))
    found = tick_papers(desk, begun.visit, member=CHILD, own=own, shared=Ticks(), attends=False)
    assert CHILD.id not in found.visit.answers
    assert found.visit.papers[CHILD.id].seen == (CIVIL, NATIONALITY)


def test_nothing_ticked_is_nothing_recorded(desk: Desk, begun: Opened) -> None:
    """Without a tick, with the same ticks again, or with a day that was, the journal stays."""
    shared = Ticks(seen=(RESIDENCE,))
    visit = tick_papers(
        desk, begun.visit, member=HEAD, own=Ticks(), shared=shared, attends=False
    ).visit
    before = desk.store.journal.head()
    for own, attends, returns in (
        (Ticks(), False, None),
        (Ticks(), True, None),
        (Ticks(seen=(CIVIL,)), False, DAY),
    ):
        with pytest.raises(StationError):
            tick_papers(
                desk,
                visit,
                member=SON,
                own=own,
                shared=shared,
                attends=attends,
                returns=returns,
            )
    assert desk.store.journal.head() == before
