"""Draws single lines of made-up zones as a rectified webcam frame shows them, with their text."""

import cv2
import numpy as np
from numpy.typing import NDArray
from webcam import grain, photograph

from clerk_station.rehearsal.draw_zone import CAPITAL, CAPITAL_MM, CELL_WIDTH, line
from clerk_station.scan.layout import CHARACTERS, TD1
from clerk_station.scan.mrz import check_digit

Grey = NDArray[np.uint8]
Rng = np.random.Generator

HEIGHT, WIDTH = 24, 528
"""What the line reader sees: one line of thirty characters (wider for a passport's forty-four)."""
PITCH = 480 / 32.4
"""From one character to the next there, give or take."""
_MARGIN = 3
"""Cells of card or desk before and after the line."""

LETTERS, DIGITS = CHARACTERS[11:], CHARACTERS[1:11]


def draw(rng: Rng) -> tuple[Grey, str]:
    """Draw one line, HEIGHT × WIDTH, and say what stands in it."""
    text = write(rng)
    ink = _print(rng, text)
    frame = _photograph(rng, ink, cell=CELL_WIDTH)
    return frame, text


def write(rng: Rng) -> str:
    """Make up thirty characters: a line of a card, or any characters so that none is presumed."""
    kind = rng.random()
    if kind < 0.4:
        return _any(rng, 30)
    if kind < 0.6:
        number = _pick(rng, LETTERS, 2) + _pick(rng, DIGITS, 7)
        return f"ID{_issuer(rng)}{number}{check_digit(number)}{_pick(rng, DIGITS, 12)}<<<"
    if kind < 0.8:
        birth, expiry = _date(rng), _date(rng)
        sex, tail = _pick(rng, "MF<", 1), _pick(rng, DIGITS, 1)
        dates = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}"
        return f"{dates}{_issuer(rng)}<<<<<<<<<<<{tail}"
    surname = _pick(rng, LETTERS, int(rng.integers(3, 12))) if rng.random() < 0.75 else ""
    given = [_pick(rng, LETTERS, int(rng.integers(2, 9))) for _ in range(rng.integers(1, 3))]
    return f"{surname}<<{'<'.join(given)}".ljust(30, "<")[:30]


def _any(rng: Rng, length: int) -> str:
    text = ""
    while len(text) < length:
        run = rng.random()
        if run < 0.12:
            text += "<" * int(rng.integers(1, 8))
        elif run < 0.24:
            text += _pick(rng, CHARACTERS, 1) * int(rng.integers(2, 4))
        else:
            text += _pick(rng, CHARACTERS, 1)
    return text[:length]


def _pick(rng: Rng, among: str, count: int) -> str:
    return "".join(among[i] for i in rng.integers(len(among), size=count))


def _issuer(rng: Rng) -> str:
    return "IRQ" if rng.random() < 0.6 else _pick(rng, LETTERS, 3)


def _date(rng: Rng) -> str:
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(100)
    return f"{year:02}{month:02}{day:02}"


def _print(rng: Rng, text: str) -> Grey:
    """Print the line between its neighbours on a strip with a margin."""
    step, margin = round(TD1.step_mm / CAPITAL_MM * CAPITAL), _MARGIN * CELL_WIDTH
    own = line(text)
    height = own.shape[0]
    strip = np.zeros((3 * step, own.shape[1] + 2 * margin), np.uint8)
    centre = strip.shape[0] // 2 - height // 2
    for offset in (-step, 0, step):
        if offset and rng.random() < 0.25:
            continue
        row = line(write(rng)) if offset else own
        top = centre + offset + (int(rng.integers(-4, 5)) if offset else 0)
        low, high = max(0, top), min(strip.shape[0], top + height)
        part = strip[low:high, margin : margin + row.shape[1]]
        np.maximum(part, row[low - top : high - top], out=part)
    return _wear(rng, strip)


def _wear(rng: Rng, strip: Grey) -> Grey:
    kind, kernel = rng.random(), np.ones((3, 3), np.uint8)
    if kind < 0.12:
        strip = cv2.erode(strip, kernel)
    elif kind < 0.3:
        strip = cv2.dilate(strip, kernel)
    if rng.random() < 0.25:
        coarse = rng.random((strip.shape[0] // 14, strip.shape[1] // 14), np.float32)
        cloud = cv2.resize(coarse, strip.shape[::-1], interpolation=cv2.INTER_CUBIC)
        strip = (strip * np.clip(rng.uniform(0.4, 0.8) + cloud * 0.8, 0, 1)).astype(np.uint8)
    return strip


def _photograph(rng: Rng, ink: Grey, *, cell: int) -> Grey:
    """See the strip through a webcam (scale, light, blur, noise, JPEG), then rectify it."""
    capital = rng.uniform(8.5, 17) if rng.random() < 0.7 else rng.uniform(8.5, 30)
    scale = capital / CAPITAL
    size = (round(ink.shape[1] * scale * rng.uniform(0.95, 1.05)), round(ink.shape[0] * scale))
    cover = cv2.resize(ink, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    paper = _paper(rng, cover.shape, capital)
    black = rng.uniform(5, 70)
    paper = _card_ends(rng, paper, cell * size[0] / ink.shape[1])
    frame = paper + (black - paper) * cover * rng.uniform(0.6, 1.0)
    light = rng.uniform(0.2, 1.1) * _shade(rng, frame.shape[1])
    frame = photograph(rng, frame * light, capital=capital)
    return _rectify(rng, frame, cell * size[0] / ink.shape[1])


def _shade(rng: Rng, width: int) -> NDArray[np.float32]:
    """Let light fall off along the line, or a hand's shadow end upon it."""
    along = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    shade = 1 + rng.uniform(-0.25, 0.25) * along
    if rng.random() < 0.2:
        edge = (along - rng.uniform(-1, 1)) * rng.uniform(4, 30)
        shade *= 1 - rng.uniform(0.07, 0.25) * (1 + np.tanh(edge))
    return shade.astype(np.float32)


def _paper(rng: Rng, shape: tuple[int, ...], capital: float) -> NDArray[np.float32]:
    """Draw the card's ground: a gradient, waves of security print, a reflection, a scratch."""
    height, width = shape[:2]
    paper = np.full((height, width), rng.uniform(140, 250), np.float32)
    paper += np.linspace(-1, 1, width, dtype=np.float32)[None, :] * rng.uniform(-45, 45)
    for _ in range(int(rng.integers(0, 4))):
        tone, thickness = rng.uniform(-85, 15), int(rng.integers(1, 3))
        layer = np.zeros((height, width), np.uint8)
        along = np.arange(0, width + 12, 12)
        swing, length = rng.uniform(0.5, 5) * capital, rng.uniform(3, 40) * capital
        for start in np.arange(-height, 2 * height, rng.uniform(0.5, 2.5) * capital):
            slope = rng.uniform(-0.02, 0.02) + rng.choice([0, 0, 0.5, -0.5])
            curve = start + swing * np.sin(along / length * 6.28) + slope * along
            points = np.stack([along, curve], axis=1) * 16
            cv2.polylines(
                layer,
                [points.astype(np.int32)],
                isClosed=False,
                color=1,
                thickness=thickness,
                lineType=cv2.LINE_AA,
                shift=4,
            )
        paper += layer * tone
    if rng.random() < 0.15:
        centre, spread = rng.uniform(0, width), rng.uniform(2, 12) * capital
        bright = np.exp(-(((np.arange(width) - centre) / spread) ** 2)).astype(np.float32)
        paper += bright[None, :] * rng.uniform(20, 160)
    for _ in range(int(rng.integers(0, 4)) if rng.random() < 0.3 else 0):
        ends = (rng.random((2, 2)) * [width, height]).astype(int)
        cv2.line(paper, ends[0].tolist(), ends[1].tolist(), rng.uniform(60, 255), 1, cv2.LINE_AA)
    return paper


def _card_ends(rng: Rng, paper: NDArray[np.float32], cell: float) -> NDArray[np.float32]:
    """Let the card end beside the line, with the desk beyond it and a light or dark edge."""
    width = paper.shape[1]
    for end in (0, 1):
        if rng.random() < 0.55:
            continue
        reach = round((_MARGIN - rng.uniform(0.8, _MARGIN)) * cell)
        slant = np.linspace(-1, 1, len(paper))[:, None] * rng.uniform(-0.3, 0.3) * cell
        beyond = np.arange(width)[None, :] < reach + slant
        edge = np.abs(np.arange(width)[None, :] - reach - slant) < rng.uniform(0.4, 1.5)
        desk = rng.uniform(20, 230) + grain(rng, paper.shape) * rng.uniform(0, 12)
        if end:
            beyond, edge = beyond[:, ::-1], edge[:, ::-1]
        paper = np.where(beyond, desk, paper)
        if rng.random() < 0.5:
            paper = np.where(edge, rng.uniform(20, 255), paper)
    return paper.astype(np.float32)


def _rectify(rng: Rng, seen: Grey, cell: float) -> Grey:
    """Bring the line to HEIGHT × WIDTH as roughly as a locator does."""
    height, width = seen.shape
    pitch = PITCH * rng.uniform(0.9, 1.08)
    across = pitch / cell
    up = across * rng.uniform(0.86, 1.16)
    middle = np.array([width / 2, height / 2])
    slack = max(0.0, (WIDTH - 30.2 * pitch) / 2)
    target = np.array([WIDTH / 2 + rng.uniform(-slack, slack), HEIGHT / 2 + rng.uniform(-3.0, 3.0)])
    slope, shear = rng.uniform(-3.0, 3.0) / WIDTH, rng.uniform(-0.12, 0.12)
    turn = np.array([[across, shear * up], [slope * across, up]])
    shift = target - turn @ middle
    matrix = np.column_stack([turn, shift])
    if rng.random() < 0.4:
        return _curl(rng, seen, matrix)
    return cv2.warpAffine(
        seen, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _curl(rng: Rng, seen: Grey, matrix: NDArray[np.float64]) -> Grey:
    """Rectify a line on a bent card: rows swing, and characters stretch from end to end."""
    back = cv2.invertAffineTransform(matrix)
    columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT))
    phase = 2 * np.pi * columns / (WIDTH * rng.uniform(0.8, 2.5)) + rng.uniform(0, 6.28)
    rows = rows + rng.uniform(0, 1.4) * np.sin(phase)
    columns = columns + rng.uniform(0, 5) * np.sin(phase / 2)
    xs = back[0, 0] * columns + back[0, 1] * rows + back[0, 2]
    ys = back[1, 0] * columns + back[1, 1] * rows + back[1, 2]
    return cv2.remap(
        seen,
        xs.astype(np.float32),
        ys.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
