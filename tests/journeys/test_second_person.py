"""A statement at the real window: pending, confirmed by PIN at the desk or later by the manager."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from clerk_station.app.window import Station
from clerk_station.desk.visits import Closed, close_visit
from clerk_station.domain.events import StatementConfirmed
from clerk_station.domain.people import Household
from clerk_station.domain.records import Role
from clerk_station.domain.second import Second
from clerk_station.domain.visits import AbsenceReason, Entry, Evidence
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.store.matters import read_statements
from clerk_station.store.opening import Store
from clerk_station.ui.intents import PlaceChosen
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.views import RosterView
from tests.desk.acts import absent, attend, opened, sealed
from tests.store.test_inbox import next_page
from tests.world import PIN, World, clerk, desk_of, household

HEAD, WIFE, SON, _ = household(1).members


def stated(store: Store, world: World, *, closed: bool) -> None:
    """Let a clerk record that the grown son died, and the mother needs a visit at home."""
    desk = desk_of(store)
    begun = opened(desk, sealed(1, world.authority_key))
    visit = attend(desk, begun.visit, begun.household, HEAD)
    visit = absent(desk, visit, WIFE, AbsenceReason.HOME_VISIT)
    visit = absent(desk, visit, SON, AbsenceReason.REPORTED_DECEASED, Evidence.SEEN)
    if closed:
        assert isinstance(close_visit(desk, visit, household=begun.household), Closed)


@pytest.fixture(params=[False, True], ids=["open", "closed"])
def hands(request: pytest.FixtureRequest, world: World, qtbot: QtBot) -> Iterator[Hands]:
    """Open the window of a station where something was stated and waits."""
    store = world.filled()
    store.inbox.apply(next_page(store, clerk("F1", role=Role.FIELD_TEAM)))
    stated(store, world, closed=request.param)
    store.close()
    desk = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "desk.avi")
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False, guide=False),
        camera=Clip(desk, loop=True),
    )
    qtbot.addWidget(station.window)
    station.start()
    yield Hands(station, pictures=world.folder / "pictures", desk=desk)
    station.close()


def second(hands: Hands) -> Second:
    """Say how the statement stands in the store."""
    (statement,) = hands.station.ask(read_statements)
    return statement.second


def looked(hands: Hands) -> list[str]:
    """Name who looked at it, from the journal."""
    kind = StatementConfirmed.kind
    return [e.clerk for e in hands.station.ask(lambda s: s.journal.events_of_kind(kind))]


def go_to_matters(hands: Hands) -> MattersScreen:
    """Go to what waits for others."""
    screen = hands.station.window.screen_of(MattersScreen)
    hands.station.window.meant.emit(PlaceChosen(MattersScreen.place))
    hands.until(lambda: screen.rows.current is not None, what="what waits")
    screen.arrive()
    return screen


@pytest.mark.parametrize("hands", [False], ids=["open"], indirect=True)
def test_the_manager_confirms_at_the_clerks_desk(hands: Hands) -> None:
    """F4 and the manager's PIN: the clerk stays signed in, a wrong PIN confirms nothing."""
    hands.sign_in("C1", PIN)
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the household")
    hands.press("F4")
    hands.type("000000")
    hands.until(lambda: "PIN" in band(hands) or "رمز" in band(hands), what="that it was wrong")
    assert second(hands) is Second.PENDING
    hands.press("F4")
    hands.type(PIN)
    hands.until(lambda: second(hands) is Second.CONFIRMED, what="the confirmation")
    assert looked(hands) == ["M1"]
    assert hands.station.talk.desk is not None
    assert hands.station.talk.desk.clerk.id == "C1"
    hands.until(
        lambda: isinstance(hands.desk.view, RosterView) and not hands.desk.view.confirmable,
        what="the roster without it",
    )


@pytest.mark.parametrize("hands", [True], ids=["closed"], indirect=True)
def test_the_manager_confirms_later_from_the_list(hands: Hands) -> None:
    """The visit ended long ago; F5 on the first row, and nothing waits there any more."""
    hands.sign_in("M1", PIN)
    screen = go_to_matters(hands)
    hands.press("F5")
    hands.until(lambda: second(hands) is Second.CONFIRMED, what="the confirmation")
    assert looked(hands) == ["M1"]
    hands.until(
        lambda: all(act.code != "confirm" for row in screen.rows.shown for act in row.acts),
        what="the row to be settled",
    )


@pytest.mark.parametrize("hands", [True], ids=["closed"], indirect=True)
def test_the_field_team_begins_where_it_is_asked_to_go(hands: Hands) -> None:
    """F5 on its list opens the visit at home, of the one who could not come."""
    hands.sign_in("F1", PIN)
    go_to_matters(hands)
    hands.press("F5")
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the visit at home")
    visit = hands.station.talk.open_visit
    assert visit is not None
    assert (visit.entry, visit.members) == (Entry.HOME, (WIFE.id,))
    known = hands.station.ask(lambda s: s.queries.record(Household, "H0001"))
    assert known is not None


def band(hands: Hands) -> str:
    """Give the headline over the household."""
    view = hands.desk.view
    return view.band.headline if isinstance(view, RosterView) else ""
