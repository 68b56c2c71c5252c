"""Codes on paper: what the desk's camera reads."""

from itertools import groupby

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

MODULE = 0.5 * mm
"""The narrowest bar of a Code128: a webcam at arm's length resolves it."""

_QUIET = 4


class Qr(Flowable):
    """A QR code (ISO/IEC 18004) with error correction M, its quiet zone within the side.

    Text of digits, capitals and ` $%*+-./:` is kept in the alphanumeric mode.
    """

    def __init__(self, text: str, *, side: float) -> None:
        super().__init__()
        code = QRCode(None, QRErrorCorrectLevel.M)
        code.addData(text)
        code.make()
        self.rows: list[list[bool]] = [[bool(dark) for dark in row] for row in code.modules]
        self.width = self.height = side

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: ARG002 - reportlab's
        """Give the side twice, in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Fill all dark modules as one shape, so that no light seams show between them."""
        size = self.width / (len(self.rows) + 2 * _QUIET)
        path = self.canv.beginPath()
        for r, row in enumerate(self.rows):
            y = self.height - (r + _QUIET + 1) * size
            c = _QUIET
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    path.rect(c * size, y, length * size, size)
                c += length
        self.canv.setFillGray(0)
        self.canv.drawPath(path, stroke=0, fill=1)


def bars(text: str, *, height: float, module: float = MODULE) -> Code128:
    """Make a Code128 with its quiet zones, without a line of text."""
    return Code128(text, barWidth=module, barHeight=height, quiet=1)
