"""The Qt binding in use does not lose references, which would end the program within seconds."""

import gc
import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_painting_takes_no_reference_from_none() -> None:
    """A hundred thousand painting calls leave the count of references to None where it was."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    colour = QColor("black")
    # What other tests left behind goes now and not in between.
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(100_000):
        painter.setPen(colour)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 1_000
