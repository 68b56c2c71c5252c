"""Hands at the real window: papers under the camera, keys, and pictures of what is seen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clerk_station.app.window import Station
from clerk_station.errors import StationError
from clerk_station.scan.camera import Clip
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.sign_in import SignInScreen
from clerk_station.ui.views import DeskView
from clerk_station.ui.widgets.found_list import FoundList
from clerk_station.ui.widgets.names import Names

PATIENCE_S = 60.0
_LOOK_MS, _MOMENT_MS, _IDLE_MS = 10, 450, 500
_MOST_NAMES = 20

_KEYS = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Down": Qt.Key.Key_Down,
    "Up": Qt.Key.Key_Up,
    **{f"F{n}": getattr(Qt.Key, f"Key_F{n}") for n in range(1, 13)},
}


class Hands(QObject):
    """Works at one station's window as a clerk would; waits by turning the event loop."""

    def __init__(self, station: Station, *, pictures: Path, desk: Path) -> None:
        """Take the station, where pictures go, and a clip of the empty desk."""
        super().__init__()
        self.station, self._empty = station, desk
        self.desk = station.window.screen_of(DeskScreen)
        self._pictures = pictures
        self._count = 0
        pictures.mkdir(parents=True, exist_ok=True)

    def until(self, holds: Callable[[], bool], *, what: str, patience: float = PATIENCE_S) -> None:
        """Let the window live until something holds.

        Raises:
            StationError: it did not come to hold.
        """
        loop, timer, late = QEventLoop(), QTimer(interval=_LOOK_MS), QTimer(singleShot=True)
        timer.timeout.connect(lambda: loop.quit() if holds() else None)
        late.timeout.connect(loop.quit)
        timer.start()
        late.start(int(patience * 1000))
        if not holds():
            loop.exec()
        if not holds():
            raise StationError(
                "The rehearsal waited in vain for: {what}",
                "Look at the last picture in {folder}",
                what=what,
                folder=str(self._pictures),
            )

    def sign_in(self, clerk: str, pin: str) -> None:
        """Choose a name and type the PIN."""
        self.until(lambda: self._is_at(SignInScreen.place), what="the sign-in screen")
        self.until(lambda: self._names() is not None, what="the names of the clerks")
        names = self._names()
        for way in ("Up", "Down"):
            for _ in range(_MOST_NAMES):
                if names is not None and names.current != clerk:
                    self.press(way)
        self.type(pin)
        self.until(lambda: self._is_at(DeskScreen.place), what="the desk after the PIN")
        self.until(lambda: self.desk.view is not None, what="something on the desk")

    def show(self, clip: Path, *, until: Callable[[DeskView], bool], what: str) -> None:
        """Hold a paper under the camera until the desk answers."""
        before = self.desk.view
        self.station.camera.switch(Clip(clip, loop=True))
        self.until(
            lambda: (
                self.desk.view is not before
                and self.desk.view is not None
                and until(self.desk.view)
            ),
            what=what,
        )

    def breathe(self) -> None:
        """Look at the window for a moment, as people do between two keys."""
        moment = QEventLoop()
        QTimer.singleShot(_MOMENT_MS, moment.quit)
        moment.exec()

    def put_away(self) -> None:
        """Take the paper from under the camera."""
        self.station.camera.switch(Clip(self._empty, loop=True, frame_ms=_IDLE_MS))

    def press(self, *keys: str) -> None:
        """Press keys of the desk, by the words on their caps; digits as they are."""
        for key in keys:
            target = self._focus
            if key in _KEYS:
                QTest.keyClick(target, _KEYS[key])
            else:
                QTest.keyClicks(target, key)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type Latin text where the focus is, then Enter."""
        self.type_only(text)
        self.press("Enter")

    def type_only(self, text: str) -> None:
        """Type Latin text where the focus is."""
        QTest.keyClicks(self._focus, text)
        QApplication.processEvents()

    def finds(self, household: str) -> bool:
        """Tell whether a search in the window has this household marked."""
        lists = self.desk.findChildren(FoundList)
        return any(each.isVisible() and each.current == household for each in lists)

    def picture(self, name: str) -> Path:
        """Keep a picture of the window once nothing moves in it."""
        self.breathe()
        self._count += 1
        path = self._pictures / f"{self._count:02}-{name}.png"
        self.station.window.grab().save(str(path))
        return path

    @property
    def _focus(self) -> QWidget:
        """Where keys go; a virtual display may have nobody who makes a window active."""
        window = self.station.window
        at: QWidget | None = QApplication.focusWidget()
        inside: QWidget | None = window.focusWidget()
        return at or inside or window

    def _names(self) -> Names | None:
        """Find the names in sight: a screen that was dressed anew keeps the old for a moment."""
        screen = self.station.window.screen_of(SignInScreen)
        found = (names for names in screen.findChildren(Names) if names.isVisible())
        return next((names for names in found if names.current), None)

    def _is_at(self, place: str) -> bool:
        return self.station.window.place == place
