"""The place of returned mail and cases: rows, what is told beside them, and the words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from clerk_station.domain.cases import CaseKind
from clerk_station.domain.mail import Mail
from clerk_station.ui.gallery.letters import made_up_mail
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import Locked, SendAsked
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.letters import letters_view
from clerk_station.ui.screens.letters import LettersScreen
from clerk_station.ui.views import Tone
from clerk_station.ui.widgets.letter_list import ROW
from clerk_station.words import LANGUAGES, Words
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key
REASONS = (
    "unreadable", "mismatch", "unknown_kind", "unknown_household", "other_centre", "unknown_form",
    "unknown_member", "stated_deceased", "stated_abroad", "unjudged",
    "lost_station", "retired_station", "unleased",
)  # fmt: skip


@pytest.fixture
def letters(window: MainWindow, sample: Sample) -> LettersScreen:
    """Give the screen with made-up mail in front."""
    screen = window.screen_of(LettersScreen)
    screen.show_view(sample.letters)
    window.go(LettersScreen.place)
    return screen


def told(screen: LettersScreen) -> str:
    """Give all that is told beside the rows, once what was told before is gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return "\n".join(label.text() for label in screen.told.findChildren(QLabel))


def test_the_arrows_choose_and_the_chosen_one_is_told(
    letters: LettersScreen, sample: Sample, keyboard: Keyboard
) -> None:
    """Each row, chosen by key, tells what happened and what to do next beside the list."""
    for letter in sample.letters.letters:
        assert letter.what in told(letters)
        assert letter.next_act in told(letters)
        keyboard.press(K.Key_Down)
    keyboard.press(K.Key_Home)
    assert sample.letters.letters[0].what in told(letters)


def test_what_was_chosen_stays_chosen_when_the_rows_come_anew(
    letters: LettersScreen, sample: Sample, keyboard: Keyboard
) -> None:
    """News from the feed do not move the reader to another letter."""
    keyboard.press(K.Key_Down, K.Key_Down)
    chosen = sample.letters.letters[2]
    letters.show_view(replace(sample.letters, letters=sample.letters.letters[1:]))
    assert chosen.what in told(letters)
    letters.show_view(replace(sample.letters, letters=()))
    assert told(letters) == ""
    assert letters.rows.accessibleName() == sample.letters.none


def test_a_screen_reader_hears_the_row(letters: LettersScreen, keyboard: Keyboard) -> None:
    """Title, line and state of the chosen row are its accessible name, without marks."""
    first = letters.rows.accessibleName()
    assert "\u2066" not in first
    keyboard.press(K.Key_Down)
    assert letters.rows.accessibleName() != first


def test_more_letters_than_there_is_room_for_can_all_be_reached(
    letters: LettersScreen, sample: Sample, keyboard: Keyboard
) -> None:
    """A hundred letters scroll under the keys; the last one is told like the first."""
    many = [replace(sample.letters.letters[0], id=str(n), what=f"{n}") for n in range(100)]
    letters.show_view(replace(sample.letters, letters=tuple(many)))
    rows = letters.rows
    assert rows.height() < 100 * ROW
    keyboard.press(K.Key_End)
    assert rows.current == many[-1]
    assert "99" in told(letters)


def test_sending_and_locking_are_one_key_away(letters: LettersScreen, keyboard: Keyboard) -> None:
    """F10 sends, F12 locks, as in the manager's place."""
    heard = Heard()
    letters.meant.connect(heard.meant.append)
    keyboard.press(K.Key_F10, K.Key_F12)
    assert heard.meant == [SendAsked(), Locked()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("aside", [*REASONS, "of_a_later_version"])
def test_every_reason_is_said_with_what_to_do(language: str, aside: str) -> None:
    """No code of the central stands on the screen where there are words, in any language."""
    mail = made_up_mail()
    waits = replace(mail.returned[0], aside=aside)
    (letter,) = letters_view(Words(language), Mail(returned=(waits,)), sync=()).letters
    assert letter.next_act
    assert letter.what
    assert (aside in letter.what) == (aside not in REASONS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CaseKind)
def test_every_case_is_said_with_who_decides(language: str, kind: CaseKind) -> None:
    """What happened, who decides and what to do next stand for each kind of case."""
    mail = made_up_mail()
    case = replace(mail.cases[0], kind=kind)
    (letter,) = letters_view(
        Words(language), replace(mail, cases=(case,), returned=()), sync=()
    ).letters
    assert letter.tone is Tone.PEND
    assert letter.what
    assert letter.next_act
    assert len(letter.claims) == 2
    assert kind.value not in letter.what + letter.title


def test_households_of_another_centre_are_named_by_id_alone() -> None:
    """Whom this station does not know it cannot name, and says so by the register's number."""
    mail = replace(made_up_mail(), households={})
    letters = letters_view(Words("en"), mail, sync=()).letters
    assert "H1" in letters[0].title
    assert "كاظم" not in "".join(letter.title for letter in letters)
