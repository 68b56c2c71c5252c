"""Cameras: a webcam, or a clip that stands in for one. Foreign trouble is translated here."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clerk_station.errors import StationError
from clerk_station.scan.cameras import Way, devices, find, numbered

if TYPE_CHECKING:
    import cv2

    from clerk_station.scan.reading import Image

SMALL, LARGE = (1280, 720), (1920, 1080)
"""Widths and heights that a webcam is asked for; see `pace` for which."""
CLIPS = frozenset({".avi", ".m4v", ".mjpeg", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".webm"})
"""Endings by which a clip is told from whatever else lies in a folder."""
_FFMPEG_QUIET = "-8"
"""OpenCV hands this to FFmpeg, which else prints its own words beside our sentence."""
FRAME_MS = 1000 / 15
"""From one frame of a clip to the next, unless told otherwise."""


class Camera(Protocol):
    """What gives one picture after another. Used by one thread at a time."""

    large: bool | None
    """Whether it is asked for 1080p in place of 720p; None where there is no choice."""

    @property
    def name(self) -> str:
        """What the clerk calls it."""

    @property
    def live(self) -> bool:
        """Whether time goes on without us: then frames that nobody took are lost."""

    @property
    def frame_ms(self) -> float:
        """Milliseconds from one frame to the next where it is not live."""

    def open(self) -> None:
        """Start; again after trouble.

        Raises:
            StationError: it is not there, or another program has it.
        """

    def read(self) -> "Image | None":
        """Give the next picture, None when it was unplugged or has ended.

        Raises:
            StationError: this one picture is damaged; the next may be whole.
        """

    def close(self) -> None:
        """Let go of the device; harmless when it is not open."""

    def again(self) -> "Camera":
        """Give the same camera anew, closed: this one's thread may be lost in its driver."""


class Webcam:
    """A camera of this machine, as MJPEG where it can; at 720p, or at 1080p when `large`."""

    live = True
    frame_ms = 0.0

    def __init__(self, which: int | str = 0, *, place: str = "", large: bool = False) -> None:
        """Choose by name, by number, or by device path (`/dev/video2`).

        Args:
            which: the camera; a name is looked up at each opening, so its number may change.
            place: where it was plugged in, which tells it from another of the same name.
            large: whether to begin at 1080p.
        """
        self.which, self.place = str(which), place
        self.large: bool | None = large
        self._capture: cv2.VideoCapture | None = None

    @property
    def name(self) -> str:
        """Its name, number or path."""
        return self.which

    def open(self) -> None:
        """Open the device by the first way that works, and ask it for what reads best."""
        import cv2  # noqa: PLC0415 - a fifth of a second, paid after the first paint

        self.close()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        for backend, number in self._ways():
            capture = cv2.VideoCapture(number, backend)
            if capture.isOpened():
                self._capture = capture
                break
            capture.release()
        else:
            raise StationError(
                "Camera {name} was not found",
                "Plug it in, or close what else uses it. The typed number works meanwhile.",
                name=self.name,
            )
        width, height = LARGE if self.large else SMALL
        wanted = (
            (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
            (cv2.CAP_PROP_FRAME_WIDTH, width),
            (cv2.CAP_PROP_FRAME_HEIGHT, height),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        )
        for setting, value in wanted:
            capture.set(setting, value)

    def read(self) -> "Image | None":
        """Wait for the next picture."""
        return _next(self._capture)

    def close(self) -> None:
        """Let go of the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def again(self) -> "Webcam":
        """Give the same camera anew."""
        return Webcam(self.which, place=self.place, large=bool(self.large))

    def _ways(self) -> tuple[Way, ...]:
        number = self.which.removeprefix("/dev/video")
        if number.isdecimal():
            return numbered(int(number))
        there = devices()
        device = find(self.which, self.place, among=there)
        if device is not None:
            return device.ways
        if there:
            raise StationError(
                "Camera {name} is not plugged in",
                "Plug it in, or choose another: {others}. The typed number works meanwhile.",
                name=self.name,
                others=", ".join(other.name for other in there),
            )
        raise StationError(
            "Camera {name} is not plugged in",
            "No other camera is there either. Plug it in. The typed number works meanwhile.",
            name=self.name,
        )


class Clip:
    """A video file, a folder of pictures in name order, or one picture, in place of a webcam.

    Its end is like a camera pulled out: it stays pulled out, unless the clip loops.
    """

    live = False
    large: bool | None = None

    def __init__(self, path: Path, *, loop: bool = False, frame_ms: float = FRAME_MS) -> None:
        """Take a path; nothing is read before `open`."""
        self.path = path
        self.frame_ms = frame_ms
        self._loop = loop
        self._ended = False
        self._pictures: list[Path] = []
        self._capture: cv2.VideoCapture | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def open(self) -> None:
        """Start from the beginning; a clip that ended does not start again."""
        if self._ended:
            raise self._unplugged()
        self._rewind()

    def read(self) -> "Image | None":
        """Give the next picture of the clip."""
        image = self._next()
        if image is None and self._loop:
            self._rewind()
            image = self._next()
        self._ended = image is None
        return image

    def close(self) -> None:
        """Let go of the file."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def again(self) -> "Clip":
        """Give the same clip anew, from its beginning."""
        return Clip(self.path, loop=self._loop, frame_ms=self.frame_ms)

    def _next(self) -> "Image | None":
        from clerk_station.scan.pictures import load  # noqa: PLC0415 - brings cv2, see Webcam.open

        if self._capture is not None:
            return _next(self._capture)
        return load(self._pictures.pop(0)) if self._pictures else None

    def _rewind(self) -> None:
        import cv2  # noqa: PLC0415 - see Webcam.open

        from clerk_station.scan.pictures import (  # noqa: PLC0415 - likewise
            is_picture,
            no_file,
            pictures_in,
        )

        self.close()
        if not self.path.exists():
            raise no_file(self.path)
        if self.path.is_dir() or is_picture(self.path):
            folder = self.path.is_dir()
            self._pictures = list(pictures_in(self.path)) if folder else [self.path]
            return
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", _FFMPEG_QUIET)
        self._capture = cv2.VideoCapture(str(self.path))
        if not self._capture.isOpened():
            self.close()
            raise StationError(
                "{name} is neither a picture nor a clip",
                "Choose a JPEG, a PNG or a video file. Nothing else is affected.",
                name=self.name,
            )

    def _unplugged(self) -> StationError:
        return StationError(
            "{name} has ended",
            "Choose another camera or clip. The typed number works meanwhile.",
            name=self.name,
        )


def _next(capture: "cv2.VideoCapture | None") -> "Image | None":
    """Take the next picture, None where there is none, or where the driver broke down over it."""
    import cv2  # noqa: PLC0415 - see Webcam.open

    if capture is None:
        return None
    try:
        there, image = capture.read()
    except cv2.error:
        return None
    return image if there else None  # type: ignore[return-value] # OpenCV's stub says any array
