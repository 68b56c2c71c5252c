"""A morning in the hall: numbers are given, called and served at the real window."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from clerk_station.app.window import Station
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.ui.hall import HallWindow
from clerk_station.ui.views import RosterView, WaitingView
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.button import KeyButton
from tests.world import PIN, World, form


@pytest.fixture
def hands(world: World, qtbot: QtBot) -> Iterator[Hands]:
    """Sit down at window 3 of a filled station without a line."""
    world.filled().close()
    desk = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "clips" / "desk.avi")
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(desk, loop=True),
    )
    qtbot.addWidget(station.window)
    station.start()
    hands = Hands(station, pictures=world.folder / "pictures", desk=desk)
    hands.sign_in("C1", PIN)
    yield hands
    station.close()


def give(hands: Hands, number: int) -> None:
    """Give the household of a form its number by typing it."""
    waiting = hands.desk.view
    hands.press("F7")
    hands.type(form(number).number)
    hands.until(lambda: hands.desk.view != waiting, what="the number")
    hands.press("Esc")


def queue(hands: Hands) -> list[str]:
    """Read the numbers in the queue."""
    view = hands.desk.view
    assert isinstance(view, WaitingView)
    return [item.number for item in view.queue if item.is_here]


def label_of(hands: Hands, key: str) -> str:
    """Read what a key does now."""
    bar = hands.desk.findChild(ActionBar)
    assert isinstance(bar, ActionBar)
    buttons = (button for button in bar.findChildren(KeyButton) if button.isVisible())
    return next((b.accessibleName() for b in buttons if b.key == key), "")


def test_a_household_is_called_and_comes(hands: Hands) -> None:
    """Number, call, hall and visit: one story in the journal, and the hall shows the number."""
    give(hands, 1)
    give(hands, 2)
    assert queue(hands) == ["301", "302"]
    hands.press("F8")
    hall = hands.station.hall.hall
    assert isinstance(hall, HallWindow)
    hands.press("F5")
    hands.until(lambda: hall.shown == "301", what="the number in the hall")
    assert queue(hands) == ["302"]
    assert "301" in label_of(hands, "F5")
    hands.type(form(1).number)
    hands.until(lambda: isinstance(hands.desk.view, RosterView), what="the household")
    kinds = [link.kind for link in hands.station.ask(lambda s: s.journal.links())]
    assert kinds[1:] == ["household.arrived/1"] * 2 + ["visit.called/1", "visit.opened/1"]


def test_who_does_not_come_makes_room(hands: Hands) -> None:
    """F9 after a call in vain, and F5 calls the next."""
    give(hands, 1)
    give(hands, 2)
    hands.press("F5")
    hands.until(lambda: "301" in label_of(hands, "F5") and queue(hands) == ["302"], what="301")
    hands.press("F9")
    hands.until(lambda: "302" in label_of(hands, "F5"), what="the next one")
    hands.press("F5")
    hands.until(lambda: queue(hands) == [], what="302")
