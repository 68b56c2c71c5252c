"""The station's window: FOLDER BLANK [CARD].

It says when its first window was painted and when one could sign in. With a clip of a card it then
reads that card for some frames and says its memory; without, it opens one visit after the other and
says how long each roster took, in milliseconds from the reading to the paint.

Whatever only the measurement needs is imported after the first paint, and what makes people up not
at all: neither is part of the program that is measured.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from clerk_station.app.start import Beginning
from clerk_station.ui import theme
from clerk_station.ui.theme import Look
from clerk_station.words import Words
from tests.benchmarks.started.paint import Painted, memory_mb, say, say_painted

if TYPE_CHECKING:
    from clerk_station.app.window import Station
    from clerk_station.scan.camera import Camera
    from clerk_station.scan.reading import Image

FRAMES, ROSTERS, TOKENS = 40, 50, "tokens.txt"


def counted(path: Path, *, frames: int, then: Callable[[], None]) -> "Camera":
    """Make a clip that calls `then` once it was asked for this many frames."""
    from clerk_station.scan.camera import Clip  # noqa: PLC0415 - after the first paint

    class Counted(Clip):
        left = frames

        def read(self) -> "Image | None":
            """Give the next picture: all before it were read by the scanner."""
            self.left -= 1
            if self.left == 0:
                then()
            return super().read()

    return Counted(path, loop=True)


def opened(folder: Path, blank: Path) -> "Station":
    """Open the station of a made-up folder with an empty desk under its camera."""
    from clerk_station.app.window import Station  # noqa: PLC0415 - after the first paint
    from clerk_station.scan.camera import Clip  # noqa: PLC0415 - as above
    from clerk_station.settings import Settings  # noqa: PLC0415 - as above
    from tests.world import World  # noqa: PLC0415 - as above

    return Station(
        folder,
        opening=World(folder).open,
        settings=Settings(sounds=False),
        camera=Clip(blank, loop=True),
    )


class Forms(QObject):
    """Shows one form after the other to a station."""

    def __init__(self, station: "Station", folder: Path, *, done: Callable[[], object]) -> None:
        from clerk_station.ui.screens.desk import DeskScreen  # noqa: PLC0415 - after the first paint
        from tests.world import desk_of  # noqa: PLC0415 - as above

        super().__init__()
        self._station, self._done = station, done
        self._screen = station.window.screen_of(DeskScreen)
        self._screen.turned.connect(self._turned)
        self._desk = station.ask(desk_of)
        self._tokens = (folder / TOKENS).read_text(encoding="ascii").splitlines()[:ROSTERS]
        self._began = 0.0
        station.window.go(DeskScreen.place)
        station.talk.begin(self._desk)

    def _turned(self) -> None:
        """Go on once what the desk turned to is painted."""
        is_roster = self._station.talk.open_visit is not None
        then = self._shown if is_roster else self._show
        Painted(self._station.window, then=then)
        self._station.window.update()

    def _show(self) -> None:
        if not self._tokens:
            self._done()
            return
        from clerk_station.scan.reading import Reading, Symbology  # noqa: PLC0415 - as above

        self._began = time.perf_counter()
        self._station.talk.read(Reading(kind=Symbology.QR, text=self._tokens.pop(), ours=True))

    def _shown(self) -> None:
        say(f"{(time.perf_counter() - self._began) * 1000}")
        from clerk_station.desk.visits import void_visit  # noqa: PLC0415 - as above

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
    look = Look(Words("ar"))
    theme.apply(look, app)
    beginning = Beginning(look, lambda: opened(folder, blank))
    weighed, going = Weighed(), list[Forms]()

    def weigh() -> None:
        say(f"{memory_mb()}")
        app.quit()

    def painted() -> None:
        assert beginning.station is not None
        say_painted()
        if cards:
            card = counted(cards[0], frames=FRAMES, then=weighed.came.emit)
            beginning.station.camera.switch(card)
        else:
            going.append(Forms(beginning.station, folder, done=app.quit))

    def watch() -> None:
        assert beginning.station is not None
        Painted(beginning.station.window, then=painted)

    weighed.came.connect(weigh, Qt.ConnectionType.QueuedConnection)
    beginning.window.painted.connect(say_painted)
    beginning.opened.connect(watch)
    code = app.exec()
    assert beginning.station is not None
    beginning.station.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
