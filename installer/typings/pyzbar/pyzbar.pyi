from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

class ZBarSymbol(IntEnum):
    QRCODE = ...
    CODE128 = ...

class Decoded:
    data: bytes
    type: str
    polygon: list[tuple[int, int]]

def decode(image: NDArray[np.uint8], symbols: Sequence[ZBarSymbol] = ...) -> list[Decoded]: ...
