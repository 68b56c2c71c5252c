"""One camera on a thread of its own, which can be given up when its driver never answers."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

T = TypeVar("T")
OPENING = 4
"""Times as long as a picture that opening may take: some drivers need many seconds."""


class Filming:
    """Opens a camera again and again, and shows its pictures until it is stopped.

    `shown` and `told` are called on its thread, also once more while it is being stopped; whoever
    is called compares `self` with the one that is wanted.
    """

    def __init__(
        self,
        camera: Camera,
        *,
        shown: "Callable[[Filming, Image], None]",
        told: "Callable[[Filming, StationError | None], None]",
        retry_s: float,
        after: "Filming | None" = None,
        patience_s: float = 0.0,
    ) -> None:
        """Take the camera and whom to show its pictures and tell of its trouble.

        Args:
            camera: used by this thread alone.
            shown: gets each picture.
            told: gets each trouble, and None with each picture.
            retry_s: seconds between attempts to open.
            after: waited for first: two threads cannot hold one device.
            patience_s: seconds of that wait at most.
        """
        self.camera = camera
        self._shown, self._told = shown, told
        self._retry_s, self._after, self._patience_s = retry_s, after, patience_s
        self._stopped = threading.Event()
        self._asked: tuple[float, int] | None = None
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the present picture; does not wait."""
        self._stopped.set()

    def join(self, seconds: float) -> None:
        """Wait for the end, but not for ever: a driver may never answer."""
        if self._thread.ident is not None:
            self._thread.join(seconds)

    @property
    def is_stopped(self) -> bool:
        """Whether nobody wants its pictures any more."""
        return self._stopped.is_set()

    @property
    def is_alive(self) -> bool:
        """Whether its thread is still there."""
        return self._thread.is_alive()

    def hangs(self, limit_s: float) -> bool:
        """Whether the driver was asked so long ago and has not answered."""
        asked = self._asked
        return asked is not None and time.monotonic() - asked[0] > limit_s * asked[1]

    def wait(self, seconds: float) -> None:
        """Wait, unless it is stopped."""
        self._stopped.wait(max(0.0, seconds))

    def _run(self) -> None:
        if self._after is not None:
            self._after.join(self._patience_s)
            self._after = None
        while not self._stopped.is_set():
            try:
                self._ask(self.camera.open, OPENING)
                self._film()
            except StationError as trouble:
                self._told(self, trouble)
            finally:
                self._ask(self.camera.close, OPENING)
            self.wait(self._retry_s)

    def _film(self) -> None:
        self._told(self, None)
        while not self._stopped.is_set():
            try:
                image = self._ask(self.camera.read, 1)
            except StationError as trouble:
                self._told(self, trouble)
                continue
            if image is None:
                self._told(self, unplugged(self.camera))
                return
            self._told(self, None)
            self._shown(self, image)

    def _ask(self, question: Callable[[], T], times: int) -> T:
        """Ask the driver, and note since when it has been asked."""
        self._asked = time.monotonic(), times
        try:
            return question()
        finally:
            self._asked = None


def unplugged(camera: Camera) -> StationError:
    """Say that a camera was pulled out."""
    return StationError(
        "Camera {name} gives no more pictures",
        "Check its cable, or choose another. Nothing is lost; the typed number works meanwhile.",
        name=camera.name,
    )


def silent(camera: Camera) -> StationError:
    """Say that a camera's driver does not answer."""
    return StationError(
        "Camera {name} does not answer",
        "Pull it out and plug it in again, or choose another. The typed number works meanwhile.",
        name=camera.name,
    )
