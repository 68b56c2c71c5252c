"""What a Code128 (ISO/IEC 15417) is made of: its symbols, its check and its three code sets."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232"
    " 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122"
    " 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311"
    " 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113"
    " 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422"
    " 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111"
    " 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121"
    " 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412"
    " 211214 211232"
)
"""Widths in modules of bar, space, bar, space, bar, space of the symbols 0 to 105."""
_STOP = "2331112"

MODULES = 11
"""Of every symbol but the stop, which has two more."""
STOP_MODULES = 13
STARTS = (103, 104, 105)
"""Symbols that begin a code in set A, B or C."""
CHECK = 103
"""The check symbol makes the weighted sum of all symbols a multiple of this."""
_SHIFT, _TO_C, _TO_B, _TO_A = 98, 99, 100, 101


@cache
def symbols() -> NDArray[np.float32]:
    """Give the darkness of each module of the symbols 0 to 105: 106 × 11 of 0 and 1."""
    return np.stack([_modules(widths) for widths in _WIDTHS.split()])


@cache
def stop() -> NDArray[np.float32]:
    """Give the darkness of each module of the stop pattern."""
    return _modules(_STOP)


def weights(count: int) -> NDArray[np.int64]:
    """Give what each of this many symbols weighs: start, data, and the check symbol at the end."""
    return np.array([1, *range(1, count - 1), -1])


def holds(values: Sequence[int]) -> bool:
    """Tell whether start, data and check symbol belong together."""
    whole = len(values) >= 3 and values[0] in STARTS
    return whole and int(np.dot(values, weights(len(values)))) % CHECK == 0


def text_of(values: Sequence[int]) -> str | None:
    """Give the printable text of start, data and check symbol.

    None where the check fails, and for function and control characters: no form of ours has them.
    """
    if not holds(values) or max(values[1:]) > 102:
        return None
    mode, shifted, text = "ABC"[values[0] - STARTS[0]], False, ""
    for value in values[1:-1]:
        current = {"A": "B", "B": "A"}[mode] if shifted else mode
        shifted = False
        if current == "C" and value < 100:
            text += f"{value:02}"
        elif current != "C" and value < (64 if current == "A" else 95):
            text += chr(32 + value)
        elif value == _SHIFT and current == mode != "C":
            shifted = True
        elif (into := _turned(current, value)) is not None and current == mode:
            mode = into
        else:
            return None
    return None if shifted else text or None


def _turned(mode: str, value: int) -> str | None:
    """Give the code set that a symbol changes to, None where it means something else."""
    into = {_TO_C: "C", _TO_B: "B", _TO_A: "A"}.get(value)
    return into if into != mode else None


def _modules(widths: str) -> NDArray[np.float32]:
    dark = [1 - place % 2 for place, width in enumerate(widths) for _ in range(int(width))]
    return np.array(dark, np.float32)
