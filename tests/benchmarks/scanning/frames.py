"""Draws seeded frames of three tiers into a folder, with their truth, as a webcam sees them."""

import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np

from clerk_station.rehearsal.draw_card import Picture, Rng, Sheet
from clerk_station.rehearsal.frames import Area, Conditions, film, photograph
from tests.benchmarks.scanning import sheets
from tests.benchmarks.scanning.cases import BURST, CODE128, FIELDS, MRZ, NEGATIVE, QR

KINDS = (QR, CODE128, MRZ, NEGATIVE)
BURST_FRAMES = 5
_PROCESSES = 2
_SIZES = ((1280, 720), (1920, 1080))

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How hard frames are to read: ranges from which each is drawn, and chances from 0 to 1.

    Attributes:
        units: pixels of a QR's module, a bar code's module, a capital of a zone.
        turn: degrees either way; on top come upside down, a quarter turn, and any turn.
        blur, motion, noise, light, shade, quality: see `Conditions`.
        tilt: the most, see `Conditions`.
        glare, thumb, curl: chances that there is one.
        wear: how faded print may be.
    """

    units: dict[str, Span]
    turn: float
    upside_down: float
    quarter: float
    anyhow: float
    tilt: float
    blur: Span
    motion: Span
    noise: Span
    light: Span
    shade: Span
    quality: tuple[int, int]
    glare: float = 0.05
    thumb: float = 0.0
    curl: float = 0.0
    wear: float = 0.0


TIERS = {
    "easy": Tier(
        units={QR: (7, 13), CODE128: (2.2, 3.6), MRZ: (20, 30)},
        turn=10, upside_down=0.1, quarter=0.0, anyhow=0.0, tilt=0.12,
        blur=(0.3, 0.6), motion=(0, 1.2), noise=(1, 4), light=(0.85, 1.1), shade=(0, 0.2),
        quality=(82, 95),
    ),
    "medium": Tier(
        units={QR: (4.4, 8.4), CODE128: (1.5, 2.6), MRZ: (14, 22)},
        turn=20, upside_down=0.2, quarter=0.15, anyhow=0.1, tilt=0.3,
        blur=(0.4, 0.9), motion=(0, 3.5), noise=(3, 8), light=(0.5, 1.1), shade=(0.1, 0.45),
        quality=(65, 90), glare=0.25, thumb=0.15, curl=0.3, wear=0.3,
    ),
    "hard": Tier(
        units={QR: (2.7, 5.5), CODE128: (1.1, 1.9), MRZ: (10, 16)},
        turn=25, upside_down=0.25, quarter=0.2, anyhow=0.25, tilt=0.5,
        blur=(0.5, 1.3), motion=(0, 6), noise=(6, 15), light=(0.25, 0.9), shade=(0.2, 0.65),
        quality=(45, 85), glare=0.45, thumb=0.35, curl=0.6, wear=0.8,
    ),
}  # fmt: skip


def draw(folder: Path, *, seed: int, count: int) -> None:
    """Draw so many frames of each kind, and a burst for every five, with truth.csv beside them.

    Each frame depends on seed, kind and its number alone; the tiers come in turn.
    """
    jobs = [(folder, seed, kind, number) for number in range(count) for kind in KINDS]
    jobs += [(folder, seed, BURST, number) for number in range(max(1, count // BURST_FRAMES))]
    with (
        # A fork would inherit OpenCV's threads without their work, and wait for them for ever.
        ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool,
        (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file,
    ):
        truth = csv.writer(file)
        truth.writerow(FIELDS)
        for rows in pool.map(_job, jobs, chunksize=4):
            truth.writerows(rows)


def _job(job: tuple[Path, int, str, int]) -> list[tuple[str, ...]]:
    folder, seed, kind, number = job
    cv2.setNumThreads(1)
    names = list(TIERS)
    tier = names[number % len(names)]
    rows: list[tuple[str, ...]] = []
    for at, (frame, row) in enumerate(_shots(kind, tier, seed=seed, number=number)):
        name = f"{kind}_{seed}_{number:04}" + (f"_{at}" if kind == BURST else "") + ".jpg"
        cv2.imwrite(str(folder / name), frame, [cv2.IMWRITE_JPEG_QUALITY, 95])
        rows.append((name, kind, tier, *row))
    return rows


def _shots(
    kind: str, tier: str, *, seed: int, number: int
) -> Iterator[tuple[Picture, tuple[str, str, str]]]:
    """Photograph one subject, or film it; give each frame with its text, the other and its quad."""
    rng = np.random.default_rng([seed, (*KINDS, BURST).index(kind), number])
    hardness = TIERS[tier]
    subject = _subject(rng, kind, hardness)
    conditions = _conditions(rng, hardness)
    if subject is None:
        yield photograph(None, conditions).picture, ("", "", "")
        return
    sheet = _handled(rng, subject, hardness)
    unit = rng.uniform(*hardness.units.get(MRZ if kind == BURST else kind, (0.25, 0.9)))
    conditions, aim = _aimed(sheet, conditions, scale=unit / subject.unit)
    if kind == BURST:
        clip = film(sheet, conditions, aim=aim, frames=BURST_FRAMES + 1)
        for frame in clip[1:]:
            yield frame, (subject.text, subject.other, "")
        return
    shot = photograph(sheet, conditions, aim=aim)
    quad = " ".join(f"{value:.1f}" for value in shot.zone.ravel())
    yield shot.picture, (subject.text, subject.other, quad)


def _subject(rng: Rng, kind: str, tier: Tier) -> sheets.Subject | None:
    if kind == NEGATIVE:
        return sheets.nothing(rng)
    if kind in {MRZ, BURST}:
        return sheets.card(rng, wear=tier.wear * rng.random())
    if kind == QR and rng.random() < 0.15:
        return sheets.phone(rng)
    return sheets.form(rng, kind, fading=tier.wear)


def _conditions(rng: Rng, tier: Tier) -> Conditions:
    turn, chance = rng.uniform(-tier.turn, tier.turn), rng.random()
    if chance < tier.anyhow:
        turn = rng.uniform(0, 360)
    elif chance < tier.anyhow + tier.upside_down:
        turn += 180
    elif chance < tier.anyhow + tier.upside_down + tier.quarter:
        turn += rng.choice([90, 270])
    return Conditions(
        seed=int(rng.integers(2**31)),
        size=_SIZES[int(rng.integers(2))],
        turn=turn,
        tilt=rng.uniform(0, tier.tilt),
        blur=rng.uniform(*tier.blur),
        motion=rng.uniform(*tier.motion) * rng.random() ** 0.7,
        noise=rng.uniform(*tier.noise),
        light=rng.uniform(*tier.light),
        shade=rng.uniform(*tier.shade),
        glare=rng.uniform(60, 230) if rng.random() < tier.glare else 0.0,
        quality=int(rng.integers(*tier.quality)),
    )


def _aimed(sheet: Sheet, conditions: Conditions, *, scale: float) -> tuple[Conditions, Area]:
    """Come so near that the thing to read has its size, and turn the camera to it."""
    tall, wide = sheet.picture.shape[:2]
    corners = sheet.zone if len(sheet.zone) else np.array([(0, 0), (wide, tall)], np.float32)
    low, high = corners.min(axis=0), corners.max(axis=0)
    angle = np.deg2rad(conditions.turn)
    turned = np.abs([[np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    extent = turned @ (high - low)
    fill = scale / min(np.array(conditions.size) / extent)
    whole = np.array([wide, tall])
    aim = (*(low / whole).tolist(), *(high / whole).tolist())
    return replace(conditions, fill=float(min(fill, 0.94))), aim


def _handled(rng: Rng, subject: sheets.Subject, tier: Tier) -> Sheet:
    """Curl a form and lay a thumb on it, or on the card beside its zone."""
    sheet, paper = subject.sheet, "|" not in subject.text
    picture = sheet.picture
    if paper and rng.random() < tier.curl:
        picture = _curled(rng, picture)
    if len(sheet.zone) and rng.random() < tier.thumb:
        picture = _held(rng, picture, sheet.zone, over=paper)
    return replace(sheet, picture=picture)


def _curled(rng: Rng, picture: Picture) -> Picture:
    """Make waves of some pixels, as long as the page, both ways."""
    height, width = picture.shape[:2]
    swing, length = rng.uniform(2, 12), rng.uniform(0.5, 1.5) * width
    across, down = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    shift = rng.uniform(0, 6.28)
    x = across + swing * np.sin(6.28 * down / length + shift)
    y = down + swing * np.sin(6.28 * across / length + shift)
    curled = cv2.remap(
        picture,
        np.asarray(x, np.float32),
        np.asarray(y, np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(curled, np.uint8)


def _held(rng: Rng, picture: Picture, zone: np.ndarray, *, over: bool) -> Picture:
    """Draw a thumb from a long edge of the thing to read: a little over it, or beside it."""
    start = int(rng.choice([0, 2]))
    along = zone[(start + 1) % 4] - zone[start]
    side = float(np.linalg.norm(zone[3] - zone[0]))
    middle = zone[start] + along * rng.uniform(0.2, 0.8)
    out = (zone[0] - zone[3]) / side * (1 if start == 0 else -1)
    wide = float(rng.uniform(0.4, 0.9) * min(side, 160))
    tip = middle + out * (wide / 2 - side * rng.uniform(0, 0.12) if over else wide)
    far = tip + out * 900
    skin = [float(v) for v in rng.uniform((90, 120, 170), (160, 185, 230)) * rng.uniform(0.5, 1)]
    held = picture.copy()
    ends = [tuple(int(v) for v in point) for point in (tip, far)]
    cv2.line(held, ends[0], ends[1], skin, int(wide), cv2.LINE_AA)
    return held
