"""Cameras: a webcam, or a clip that stands in for one. Foreign trouble is translated here."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clerk_station.errors import StationError

if TYPE_CHECKING:
    import cv2

    from clerk_station.scan.reading import Image

FRAME_MS = 1000 / 15
"""From one frame of a clip to the next, unless told otherwise."""


class Camera(Protocol):
    """What gives one picture after another. Used by one thread at a time."""

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


class Webcam:
    """A camera of this machine, at 720p and as MJPEG where it can."""

    live = True
    frame_ms = 0.0

    def __init__(self, which: int | str = 0) -> None:
        """Choose by number, or by device path where the system has one (`/dev/video2`)."""
        self.which = int(which) if str(which).isdigit() else which
        self._capture: cv2.VideoCapture | None = None

    @property
    def name(self) -> str:
        """Its number or path."""
        return str(self.which)

    def open(self) -> None:
        """Open the device and ask it for what reads best."""
        import cv2  # noqa: PLC0415 - a fifth of a second, paid after the first paint

        self.close()
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        capture = cv2.VideoCapture(self.which)
        if not capture.isOpened():
            capture.release()
            raise StationError(
                "Camera {name} was not found",
                "Plug it in, or close what else uses it. The typed number works meanwhile.",
                name=self.name,
            )
        wanted = (
            (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
            (cv2.CAP_PROP_FRAME_WIDTH, 1280),
            (cv2.CAP_PROP_FRAME_HEIGHT, 720),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        )
        for setting, value in wanted:
            capture.set(setting, value)
        self._capture = capture

    def read(self) -> "Image | None":
        """Wait for the next picture."""
        return _next(self._capture)

    def close(self) -> None:
        """Let go of the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None


class Clip:
    """A video file, a folder of pictures in name order, or one picture, in place of a webcam.

    Its end is like a camera pulled out: it stays pulled out, unless the clip loops.
    """

    live = False

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
    if capture is None:
        return None
    there, image = capture.read()
    return image if there else None  # type: ignore[return-value] # OpenCV's stub says any array
