"""What tests of the window may ask for: a dressed application and a window with made-up views."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from clerk_station.ui import theme
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.theme import Look
from clerk_station.words import Words

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """Make sure that there is an application: Qt aborts where a pixmap comes before it."""
    return qapp


@pytest.fixture(scope="session")
def arabic() -> Look:
    """Give the look that a clerk has by default, without motion."""
    return Look(Words("ar"), still=True)


@pytest.fixture
def dressed(qapp: QApplication, arabic: Look) -> Iterator[Look]:
    """Dress the application once for a test and leave it Arabic."""
    if qapp.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
        theme.apply(arabic, qapp)
    yield arabic
    if qapp.layoutDirection() is not Qt.LayoutDirection.RightToLeft:
        theme.apply(arabic, qapp)


@pytest.fixture
def sample(arabic: Look) -> Sample:
    """Give made-up people at a moment of the monotonic clock."""
    return Sample(arabic.words, now=10_000.0)


@pytest.fixture
def window(dressed: Look) -> Iterator[MainWindow]:
    """Give the shown window at the desk."""
    made = MainWindow(dressed)
    made.show()
    made.activateWindow()
    made.go(DeskScreen.place)
    yield made
    made.close()
    made.deleteLater()


@dataclass
class Heard:
    """What a screen said, in order: intents, or the name of a signal and its values."""

    meant: list[object] = field(default_factory=list)
    said: list[tuple[object, ...]] = field(default_factory=list)

    def listen(self, name: str) -> Callable[..., None]:
        """Give a slot that keeps what a signal says."""

        def keep(*values: object) -> None:
            self.said.append((name, *values))

        return keep


@pytest.fixture
def desk(window: MainWindow) -> DeskScreen:
    """Give the desk of the window."""
    return window.screen_of(DeskScreen)


@pytest.fixture
def heard(desk: DeskScreen) -> Heard:
    """Listen to every intent of the desk."""
    heard = Heard()
    desk.meant.connect(heard.meant.append)
    return heard


class Keyboard:
    """Sends key events to whatever has the focus; Arabic text too, which QTest cannot."""

    def press(self, *keys: Qt.Key) -> None:
        """Press and release keys without a character."""
        for key in keys:
            self._send(int(key), "")

    def type(self, text: str) -> None:
        """Press one key a character, whatever its layout."""
        for character in text:
            self._send(0, character)

    def _send(self, key: int, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = QApplication.focusWidget()
            assert isinstance(target, QWidget), "nothing has the focus"
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(target, event)


@pytest.fixture
def keyboard() -> Keyboard:
    """Give a keyboard."""
    return Keyboard()
