"""Draws a sheet of paper with one code on it, for tests and measurements."""

import numpy as np
import zxingcpp

from clerk_station.rehearsal.draw_card import Sheet, flat
from clerk_station.scan.reading import Symbology

_FORMATS = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
}


def draw_code(kind: Symbology, text: str, *, module: int = 10) -> Sheet:
    """Draw a QR or a Code128 in the middle of white paper.

    Args:
        kind: one of those two.
        text: what the code says.
        module: width in pixels of its narrowest bar.
    """
    code = zxingcpp.create_barcode(text, _FORMATS[kind])
    drawn = np.asarray(code.to_image(scale=module), np.uint8)
    tall, wide = drawn.shape
    margin = 6 * module
    paper = np.full((tall + 2 * margin, wide + 2 * margin, 3), 250, np.uint8)
    paper[margin : margin + tall, margin : margin + wide] = drawn[:, :, None]
    corners = [(0, 0), (wide, 0), (wide, tall), (0, tall)]
    return flat(paper, zone=np.asarray(corners, np.float32) + np.float32(margin))
