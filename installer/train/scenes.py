"""Draws small webcam frames with a zone in them or none, and where it is."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import sheets
from numpy.typing import NDArray
from webcam import photograph

from clerk_station.rehearsal.draw_desk import desk

Grey = NDArray[np.uint8]
Floats = NDArray[np.float32]
Rng = np.random.Generator

WIDTH, HEIGHT = 640, 360
CELL = 4
"""Pixels of the frame a cell of the map, each way."""

_DESKS = 60
_LENGTHS = (90.0, 600.0)
"""Pixels of the frame that a zone may be long."""
_FULL = (540.0, 625.0)
"""The same where the sheet fills the frame, as pictures of a card alone have it."""
_CHARACTERS = 30
_NOISE = 10.0
"""Grey levels; a frame is seen here shrunk, which takes half of its noise away."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A sheet on its place: the view of it, and where its zone lies in the frame."""

    picture: Floats
    cover: Floats
    zone: Floats
    capital: float


def draw(rng: Rng) -> tuple[Grey, Grey]:
    """Draw a frame (HEIGHT × WIDTH) and its map (a CELL-th each way, 1 where the zone is)."""
    scene = _ground(rng)
    where = np.zeros((HEIGHT, WIDTH), np.uint8)
    capital = 6.0
    if rng.random() < 0.3:
        scene = _over(rng, scene, _lay(rng, sheets.without_zone(rng)))
    if rng.random() < 0.92:
        laid = _lay(rng, sheets.any_sheet(rng))
        scene, capital = _over(rng, scene, laid), laid.capital
        if len(laid.zone):
            cv2.fillConvexPoly(where, np.round(laid.zone).astype(np.int32), 255)
        if rng.random() < 0.35:
            scene = _held(rng, scene, laid, where)
    scene = _lit(rng, scene, where)
    seen = photograph(rng, scene, capital=capital, noise=_NOISE)
    cells = cv2.resize(where, (WIDTH // CELL, HEIGHT // CELL), interpolation=cv2.INTER_AREA)
    return seen, (cells > 100).astype(np.uint8)


def _ground(rng: Rng) -> Floats:
    """Cut a desk out of one of a few, turned over or not, in a light of its own."""
    whole = _desk(int(rng.integers(_DESKS)))
    down, right = (int(rng.integers(whole.shape[i] - (HEIGHT, WIDTH)[i])) for i in (0, 1))
    cut = whole[down : down + HEIGHT, right : right + WIDTH]
    turned = cut[:: rng.choice((-1, 1)), :: rng.choice((-1, 1))]
    return np.asarray(turned * rng.uniform(0.5, 1.2), np.float32)


@cache
def _desk(number: int) -> Grey:
    picture = desk(np.random.default_rng([number, 78]), 2 * WIDTH, 2 * HEIGHT)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _lay(rng: Rng, sheet: sheets.GreySheet) -> _Laid:
    """Lay a sheet down at any size and angle, its zone within the frame."""
    full = rng.random() < 0.3
    length = np.exp(rng.uniform(*np.log(_FULL if full else _LENGTHS)))
    height, width = sheet.picture.shape
    aim = sheet.zone if len(sheet.zone) else _middle(rng, width, height)
    scale = length / float(np.linalg.norm(aim[1] - aim[0]))
    angle = rng.choice((0.0, 0.0, 180.0, 90.0, 270.0)) + rng.normal(0, 14)
    if full:
        angle = rng.choice((0.0, 180.0)) + rng.normal(0, 3)
    elif rng.random() < 0.45:
        angle = rng.uniform(0, 360)
    matrix = _view(rng, aim, scale=scale, angle=np.deg2rad(angle))
    shrunk, cover = sheets.shrunk(sheet, thirds=int(np.floor(-3 * np.log2(1.2 * scale))))
    back = matrix @ np.diag([width / shrunk.shape[1], height / shrunk.shape[0], 1])
    size = (WIDTH, HEIGHT)
    seen = cv2.warpPerspective(shrunk, back, size, borderMode=cv2.BORDER_REPLICATE)
    mask = cv2.warpPerspective(cover, back, size)
    zone = sheet.zone
    if len(zone):
        zone = np.asarray(cv2.perspectiveTransform(zone[None], matrix)[0], np.float32)
    return _Laid(
        np.asarray(seen, np.float32),
        np.asarray(mask, np.float32) / 255,
        zone,
        0.95 * length / _CHARACTERS,
    )


def _middle(rng: Rng, width: int, height: int) -> Floats:
    """Choose a part of a sheet without a zone for the middle of the frame."""
    left, top = rng.uniform(0, 0.4, 2) * (width, height)
    right, bottom = left + 0.6 * width, top + 0.15 * height
    return np.asarray([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def _view(rng: Rng, aim: Floats, *, scale: float, angle: float) -> NDArray[np.float64]:
    """Give the homography that brings the middle of `aim` to a place where all of it fits."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    flat = np.eye(3)
    flat[:2, :2], flat[:2, 2] = turn, -turn @ aim.mean(axis=0)
    tilt = np.eye(3)
    tilt[2, :2] = rng.uniform(-0.3, 0.3, 2) / WIDTH
    seen = cv2.perspectiveTransform(aim[None].astype(np.float64), tilt @ flat)[0]
    room = np.array([WIDTH, HEIGHT]) - (seen.max(axis=0) - seen.min(axis=0))
    place = np.eye(3)
    place[:2, 2] = np.maximum(room, 0) * rng.uniform(0, 1, 2) - seen.min(axis=0)
    return np.asarray(place @ tilt @ flat, np.float64)


def _over(rng: Rng, scene: Floats, laid: _Laid) -> Floats:
    """Put a sheet over the scene, with its shadow."""
    shadow = np.roll(cv2.GaussianBlur(laid.cover, (0, 0), 5), (4, 3), (0, 1))
    ground = scene * (1 - rng.uniform(0, 0.5) * shadow)
    return np.asarray(ground + (laid.picture - ground) * laid.cover, np.float32)


def _held(rng: Rng, scene: Floats, laid: _Laid, where: Grey) -> Floats:
    """Hold the sheet by an edge with a thumb, which covers no zone."""
    inside = np.argwhere((laid.cover > 0.5) & (where == 0))
    if not len(inside):
        return scene
    down, across = inside[int(rng.integers(len(inside)))]
    far = (np.array([across, down]) + rng.uniform(-400, 400, 2)).astype(int).tolist()
    thumb = np.zeros((HEIGHT, WIDTH), np.uint8)
    wide = max(6, round(laid.capital * rng.uniform(3, 8)))
    cv2.line(thumb, (int(across), int(down)), far, 1, wide, cv2.LINE_AA)
    return np.asarray(np.where((thumb > 0) & (where == 0), rng.uniform(60, 190), scene), np.float32)


def _lit(rng: Rng, scene: Floats, where: Grey) -> Floats:
    """Light the scene: falling off, shadowed, with a reflection now and then, bright or dark."""
    across = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    uneven, angle = rng.uniform(0, 0.65), rng.uniform(0, 6.28)
    slope = across * np.cos(angle) + down * np.sin(angle)
    light = (1 - uneven * (0.5 + 0.5 * slope)) * (1 - 0.25 * uneven * (across**2 + down**2))
    if rng.random() < 0.4:
        edge = (across - rng.uniform(-1, 1)) * np.cos(angle + 1)
        edge = edge + (down - rng.uniform(-1, 1)) * np.sin(angle + 1)
        light *= 1 - rng.uniform(0.07, 0.28) * (1 + np.tanh(edge * rng.uniform(4, 20)))
    scene = scene * light
    if rng.random() < 0.4:
        scene = scene + _reflection(rng, where)
    return np.asarray(scene * rng.uniform(0.2, 1.1), np.float32)


def _reflection(rng: Rng, where: Grey) -> Floats:
    """Draw the spot of a lamp, near the zone where there is one."""
    middle = np.argwhere(where).mean(axis=0) if where.any() else np.array([HEIGHT, WIDTH]) / 2
    centre = middle + rng.normal(0, 70, 2)
    spread, angle = rng.uniform(7, 60, 2), rng.uniform(0, 3.14)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32) - centre[:, None, None]
    along, beside = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    spot = np.exp(-((along / spread[0]) ** 2) - (beside / spread[1]) ** 2)
    return np.asarray(spot * rng.uniform(50, 300), np.float32)
