"""Which camera the settings mean, or a word of the command line."""

from pathlib import Path

from clerk_station.scan.camera import CLIPS, Camera, Clip, Webcam
from clerk_station.scan.cameras import devices, find
from clerk_station.settings import Settings


def camera_of(settings: Settings) -> Camera:
    """Give the webcam of a name or number, or the clip, picture or folder of a path."""
    return named_camera(settings.camera, place=settings.camera_place)


def named_camera(which: str, *, place: str = "") -> Camera:
    """Give a camera by its name or number, or what stands in for one by its path.

    A camera that is plugged in goes before a file of the same name; what looks like no path is
    the name of a camera that may be plugged in later.
    """
    if which.isdecimal() or which.startswith("/dev/") or place:
        return Webcam(which, place=place)
    if find(which, "", among=devices()) is not None:
        return Webcam(which)
    path = Path(which)
    is_path = path.suffix.lower() in CLIPS or path.parent != Path() or path.exists()
    return Clip(path) if is_path else Webcam(which)
