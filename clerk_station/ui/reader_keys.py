"""Keys before any field sees them: a reader's burst is taken out, a person's keys go on.

Whose a key is shows only by what follows, so each waits for at most a reader's gap (35 ms, less
than a person notices) at the door of the window, before it is known which field it would reach.
Keys of a person then go on unchanged and in order. Keys of a burst never do: nothing has to be
taken back from a field, its selection or its undo, no digit gets into a PIN, and a reader's Enter
or Tab presses nothing.

What a person types while a burst comes is part of it, as the system sees one keyboard; such a burst
does not hold and has to be read again. Where another program has the focus, keys go there.

X11 says when a key went down. Windows says only when Qt took it up, so that a busy window tears a
burst apart; there, keys belong together unless the window was idle for a gap between them.
"""

import sys
import time
import unicodedata

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.wedge import Key, Wedge

_PRESSED, _RELEASED = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
_LOOK_MS, _LATE_MS = 10, 5.0
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def keyboard_here() -> Keyboard:
    """Say how this system numbers keys; Wayland does as X11."""
    return Keyboard.WINDOWS if sys.platform == "win32" else Keyboard.X11


class ReaderKeys(QObject):
    """Stands before one window; `burst` tells each `Burst` that a reader typed."""

    burst = Signal(object)

    def __init__(self, window: QWidget, *, keyboard: Keyboard | None = None) -> None:
        super().__init__(window)
        self._window, self._door = window, window.windowHandle()
        self._wedge = Wedge(keyboard_here() if keyboard is None else keyboard)
        self._held: list[QKeyEvent] = []
        self._passing = False
        self._pause = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)
        self._due = 0.0

    def watch(self) -> None:
        """Begin, now that the window was shown and the system knows it."""
        self._door = self._window.windowHandle()
        self._door.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold keys back until it is known whose they are."""
        del watched
        if self._passing or not isinstance(event, QKeyEvent) or event.key() in _MODIFIERS:
            return False
        if event.type() == _PRESSED:
            return self._press(event)
        if event.type() == _RELEASED and self._wedge.holds:
            self._hold(event)
            return True
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Hold a key, but for one that a person keeps pressed: it repeats only after a while."""
        key = _key(event)
        if not self._follows(key):
            self._settle()
            if event.isAutoRepeat():
                return False
            if self._wedge.is_suffix(key):
                return True
        self._wedge.press(key)
        self._hold(event)
        self._wait(int(self._wedge.patience_ms) + 1)
        return True

    def _follows(self, key: Key) -> bool:
        is_timed = self._wedge.keyboard is Keyboard.X11
        return self._wedge.follows(key.at_ms) if is_timed else self._wedge.holds

    def _hold(self, event: QKeyEvent) -> None:
        """Keep a copy as long as the keys may be a person's; of a burst none goes on."""
        if self._wedge.is_burst:
            self._held.clear()
        else:
            self._held.append(_copy(event))

    def _wait(self, for_ms: int) -> None:
        self._due = time.monotonic() * 1000 + for_ms
        self._pause.start(for_ms)

    def _paused(self) -> None:
        """No key came; but where this comes late the window was busy, and keys may be waiting."""
        if time.monotonic() * 1000 - self._due > _LATE_MS:
            self._wait(_LOOK_MS)
        else:
            self._settle()

    def _settle(self) -> None:
        """Let a person's keys go on, or tell of a burst."""
        self._pause.stop()
        held, self._held = self._held, []
        burst = self._wedge.end()
        if burst is not None:
            self.burst.emit(burst)
            return
        self._passing = True
        for event in held:
            QCoreApplication.sendEvent(self._door, event)
        self._passing = False


def _copy(event: QKeyEvent) -> QKeyEvent:
    """Copy what Qt takes back after the filter; its own `clone` is never freed by PySide.

    X11 writes لا in one character that only a font should make; it goes on as people write it.
    """
    text = event.text()
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        unicodedata.normalize("NFKC", text) if "\ufe70" <= text <= "\ufefc" else text,
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy


def _key(event: QKeyEvent) -> Key:
    return Key(
        text=event.text(),
        at_ms=float(event.timestamp()),
        scan_code=event.nativeScanCode(),
        virtual_key=event.nativeVirtualKey(),
        shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
        command=bool(event.modifiers() & _COMMANDS),
        nameless=event.key() == 0,
    )
