"""Pictures from files: read whole, or refused with a sentence."""

import io
import warnings
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.errors import StationError

PICTURES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""Endings of files that are pictures; others are clips."""
MOST_PIXELS = 80_000_000
"""A larger picture is no photograph: a file of a hundred kilobytes may unfold to gigabytes."""


def is_picture(path: Path) -> bool:
    """Tell a picture from a clip by its name."""
    return path.suffix.lower() in PICTURES


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """List a folder's pictures in name order."""
    return tuple(sorted(path for path in folder.iterdir() if is_picture(path)))


def load(path: Path) -> NDArray[np.uint8]:
    """Read one picture.

    Raises:
        StationError: the file cannot be read, is no picture that we know, or would unfold to more
            than MOST_PIXELS.
    """
    try:
        packed = path.read_bytes()
    except OSError as trouble:
        raise no_file(path) from trouble
    if _pixels(packed) > MOST_PIXELS:
        raise StationError(
            "{name} is too large a picture",
            "Make it smaller and save it again, or leave it out. Nothing else is affected.",
            name=path.name,
        )
    try:
        image = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR) if packed else None
    except cv2.error:
        image = None
    if image is None:
        raise StationError(
            "{name} is not a picture",
            "Save it again as JPEG or PNG, or leave it out. Nothing else is affected.",
            name=path.name,
        )
    return np.asarray(image, np.uint8)


def _pixels(packed: bytes) -> int:
    """Count the pixels that a file claims to have, from its header alone; 0 where that is none."""
    from PIL import Image  # noqa: PLC0415 - only files need it, and the window reads none

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(packed)) as picture:
                return picture.width * picture.height
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            return MOST_PIXELS + 1
        except (OSError, ValueError, SyntaxError):
            return 0


def no_file(path: Path) -> StationError:
    """Say that a file or folder is not there or may not be read."""
    return StationError(
        "{name} cannot be read",
        "Check that the file is there and that you may read it, then try again.",
        name=path.name,
    )
