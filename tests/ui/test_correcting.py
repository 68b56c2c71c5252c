"""Corrections at the desk: one question after another, and nothing meant before the last answer."""

import pytest
from PySide6.QtCore import Qt

from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import CloseAsked, CorrectionMeant, JoiningMeant, LeavingMeant
from clerk_station.ui.screens.desk import DeskScreen
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key


@pytest.fixture
def meant(desk: DeskScreen, sample: Sample, heard: Heard) -> list[object]:
    """Give what is meant at a household in front, at the member whose turn it is."""
    desk.show_view(sample.correcting)
    return heard.meant


def test_a_value_is_typed_and_the_paper_answered(meant: list[object], keyboard: Keyboard) -> None:
    """The member's day of birth in any digits, then whether a paper was seen."""
    keyboard.press(K.Key_F3)
    keyboard.type("15")
    keyboard.type("٢٠٠٤/٠٧/٢١")
    keyboard.press(K.Key_Return)
    assert meant == []
    keyboard.type("1")
    said = CorrectionMeant(member="2", field="birth", new="2004/07/21", evidence="seen")
    assert meant == [said]


def test_what_cannot_be_is_asked_again(meant: list[object], keyboard: Keyboard) -> None:
    """The thirty-first of February goes no further; what was typed stays to be put right."""
    keyboard.press(K.Key_F3)
    keyboard.type("15")
    keyboard.type("2004/02/31")
    keyboard.press(K.Key_Return)
    keyboard.type("1")
    assert meant == []
    keyboard.press(*[K.Key_Backspace] * 3)
    keyboard.type("28")
    keyboard.press(K.Key_Return)
    keyboard.type("2")
    said = CorrectionMeant(member="2", field="birth", new="2004/02/28", evidence="not_seen")
    assert meant == [said]


def test_a_code_is_chosen_and_what_is_the_households_names_no_member(
    meant: list[object], desk: DeskScreen, sample: Sample, keyboard: Keyboard
) -> None:
    """Sex is one of two; the phone is corrected for all of them."""
    keyboard.press(K.Key_F3)
    keyboard.type("1621")
    assert meant == [CorrectionMeant(member="2", field="sex", new="f", evidence="seen")]
    meant.clear()
    desk.show_view(sample.correcting)
    keyboard.press(K.Key_F3)
    keyboard.type("21")
    keyboard.type("07701234567")
    keyboard.press(K.Key_Return)
    keyboard.type("1")
    said = CorrectionMeant(member="", field="phone", new="07701234567", evidence="seen")
    assert meant == [said]


def test_a_newborn_is_one_page_of_fields(meant: list[object], keyboard: Keyboard) -> None:
    """Why, sex, relation; then Enter goes from field to field, and the last one goes on."""
    keyboard.press(K.Key_F3)
    keyboard.type("3123")
    for part in ("زينب", "كاظم", "جواد", "الخفاجي", "2026/10/01"):
        keyboard.type(part)
        keyboard.press(K.Key_Return)
    assert meant == []
    keyboard.press(K.Key_Return)
    keyboard.type("1")
    (said,) = meant
    assert isinstance(said, JoiningMeant)
    assert (said.why, said.sex, said.relation) == ("newborn", "f", "daughter")
    assert said.name == ("زينب", "كاظم", "جواد", "الخفاجي")
    assert (said.birth, said.number, said.evidence) == ("2026/10/01", "", "seen")


def test_without_a_name_nobody_joins(meant: list[object], keyboard: Keyboard) -> None:
    """Enter over empty fields stays at the first that is wanted."""
    keyboard.press(K.Key_F3)
    keyboard.type("3123")
    keyboard.press(K.Key_Tab, *[K.Key_Return] * 8)
    keyboard.type("1")
    assert meant == []


def test_a_member_who_left_is_stated_with_a_reason(meant: list[object], keyboard: Keyboard) -> None:
    """The member that the clerk is at, why, and the paper."""
    keyboard.press(K.Key_F3)
    keyboard.type("412")
    assert meant == [LeavingMeant(member="2", why="own_household", evidence="not_seen")]


def test_escape_takes_one_answer_back_at_a_time(meant: list[object], keyboard: Keyboard) -> None:
    """From the paper to the reason, to the kind, to the household; nothing is recorded."""
    keyboard.press(K.Key_F3)
    keyboard.type("41")
    keyboard.press(K.Key_Escape, K.Key_Escape)
    keyboard.type("15")
    keyboard.press(*[K.Key_Escape] * 3)
    assert meant == []
    keyboard.press(K.Key_Return)
    assert meant == [CloseAsked()]
