"""Which camera the settings mean."""

from pathlib import Path

from clerk_station.scan.camera import Camera, Clip, Webcam
from clerk_station.settings import Settings


def camera_of(settings: Settings) -> Camera:
    """Give the webcam of a number, or the clip, picture or folder of a path."""
    if settings.camera.isdecimal():
        return Webcam(int(settings.camera))
    return Clip(Path(settings.camera))
