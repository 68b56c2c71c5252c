"""The camera's threads: one films, one reads, one watches that the driver answers.

The newest frame passes from the one that films to the one that reads.
"""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.filming import Filming, silent
from clerk_station.scan.pace import Pace
from clerk_station.scan.reading import Frame, Reading, Sight, Symbology

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

OnFrame = Callable[[Frame, Sight], None]
OnReading = Callable[[Reading], None]
OnTrouble = Callable[[StationError | None], None]

RETRY_S = 1.0
"""Between attempts to open a camera that was pulled out."""
HANGS_S = 5.0
"""Without an answer to the question for a picture, after which a driver is given up."""
MOST_LOST = 3
"""Threads that may be lost in drivers at once; then no further one is risked."""
PARTING_S = 2.0
"""That closing waits for a camera, and a new camera for the last one."""


class CameraThread:
    """Films and reads until closed. All callbacks come from its threads, never from the caller's.

    Of a live camera only the newest frame is read; a clip waits until each of its frames was.
    What was read before trouble stays read, and a camera put back is taken up again. A driver that
    hangs loses its thread: the clerk is told, and the camera is opened anew on another.
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
        hangs_s: float = HANGS_S,
    ) -> None:
        """Take the camera and whom to tell.

        Args:
            camera: opened and closed here.
            ours: says whether a code's text has the form of our own.
            on_frame: gets every frame for the preview, with what was last made out.
            on_reading: gets each steady reading once.
            on_trouble: gets each new trouble once, and None when it is over.
            retry_s: seconds between attempts to open.
            hangs_s: seconds after which a driver that does not answer is given up.
        """
        self._ours = ours
        self._on_frame, self._on_reading, self._on_trouble = on_frame, on_reading, on_trouble
        self._retry_s, self._hangs_s = retry_s, hangs_s
        self._changed = threading.Condition()
        self._closing = False
        self._source = 0
        self._newest: tuple[Frame, int] | None = None
        self._reading = False
        self._sight = Sight()
        self._trouble: StationError | None = None
        self._number = 0
        self._at_ms = 0.0
        self._pace = Pace()
        self._lost: list[Filming] = []
        self._filming = self._film(camera)
        self._threads = (
            threading.Thread(target=self._read, name="scanner", daemon=True),
            threading.Thread(target=self._guard, name="watchdog", daemon=True),
        )

    def start(self) -> None:
        """Begin; the heavy libraries are loaded by the threads."""
        self._filming.start()
        for thread in self._threads:
            thread.start()

    def switch(self, camera: Camera) -> None:
        """Go on with another camera; what the last one held in view is forgotten."""
        with self._changed:
            self._source += 1
            self._newest, self._sight = None, Sight()
            self._pace = Pace()
            self._replace(self._film(camera, after=self._filming))

    def close(self) -> None:
        """Stop the threads and let go of the camera. Not to be called from a callback."""
        with self._changed:
            self._closing = True
            self._filming.stop()
            self._changed.notify_all()
        self._filming.join(PARTING_S)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _film(self, camera: Camera, *, after: Filming | None = None) -> Filming:
        return Filming(
            camera,
            shown=self._show,
            told=self._tell,
            retry_s=self._retry_s,
            after=after,
            patience_s=PARTING_S,
        )

    def _replace(self, filming: Filming) -> None:
        """Film by another thread from now on; whoever holds the lock calls this."""
        self._filming.stop()
        self._filming = filming
        if self._threads[0].ident is not None and not self._closing:
            filming.start()
        self._changed.notify_all()

    # On the camera's thread

    def _show(self, filming: Filming, image: "Image") -> None:
        """Hand a picture to the preview and to the reader."""
        began, camera = time.monotonic(), filming.camera
        with self._changed:
            if not self._goes_on(filming):
                return
            self._number += 1
            self._at_ms = began * 1000 if camera.live else self._at_ms + camera.frame_ms
            frame = Frame(image=image, number=self._number, at_ms=self._at_ms)
            self._pace.filmed(began)
        self._on_frame(frame, self._sight)
        self._offer(frame, filming)
        if not camera.live:
            filming.wait(camera.frame_ms / 1000 - (time.monotonic() - began))

    def _offer(self, frame: Frame, filming: Filming) -> None:
        """Give the reader the frame; a clip waits until it was read."""
        with self._changed:
            if not self._goes_on(filming):
                return
            large = filming.camera.large
            if large is not None and self._pace.wants_large(large=large) is not large:
                self._resize(filming)
                return
            self._newest = frame, self._source
            self._changed.notify_all()
            if not filming.camera.live:
                self._changed.wait_for(
                    lambda: (
                        (self._newest is None and not self._reading) or not self._goes_on(filming)
                    )
                )

    def _resize(self, filming: Filming) -> None:
        camera = filming.camera.again()
        camera.large = not filming.camera.large
        self._pace.begin()
        self._replace(self._film(camera, after=filming))

    def _tell(self, filming: Filming, trouble: StationError | None) -> None:
        """Tell of trouble when it begins, changes or ends."""
        with self._changed:
            if not self._goes_on(filming) or str(trouble) == str(self._trouble):
                return
            self._trouble = trouble
        self._on_trouble(trouble)

    def _goes_on(self, filming: Filming) -> bool:
        return not self._closing and filming is self._filming

    # On the reader's thread

    def _read(self) -> None:
        from clerk_station.scan.scanner import Scanner  # noqa: PLC0415 - loads cv2 and the models

        scanner, last = Scanner(self._ours), self._source
        while (taken := self._take()) is not None:
            frame, source = taken
            if source != last:
                scanner.forget()
                last = source
            began = time.monotonic()
            for reading in scanner.see(frame):
                if source == self._source and not self._closing:
                    self._on_reading(reading)
            self._sight = scanner.sight
            self._pace.read(scanner.sight.hint, ms=(time.monotonic() - began) * 1000)
            with self._changed:
                self._reading = False
                self._changed.notify_all()

    def _take(self) -> tuple[Frame, int] | None:
        """Wait for a frame and which camera took it; None when all is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._closing)
            taken, self._newest = self._newest, None
            self._reading = taken is not None
            return None if self._closing else taken

    # On the watchdog's thread

    def _guard(self) -> None:
        """Give up a camera whose driver does not answer, and begin it anew where possible."""
        while not self._wait(self._hangs_s / 4):
            filming = self._filming
            if not filming.hangs(self._hangs_s):
                continue
            self._tell(filming, silent(filming.camera))
            with self._changed:
                self._lost = [lost for lost in self._lost if lost.is_alive]
                if len(self._lost) < MOST_LOST and self._goes_on(filming):
                    self._lost.append(filming)
                    self._replace(self._film(filming.camera.again()))

    def _wait(self, seconds: float) -> bool:
        """Wait, and say whether all is closed."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closing, seconds)
