"""Films sheets as a webcam over a desk sees them: at an angle, blurred, noisy, held by a hand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.errors import StationError
from clerk_station.rehearsal.draw_card import Corners, Picture, Rng, Sheet
from clerk_station.rehearsal.draw_desk import desk

FRAMES_PER_SECOND = 15
Area = tuple[float, float, float, float]
"""Left, top, right, bottom in shares of a sheet's width and height."""
WHOLE: Area = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How a frame is taken; the same conditions give the same frame.

    Attributes:
        seed: of the desk, the noise and the hand.
        size: width and height of the frame in pixels.
        fill: how much of the frame the part aimed at fills, from 0 to 1.
        turn: degrees by which the sheet lies turned, clockwise.
        tilt: 0 is flat under the camera, 0.3 is held badly.
        blur: radius in pixels of a lens out of focus.
        motion: pixels that the hand moves while the shutter is open.
        noise: standard deviation of the sensor's noise, in grey levels.
        shade: 0 is even light, 1 leaves a side in the dark.
        light: brightness of the whole, 1 is well lit.
        glare: strength of a reflection on the sheet, 0 for none.
        quality: of the webcam's JPEG, in per cent.
    """

    seed: int
    size: tuple[int, int] = (1280, 720)
    fill: float = 0.85
    turn: float = 0.0
    tilt: float = 0.0
    blur: float = 0.4
    motion: float = 0.0
    noise: float = 2.0
    shade: float = 0.1
    light: float = 1.0
    glare: float = 0.0
    quality: int = 90

    @classmethod
    def drawn(cls, seed: int, *, hardness: float = 0.3) -> "Conditions":
        """Make up conditions: hardness 0 is a tidy desk, 1 is what clerks complain of."""
        rng = np.random.default_rng([seed, 2])
        upside_down = 180.0 if rng.random() < 0.25 * hardness else 0.0
        return cls(
            seed=seed,
            fill=rng.uniform(0.85 - 0.35 * hardness, 0.92 - 0.2 * hardness),
            turn=upside_down + rng.uniform(-6, 6) * (1 + 2.5 * hardness),
            tilt=rng.uniform(0, 0.05 + 0.15 * hardness),
            blur=rng.uniform(0.3, 0.5 + 1.3 * hardness),
            motion=rng.uniform(0, 0.6 + 4 * hardness),
            noise=rng.uniform(1, 3 + 9 * hardness),
            shade=rng.uniform(0.05, 0.2 + 0.5 * hardness),
            light=rng.uniform(0.95 - 0.45 * hardness, 1.05),
            glare=rng.uniform(60, 220) if rng.random() < 0.3 * hardness else 0.0,
            quality=int(rng.integers(round(85 - 30 * hardness), 96)),
        )


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame, and where in it the sheet's zone is (empty without a zone or sheet)."""

    picture: Picture
    zone: Corners


@dataclass(frozen=True, slots=True)
class _Hand:
    """Where the hand holds the sheet at one moment: off its place in frame widths, and so on."""

    right: float = 0.0
    down: float = 0.0
    turn: float = 0.0
    nearer: float = 1.0


def photograph(sheet: Sheet | None, conditions: Conditions, *, aim: Area = WHOLE) -> Shot:
    """Take one frame of a sheet on a desk, or of the desk alone.

    Args:
        sheet: what lies there.
        conditions: how the frame is taken.
        aim: the part of the sheet that the camera sees; a page is larger than a frame.
    """
    rng = np.random.default_rng([conditions.seed, 3])
    return _expose(rng, sheet, conditions, aim, _Hand())


def film(
    sheet: Sheet | None, conditions: Conditions, *, aim: Area = WHOLE, frames: int = 12
) -> tuple[Picture, ...]:
    """Take a short clip: the sheet is pushed in from below, then held by a hand that trembles."""
    rng = np.random.default_rng([conditions.seed, 4])
    coming = max(1, frames // 4) if sheet else 0
    phases = rng.uniform(0, 6.28, 4)
    shots: list[Picture] = []
    for number in range(frames):
        swing = np.sin(phases + number * np.array([0.9, 1.1, 0.7, 0.5]))
        hand = _Hand(0.004 * swing[0], 0.004 * swing[1], 0.6 * swing[2], 1 + 0.006 * swing[3])
        moving = conditions
        if number < coming:
            left = 1 - number / coming
            hand = replace(hand, down=hand.down + 0.9 * left**2)
            moving = replace(conditions, motion=conditions.motion + 30 * left)
        shots.append(_expose(rng, sheet, moving, aim, hand).picture)
    return tuple(shots)


def write_clip(frames: Iterable[Picture], path: Path, *, fps: float = FRAMES_PER_SECOND) -> Path:
    """Write frames as an MJPEG clip (.avi), the format of a webcam.

    Raises:
        StationError: the file cannot be written.
        ValueError: the frames are not all of one size; a writer would drop those that differ.
    """
    pictures = list(frames)
    height, width = pictures[0].shape[:2]
    if any(picture.shape[:2] != (height, width) for picture in pictures):
        msg = "the frames of a clip are of one size"
        raise ValueError(msg)
    codec = cv2.VideoWriter.fourcc(*"MJPG")
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(path), codec, fps, (width, height))
    if not writer.isOpened():
        raise StationError(
            "The clip {name} cannot be written",
            "Choose a folder that you may write to, with room for some megabytes.",
            name=path.name,
        )
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def _expose(rng: Rng, sheet: Sheet | None, conditions: Conditions, aim: Area, hand: _Hand) -> Shot:
    width, height = conditions.size
    scene = _bare(conditions.seed, width, height)
    zone = np.empty((0, 2), np.float32)
    if sheet is not None:
        matrix = _view(sheet, conditions, aim, hand)
        scene = _lay(scene, sheet, matrix, conditions)
        if len(sheet.zone):
            zone = np.asarray(cv2.perspectiveTransform(sheet.zone[None], matrix)[0], np.float32)
    return Shot(_sense(rng, scene, conditions), zone)


def _view(sheet: Sheet, conditions: Conditions, aim: Area, hand: _Hand) -> NDArray[np.float64]:
    """Give the homography from the sheet to the frame."""
    rng = np.random.default_rng([conditions.seed, 6])
    width, height = conditions.size
    tall, wide = sheet.picture.shape[:2]
    box = np.array([(aim[0] * wide, aim[1] * tall), (aim[2] * wide, aim[3] * tall)])
    angle = np.deg2rad(conditions.turn + hand.turn)
    turned = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    extent = np.abs(turned) @ (box[1] - box[0])
    scale = conditions.fill * hand.nearer * min(width / extent[0], height / extent[1])
    lean = rng.choice([-1, 1], 2) * rng.uniform(0.3, 1, 2) * conditions.tilt
    room = (np.array([width, height]) - extent * scale) / 2
    centre = np.array([width, height]) / 2 + rng.uniform(-0.5, 0.5, 2) * np.maximum(room, 0)
    centre += np.array([hand.right * width, hand.down * height])
    flat = np.eye(3)
    flat[:2, :2] = turned * scale
    flat[:2, 2] = -turned @ box.mean(axis=0) * scale
    tilt = np.eye(3)
    tilt[2, :2] = lean / max(width, height)
    place = np.eye(3)
    place[:2, 2] = centre
    return np.asarray(place @ tilt @ flat, np.float64)


def _lay(
    scene: Picture, sheet: Sheet, matrix: NDArray[np.float64], conditions: Conditions
) -> Picture:
    """Put the sheet on the desk with its shadow, and perhaps a reflection on it."""
    size = conditions.size
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    picture, cover = _shrunk(sheet, min(1.0, round(1.25 * scale, 1)))
    ratio = picture.shape[1] / sheet.picture.shape[1], picture.shape[0] / sheet.picture.shape[0]
    shift = matrix @ np.diag([1 / ratio[0], 1 / ratio[1], 1])
    seen = cv2.warpPerspective(picture, shift, size, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(cover, shift, size)
    shadow = np.roll(cv2.GaussianBlur(mask, (0, 0), 9), (7, 5), axis=(0, 1))
    over = mask.astype(np.float32)[:, :, None] / 255
    ground = scene * (1 - shadow.astype(np.float32) * (0.45 / 255))[:, :, None]
    laid = ground + (seen - ground) * over
    if conditions.glare:
        laid += _reflection(conditions, mask)[:, :, None]
    return np.clip(laid, 0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _shrunk(sheet: Sheet, factor: float) -> tuple[Picture, NDArray[np.uint8]]:
    """Shrink the sheet to about the size at which it is seen, so that fine print does not alias."""
    if factor >= 1:
        return sheet.picture, sheet.cover
    picture, cover = (
        cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        for part in (sheet.picture, sheet.cover)
    )
    return np.asarray(picture, np.uint8), np.asarray(cover, np.uint8)


def _reflection(conditions: Conditions, mask: NDArray[np.generic]) -> NDArray[np.float32]:
    rng = np.random.default_rng([conditions.seed, 7])
    width, height = conditions.size
    there = cv2.boundingRect(np.asarray(mask, np.uint8))
    centre = rng.uniform(there[:2], (there[0] + there[2], there[1] + there[3]))
    spread = rng.uniform((0.02, 0.02), (0.1, 0.08)) * width
    across = (np.arange(width) - centre[0]) / spread[0]
    down = (np.arange(height) - centre[1]) / spread[1]
    bump = np.exp(-(across[None, :] ** 2 + down[:, None] ** 2))
    return np.asarray(bump * conditions.glare, np.float32)


def _sense(rng: Rng, scene: Picture, conditions: Conditions) -> Picture:
    """Pass the scene through lens, shutter, sensor and JPEG."""
    if conditions.blur > 0.2:
        scene = np.asarray(cv2.GaussianBlur(scene, (0, 0), conditions.blur), np.uint8)
    if conditions.motion > 0.8:
        scene = np.asarray(cv2.filter2D(scene, -1, _smear(rng, conditions.motion)), np.uint8)
    height, width = scene.shape[:2]
    light = scene * _lighting(conditions)[:, :, None]
    light += _grain(rng, width, height)[:, :, None] * np.float32(conditions.noise)
    seen = np.clip(light, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, conditions.quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _grain(rng: Rng, width: int, height: int) -> NDArray[np.float32]:
    """Cut the noise of one frame out of a larger tile, which is much quicker than drawing it."""
    down, right = rng.integers(0, 97, 2)
    return _tile(width + 96, height + 96)[down : down + height, right : right + width]


@lru_cache(maxsize=2)
def _tile(width: int, height: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(8)
    fine = rng.standard_normal((height, width), np.float32)
    coarse = rng.standard_normal((height // 2, width // 2), np.float32)
    return np.asarray(0.75 * fine + 0.65 * cv2.resize(coarse, (width, height)), np.float32)


@lru_cache(maxsize=2)
def _bare(seed: int, width: int, height: int) -> Picture:
    return desk(np.random.default_rng([seed, 5]), width, height)


@lru_cache(maxsize=2)
def _lighting(conditions: Conditions) -> NDArray[np.float32]:
    rng = np.random.default_rng([conditions.seed, 8])
    width, height = conditions.size
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 6.28)
    slope = 0.5 + 0.5 * (across * np.cos(angle) + down * np.sin(angle))
    even = 1 - conditions.shade * slope - 0.25 * conditions.shade * (across**2 + down**2)
    return np.asarray(even * conditions.light, np.float32)


def _smear(rng: Rng, length: float) -> NDArray[np.float32]:
    """Draw the path of the hand while the shutter was open."""
    span = int(np.ceil(length)) | 1
    kernel = np.zeros((span + 2, span + 2), np.float32)
    angle, middle = rng.uniform(0, np.pi), (span + 1) / 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = np.round((np.array([[-1], [1]]) * reach + middle) * 16).astype(int).tolist()
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / kernel.sum(), np.float32)
