"""Help, settings, the guide and the lock at the real window of a station."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clerk_station.app import window as window_module
from clerk_station.app.about import licences, versions
from clerk_station.app.start import start_anew, take_size
from clerk_station.app.troubles import Troubles
from clerk_station.app.window import Station
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings, read_settings
from clerk_station.ui.screens.help import HelpScreen
from clerk_station.ui.screens.settings import SettingsScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.views import RosterView
from clerk_station.ui.views_around import Page
from sync.sealed import unseal
from tests.world import PIN, World, form


class Here:
    """A station at work, hands at it, and a clock of idleness that is set by hand."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world, self.seconds = world, 0.0
        world.filled().close()
        self.empty = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "no.avi")
        self.station = Station(
            world.folder,
            opening=world.open,
            settings=settings,
            camera=Clip(self.empty, loop=True, frame_ms=500),
        )
        self.station._idle._now = lambda: self.seconds
        self.station._idle.touch()
        self.hands = Hands(self.station, pictures=world.folder / "pictures", desk=self.empty)

    def start(self, qtbot: QtBot) -> None:
        """Open the window."""
        qtbot.addWidget(self.station.window)
        self.station.start()

    def at(self, place: str) -> None:
        """Wait until a screen is in front."""
        self.hands.until(lambda: self.station.window.place == place, what=place)

    def settings_key(self) -> None:
        """Press Ctrl and the comma."""
        target = self.hands._focus
        held = Qt.KeyboardModifier.ControlModifier
        QApplication.sendEvent(
            target, QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Comma), held, ",")
        )


@pytest.fixture
def here(world: World, qtbot: QtBot) -> Iterator[Here]:
    """Give a station that was opened."""
    made = Here(world, Settings(sounds=False, still=True))
    made.start(qtbot)
    yield made
    made.station.close()


def test_help_comes_and_goes_and_the_visit_stays(here: Here) -> None:
    """F1 in the middle of a visit tells its keys, and Escape brings the household back."""
    here.hands.sign_in("C1", PIN)
    here.hands.type(form(1).number)
    here.hands.until(lambda: isinstance(here.hands.desk.view, RosterView), what="the roster")
    here.hands.press("F1")
    here.at(HelpScreen.place)
    shown = here.station.window.screen_of(HelpScreen)._view
    assert shown is not None
    assert {"Enter", "F6", "F9"} <= {key for key, _ in shown.keys}
    here.hands.press("F4")
    assert shown is not (about := here.station.window.screen_of(HelpScreen)._view)
    assert about is not None
    assert about.page is Page.ABOUT
    here.hands.press("Esc", "Esc")
    here.at("desk")
    assert isinstance(here.hands.desk.view, RosterView)


def test_settings_hold_at_once_and_at_the_next_start(here: Here) -> None:
    """Another theme and language are there at once, kept, and the keys stay in their row."""
    here.hands.sign_in("C1", PIN)
    here.settings_key()
    here.at(SettingsScreen.place)
    here.hands.press("Down")
    assert here.station.window.look.words.language == "ckb"
    screen = here.station.window.screen_of(SettingsScreen)
    screen._lines["theme"].choices.begin()
    here.hands.press("Down", "Down")
    assert here.station.window.look.theme == "contrast"
    kept = read_settings(here.world.folder)
    assert (kept.language, kept.theme) == ("ckb", "contrast")
    here.hands.press("Esc")
    here.at("desk")


def test_without_a_clerk_help_leads_nowhere_but_back(here: Here) -> None:
    """At the sign-in F1 and the settings open, and both lead back to the sign-in alone."""
    here.at(SignInScreen.place)
    here.hands.press("F1")
    here.at(HelpScreen.place)
    here.station._go("day")
    assert here.station.window.place == SignInScreen.place
    here.settings_key()
    here.at(SettingsScreen.place)
    here.hands.press("Esc")
    here.at(SignInScreen.place)


def test_a_desk_left_alone_locks_and_keeps_its_visit(here: Here) -> None:
    """After its minutes it shows the sign-in; another clerk goes on with the same household."""
    here.hands.sign_in("C1", PIN)
    here.hands.type(form(1).number)
    here.hands.until(lambda: here.station.talk.open_visit is not None, what="the visit")
    before = here.station.talk.open_visit
    assert before is not None
    here.seconds += 60 * Settings().idle_minutes - 1
    here.station._idle.tick()
    assert here.station.window.place == "desk"
    here.seconds += 1
    here.station._idle.tick()
    here.at(SignInScreen.place)
    here.hands.until(lambda: here.station.talk.open_visit is None, what="an empty desk")
    here.hands.sign_in("C2", PIN)
    here.hands.until(lambda: here.station.talk.open_visit is not None, what="the visit again")
    after = here.station.talk.open_visit
    assert after is not None
    assert (after.id, after.clerk) == (before.id, "C1")


def test_diagnostics_are_a_key_away(here: Here) -> None:
    """F1, F5: the file lies in the station's folder, says where, and the central opens it."""
    here.hands.sign_in("C1", PIN)
    here.hands.press("F1")
    here.at(HelpScreen.place)
    here.hands.press("F5")
    folder = here.world.folder / "diagnostics"
    screen = here.station.window.screen_of(HelpScreen)
    here.hands.until(lambda: screen._view is not None and bool(screen._view.said), what="the file")
    (file,) = folder.iterdir()
    assert b'"station": "S1"' in unseal(file.read_bytes(), here.world.central_key)


def test_a_new_station_shows_its_guide_once(world: World, qtbot: QtBot) -> None:
    """The first clerk reads it with Enter and is at the desk; the next is there at once."""
    here = Here(world, Settings(sounds=False, still=True, guide=True))
    here.start(qtbot)
    try:
        here.at(SignInScreen.place)
        here.hands.until(lambda: here.hands._names() is not None, what="the names")
        here.hands.type(PIN)
        here.at(HelpScreen.place)
        for _ in range(6):
            here.hands.press("Enter")
        here.at("desk")
        assert not read_settings(world.folder).guide
        here.hands.press("F12")
        here.at(SignInScreen.place)
        here.hands.sign_in("C2", PIN)
    finally:
        here.station.close()


def test_a_bug_is_kept_for_whoever_mends_it(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody expected is told, work goes on, and its place in the code is kept."""
    here.hands.sign_in("C1", PIN)
    monkeypatch.setattr(window_module, "read_place", lambda *_: 1 / 0)
    here.station.reload()
    kept = Troubles(here.world.folder)
    here.hands.until(lambda: bool(kept.all()), what="the trouble")
    assert kept.all()[0]["what"] == "builtins.ZeroDivisionError"


def test_who_came_last_stands_first(here: Here) -> None:
    """Those who work here today are the first names: handing over is one arrow and a PIN."""
    for name in ("M1", "C2"):
        here.hands.sign_in(name, PIN)
        here.hands.press("F12")
        here.at(SignInScreen.place)
    names = here.hands._names()
    assert names is not None
    here.hands.until(lambda: names._clerks[0].id == "C2", what="the order of the names")
    assert [one.id for one in names._clerks][:2] == ["C2", "M1"]


def test_a_new_size_is_a_new_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program starts again with its own words, and its size is taken from the settings."""
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    take_size(150)
    started: list[tuple[list[str], bool]] = []
    start_anew(
        lambda words, env: started.append((words, "QT_SCALE_FACTOR" in env)), words=("a", "b c")
    )
    assert started == [(["a", "b c"], False)]
    take_size(100)


def test_about_names_what_is_passed_on() -> None:
    """Every part that comes with the station stands there with a version and its terms."""
    known = {name: (version, terms) for name, version, terms in licences()}
    assert {"cryptography", "numpy", "pyside6-essentials", "zxing-cpp"} <= {
        name.casefold() for name in known
    }
    assert all(version and terms for version, terms in known.values())
    assert [name for name, _ in versions()] == ["clerk-station", "Python", "Qt"]
