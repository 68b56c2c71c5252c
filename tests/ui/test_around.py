"""Settings, help on every screen, the guide, about, and the desk that nobody touches."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from clerk_station.domain.records import Role
from clerk_station.settings import IDLE_MINUTES, TEXT_SIZES, Settings
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.idle import Idle
from clerk_station.ui.intents import (
    DiagnosticsAsked,
    Left,
    Locked,
    PageAsked,
    PlaceChosen,
    ReopenAsked,
    SettingChosen,
    StepAsked,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.help import GUIDE, HELP, guide_page, help_page
from clerk_station.ui.phrasing.settings import changed, settings_view
from clerk_station.ui.screens import SCREENS
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.help import HelpScreen
from clerk_station.ui.screens.settings import SettingsScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.views_around import Page
from clerk_station.words import Words
from tests.ui.conftest import Heard, Keyboard
from tests.world import clerk

K = Qt.Key


def ctrl_and(text: str, key: int) -> None:
    """Press a key while Ctrl is held."""
    target = QApplication.focusWidget()
    assert target is not None
    held = Qt.KeyboardModifier.ControlModifier
    QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, key, held, text))


@pytest.fixture
def meant(window: MainWindow) -> list[object]:
    """Listen to every intent of the window."""
    heard = Heard()
    window.meant.connect(heard.meant.append)
    return heard.meant


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.place)
def test_f1_helps_on_every_screen(
    window: MainWindow, keyboard: Keyboard, meant: list[object], screen: type
) -> None:
    """Wherever one is, F1 asks for help; on a page about the program it goes back to it."""
    place = screen.place  # type: ignore[attr-defined] # every screen has one
    window.go(place)
    if place == HelpScreen.place:
        window.screen_of(HelpScreen).show_view(help_page(window.look.words, "desk", keys=()))
    keyboard.press(K.Key_F1)
    assert meant == [PlaceChosen("help")]


@pytest.mark.parametrize("place", [s.place for s in SCREENS if s.place != "help"])
def test_each_screen_has_a_help_of_its_own(place: str) -> None:
    """What is told belongs to the screen, in sentences, in both languages."""
    for language in ("ar", "en"):
        page = help_page(Words(language), place, keys=(("F6", "x"),))
        assert page.sections
        assert all(section.head and section.lines for section in page.sections)
        assert page.keys[0] == ("F6", "x")
        assert [key for key, _ in page.keys].count("F1") == 1
    assert HELP[place] not in [told for other, told in HELP.items() if other != place]


def test_help_tells_every_key_that_the_screen_offers(window: MainWindow, sample: Sample) -> None:
    """The keys of the action bar stand in the help, with the words of their buttons."""
    window.screen_of(DeskScreen).show_view(sample.roster)
    keys = window.keys()
    assert {"Enter", "F6", "F9"} <= {key for key, _ in keys}
    page = help_page(window.look.words, "desk", keys=keys)
    assert set(keys) <= set(page.keys)


@pytest.mark.parametrize(("text", "key"), [(",", K.Key_Comma), ("،", 0x060C), ("،", 0)])
def test_ctrl_and_the_comma_open_the_settings(
    window: MainWindow, sample: Sample, meant: list[object], text: str, key: int
) -> None:
    """Under a Latin and an Arabic layout, also out of the typed field; a comma alone is typed."""
    window.screen_of(DeskScreen).show_view(sample.waiting)
    ctrl_and(text, int(key))
    assert meant == [PlaceChosen("settings")]


def test_nobodys_window_shows_no_places(window: MainWindow, sample: Sample) -> None:
    """Help and settings at the sign-in lead nowhere else; with a clerk the places are there."""
    for name, is_there in (("", False), ("سارة", True)):
        window.show_top(replace(sample.top, clerk=name))
        window.go(HelpScreen.place)
        assert window._top.isVisible() is is_there
    window.go(SignInScreen.place)
    assert not window._top.isVisible()


def shown(window: MainWindow, settings: Settings, *, role: Role = Role.CLERK) -> SettingsScreen:
    """Show settings to somebody."""
    screen = window.screen_of(SettingsScreen)
    who = clerk(role=role)
    screen.show_view(settings_view(window.look.words, settings, clerk=who, running=100))
    window.go(SettingsScreen.place)
    return screen


def test_the_arrows_choose_and_tab_goes_on(
    window: MainWindow, keyboard: Keyboard, meant: list[object]
) -> None:
    """Every setting is reached and changed by keys alone."""
    screen = shown(window, Settings(), role=Role.MANAGER)
    keyboard.press(K.Key_Down)
    assert meant == [SettingChosen("language", "ckb")]
    names = []
    for _ in screen._lines:
        before = len(meant)
        keyboard.press(K.Key_Down, K.Key_Up)
        (name,) = {one.name for one in meant[before:] if isinstance(one, SettingChosen)}
        names.append(name)
        line = screen._lines[name]
        while (focus := QApplication.focusWidget()) is not None and line.isAncestorOf(focus):
            window.focusNextChild()
    assert names == ["language", "text_size", "theme", "still", "sounds", "idle_minutes"]


def test_only_the_manager_says_when_the_desk_locks_itself(window: MainWindow) -> None:
    """A clerk sees the time and cannot change it; the row says who can."""
    line = shown(window, Settings())._lines["idle_minutes"]
    assert not line.choices.isEnabled()
    line = shown(window, Settings(), role=Role.MANAGER)._lines["idle_minutes"]
    assert line.choices.isEnabled()


def test_a_new_text_size_asks_for_a_new_window(
    window: MainWindow, keyboard: Keyboard, meant: list[object]
) -> None:
    """F5 opens it anew; while the size is the running one the key means nothing."""
    shown(window, Settings())
    keyboard.press(K.Key_F5)
    assert meant == []
    shown(window, Settings(text_size=200))
    keyboard.press(K.Key_F5, K.Key_F12, K.Key_Escape)
    assert meant == [ReopenAsked(), Locked(), Left()]


@pytest.mark.parametrize("name", ["language", "text_size", "theme", "still", "sounds"])
def test_each_choice_holds_and_comes_back(name: str) -> None:
    """Whatever is offered can be kept, and is shown as chosen afterwards."""
    words = Words("en")
    for code, _ in next(
        row for row in settings_view(words, Settings(), clerk=None, running=100).rows
        if row.name == name
    ).choices:  # fmt: skip
        settings = changed(Settings(), name, code)
        rows = settings_view(words, settings, clerk=None, running=100).rows
        assert next(row for row in rows if row.name == name).chosen == code
        assert type(getattr(settings, name)) is type(getattr(Settings(), name))
    assert Settings().text_size in TEXT_SIZES
    assert Settings().idle_minutes in IDLE_MINUTES


def test_the_guide_is_read_with_one_key(
    window: MainWindow, keyboard: Keyboard, meant: list[object]
) -> None:
    """Enter goes on to the end, F9 back, Escape leaves it at any page."""
    screen = window.screen_of(HelpScreen)
    window.go(HelpScreen.place)
    for step in range(1, len(GUIDE) + 1):
        page = guide_page(window.look.words, step)
        screen.show_view(page)
        assert (page.step, page.steps) == (step, len(GUIDE))
    keyboard.press(K.Key_Return, K.Key_F9, K.Key_Escape)
    assert meant == [StepAsked(1), StepAsked(-1), Left()]


def test_the_keys_of_help_lead_on(
    window: MainWindow, keyboard: Keyboard, meant: list[object]
) -> None:
    """Settings, guide, about and diagnostics are a key away, and Escape goes back."""
    window.screen_of(HelpScreen).show_view(help_page(window.look.words, "day", keys=()))
    window.go(HelpScreen.place)
    keyboard.press(K.Key_F2, K.Key_F3, K.Key_F4, K.Key_F5, K.Key_Escape)
    assert meant == [
        PlaceChosen("settings"),
        PageAsked(Page.GUIDE),
        PageAsked(Page.ABOUT),
        DiagnosticsAsked(),
        Left(),
    ]


class Hall:
    """A clock that is set by hand, and whoever hears that nobody was there."""

    def __init__(self) -> None:
        self.at, self.locks = 0.0, 0
        self.idle = Idle(minutes=10, now=lambda: self.at)
        self.idle.passed.connect(self._lock)

    def _lock(self) -> None:
        self.locks += 1


def test_a_desk_that_nobody_touches_locks_once() -> None:
    """Not a second before its time, and once."""
    hall = Hall()
    hall.at = 599.0
    hall.idle.tick()
    assert hall.locks == 0
    for hall.at in (600.0, 601.0, 9000.0):
        hall.idle.tick()
    assert hall.locks == 1


@pytest.mark.parametrize("kind", [QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel])
def test_any_touch_begins_the_time_anew(kind: QEvent.Type) -> None:
    """A key, the pointer or the wheel keeps it open; what the window does by itself does not."""
    hall = Hall()
    hall.at = 590.0
    assert hall.idle.eventFilter(QObject(), QEvent(kind)) is False
    hall.at = 1100.0
    hall.idle.tick()
    assert hall.locks == 0
    hall.idle.eventFilter(QObject(), QEvent(QEvent.Type.Paint))
    hall.at = 1190.0
    hall.idle.tick()
    assert hall.locks == 1


def test_a_machine_that_slept_locks_before_its_first_key() -> None:
    """Whoever opens the lid of a sleeping machine finds it locked, though no second was counted."""
    hall = Hall()
    hall.at = 40_000.0
    hall.idle.eventFilter(QObject(), QEvent(QEvent.Type.KeyPress))
    assert hall.locks == 1
