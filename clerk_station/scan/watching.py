"""The camera's two threads: one films, one reads; the newest frame passes from one to the other."""

import threading
import time
from collections.abc import Callable

from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.reading import Frame, Hint, Reading, Symbology

OnFrame = Callable[[Frame, Hint], None]
OnReading = Callable[[Reading], None]
OnTrouble = Callable[[StationError | None], None]

RETRY_S = 1.0
"""Between attempts to open a camera that was pulled out."""


class CameraThread:
    """Films and reads until closed. All callbacks come from its threads, never from the caller's.

    Of a live camera only the newest frame is read; a clip waits until each of its frames was.
    What was read before trouble stays read, and a camera put back is taken up again.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        ours: Callable[[Symbology, str], bool],
        on_frame: OnFrame,
        on_reading: OnReading,
        on_trouble: OnTrouble,
        retry_s: float = RETRY_S,
    ) -> None:
        """Take the camera and whom to tell.

        Args:
            camera: opened and closed here.
            ours: says whether a code's text has the form of our own.
            on_frame: gets every frame with a hint, for the preview.
            on_reading: gets each steady reading once.
            on_trouble: gets each new trouble once, and None when it is over.
            retry_s: seconds between attempts to open.
        """
        self._camera = camera
        self._ours = ours
        self._on_frame, self._on_reading, self._on_trouble = on_frame, on_reading, on_trouble
        self._retry_s = retry_s
        self._changed = threading.Condition()
        self._closing = False
        self._newest: tuple[Frame, Camera] | None = None
        self._reading = False
        self._hint = Hint.NONE
        self._trouble: StationError | None = None
        self._number = 0
        self._at_ms = 0.0
        self._threads = (
            threading.Thread(target=self._film, name="camera", daemon=True),
            threading.Thread(target=self._read, name="scanner", daemon=True),
        )

    def start(self) -> None:
        """Begin; the heavy libraries are loaded by the threads."""
        for thread in self._threads:
            thread.start()

    def switch(self, camera: Camera) -> None:
        """Go on with another camera; what the last one held in view is forgotten."""
        with self._changed:
            self._camera = camera
            self._newest = None
            self._changed.notify_all()

    def close(self) -> None:
        """Stop both threads and let go of the camera. Not to be called from a callback."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _film(self) -> None:
        while not self._closing:
            camera = self._camera
            try:
                camera.open()
            except StationError as trouble:
                self._tell(trouble)
            else:
                self._tell(None)
                self._film_with(camera)
            finally:
                camera.close()
            self._wait(self._retry_s, camera)

    def _film_with(self, camera: Camera) -> None:
        """Film until the camera ends, another is chosen or all is closed."""
        self._at_ms = time.monotonic() * 1000
        while self._goes_on(camera):
            began = time.monotonic()
            try:
                image = camera.read()
            except StationError as trouble:
                self._tell(trouble)
                continue
            if image is None:
                self._tell(_unplugged(camera))
                return
            self._tell(None)
            self._number += 1
            self._at_ms = time.monotonic() * 1000 if camera.live else self._at_ms + camera.frame_ms
            frame = Frame(image=image, number=self._number, at_ms=self._at_ms)
            self._on_frame(frame, self._hint)
            self._offer(frame, camera)
            if not camera.live:
                self._wait(camera.frame_ms / 1000 - (time.monotonic() - began), camera)

    def _offer(self, frame: Frame, camera: Camera) -> None:
        """Hand the frame to the reader; a clip waits until it was read."""
        with self._changed:
            if not self._goes_on(camera):
                return
            self._newest = frame, camera
            self._changed.notify_all()
            if not camera.live:
                self._changed.wait_for(
                    lambda: (
                        (self._newest is None and not self._reading) or not self._goes_on(camera)
                    )
                )

    def _read(self) -> None:
        from clerk_station.scan.scanner import Scanner  # noqa: PLC0415 - loads cv2 and the models

        scanner, last = Scanner(self._ours), self._camera
        while (taken := self._take()) is not None:
            frame, camera = taken
            if camera is not last:
                scanner.forget()
                last = camera
            for reading in scanner.see(frame):
                if self._goes_on(camera):
                    self._on_reading(reading)
            self._hint = scanner.hint
            with self._changed:
                self._reading = False
                self._changed.notify_all()

    def _take(self) -> tuple[Frame, Camera] | None:
        """Wait for a frame and the camera that took it; None when all is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._closing)
            taken, self._newest = self._newest, None
            self._reading = taken is not None
            return None if self._closing else taken

    def _tell(self, trouble: StationError | None) -> None:
        """Tell of trouble when it begins, changes or ends."""
        if str(trouble) != str(self._trouble):
            self._trouble = trouble
            self._on_trouble(trouble)

    def _goes_on(self, camera: Camera) -> bool:
        return not self._closing and camera is self._camera

    def _wait(self, seconds: float, camera: Camera) -> None:
        """Wait, unless another camera is chosen or all is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._goes_on(camera), max(0.0, seconds))


def _unplugged(camera: Camera) -> StationError:
    return StationError(
        "Camera {name} gives no more pictures",
        "Check its cable, or choose another. Nothing is lost; the typed number works meanwhile.",
        name=camera.name,
    )
