"""A drawn webcam: lens, shutter, sensor, its own mending, and JPEG, on one grey picture."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator
Floats = NDArray[np.float32]

TILE = 2048
"""Pixels a side of the noise that pictures are cut from."""


def photograph(
    rng: Rng, scene: Floats, *, capital: float, noise: float = 17.0
) -> NDArray[np.uint8]:
    """See a lit scene (grey levels, 0 to 255 and above) as a webcam gives it.

    Args:
        rng: decides how bad the picture is.
        scene: height × width, light included.
        capital: height of a capital there, in pixels: print that is blurred or moved further
            than a reader could follow teaches nothing.
        noise: deviation in grey levels of the worst sensor, in full light.
    """
    frame = np.minimum(_moved(rng, _focused(rng, scene, capital), capital), 255)
    frame = _grained(rng, frame, noise)
    if rng.random() < 0.35:
        frame = cv2.GaussianBlur(frame, (0, 0), rng.uniform(0.35, 0.7))
    if rng.random() < 0.6:
        frame = frame + rng.uniform(0, 1.3) * (frame - cv2.GaussianBlur(frame, (0, 0), 1.3))
    if rng.random() < 0.3:
        frame = frame * rng.uniform(1, max(1.0, 200 / (float(frame.mean()) + 20)))
    seen = np.clip(frame, 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(42, 96))]
    _, packed = cv2.imencode(".jpg", seen, quality)
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def _focused(rng: Rng, scene: Floats, capital: float) -> Floats:
    """Put the lens out of focus: a disc, as an open lens draws a point, or a softer spot."""
    if rng.random() < 0.35:
        spread = min(0.16 * capital, rng.uniform(0.2, 1.5))
        return np.asarray(cv2.GaussianBlur(scene, (0, 0), max(0.3, spread)), np.float32)
    radius = min(0.24 * capital, rng.uniform(0.3, 2.5))
    reach = int(np.ceil(radius)) + 1
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(across, down), 0, 1).astype(np.float32)
    return np.asarray(cv2.filter2D(scene, -1, disc / disc.sum()), np.float32)


def _moved(rng: Rng, scene: Floats, capital: float) -> Floats:
    """Move the hand while the shutter is open."""
    length = min(rng.uniform(0, 6.5) * rng.random() ** 0.7, 0.5 * capital)
    if length < 0.8:
        return scene
    middle = int(np.ceil(length))
    path = np.zeros((2 * middle + 1, 2 * middle + 1), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    first, last = ((np.round((middle + way * reach) * 16)).astype(int).tolist() for way in (-1, 1))
    cv2.line(path, first, last, 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(cv2.filter2D(scene, -1, path / path.sum()), np.float32)


def _grained(rng: Rng, frame: Floats, most: float) -> Floats:
    """Add the sensor's noise: fine, and coarse as colour is mosaiced; less in the dark parts."""
    fine, coarse = (grain(rng, frame.shape, coarse=kind) for kind in (False, True))
    strength = rng.uniform(0, most) * rng.random() ** 0.4
    both = 0.8 * fine + rng.uniform(0.2, 0.6) * coarse
    level = np.sqrt(np.maximum(frame, 0) / 255 + 0.05)
    return np.asarray(frame + strength * both * level, np.float32)


def grain(rng: Rng, shape: tuple[int, ...], *, coarse: bool = False) -> Floats:
    """Give noise of deviation 1, at most TILE pixels a side: a cut is quicker than new noise."""
    down, right = (int(rng.integers(TILE - side)) for side in shape)
    return _tile(coarse)[down : down + shape[0], right : right + shape[1]]


@cache
def _tile(coarse: bool) -> Floats:  # noqa: FBT001 - a cache keeps its arguments by place
    rng = np.random.default_rng(8)
    side = TILE // 2 if coarse else TILE
    noise = rng.standard_normal((side, side), np.float32)
    return np.asarray(cv2.resize(noise, (TILE, TILE)), np.float32)
