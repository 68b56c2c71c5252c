"""Returned mail and cases at the real window: the desk's own for the clerk, all for the manager."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from clerk_station.app.window import Station
from clerk_station.domain.records import Case, CaseState, EventWord
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.ui.gallery.letters import made_up_mail
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.widgets.top_bar import Choice
from tests.world import PIN, World, page


def records() -> list[Case | EventWord]:
    """Give a case of this desk, one between other desks, and returned mail of each."""
    mail = made_up_mail()
    here = [replace(s, station="S1") for s in mail.cases[0].sightings[:1]]
    mine = replace(mail.cases[0], sightings=(*here, mail.cases[0].sightings[1]))
    others = replace(mail.cases[2], state=CaseState.OPEN)
    waits = mail.returned[0]
    return [mine, others, replace(waits, station="S1"), replace(waits, station="S2")]


@pytest.fixture
def hands(world: World, qtbot: QtBot) -> Iterator[Hands]:
    """Open the window of a station to which the feed brought mail and cases."""
    store = world.filled()
    cursor = store.inbox.cursor("")
    store.inbox.apply(page(*records(), after=cursor.position, previous=cursor.hash))
    store.close()
    desk = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "desk.avi")
    camera = Clip(desk, loop=True)
    station = Station(
        world.folder, opening=world.open, settings=Settings(sounds=False), camera=camera
    )
    qtbot.addWidget(station.window)
    station.start()
    yield Hands(station, pictures=world.folder / "pictures", desk=desk)
    station.close()


def go_to_letters(hands: Hands) -> LettersScreen:
    """Press the place of the mail in the top bar, whatever it counts."""
    places = [c for c in hands.station.window.findChildren(Choice) if "البريد" in c.text()]
    places[-1].click()
    screen = hands.station.window.screen_of(LettersScreen)
    hands.until(lambda: screen.rows.current is not None, what="the letters")
    return screen


def test_a_clerk_sees_what_is_of_this_desk(hands: Hands) -> None:
    """One case and one letter of this desk, counted beside the name of the place."""
    hands.sign_in("C1", PIN)
    screen = go_to_letters(hands)
    hands.until(lambda: len(screen.rows.shown) == 2, what="the clerk's letters")
    hands.press("F12")
    hands.until(lambda: hands.station.window.place == "sign-in", what="the lock")


def test_a_manager_sees_those_of_the_centre(hands: Hands) -> None:
    """Cases between other desks and mail of other stations are the manager's to follow."""
    hands.sign_in("M1", PIN)
    screen = go_to_letters(hands)
    hands.until(lambda: len(screen.rows.shown) == 4, what="the manager's letters")
    hands.until(lambda: hands.station.letters.mine.waiting == 1, what="the desk's own count")


def test_the_language_changes_with_the_letters_in_front(hands: Hands) -> None:
    """What is told is told in the new words at once."""
    hands.sign_in("C1", PIN)
    screen = go_to_letters(hands)
    hands.station.speak("en")

    hands.until(
        lambda: any(row.state == "is decided centrally" for row in screen.rows.shown),
        what="the letters in English",
    )
