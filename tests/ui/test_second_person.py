"""What is left to others, at the desk: a manager's PIN, and where a team has to go."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import CloseAsked, ConfirmedByPin, HomeVisitAsked
from clerk_station.ui.panels.confirming import ConfirmTask
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.widgets.action_bar import ActionBar
from clerk_station.ui.widgets.button import KeyButton
from clerk_station.ui.widgets.field import Field
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key
PHONE = "07701234567"


def test_a_manager_confirms_by_who_they_are_and_their_pin(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F4, the manager, six digits of any set, Enter: of the one statement that waits."""
    desk.show_view(sample.pending)
    keyboard.press(K.Key_F4)
    keyboard.type("2")
    keyboard.type("٤٨١٥26")
    keyboard.press(K.Key_Return)
    assert heard.meant == [ConfirmedByPin(member="3", manager="M2", secret="481526")]


def test_a_pin_is_not_left_behind(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Who goes away in the middle leaves no digits for the next one, and confirms nothing."""
    desk.show_view(replace(sample.pending, managers=(("M1", "نور صباح"),)))
    keyboard.press(K.Key_F4)
    keyboard.type("4815")
    keyboard.press(K.Key_Escape, K.Key_F4, K.Key_Return, K.Key_Return)
    assert heard.meant == []
    keyboard.press(K.Key_Escape, K.Key_Return)
    assert heard.meant == [CloseAsked()]


def test_nothing_is_confirmed_where_nothing_waits(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The key is offered where it means something, and does nothing elsewhere."""
    desk.show_view(sample.ready)
    assert "F4" not in keys(desk)
    keyboard.press(K.Key_F4)
    assert not any(task.isVisible() for task in desk.findChildren(ConfirmTask))
    desk.show_view(sample.pending)
    assert "F4" in keys(desk)
    assert heard.meant == []


def test_a_team_is_sent_to_an_address_with_a_phone(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """The register's address stands there already; the phone is typed in any digits."""
    desk.show_view(replace(sample.roster, address="حي الحسين، دار 7"))
    keyboard.press(K.Key_F6)
    keyboard.type("2")
    keyboard.press(K.Key_Return)
    assert heard.meant == [], "without a phone nobody can call ahead"
    keyboard.type("٠٧٧٠ ١٢٣ ٤٥٦٧")
    keyboard.press(K.Key_Return)
    asked = HomeVisitAsked(member="2", address="حي الحسين، دار 7", phone=PHONE)
    assert heard.meant == [asked]


def test_without_an_address_nobody_is_sent(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """What was typed stays to be put right, and Escape goes back to the reasons."""
    desk.show_view(replace(sample.roster, phone=PHONE))
    keyboard.press(K.Key_F6)
    keyboard.type("2")
    keyboard.press(K.Key_Return)
    assert heard.meant == []
    keyboard.type("near the mosque")
    keyboard.press(K.Key_Escape)
    assert not any(field.isVisibleTo(desk) for field in shown(desk))
    assert heard.meant == []


def keys(desk: DeskScreen) -> list[str]:
    """Name the keys that the action bar offers."""
    bar = desk.findChild(ActionBar)
    assert isinstance(bar, ActionBar)
    return [button.key for button in bar.findChildren(KeyButton) if button.isVisible()]


def shown(desk: QWidget) -> list[Field]:
    """Give the fields that stand on the sheet."""
    return [field for field in desk.findChildren(Field) if field.isVisible()]
