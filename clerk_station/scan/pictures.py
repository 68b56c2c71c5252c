"""Pictures from files: read whole, or refused with a sentence."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.errors import StationError

PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""Endings of files that are pictures; others are clips."""


def is_picture(path: Path) -> bool:
    """Tell a picture from a clip by its name."""
    return path.suffix.lower() in PICTURES


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """List a folder's pictures in name order."""
    return tuple(sorted(path for path in folder.iterdir() if is_picture(path)))


def load(path: Path) -> NDArray[np.uint8]:
    """Read one picture.

    Raises:
        StationError: the file cannot be read, or is no picture that we know.
    """
    try:
        packed = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as trouble:
        raise no_file(path) from trouble
    try:
        image = cv2.imdecode(packed, cv2.IMREAD_COLOR) if packed.size else None
    except cv2.error:
        image = None
    if image is None:
        raise StationError(
            "{name} is not a picture",
            "Save it again as JPEG or PNG, or leave it out. Nothing else is affected.",
            name=path.name,
        )
    return np.asarray(image, np.uint8)


def no_file(path: Path) -> StationError:
    """Say that a file or folder is not there or may not be read."""
    return StationError(
        "{name} cannot be read",
        "Check that the file is there and that you may read it, then try again.",
        name=path.name,
    )
