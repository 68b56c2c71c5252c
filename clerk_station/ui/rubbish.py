"""Python's collector of unreachable cycles, on the window's thread alone.

By itself it runs on whichever thread happens to allocate. A widget or timer within a cycle (each
object of Qt whose signal was used is one) would then be destroyed on the store's or the camera's
thread, which Qt forbids. And a full collection looks at everything that was ever loaded: what is
there when the window stands is therefore left out for good, so that no collection is felt.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_YOUNG_MS, _ALL_MS = 1_000, 30_000


class Rubbish(QObject):
    """Takes collecting over from Python until it is closed. Made on the window's thread."""

    def __init__(self) -> None:
        super().__init__()
        gc.collect()
        gc.freeze()
        gc.disable()
        for every, generation in ((_YOUNG_MS, 1), (_ALL_MS, 2)):
            timer = QTimer(self, interval=every)
            timer.timeout.connect(lambda oldest=generation: gc.collect(oldest))
            timer.start()

    def close(self) -> None:
        """Give it back to Python."""
        for timer in self.findChildren(QTimer):
            timer.stop()
        gc.unfreeze()
        gc.enable()
