"""The window around the screens: sign-in, places, language, notices, sizes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from clerk_station.errors import StationError
from clerk_station.ui import theme
from clerk_station.ui.gallery.drawing import draw
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.intents import (
    ClerkChosen,
    ExportAsked,
    FormTyped,
    Locked,
    PlaceChosen,
    SignInAsked,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.messages import Notice
from clerk_station.ui.palette import Theme
from clerk_station.ui.screens.day import DayScreen
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.theme import Look
from clerk_station.ui.widgets.pin_cells import PinCells
from clerk_station.ui.widgets.top_bar import TopBar
from clerk_station.words import Words
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key


@pytest.fixture
def sign_in(window: MainWindow, sample: Sample) -> SignInScreen:
    """Give the sign-in with its clerks."""
    screen = window.screen_of(SignInScreen)
    _, view = next(iter(sample.sign_ins()))
    screen.show_view(view)
    window.go(SignInScreen.place)
    return screen


def _passphrase(sample: Sample, screen: SignInScreen) -> None:
    _, view = list(sample.sign_ins())[1]
    screen.show_view(view)
    screen.arrive()


@pytest.mark.parametrize("typed", ["123456", "١٢٣٤٥٦", "۱۲۳۴۵۶"])
def test_a_pin_may_be_typed_in_three_sets_of_digits(
    sign_in: SignInScreen, keyboard: Keyboard, typed: str
) -> None:
    """Western, Arabic and extended digits are the same PIN."""
    heard = Heard()
    sign_in.meant.connect(heard.meant.append)
    keyboard.type(typed)
    keyboard.press(K.Key_Return)
    assert heard.meant == [SignInAsked("1", "123456")]


def test_the_cells_hold_six_digits_and_nothing_else(
    sign_in: SignInScreen, keyboard: Keyboard
) -> None:
    """Letters are left aside, a seventh digit too, and Backspace takes the last."""
    heard = Heard()
    sign_in.meant.connect(heard.meant.append)
    keyboard.type("1ا2b3456")
    keyboard.press(K.Key_Backspace)
    keyboard.type("7")
    keyboard.press(K.Key_Return)
    assert heard.meant == [SignInAsked("1", "123457")]


def test_the_arrows_choose_who_signs_in(sign_in: SignInScreen, keyboard: Keyboard) -> None:
    """Choosing another clerk forgets what was typed for the first."""
    heard = Heard()
    sign_in.meant.connect(heard.meant.append)
    keyboard.type("99")
    keyboard.press(K.Key_Down)
    keyboard.type("123456")
    keyboard.press(K.Key_Return)
    assert heard.meant == [ClerkChosen("2"), SignInAsked("2", "123456")]


def test_names_that_come_late_find_the_secret_ready(
    window: MainWindow, sample: Sample, keyboard: Keyboard
) -> None:
    """The window opens before the store has answered; then the cells have the focus."""
    screen, heard = window.screen_of(SignInScreen), Heard()
    screen.meant.connect(heard.meant.append)
    window.go(SignInScreen.place)
    _, view = next(iter(sample.sign_ins()))
    screen.show_view(view)
    assert isinstance(QApplication.focusWidget(), PinCells)
    keyboard.type("123456")
    keyboard.press(K.Key_Return)
    assert heard.meant == [SignInAsked("1", "123456")]


def test_a_passphrase_gets_a_wide_field(
    sign_in: SignInScreen, sample: Sample, keyboard: Keyboard
) -> None:
    """Who has a passphrase types it whole, and it is not shown."""
    heard = Heard()
    sign_in.meant.connect(heard.meant.append)
    _passphrase(sample, sign_in)
    keyboard.type("خمس نخلات")
    keyboard.press(K.Key_Return)
    assert heard.meant == [SignInAsked("6", "خمس نخلات")]


def test_enter_without_a_secret_signs_nobody_in(sign_in: SignInScreen, keyboard: Keyboard) -> None:
    """An empty PIN is no attempt."""
    heard = Heard()
    sign_in.meant.connect(heard.meant.append)
    keyboard.press(K.Key_Return)
    assert heard.said == []


def test_the_secret_is_never_spoken(sign_in: SignInScreen, keyboard: Keyboard) -> None:
    """A screen reader hears how many digits were typed, never which."""
    keyboard.type("4242")
    said = " ".join(w.accessibleName() for w in sign_in.findChildren(QWidget))
    assert "4242" not in said


def test_the_language_changes_while_the_window_is_open(
    window: MainWindow, qapp: QApplication, arabic: Look
) -> None:
    """Texts and direction turn round, and signals stay connected."""
    desk, heard = window.screen_of(DeskScreen), Heard()
    desk.meant.connect(heard.meant.append)
    english = replace(arabic, words=Words("en"))
    window.dress(english)
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight
    desk.show_view(Sample(english.words, now=0).waiting)
    desk.press("F12")
    window.dress(arabic)
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    desk.press("F12")
    assert heard.meant == [Locked(), Locked()]


def test_the_places_are_reached_from_the_top(window: MainWindow, sample: Sample) -> None:
    """The top bar names the places; on the sign-in there is no top bar."""
    heard = Heard()
    window.meant.connect(heard.meant.append)
    window.show_top(sample.top)
    top = window.findChild(TopBar)
    assert isinstance(top, TopBar)
    top.place_chosen.emit("day")
    window.go(SignInScreen.place)
    assert not top.isVisible()
    window.go(DayScreen.place)
    assert top.isVisible()
    assert heard.meant == [PlaceChosen("day")]


def test_trouble_is_told_without_holding_anybody_up(
    window: MainWindow, sample: Sample, keyboard: Keyboard
) -> None:
    """A notice lies in the window; typing goes on below it and F11 puts it away."""
    desk, heard = window.screen_of(DeskScreen), Heard()
    desk.meant.connect(heard.meant.append)
    desk.show_view(sample.waiting)
    window.tell_error(StationError("The camera is gone", "Plug it in again. {n}", n=7))
    notice = window.findChild(Notice)
    assert isinstance(notice, Notice)
    assert notice.isVisible()
    assert "انقطعت الكاميرا" in notice.accessibleName()
    assert "7" in notice.accessibleName()
    keyboard.type("12")
    keyboard.press(K.Key_Return)
    assert heard.meant == [FormTyped("12")]
    keyboard.press(K.Key_F11)
    assert not notice.isVisible()


def test_a_notice_is_gone_when_the_desk_goes_on(window: MainWindow, sample: Sample) -> None:
    """The next verdict puts a notice away by itself; the same one shown again does not."""
    desk = window.screen_of(DeskScreen)
    desk.show_view(sample.roster)
    window.tell("نص", "نص")
    notice = window.findChild(Notice)
    assert isinstance(notice, Notice)
    desk.show_view(sample.roster)
    assert notice.isVisible()
    desk.show_view(sample.ready)
    assert not notice.isVisible()


def test_the_manager_exports_the_day_by_a_key(
    window: MainWindow, sample: Sample, keyboard: Keyboard
) -> None:
    """F9 asks for the report of the day that is shown."""
    day, heard = window.screen_of(DayScreen), Heard()
    day.meant.connect(heard.meant.append)
    day.show_view(sample.day)
    window.go(DayScreen.place)
    keyboard.press(K.Key_F9)
    assert heard.meant == [ExportAsked(date(2026, 11, 23))]


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_state_is_drawn_at_the_size_of_the_window(
    qapp: QApplication,
    arabic: Look,
    tmp_path: Path,
    language: str,
    size: tuple[int, int],
) -> None:
    """All screens hold at both sizes in both languages, and none is blank."""
    made = draw(tmp_path, language=language, chosen=Theme.LIGHT, size=size)
    assert len(made) >= 18
    for path in made:
        image = QImage(str(path))
        assert (image.width(), image.height()) == size, path.name
        step = image.width() // 64
        colours = {image.pixel(x, y) for x in range(0, size[0], step) for y in range(0, 768, 4)}
        assert len(colours) > 8, path.name
    theme.apply(arabic, qapp)
