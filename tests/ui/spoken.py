"""A window with made-up people that a screen reader listens to, on a bus of its own.

    dbus-run-session -- xvfb-run -a python -m tests.ui.spoken

Prints what the reader said: the tree at the desk, what it heard when a form was refused, the tree
then, and the same of the settings while the arrows choose. It needs at-spi2-core, and Debian's
Python with python3-gi for the reader.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from clerk_station.settings import Settings
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.settings import settings_view
from clerk_station.ui.screens.desk import DeskScreen
from clerk_station.ui.screens.settings import SettingsScreen
from clerk_station.ui.theme import Look
from clerk_station.words import Words

NAME = "clerk-station-spoken"
READER = Path(__file__).with_name("bus_reader.py")
PATIENCE_S = 60.0


class Listening:
    """The reader in its own process; what it says comes in while the window lives."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.said: list[dict[str, Any]] = []
        self._reader = subprocess.Popen(
            ["/usr/bin/python3", str(READER), NAME],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._reader.stdout is not None
        for line in self._reader.stdout:
            self.said.append(json.loads(line))

    def until(self, holds: Callable[[], bool], *, what: str) -> None:
        """Let the window live until something holds."""
        late = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > late or self._reader.poll() is not None:
                sys.exit(f"waited in vain for {what}")
            self._app.processEvents()

    def tree(self) -> dict[str, Any]:
        """Ask for the tree and give it."""
        before = len(self.said)
        assert self._reader.stdin is not None
        self._reader.stdin.write("again\n")
        self._reader.stdin.flush()
        return self.next_tree(before)

    def next_tree(self, since: int) -> dict[str, Any]:
        """Give the first tree that was told since then."""
        self.until(lambda: any("tree" in one for one in self.said[since:]), what="the tree")
        found: dict[str, Any] = next(one["tree"] for one in self.said[since:] if "tree" in one)
        return found

    def events(self, since: int) -> list[dict[str, Any]]:
        """Give what was heard since then."""
        return [one for one in self.said[since:] if "event" in one]

    def close(self) -> None:
        """Let the reader go."""
        assert self._reader.stdin is not None
        self._reader.stdin.close()
        self._reader.wait(timeout=PATIENCE_S)


def main() -> int:
    """Show one thing after another and print what was said of it."""
    app = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName(NAME)
    words = Words("en")
    sample = Sample(words, now=10_000.0)
    window = MainWindow(Look(words, still=True))
    desk = window.screen_of(DeskScreen)
    desk.show_view(sample.roster)
    window.show_top(sample.top)
    window.go(DeskScreen.place)
    window.show()
    window.activateWindow()
    reader = Listening(app)
    told: dict[str, Any] = {"desk": reader.next_tree(0)}
    since = len(reader.said)
    desk.show_view(sample.refused)
    reader.until(
        lambda: any(one["event"] == "Announcement" for one in reader.events(since)),
        what="the refusal",
    )
    told["heard"] = reader.events(since)
    told["refused"] = reader.tree()
    settings = window.screen_of(SettingsScreen)
    settings.show_view(settings_view(words, Settings(), clerk=None, running=100))
    window.go(SettingsScreen.place)
    told["settings"] = reader.tree()
    target = QApplication.focusWidget()
    down = QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Down), Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target or settings, down)
    told["chosen"] = reader.tree()
    print(json.dumps(told, ensure_ascii=False))
    reader.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
