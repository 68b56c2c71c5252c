"""The station's window: FOLDER BLANK [CARD].

It says when it was painted. With a clip of a card it then reads that card for some frames and says
its memory; without, it opens one visit after the other and says how long each roster took, in
milliseconds from the reading to the paint.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from clerk_station.app.window import Station
from clerk_station.desk.visits import void_visit
from clerk_station.scan.camera import Clip
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.settings import Settings
from clerk_station.ui import theme
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.theme import Look
from clerk_station.ui.views import RosterView
from clerk_station.words import Words
from tests.benchmarks.people import tokens
from tests.benchmarks.started.paint import Painted, memory_mb, say, say_painted
from tests.world import World, desk_of

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

FRAMES, ROSTERS = 40, 50


class Counted(Clip):
    """A clip that calls `then` once it was asked for this many frames."""

    def __init__(self, path: Path, *, frames: int, then: Callable[[], None]) -> None:
        super().__init__(path, loop=True)
        self._left, self._then = frames, then

    def read(self) -> "Image | None":
        """Give the next picture: all before it were read by the scanner."""
        self._left -= 1
        if self._left == 0:
            self._then()
        return super().read()


class Forms(QObject):
    """Shows one form after the other to a station."""

    def __init__(self, station: Station, folder: Path, *, done: Callable[[], object]) -> None:
        super().__init__()
        self._station, self._done = station, done
        self._screen = station.window.screen_of(DeskScreen)
        self._screen.turned.connect(self._turned)
        self._desk = station.ask(desk_of)
        self._tokens = tokens(folder)[:ROSTERS]
        self._began = 0.0
        station.window.go(DeskScreen.place)
        station.talk.begin(self._desk)

    def _turned(self) -> None:
        """Go on once what the desk turned to is painted."""
        then = self._shown if isinstance(self._screen.view, RosterView) else self._show
        Painted(self._station.window, then=then)
        self._station.window.update()

    def _show(self) -> None:
        if not self._tokens:
            self._done()
            return
        self._began = time.perf_counter()
        self._station.talk.read(Reading(kind=Symbology.QR, text=self._tokens.pop(), ours=True))

    def _shown(self) -> None:
        say(f"{(time.perf_counter() - self._began) * 1000}")
        visit = self._station.talk.open_visit
        assert visit is not None
        self._station.ask(lambda _: void_visit(self._desk, visit, reason="made up"))
        self._station.talk.leave()
        self._station.talk.begin(self._desk)


class Weighed(QObject):
    """Brings word of the last frame from the camera's thread home."""

    came = Signal()


def main() -> int:
    """Show it until all was said."""
    folder, blank, *cards = map(Path, sys.argv[1:])
    app = QApplication(sys.argv[:1])
    theme.apply(Look(Words("ar")), app)
    station = Station(
        folder,
        opening=World(folder).open,
        settings=Settings(sounds=False),
        camera=Clip(blank, loop=True),
    )
    weighed, going = Weighed(), list[Forms]()

    def weigh() -> None:
        say(f"{memory_mb()}")
        app.quit()

    def painted() -> None:
        say_painted()
        if cards:
            station.camera.switch(Counted(cards[0], frames=FRAMES, then=weighed.came.emit))
        else:
            going.append(Forms(station, folder, done=app.quit))

    weighed.came.connect(weigh, Qt.ConnectionType.QueuedConnection)
    Painted(station.window, then=painted)
    station.start()
    code = app.exec()
    station.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
