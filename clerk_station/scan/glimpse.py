"""What lies under the camera and was not read: where it is, and what its print measures."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.rectify import Strips

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
_CODES = frozenset({zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128})
_SMALLEST, _LARGEST = 20.0, 2000.0
"""Pixels a side between which a box can be a code."""
_RUN = 1.9
"""Modules that a stretch of one colour is long in the middle, in a QR and in a Code128 alike."""
_CAPITAL = 3.5
"""Strokes and gaps that a capital of OCR-B is high."""
_EDGE = 8
"""Pixels from the frame's edge within which something is cut off: codes and zones have margins."""
_AROUND = 8
"""Finest details within which print has something dark on every side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """Something to read that was not read.

    Attributes:
        box: its corners; empty where only a part of it was found.
        fine: pixels of its finest detail: a module, or the stroke of a letter.
        spread: pixels over which an edge is smeared (standard deviation).
        washed: share of it in which print is missing under brightness, from 0 to 1.
        whole: whether it lies within the frame.
    """

    box: Box
    fine: float
    spread: float
    washed: float
    whole: bool


def codes(grey: Grey) -> tuple[Glimpse, ...]:
    """Find codes whose place was seen and whose text was not: as long as `barcode.fast` takes."""
    found = zxingcpp.read_barcodes(
        grey, _FORMATS, try_downscale=False, try_invert=False, return_errors=True
    )
    glimpses = (_of_code(grey, code) for code in found if not code.valid)
    return tuple(glimpse for glimpse in glimpses if glimpse)


def zone(grey: Grey, strips: Strips) -> Glimpse:
    """Measure lines of print that a zone's reader could make nothing of."""
    box = tuple((float(x), float(y)) for x, y in strips.corners)
    patch, fine = _upright(grey, box), strips.capital / _CAPITAL
    return Glimpse(
        box=box,
        fine=fine,
        spread=spread_of(patch),
        washed=_washed(patch, fine),
        whole=_within(grey, box),
    )


def spread_of(patch: Grey, *, share: int = 5) -> float:
    """Measure over how many pixels the edges in a patch are smeared (standard deviation).

    A sharp edge between black and white is as steep as its contrast allows: the steepest slope of
    a smeared one is its contrast by 2.5 (the root of 2π) standard deviations. At least `share`
    per cent of the patch must be dark, and of it light.
    """
    level = patch.astype(np.float32)
    dark, light = np.percentile(level, (share, 100 - share))
    across, down = (cv2.Sobel(level, cv2.CV_32F, *way, ksize=3) / 8 for way in ((1, 0), (0, 1)))
    steepest = float(np.percentile(np.hypot(across, down), 99))
    return float(light - dark) / (2.507 * steepest + 1e-3)


def _of_code(grey: Grey, code: zxingcpp.Barcode) -> Glimpse | None:
    """Measure a code; of a part of one, as zxing-cpp takes the corner of a QR, give no box."""
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    box: Box = tuple((float(point.x), float(point.y)) for point in points)
    sides = [float(np.hypot(*np.subtract(box[n], box[n - 1]))) for n in range(4)]
    if max(sides) < _SMALLEST or max(sides) > _LARGEST:
        return None
    patch = _upright(grey, box)
    if np.ptp(patch) < 12:
        return None
    known, fine = code.format in _CODES and min(sides) > _SMALLEST / 2, _run(patch) / _RUN
    return Glimpse(
        box=box if known else (),
        fine=fine,
        spread=spread_of(patch),
        washed=_washed(patch, fine) if known else 0.0,
        whole=_within(grey, box),
    )


def _upright(grey: Grey, box: Box) -> Grey:
    """Cut a box out level, a pixel for a pixel."""
    corners = np.asarray(box, np.float32)
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    size = (max(8, round(wide)), max(8, round(tall)))
    right, bottom = size
    target = np.asarray([(0, 0), (right, 0), (right, bottom), (0, bottom)], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    cut = cv2.warpPerspective(grey, turn, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _run(patch: Grey) -> float:
    """Measure how many pixels a stretch of one colour is long, in a row of the middle kind."""
    dark = patch < cv2.blur(patch, (31, 31))
    stretches = (dark[:, 1:] != dark[:, :-1]).sum(axis=1) + 1
    return float(patch.shape[1] / np.median(stretches))


def _washed(patch: Grey, fine: float) -> float:
    """Measure where there is nothing dark nearby, as under a reflection."""
    dark, light = np.percentile(patch, (5, 95))
    around = max(3, round(_AROUND * fine)) | 1
    darkest = cv2.erode(patch, np.ones((around, around), np.uint8))
    return float((darkest > dark + 0.8 * (light - dark)).mean())


def _within(grey: Grey, box: Box) -> bool:
    height, width = grey.shape
    return all(_EDGE <= x <= width - _EDGE and _EDGE <= y <= height - _EDGE for x, y in box)
