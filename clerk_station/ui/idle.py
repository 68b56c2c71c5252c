"""Nobody is at the desk: no key, no pointer, nothing read for some minutes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal

_HANDS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Idle(QObject):
    """Emits `passed` once when nobody touched anything for so long; any touch begins anew.

    It looks whenever `tick` is called, and takes a machine that slept for time that passed.
    """

    passed = Signal()

    def __init__(self, *, minutes: int, now: Callable[[], float]) -> None:
        super().__init__()
        self.minutes = minutes
        self._now, self._last, self._is_told = now, now(), False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See hands, and let their events go on; the first after the time came is too late."""
        del watched
        if event.type() in _HANDS:
            self.tick()
            self.touch()
        return False

    def touch(self) -> None:
        """Somebody is here."""
        self._last, self._is_told = self._now(), False

    def tick(self) -> None:
        """Look at the clock."""
        if not self._is_told and self._now() - self._last >= self.minutes * 60:
            self._is_told = True
            self.passed.emit()
