"""Brings whatever a camera or a file gives to a grey picture that the decoders take."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

SMALLEST = 24
"""Pixels a side below which nothing can be read."""
LARGEST = 2560
"""Pixels of the longer side; larger pictures are halved and halved again."""
_AROUND = (41, 41)


def grey_of(image: object) -> tuple[Grey, float] | None:
    """Give the grey picture and its scale (1 or less), None for what is no picture.

    Takes grey, BGR and BGRA of 8 or 16 bits or of floats from 0 to 1.
    """
    if not isinstance(image, np.ndarray) or image.ndim not in {2, 3}:
        return None
    if min(image.shape[:2]) < SMALLEST:
        return None
    eight = _eight_bits(image)
    if eight is None:
        return None
    grey = _one_channel(eight)
    if grey is None:
        return None
    scale = 1.0
    while max(grey.shape) * scale > LARGEST:
        scale /= 2
    if min(grey.shape) * scale < SMALLEST:
        return None
    if scale < 1:
        grey = np.asarray(
            cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.ascontiguousarray(grey), scale


def levelled(small: Grey) -> NDArray[np.float32]:
    """Bring light and contrast to the same level everywhere: mean 0, deviation 1 or less."""
    picture = small.astype(np.float32)
    above = picture - cv2.blur(picture, _AROUND)
    power = np.maximum(cv2.blur(above * above, _AROUND), 0)
    return np.asarray(above / (np.sqrt(power) + 4), np.float32)


def _eight_bits(image: NDArray[np.generic]) -> Grey | None:
    if image.dtype == np.uint8:
        return np.asarray(image, np.uint8)
    if image.dtype == np.uint16:
        return (np.asarray(image, np.uint16) >> 8).astype(np.uint8)
    if np.issubdtype(image.dtype, np.floating):
        finite = np.nan_to_num(np.asarray(image, np.float32), nan=0.0)
        return (np.clip(finite, 0, 1) * 255).astype(np.uint8)
    return None


def _one_channel(image: Grey) -> Grey | None:
    channels = 1 if image.ndim == 2 else image.shape[2]
    if channels == 1:
        return image.reshape(image.shape[:2])
    code = {3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}.get(channels)
    return None if code is None else np.asarray(cv2.cvtColor(image, code), np.uint8)
