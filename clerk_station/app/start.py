"""The program from its first moment: a window at once, and behind it all that a station needs.

Qt takes the size of everything once, when the program starts: a new size is a new start.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from clerk_station.errors import StationError
from clerk_station.settings import read_settings
from clerk_station.ui import theme
from clerk_station.ui.opening import OpeningWindow
from clerk_station.ui.theme import Look, look_of

if TYPE_CHECKING:
    from clerk_station.app.window import Station


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


class Beginning(QObject):
    """Shows a window, loads what the station needs behind it, and opens the station in its place.

    `opening` runs on this thread once everything is loaded. `opened` says that the station is
    there.
    """

    opened = Signal()
    _loaded = Signal()

    def __init__(self, look: Look, opening: Callable[[], "Station"]) -> None:
        super().__init__()
        self._opening = opening
        self.station: Station | None = None
        self.window = OpeningWindow(look)
        # With larger text a screen has fewer of the pixels in which the window counts.
        self.window.resize(self.window.size().boundedTo(self.window.screen().availableSize()))
        self.window.painted.connect(self._load)
        self._loaded.connect(self._open, Qt.ConnectionType.QueuedConnection)
        self.window.show()

    def _load(self) -> None:
        Thread(target=self._import, name="loading", daemon=True).start()

    def _import(self) -> None:
        importlib.import_module("clerk_station.app.opening")
        self._loaded.emit()

    def _open(self) -> None:
        try:
            self.station = self._opening()
        except StationError as trouble:
            say = self.window.look.words.say
            title, message = (
                say(text, **trouble.values) for text in (trouble.title, trouble.message)
            )
            print(f"{title}. {message}", file=sys.stderr, flush=True)
            self.window.tell(trouble)
            return
        self.station.window.setGeometry(self.window.geometry())
        self.station.start()
        self.window.hide()
        self.window.deleteLater()
        self.opened.emit()


def run(folder: Path, *, passphrase: str | None) -> int:
    """Run the station until its window is closed; where it is to open anew, start it again.

    Returns:
        0, or 1 where it could not be opened; why has been shown and printed.
    """

    def opening() -> "Station":
        from clerk_station.app.opening import open_window  # noqa: PLC0415 - loaded by then
        from clerk_station.clock import real_clock  # noqa: PLC0415 - as above

        return open_window(folder, passphrase=passphrase, clock=real_clock())

    settings = read_settings(folder)
    take_size(settings.text_size)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody made a bare core application
    look = look_of(settings)
    theme.apply(look, app)
    beginning = Beginning(look, opening)
    code = app.exec()
    if beginning.station is None:
        return 1
    beginning.station.close()
    if beginning.station.reopens:
        start_anew()
    return code
