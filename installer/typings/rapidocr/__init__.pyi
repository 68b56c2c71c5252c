from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

class RapidOCROutput:
    boxes: NDArray[np.float32] | None
    txts: Sequence[str]

class RapidOCR:
    def __init__(self, *, params: Mapping[str, object] = ...) -> None: ...
    def __call__(self, image: NDArray[np.uint8]) -> RapidOCROutput: ...
