"""The window of an enrolled station, from its first opening to its end.

Qt takes the size of everything once, when the program starts: a new size is a new start.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from clerk_station.app.camera import camera_of
from clerk_station.app.folder import open_station
from clerk_station.app.slips import purge_slips
from clerk_station.app.window import Station, look_of
from clerk_station.clock import Clock, real_clock
from clerk_station.scan.camera import Camera
from clerk_station.settings import read_settings
from clerk_station.ui import theme

_FACTOR = "QT_SCALE_FACTOR"


def take_size(percent: int) -> None:
    """Let a window that is opened after this be so large; before there is an application."""
    if percent != 100:
        os.environ[_FACTOR] = f"{percent / 100:g}"
    else:
        os.environ.pop(_FACTOR, None)


def start_anew(
    start: Callable[..., Any] = subprocess.Popen,
    *,
    words: Sequence[str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Start this program again with the words it was started with, and its size not yet taken."""
    kept = dict(os.environ if environment is None else environment)
    kept.pop(_FACTOR, None)
    start(list(sys.orig_argv if words is None else words), env=kept)


def open_window(
    folder: Path,
    *,
    passphrase: str | None,
    clock: Clock,
    camera: Camera | None = None,
) -> Station:
    """Open an enrolled station with its window; the databases belong to the store thread.

    Raises:
        StationError: the station is not enrolled, or its data cannot be opened.
    """
    settings = read_settings(folder)
    purge_slips(folder)
    return Station(
        folder,
        opening=lambda: open_station(folder, passphrase=passphrase, clock=clock),
        settings=settings,
        camera=camera or camera_of(settings),
    )


def run(folder: Path, *, passphrase: str | None) -> int:
    """Run the station until its window is closed; where it is to open anew, start it again."""
    settings = read_settings(folder)
    take_size(settings.text_size)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made a bare core application
    theme.apply(look_of(settings), app)
    station = open_window(folder, passphrase=passphrase, clock=real_clock())
    station.start()
    code = app.exec()
    station.close()
    if station.reopens:
        start_anew()
    return code
