"""The first moments: something is seen at once, and trouble stays until somebody has read it."""

import builtins
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clerk_station.app.start import Beginning
from clerk_station.app.window import Station
from clerk_station.errors import StationError
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.ui.theme import Look
from tests.world import World


def test_a_window_stands_before_the_station_does(world: World, qtbot: QtBot, dressed: Look) -> None:
    """The station comes in the place of the first window, where that was."""
    world.filled().close()
    blank = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "blank.avi")

    def opening() -> Station:
        return Station(
            world.folder,
            opening=world.open,
            settings=Settings(sounds=False),
            camera=Clip(blank, loop=True),
        )

    beginning = Beginning(dressed, opening)
    first = beginning.window
    assert first.isVisible()
    place = first.geometry()
    made: list[Station | None] = [beginning.station]
    with qtbot.waitSignal(beginning.opened, timeout=30_000):
        pass
    made.append(beginning.station)
    before, station = made
    assert before is None, "the first window is there before anything is loaded"
    assert station is not None
    assert station.window.isVisible()
    assert station.window.geometry() == place
    station.close()
    station.window.deleteLater()


def test_what_keeps_it_from_opening_is_read_before_it_goes(
    qtbot: QtBot, dressed: Look, capsys: pytest.CaptureFixture[str]
) -> None:
    """A station that is not set up says so in its window, and Esc closes it."""

    def opening() -> Station:
        raise StationError(
            "This station is not set up yet", "Enrol it with the code from the manager"
        )

    beginning = Beginning(dressed, opening)
    window = beginning.window
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: "Esc" in window.accessibleName())
    said = dressed.words.say("This station is not set up yet")
    assert said in window.accessibleName()
    assert said in capsys.readouterr().err
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_importing_the_window_leaves_pythons_import_alone() -> None:
    """No module's source is read for switches of Qt's binding that nobody uses."""
    code = (
        "import linecache, clerk_station.ui, clerk_station.app.window;"
        " print(sum('clerk_station' in name for name in linecache.cache))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    read = int(told.stdout)
    assert read < 20, "what was imported together with Qt itself"
    assert builtins.__import__ is not getattr(builtins, "__feature_import__", None)


def test_control_qt_alone_reads_every_source() -> None:
    """The control: with Qt's own import in place every module's source is read and kept."""
    code = (
        "import linecache, builtins, clerk_station.ui;"
        " builtins.__import__ = builtins.__feature_import__;"
        " import clerk_station.app.window;"
        " print(sum('clerk_station' in name for name in linecache.cache))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )
    assert int(told.stdout) > 100
