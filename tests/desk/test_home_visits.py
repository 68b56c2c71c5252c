"""Visits at home: asked for at a desk, listed for the field team, begun and ended by it."""

from dataclasses import replace

import pytest

from clerk_station.desk.forms import Opened, StillOpen, visit_home
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import (
    Closed,
    NotYet,
    attend_by_hand,
    close_visit,
    request_home_visit,
    void_answer,
)
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.matters import HomeVisit, Turn
from clerk_station.domain.people import Household
from clerk_station.domain.records import Role
from clerk_station.domain.visits import AbsenceReason, Absent, Entry, Outcome, Visit
from clerk_station.errors import StationError
from clerk_station.store.matters import read_home_visits
from clerk_station.store.opening import Store
from tests.desk.acts import absent, attend, opened, sealed
from tests.store.test_inbox import next_page
from tests.world import World, clerk, desk_of, household

HEAD, WIFE, SON, CHILD = household(1).members
WHERE, PHONE = "حي الحسين، قرب الجامع", "07701234567"


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


@pytest.fixture
def team(store: Store) -> Desk:
    """Give the desk of somebody of the field team."""
    store.inbox.apply(next_page(store, clerk("F1", role=Role.FIELD_TEAM)))
    return desk_of(store, clerk_id="F1")


@pytest.fixture
def begun(desk: Desk, world: World) -> Opened:
    """Give an open visit of the first household."""
    return opened(desk, sealed(1, world.authority_key))


def asked(desk: Desk, begun: Opened, *, phone: str = PHONE, where: str = WHERE) -> Visit:
    """Ask for a visit at the mother's home while the others came."""
    visit = begun.visit
    for member in (HEAD, SON):
        visit = attend(desk, visit, begun.household, member)
    return request_home_visit(
        desk, visit, member=WIFE, address=where, phone=phone, note="cannot walk"
    ).visit


def ended(desk: Desk, visit: Visit, home: Household) -> Outcome:
    """Close a visit that may close; say how it ended."""
    done = close_visit(desk, visit, household=home)
    assert isinstance(done, Closed)
    assert done.visit.closing is not None
    return done.visit.closing.outcome


def visited(team: Desk, *, household: str = "H0001") -> Opened:
    """Begin a visit at home."""
    found = visit_home(team, household)
    assert isinstance(found, Opened)
    return found


def seen(team: Desk, begun: Opened) -> Visit:
    """Record the mother as seen at home with her papers."""
    papers = (DocumentKind.CIVIL_STATUS_ID, DocumentKind.NATIONALITY_CERTIFICATE)
    attend_by_hand(team, begun.visit, member=WIFE, documents=papers, temporary_card=True)
    return team.store.queries.visit(begun.visit.id) or begun.visit


def test_what_is_asked_for_stands_on_the_list_with_address_and_phone(
    desk: Desk, begun: Opened
) -> None:
    """Where to go and whom to call is there at once, without a line, and the visit is referred."""
    visit = asked(desk, begun, phone="٠٧٧٠ ١٢٣ ٤٥٦٧")
    answer = visit.answers[WIFE.id]
    assert isinstance(answer, Absent)
    assert answer.reason is AbsenceReason.HOME_VISIT
    (request,) = read_home_visits(desk.store)
    assert (request.member, request.address, request.phone) == (WIFE.id, WHERE, PHONE)
    assert (request.note, request.turn) == ("cannot walk", Turn.WAITING)
    assert ended(desk, visit, begun.household) is Outcome.REFERRED


@pytest.mark.parametrize(
    ("where", "phone", "told"),
    [
        ("", PHONE, "no address"),
        ("\u202e \u200f", PHONE, "no address"),
        (WHERE, "", "phone number"),
        (WHERE, "0770123456", "phone number"),
        (WHERE, "07701234567890", "phone number"),
    ],
)
def test_without_address_or_phone_nothing_is_recorded(
    desk: Desk, begun: Opened, where: str, phone: str, told: str
) -> None:
    """A team that cannot find the house or call ahead is not sent."""
    with pytest.raises(StationError, match=told):
        asked(desk, begun, phone=phone, where=where)
    assert read_home_visits(desk.store) == ()


def test_a_child_and_somebody_present_need_no_team(desk: Desk, begun: Opened) -> None:
    """Who need not come or came already is not visited."""
    visit = asked(desk, begun)
    for member in (HEAD, CHILD):
        with pytest.raises(StationError):
            request_home_visit(desk, visit, member=member, address=WHERE, phone=PHONE, note="")


def test_what_was_taken_back_stands_on_no_list(desk: Desk, begun: Opened) -> None:
    """The mother came after all: nobody goes there."""
    visit = asked(desk, begun)
    visit = void_answer(desk, visit, member=WIFE.id, reason="she came")
    attend(desk, visit, begun.household, WIFE)
    assert read_home_visits(desk.store) == ()


def test_at_home_only_those_are_asked_for_who_could_not_come(
    desk: Desk, begun: Opened, team: Desk
) -> None:
    """The others were seen at the centre; the visit at home ends when she has an answer."""
    ended(desk, asked(desk, begun), begun.household)
    there = visited(team)
    assert there.visit.entry is Entry.HOME
    found = close_visit(team, there.visit, household=there.household)
    assert found == NotYet((WIFE,))
    assert ended(team, seen(team, there), there.household) is Outcome.COMPLETED
    (request,) = read_home_visits(team.store)
    assert (request.turn, request.done_by) == (Turn.DONE, there.visit.id)


def test_who_was_visited_waits_no_more(desk: Desk, begun: Opened, team: Desk) -> None:
    """A second team does not knock at the same door."""
    ended(desk, asked(desk, begun), begun.household)
    there = visited(team)
    assert isinstance(visit_home(team, "H0001"), StillOpen)
    ended(team, seen(team, there), there.household)
    with pytest.raises(StationError, match="Nobody of this household waits"):
        visit_home(team, "H0001")


def test_a_clerk_at_a_window_goes_to_nobody(desk: Desk, begun: Opened) -> None:
    """Visits at home are begun by the field team, or by the manager with it."""
    ended(desk, asked(desk, begun), begun.household)
    with pytest.raises(StationError, match="field team"):
        visit_home(desk, "H0001")


def test_a_request_of_another_station_leads_to_a_visit_too(team: Desk, store: Store) -> None:
    """The field team's own machine learns by the feed whom to visit."""
    request = HomeVisit(
        id="V0123456789abcdef",
        centre="KA-01",
        station="KA-01-S9",
        event="e-9",
        household="H0002",
        visit="v-9",
        member="H0002-2",
        at=store.journal.clock.now(),
        clerk="C2",
        address=WHERE,
        phone=PHONE,
        note="",
    )
    store.inbox.apply(next_page(store, request))
    there = visited(team, household="H0002")
    assert there.visit.members == ("H0002-2",)
    assert there.visit.requests == (request.id,)


def test_what_the_central_calls_done_is_done(desk: Desk, begun: Opened, store: Store) -> None:
    """A visit that another team ended takes the household off this list."""
    ended(desk, asked(desk, begun), begun.household)
    (request,) = read_home_visits(store)
    store.inbox.apply(next_page(store, replace(request, turn=Turn.DONE, done_by="v-77")))
    (now,) = read_home_visits(store)
    assert (now.turn, now.done_by) == (Turn.DONE, "v-77")


def test_an_absence_of_before_is_on_the_list_without_an_address(desk: Desk, begun: Opened) -> None:
    """Where only the reason was recorded the register's address is what the team has."""
    absent(desk, begun.visit, WIFE)
    (request,) = read_home_visits(desk.store)
    assert (request.member, request.address) == (WIFE.id, "")
