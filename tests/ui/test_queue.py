"""The queue at the desk's screen: calling, missing, giving numbers, and why a visit took long."""

import pytest
from PySide6.QtCore import Qt

from clerk_station.domain.ids import form_number
from clerk_station.domain.visits import Priority
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import (
    ArrivalFound,
    ArrivalShown,
    CallAsked,
    CloseAsked,
    MissedSaid,
    SearchAsked,
)
from clerk_station.ui.screens.desk import DeskScreen
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key
FORM = form_number("KA", 2026, 441)


def test_one_key_calls_the_next(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F5 calls while nothing lies on the desk, though the field has the focus."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F5)
    assert heard.meant == [CallAsked()]


def test_nobody_is_missed_who_was_not_called(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F9 means that the called one did not come, and nothing where nobody was called."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F9)
    assert heard.meant == []
    desk.show_view(sample.called)
    keyboard.press(K.Key_F9)
    assert heard.meant == [MissedSaid()]


def test_an_open_visit_is_not_called_away(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """With a household at the desk F5 calls nobody."""
    desk.show_view(sample.roster)
    keyboard.press(K.Key_F5)
    assert CallAsked() not in heard.meant


def test_a_form_that_is_scanned_while_numbers_are_given_gets_one(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Form after form, without a key between: each is an arrival and begins no visit."""
    desk.show_view(sample.waiting)
    assert not desk.takes_form(FORM), "the control: otherwise it is the desk's"
    keyboard.press(K.Key_F7)
    for _ in range(2):
        assert desk.takes_form(FORM)
        desk.show_given("301", "")
    assert heard.meant == [ArrivalShown(FORM, scanned=True)] * 2


def test_who_goes_first_is_said_before_and_holds_for_one(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """F5 there names the old, then the disabled; the next household goes in turn again."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F7, K.Key_F5, K.Key_F5)
    keyboard.type(FORM)
    keyboard.press(K.Key_Return)
    desk.show_given("301", "")
    desk.takes_form(FORM)
    told = [one for one in heard.meant if not isinstance(one, SearchAsked)]
    assert told == [
        ArrivalShown(FORM, Priority.DISABLED),
        ArrivalShown(FORM, Priority.NONE, scanned=True),
    ]


def test_a_household_without_its_paper_gets_a_number(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Found by name it is an arrival, and the task stays for the next household."""
    desk.show_view(sample.waiting)
    keyboard.press(K.Key_F7)
    keyboard.type("كاظم")
    desk.show_found(sample.found)
    keyboard.press(K.Key_Return)
    assert heard.meant[-1] == ArrivalFound(sample.found[0].id)
    assert desk.takes_form(FORM)


@pytest.mark.parametrize(("key", "code"), [("1", "large_family"), ("6", "other")])
def test_one_key_says_why_it_took_long(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard, key: str, code: str
) -> None:
    """The question lies on the sheet, one digit answers it, and the visit ends."""
    desk.show_view(sample.ready)
    desk.ask_overrun()
    keyboard.type(key)
    assert heard.meant == [CloseAsked(code)]


def test_the_question_can_be_left(
    desk: DeskScreen, sample: Sample, heard: Heard, keyboard: Keyboard
) -> None:
    """Esc leads back to the household, and the visit goes on."""
    desk.show_view(sample.ready)
    desk.ask_overrun()
    keyboard.press(K.Key_Escape)
    keyboard.type("1")
    assert heard.meant == []
