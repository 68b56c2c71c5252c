"""What one frame of the camera chart shows: measured in its own pixels, judged elsewhere."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.paper import chart_plan as plan
from clerk_station.paper.chart_plan import Place
from clerk_station.scan import barcode
from clerk_station.scan.decode import likeliest
from clerk_station.scan.glimpse import spread_of
from clerk_station.scan.ocr import ZoneReader
from clerk_station.scan.picture import Grey, grey_of
from clerk_station.scan.reading import Reading

Points = NDArray[np.float32]
_MARGIN = 2.0
"""Millimetres of white about a black square that are looked at with it."""
_BURNT = 252
_FEWEST = 2
"""Corner codes that say where the whole chart lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One frame of the chart.

    Attributes:
        pixels_per_mm: in the middle of the chart.
        spread: pixels over which the edges of the worst but one square are smeared.
        levels: mean grey of the steps, from black to white.
        noise: standard deviation of the grey within a step.
        burnt: share of the bare paper that is pure white.
        evenness: the darkest place of bare paper by the brightest.
        qr: modules in millimetres of the QRs that were read; `bars` and `capitals` likewise.
        bars: narrowest bars.
        capitals: heights of the capitals of zones of which all lines were read right.
    """

    pixels_per_mm: float
    spread: float
    levels: tuple[float, ...]
    noise: float
    burnt: float
    evenness: float
    qr: frozenset[float]
    bars: frozenset[float]
    capitals: frozenset[float]


def measure(image: object, zones: ZoneReader) -> Measured | None:
    """Measure a frame, None where too little of the chart is in it."""
    taken = grey_of(image)
    if taken is None:
        return None
    grey, scale = taken
    codes = barcode.fast(grey)
    there = _place(codes)
    if there is None:
        return None
    per_mm = _pixels_per_mm(there)
    steps = [_patch(grey, there, _within(step), per_mm) for step in plan.GREYS]
    whites = [_patch(grey, there, white, per_mm) for white in plan.WHITES]
    squares = [_patch(grey, there, _around(square), per_mm) for square in plan.SQUARES]
    bright = [float(np.median(white)) for white in whites]
    texts = {code.text for code in codes}
    return Measured(
        pixels_per_mm=per_mm / scale,
        spread=sorted(map(spread_of, squares))[-2],
        levels=tuple(float(step.mean()) for step in steps),
        noise=float(np.median([step.std() for step in steps])),
        burnt=float(np.mean([(white >= _BURNT).mean() for white in whites])),
        evenness=min(bright) / max(1.0, *bright),
        qr=frozenset(m for m in plan.QRS if plan.qr_text(m) in texts),
        bars=frozenset(m for m in plan.BARS if plan.bars_text(m) in texts),
        capitals=frozenset(c for c in plan.ZONES if _is_read(grey, there, c, zones)),
    )


def _place(codes: tuple[Reading, ...]) -> NDArray[np.float64] | None:
    """Give the homography from millimetres of the chart to pixels, from its corner codes."""
    on_chart: list[tuple[float, float]] = []
    in_frame: list[tuple[float, float]] = []
    for code in codes:
        if code.text in plan.CORNERS and len(code.box) == 4:
            x, y = plan.CORNERS[code.text]
            far = plan.CORNER_SIDE
            on_chart += [(x, y), (x + far, y), (x + far, y + far), (x, y + far)]
            in_frame += code.box
    if len(on_chart) < 4 * _FEWEST:
        return None
    found = cv2.findHomography(_points(on_chart), _points(in_frame))[0]
    return np.asarray(found, np.float64)


def _pixels_per_mm(there: NDArray[np.float64]) -> float:
    across, down = plan.SIZE.wide / 2, plan.SIZE.tall / 2
    corners = _mapped(there, [(across, down), (across + 10, down), (across, down + 10)])
    sides = np.linalg.norm(corners[1:] - corners[0], axis=1) / 10
    return float(np.sqrt(sides[0] * sides[1]))


def _patch(grey: Grey, there: NDArray[np.float64], place: Place, per_mm: float) -> Grey:
    """Cut a place of the chart out level, about a pixel for a pixel."""
    wide, tall = max(4, round(place.wide * per_mm)), max(4, round(place.tall * per_mm))
    target = _points([(0, 0), (wide, 0), (wide, tall), (0, tall)])
    turn = cv2.getPerspectiveTransform(_corners(there, place), target)
    cut = cv2.warpPerspective(grey, turn, (wide, tall), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _is_read(grey: Grey, there: NDArray[np.float64], capital: float, zones: ZoneReader) -> bool:
    wide, tall = plan.zone_size(capital)
    read = zones.read_at(grey, _corners(there, Place(*plan.ZONES[capital], wide, tall)))
    return read is not None and likeliest(read.belief) == plan.ZONE_LINES


def _within(place: Place) -> Place:
    """Leave the edges of a step out."""
    quarter = place.wide / 4
    return Place(place.x + quarter, place.y + quarter, 2 * quarter, place.tall - 2 * quarter)


def _around(place: Place) -> Place:
    more = 2 * _MARGIN
    return Place(place.x - _MARGIN, place.y - _MARGIN, place.wide + more, place.tall + more)


def _corners(there: NDArray[np.float64], place: Place) -> Points:
    right, foot = place.x + place.wide, place.y + place.tall
    return _mapped(there, [(place.x, place.y), (right, place.y), (right, foot), (place.x, foot)])


def _mapped(there: NDArray[np.float64], points: object) -> Points:
    return np.asarray(cv2.perspectiveTransform(_points(points)[None], there)[0], np.float32)


def _points(points: object) -> Points:
    return np.asarray(points, np.float32)
