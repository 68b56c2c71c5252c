"""What in a frame keeps the scanner from reading, as far as pixels tell it."""

import cv2
import numpy as np

from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Hint

DARK = 45
"""Mean grey below which a card cannot be told from its print."""
BURNT = 0.06
"""Share of the middle of the frame that is pure white before a reflection is in the way."""
SMALL_CAPITAL = 11.0
"""Pixels; zones with smaller capitals are read badly."""


def hint_of(grey: Grey, *, capital: float | None, unsure: bool) -> Hint:
    """Give the one thing that the clerk should change, the worst first.

    Args:
        grey: the frame.
        capital: height in pixels of a capital of the zone in view, None without a zone.
        unsure: something is in view and read, but not surely.
    """
    small = np.asarray(cv2.resize(grey, (160, 90), interpolation=cv2.INTER_AREA), np.uint8)
    if float(small.mean()) < DARK:
        return Hint.TOO_DARK
    if not unsure:
        return Hint.NONE
    middle = small[15:75, 27:133]
    if float((middle >= 252).mean()) > BURNT:
        return Hint.GLARE
    if capital is not None and capital < SMALL_CAPITAL:
        return Hint.CLOSER
    return Hint.HOLD_STILL
