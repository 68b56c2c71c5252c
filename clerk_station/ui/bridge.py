"""From the camera's thread to the window: the newest frame, readings, and trouble."""

from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal, Slot

from clerk_station.ui.widgets.camera_view import Frame


class Bridge(QObject):
    """Call `offer_frame`, `offer_reading` and `offer_trouble` on any thread.

    The signals arrive on the thread that made the bridge. Of frames only the newest is kept: a
    window that is busy never has a queue of pictures to paint. Readings are never dropped.
    """

    frame = Signal(object)
    reading = Signal(object)
    trouble = Signal(object)
    _woken = Signal()
    _read = Signal(object)
    _failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._newest: Frame | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._woken.connect(self._deliver, queued)
        self._read.connect(self._deliver_reading, queued)
        self._failed.connect(self._deliver_trouble, queued)

    def offer_frame(self, frame: Frame) -> None:
        """Hand over a frame that is not written to any more."""
        with self._lock:
            is_first = self._newest is None
            self._newest = frame
        if is_first:
            self._woken.emit()

    def offer_reading(self, reading: object) -> None:
        """Hand over what was read."""
        self._read.emit(reading)

    def offer_trouble(self, trouble: object) -> None:
        """Hand over what is wrong with the camera."""
        self._failed.emit(trouble)

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            newest, self._newest = self._newest, None
        if newest is not None:
            self.frame.emit(newest)

    @Slot(object)
    def _deliver_reading(self, reading: object) -> None:
        self.reading.emit(reading)

    @Slot(object)
    def _deliver_trouble(self, trouble: object) -> None:
        self.trouble.emit(trouble)
