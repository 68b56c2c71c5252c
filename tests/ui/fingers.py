"""Keys as the system hands them to a window: the way of a reader and of a person alike."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clerk_station.scan.wedge import Key
from clerk_station.ui.reader_keys import keyboard_here
from tests.scan.readers import Reader

HERE = keyboard_here()
_NAMED = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\b": Qt.Key.Key_Backspace}
_BACKSPACE = 14


class Fingers:
    """Presses keys at the door of one window; time passes as the keys say."""

    def __init__(self, window: QWidget) -> None:
        self._door = window.windowHandle()
        self.at_ms = 10_000.0

    def fire(self, text: str, *, layout: str = "us", gap_ms: float = 8.0) -> None:
        """Let a reader type, half a second after the last key."""
        reader = Reader(keyboard=HERE, layout=layout, gap_ms=gap_ms)
        for key in reader.keys(text, at_ms=self.at_ms + 500):
            self.press(key)

    def type(self, text: str, *, layout: str = "us", gap_ms: float = 90.0) -> None:
        r"""Let a person type; `\b` is the key that takes back."""
        for character in text:
            if character == "\b":
                key = Key(text="\b", at_ms=0, scan_code=_BACKSPACE + HERE)
                self.press(key, at_ms=self.at_ms + gap_ms)
                continue
            reader = Reader(keyboard=HERE, layout=layout)
            for key in reader.keys(character, at_ms=self.at_ms + gap_ms):
                self.press(key)

    def press(self, key: Key, *, at_ms: float | None = None, again: bool = False) -> None:
        """Press and release one key."""
        self.at_ms = key.at_ms if at_ms is None else at_ms
        self.send(QEvent.Type.KeyPress, key, again=again)
        self.send(QEvent.Type.KeyRelease, key, again=again)

    def send(self, kind: QEvent.Type, key: Key, *, again: bool = False) -> None:
        """Hand one event to the window."""
        shift, command = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
        held = Qt.KeyboardModifier.NoModifier
        held = held | shift if key.shift else held
        held = held | command if key.command else held
        event = QKeyEvent(
            kind,
            0 if key.nameless else _code(key.text),
            held,
            key.scan_code,
            key.virtual_key,
            0,
            key.text,
            again,
        )
        event.setTimestamp(int(self.at_ms))
        QCoreApplication.sendEvent(self._door, event)


def _code(text: str) -> int:
    if text in _NAMED:
        return int(_NAMED[text])
    return ord(text[0].upper()[0]) if text else int(Qt.Key.Key_Insert)
