"""Inner products on one thread.

numpy's `@` shares even small products out to threads that wait for one another: where other work
keeps the cores busy that costs a hundred times more than it saves. OpenCV's heeds the scanner's
`setNumThreads(1)`.
"""

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)


def products(left: NDArray[Real], right: NDArray[Real]) -> NDArray[Real]:
    """Give the inner product of every row on the left with every row on the right."""
    found = cv2.gemm(left, right, 1, np.empty(0, left.dtype), 0, flags=cv2.GEMM_2_T)
    return np.asarray(found, left.dtype)
