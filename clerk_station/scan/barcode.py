"""QR and Code128 from pixels: zxing-cpp first, then one rescue after another (see RESCUES)."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain

import cv2
import numpy as np
import zxingcpp

from clerk_station.scan import blurred, modules
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box, Reading, Symbology

Stage = Callable[[Grey], tuple[Reading, ...]]

LARGEST_TEXT = 1024
"""Characters; our forms stay far below, and what is longer is not worth carrying about."""

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
_KINDS = {
    zxingcpp.BarcodeFormat.QRCode: Symbology.QR,
    zxingcpp.BarcodeFormat.QRCodeModel2: Symbology.QR,
    zxingcpp.BarcodeFormat.Code128: Symbology.CODE128,
}
_LARGEST_ZOOM = 2600
"""Width in pixels that a zoomed picture may have, which bounds the time of a rescue."""


def fast(grey: Grey, *, certain: bool = True) -> tuple[Reading, ...]:
    """Read the picture as it is, in any direction: 2 to 15 ms a frame."""
    return tuple(
        Reading(
            kind=_KINDS[code.format], text=tamed(code.text), certain=certain, box=_corners(code)
        )
        for code in _decoded(grey)
    )


def _decoded(grey: Grey, *, drawn: bool = False) -> Iterator[zxingcpp.Barcode]:
    """Give the valid codes in a picture, which may be drawn: black and white and upright."""
    found = zxingcpp.read_barcodes(
        grey,
        _FORMATS,
        is_pure=drawn,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return (code for code in found if code.format in _KINDS and code.valid and code.text)


def sharpened(grey: Grey) -> tuple[Reading, ...]:
    """Read small codes in twice the size, with their edges sharpened; never certain."""
    factor = min(2.0, _LARGEST_ZOOM / grey.shape[1])
    if factor <= 1:
        return ()
    large = cv2.resize(_sharp(grey), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    found = fast(_grey(cv2.GaussianBlur(large, (0, 0), 1.0)), certain=False)
    return tuple(_scaled(reading, 1 / factor) for reading in found)


def _sharp(grey: Grey) -> Grey:
    return _grey(cv2.addWeighted(grey, 2.2, cv2.GaussianBlur(grey, (0, 0), 2), -1.2, 0))


def likeliest(grey: Grey) -> tuple[Reading, ...]:
    """Read tilted and blurred bar codes as the codes that would look most alike; never certain."""
    return tuple(
        Reading(kind=Symbology.CODE128, text=tamed(code.text), certain=False, box=code.box)
        for code in blurred.read(grey)
    )


def gridded(grey: Grey) -> tuple[Reading, ...]:
    """Read blurred, dim or partly covered QRs module by module; never certain."""
    for pictures, box in modules.codes(grey):
        for code in chain.from_iterable(_decoded(picture, drawn=True) for picture in pictures):
            text = tamed(code.text)
            return (Reading(kind=Symbology.QR, text=text, certain=False, box=box),)
    return ()


def zbar(grey: Grey) -> tuple[Reading, ...]:
    """Read with ZBar, which sees a few codes that zxing-cpp misses; empty where it is absent."""
    decode = _zbar()
    return decode(grey) if decode else ()


RESCUES: tuple[Stage, ...] = (likeliest, gridded, sharpened, zbar)
"""Tried where `fast` found nothing; what they read waits for further frames that agree."""


def around(grey: Grey, box: Box) -> tuple[Reading, ...]:
    """Read only the surroundings (half the box again) of where a code was last: 1 to 2 ms."""
    corners = np.array(box)
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = (high - low) * 0.25 + 16
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = np.minimum(high + margin, grey.shape[::-1]).astype(int)
    if right - left < 16 or bottom - top < 16:
        return ()
    return tuple(
        _scaled(reading, 1.0, shift=(float(left), float(top)))
        for reading in fast(np.ascontiguousarray(grey[top:bottom, left:right]))
    )


def _scaled(reading: Reading, factor: float, *, shift: tuple[float, float] = (0, 0)) -> Reading:
    box = tuple((x * factor + shift[0], y * factor + shift[1]) for x, y in reading.box)
    return Reading(kind=reading.kind, text=reading.text, certain=reading.certain, box=box)


def _corners(code: zxingcpp.Barcode) -> Box:
    place = code.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((float(point.x), float(point.y)) for point in points)


def tamed(text: str) -> str:
    """Make a code's text fit for eyes and logs: no control characters or overrides, no books.

    What was changed is no form of ours any more, so the desk answers it as a foreign code.
    """
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text[: LARGEST_TEXT + 1])
    return shown if len(shown) <= LARGEST_TEXT else shown[:LARGEST_TEXT] + "\ufffd"


def _grey(image: object) -> Grey:
    return np.asarray(image, np.uint8)


@cache
def _zbar() -> Stage | None:
    """Load pyzbar once; its shared library may be missing on a bare Linux."""
    try:
        from pyzbar import pyzbar  # noqa: PLC0415 - the shared library may be absent
    except (ImportError, OSError):
        return None
    kinds = {"QRCODE": Symbology.QR, "CODE128": Symbology.CODE128}
    symbols = [pyzbar.ZBarSymbol.QRCODE, pyzbar.ZBarSymbol.CODE128]

    def decode(grey: Grey) -> tuple[Reading, ...]:
        try:
            codes = pyzbar.decode(grey, symbols)
        except ValueError:
            # ZBar joins the parts of a Structured Append to one code that lies no way round, which
            # pyzbar cannot express. No form of ours has parts.
            return ()
        found = ((code, code.data.decode("utf-8", "replace")) for code in codes)
        return tuple(
            Reading(
                kind=kinds[code.type],
                text=tamed(text),
                certain=False,
                box=tuple((float(x), float(y)) for x, y in code.polygon),
            )
            for code, text in found
            if code.type in kinds and text
        )

    return decode
