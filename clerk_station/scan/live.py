"""The frames of a camera for a command: the newest of a webcam, all of a clip, none kept."""

import queue
import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from clerk_station.errors import StationError
from clerk_station.scan.camera import Camera
from clerk_station.scan.filming import Filming, silent
from clerk_station.scan.reading import Frame

if TYPE_CHECKING:
    from clerk_station.scan.reading import Image

HANGS_S = 10.0
"""Without a picture and without trouble, after which a camera is given up; some open slowly."""
_PARTING_S = 2.0


def frames(
    camera: Camera, *, seconds: float | None = None, hangs_s: float = HANGS_S
) -> Generator[Frame, None, None]:
    """Film until a clip ends, the seconds are over, or nobody asks for more.

    Args:
        camera: opened and closed here, on a thread of its own.
        seconds: from the first frame on; for ever where none are given.
        hangs_s: seconds without an answer after which its driver is given up.

    Raises:
        StationError: the camera is not there, was pulled out, or does not answer; a clip's end
            is none once it gave a frame.
    """
    told: queue.Queue[Image | StationError] = queue.Queue(maxsize=1)

    def say(filming: Filming, what: "Image | StationError | None") -> None:
        if what is not None:
            _put(told, what, filming=filming)

    filming = Filming(camera, shown=say, told=say, retry_s=hangs_s)
    filming.start()
    try:
        yield from _numbered(told, camera, seconds=seconds, hangs_s=hangs_s)
    finally:
        filming.stop()
        filming.join(_PARTING_S)


def _put(
    told: "queue.Queue[Image | StationError]", what: "Image | StationError", *, filming: Filming
) -> None:
    """Leave word for whoever asks next: a webcam's word takes the place of an older one."""
    while not filming.is_stopped:
        try:
            told.put(what, timeout=0.05)
        except queue.Full:
            if filming.camera.live:
                _take_away(told)
        else:
            return


def _take_away(told: "queue.Queue[Image | StationError]") -> None:
    try:
        told.get_nowait()
    except queue.Empty:
        return


def _numbered(
    told: "queue.Queue[Image | StationError]",
    camera: Camera,
    *,
    seconds: float | None,
    hangs_s: float,
) -> Iterator[Frame]:
    number, began = 0, 0.0
    while True:
        try:
            what = told.get(timeout=hangs_s)
        except queue.Empty:
            raise silent(camera) from None
        if isinstance(what, StationError):
            if number and not camera.live:
                return
            raise what
        now = time.monotonic()
        began = began or now
        at_ms = now * 1000 if camera.live else number * camera.frame_ms
        number += 1
        yield Frame(image=what, number=number, at_ms=at_ms)
        passed = time.monotonic() - began if camera.live else number * camera.frame_ms / 1000
        if seconds is not None and passed >= seconds:
            return
