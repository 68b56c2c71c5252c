"""The place of what visits leave to others: who may do what there, by which keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from clerk_station.domain.matters import Left
from clerk_station.domain.records import Role
from clerk_station.domain.second import Look as SecondLook
from clerk_station.domain.second import Second
from clerk_station.ui.gallery.letters import made_up_mail
from clerk_station.ui.gallery.matters import made_up_left
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import Locked, MatterActed
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.matters import CONFIRM, DECLINE, GO_THERE, matters_view
from clerk_station.ui.screens.matters import MattersScreen
from clerk_station.ui.views import Tone
from clerk_station.words import LANGUAGES, Words
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key
LEFT = made_up_left(made_up_mail().households["H1"])


@pytest.fixture
def screen(window: MainWindow, sample: Sample) -> MattersScreen:
    """Give the screen as a manager sees it."""
    made = window.screen_of(MattersScreen)
    made.show_view(sample.matters(Role.MANAGER))
    window.go(MattersScreen.place)
    return made


@pytest.fixture
def meant(screen: MattersScreen) -> list[object]:
    """Give what the screen gives out."""
    heard = Heard()
    screen.meant.connect(heard.meant.append)
    return heard.meant


def told(screen: MattersScreen) -> str:
    """Give all that is told beside the rows, once what was told before is gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return "\n".join(label.text() for label in screen.told.findChildren(QLabel))


def test_a_manager_confirms_by_one_key(
    screen: MattersScreen, meant: list[object], keyboard: Keyboard
) -> None:
    """F5 means the row that is told, F12 locks."""
    row = screen.rows.current
    assert row is not None
    assert row.what in told(screen)
    keyboard.press(K.Key_F5, K.Key_F12)
    assert meant == [MatterActed("S0", CONFIRM), Locked()]


def test_who_does_not_confirm_chooses_why(meant: list[object], keyboard: Keyboard) -> None:
    """F6 asks for the reason and means nothing before it is chosen; Escape takes F6 back."""
    keyboard.press(K.Key_F6, K.Key_Escape)
    assert meant == []
    keyboard.press(K.Key_Down, K.Key_F6)
    keyboard.type("2")
    assert meant == [MatterActed("S1", DECLINE, "No paper was seen")]


def test_a_row_that_goes_away_takes_its_question_along(
    screen: MattersScreen, meant: list[object], sample: Sample, keyboard: Keyboard
) -> None:
    """What the feed takes off the list is not declined by the next digit."""
    keyboard.press(K.Key_F6)
    view = sample.matters(Role.MANAGER)
    screen.show_view(replace(view, rows=view.rows[2:]))
    keyboard.type("1")
    assert meant == []


def test_the_field_team_sees_its_own_first_and_begins_there(
    screen: MattersScreen, meant: list[object], sample: Sample, keyboard: Keyboard
) -> None:
    """Whom to visit lies on top, with address and phone beside it."""
    screen.show_view(sample.matters(Role.FIELD_TEAM))
    keyboard.press(K.Key_Home, K.Key_F5)
    assert meant == [MatterActed("V0", GO_THERE)]
    assert "07701234567" in told(screen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_may_do_what_is_theirs(language: str) -> None:
    """A clerk reads all and does nothing; a manager never confirms what they recorded."""
    words = Words(language)

    def offered(role: Role, me: str) -> set[str]:
        rows = matters_view(words, LEFT, role=role, me=me).rows
        return {act.code for row in rows for act in row.acts}

    assert offered(Role.CLERK, "C2") == set()
    assert offered(Role.FIELD_TEAM, "F1") == {GO_THERE}
    assert offered(Role.MANAGER, "M1") == {CONFIRM, DECLINE, GO_THERE}
    assert offered(Role.MANAGER, "C1") == {GO_THERE}


def test_what_two_see_differently_stays_open_and_names_both() -> None:
    """Both words stand beside the statement, and the supervision decides."""
    statement = LEFT.statements[0]
    yes = SecondLook(station="S1", incarnation=1, seq=1, by="M1", accepted=True)
    no = replace(yes, seq=2, by="M2", accepted=False, reason="another name")
    disputed = replace(statement, second=Second.DISPUTED, looks=(yes, no))
    view = matters_view(Words("en"), Left(statements=(disputed,)), role=Role.CLERK, me="C2")
    (row,) = view.rows
    assert row.tone is Tone.PEND
    assert row.what == "Two managers differ, the supervision decides"
    assert len(row.claims) == 2
    assert "another name" in row.claims[1][1]


def test_what_waits_stands_before_what_was_done() -> None:
    """The count is of what waits alone, and each kind is there."""
    view = matters_view(Words("en"), LEFT, role=Role.MANAGER, me="M1")
    assert [row.id for row in view.rows] == ["S0", "S1", "V0", "A0", "A1", "S2", "V1", "A2"]
    assert view.count == "5 wait"
    assert matters_view(Words("en"), Left(), role=Role.CLERK, me="C1").rows == ()
