"""A reader at a real X server under the layouts that clerks use."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clerk_station.app.window import Station
from clerk_station.rehearsal.frames import Conditions, film, write_clip
from clerk_station.rehearsal.hands import Hands
from clerk_station.rehearsal.papers import card_lines
from clerk_station.scan.camera import Clip
from clerk_station.settings import Settings
from clerk_station.tokens import seal_form
from clerk_station.ui.widgets.field import Field
from tests.journeys.xtest_reader import fire, is_installed
from tests.world import PIN, World, form, household

_DISPLAY = "CLERK_STATION_LAYOUT"
HEAD = household(1).members[0]


@pytest.mark.display
@pytest.mark.skipif(sys.platform == "win32", reason="Xvfb is a display of X11")
@pytest.mark.skipif(
    shutil.which("xvfb-run") is None or shutil.which("setxkbmap") is None or not is_installed(),
    reason="xvfb-run, setxkbmap or libXtst is not installed",
)
@pytest.mark.skipif(_DISPLAY in os.environ, reason="this is the display that the test started")
@pytest.mark.parametrize("layout", ["us", "ara", "iq(ku_ara)"])
def test_a_real_keyboard_layout_changes_nothing(layout: str, tmp_path: Path) -> None:
    """Form and card by keys through X11, Qt and its layouts: admitted, recorded, field clean."""
    command = [
        "xvfb-run", "-a", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
        "-p", "no:randomly", f"--basetemp={tmp_path / 'inner'}", "-k", "at_this_display", __file__,
    ]  # fmt: skip
    done = subprocess.run(
        command,
        env=os.environ | {"QT_QPA_PLATFORM": "xcb", _DISPLAY: layout},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(_DISPLAY not in os.environ, reason="the test above runs it on a display")
def test_a_reader_at_this_display(world: World, qtbot: QtBot) -> None:
    """What the reader sends arrives by the places of its keys; the field keeps text and cursor."""
    layout, _, variant = os.environ[_DISPLAY].rstrip(")").partition("(")
    world.filled().close()
    desk = write_clip(film(None, Conditions(seed=1), frames=1), world.folder / "desk.avi")
    station = Station(
        world.folder,
        opening=world.open,
        settings=Settings(sounds=False),
        camera=Clip(desk, loop=True, frame_ms=500),
    )
    qtbot.addWidget(station.window)
    station.start()
    hands = Hands(station, pictures=world.folder / "pictures", desk=desk)
    try:
        hands.sign_in("C1", PIN)
        station.window.activateWindow()
        hands.until(lambda: QGuiApplication.focusWindow() is not None, what="the keyboard")
        subprocess.run(["setxkbmap", "-layout", layout, "-variant", variant], check=True)  # noqa: S607 - found on the path above
        field = QApplication.focusWidget()
        assert isinstance(field, Field)
        field.setText("2419")
        field.setCursorPosition(2)
        hands.breathe()
        fire(seal_form(form(1), world.authority_key) + "\n")
        hands.until(lambda: station.talk.open_visit is not None, what="the visit")
        assert (field.text(), field.cursorPosition()) == ("2419", 2)
        fire("\n".join(card_lines(HEAD)) + "\n")
        hands.until(
            lambda: (visit := station.talk.open_visit) is not None and HEAD.id in visit.answers,
            what="the card",
        )
        assert field.text() == "2419"
    finally:
        station.close()
