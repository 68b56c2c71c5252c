"""Says when a window was painted, and what its process weighs."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

_STATUS = Path("/proc/self/status")


class Painted(QObject):
    """Calls `then` once, after the next paint of a window."""

    def __init__(self, watched: QObject, *, then: Callable[[], None]) -> None:
        super().__init__(watched)
        self._then = then
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the paint begin; it has ended when the event loop turns again."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def say(text: str) -> None:
    """Tell whoever started this program."""
    print(text, flush=True)


def say_painted() -> None:
    """Tell that the window is there, and how many seconds of a processor that took."""
    say(f"{time.process_time()}")


def memory_mb() -> float:
    """Give what this process holds in memory; not a number where the system does not say."""
    if not _STATUS.exists():
        return float("nan")
    status = _STATUS.read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
