"""What keeps the scanner from reading, as far as pixels tell it, in one word for the clerk."""

from collections import Counter, deque
from collections.abc import Sequence

import cv2
import numpy as np

from clerk_station.scan.glimpse import Glimpse, spread_of
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Hint

DARK = 45
"""Mean grey below which a frame is dark, unless something in it is bright."""
BRIGHT = 110
"""Grey level that white paper reaches where there is light enough."""
WASHED = 0.012
"""Share of a code or zone that is washed out when a reflection is in the way."""
FINE = 2.9
"""Pixels of the finest detail below which it is read badly."""
LARGE = 8.0
"""Pixels of the finest detail from which a part of a code that is sharp has the rest cut off."""
SMEARED = 0.38
"""Share of the finest detail over which edges may be smeared."""
SOFT, PLAIN = 5.5, 110
"""Pixels over which edges are smeared, at this contrast or more, when all is out of focus."""
MOVING = 9.0
"""Mean change of a small picture's grey levels from one frame to the next when a hand moves."""

DIM = 80
"""Mean grey below which a sensor's grain is as strong as print."""

_WINDOW, _BEGINS, _STAYS = 12, 5, 2
"""Frames that are looked back on; how many begin a hint; how many keep it."""


def calmed(grey: Grey) -> Grey | None:
    """Smooth the grain of a dim frame, by which alone many codes become readable; None if bright.

    To average frames instead helps less: a hand moves too much between them.
    """
    if float(grey[::8, ::8].mean()) >= DIM:
        return None
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8)


class Watch:
    """Looks at one frame after another that was not read, and gives the hint that is steady."""

    def __init__(self) -> None:
        self._last: Grey | None = None
        self._seen: deque[Hint] = deque(maxlen=_WINDOW)
        self._shown = Hint.NONE

    def look(self, grey: Grey, *, read: bool, unsure: bool, glimpses: Sequence[Glimpse]) -> Hint:
        """Take the next frame: what was read surely needs no hint.

        Args:
            grey: the frame.
            read: something was read, and surely.
            unsure: something was read, but not surely.
            glimpses: what was found and not read.
        """
        small = np.asarray(cv2.resize(grey, (160, 90), interpolation=cv2.INTER_AREA), np.uint8)
        moving = self._last is not None and _change(small, self._last) > MOVING
        self._last = small
        if read:
            self._seen.clear()
            self._shown = Hint.NONE
        else:
            blurred = moving or unsure or (not glimpses and _is_soft(grey))
            self._seen.append(hint_of(small, blurred=blurred, glimpses=glimpses))
            self._shown = self._steady()
        return self._shown

    def _steady(self) -> Hint:
        """Give the hint of most frames; the one that is shown stays as long as it is heard of."""
        often = Counter[Hint](hint for hint in self._seen if hint is not Hint.NONE)
        hint, times = max(often.items(), key=lambda one: one[1], default=(Hint.NONE, 0))
        stays = often[self._shown] >= _STAYS
        if times >= _BEGINS and (not stays or times > often[self._shown] + _STAYS):
            return hint
        return self._shown if stays else Hint.NONE


def hint_of(small: Grey, *, blurred: bool, glimpses: Sequence[Glimpse]) -> Hint:
    """Give the one thing that the clerk should change about a frame, the worst first.

    Args:
        small: the frame, shrunk.
        blurred: it moves, is out of focus, or gave no certain reading.
        glimpses: what was found and not read; the one with the coarsest print counts.
    """
    if float(small.mean()) < DARK and float(np.percentile(small, 99)) < BRIGHT:
        return Hint.TOO_DARK
    if glimpses:
        return _of_glimpse(max(glimpses, key=lambda one: one.fine), blurred=blurred)
    return Hint.HOLD_STILL if blurred else Hint.NONE


def _of_glimpse(seen: Glimpse, *, blurred: bool) -> Hint:
    if seen.washed > WASHED:
        return Hint.GLARE
    if seen.fine < FINE:
        return Hint.CLOSER
    if not seen.whole:
        return Hint.FURTHER
    if blurred or seen.spread > SMEARED * seen.fine:
        return Hint.HOLD_STILL
    return Hint.FURTHER if seen.fine > LARGE and not seen.box else Hint.NONE


def _is_soft(grey: Grey) -> bool:
    """Tell whether what lies in the middle of a frame has contrast and yet no sharp edge."""
    height, width = grey.shape
    half = np.ascontiguousarray(grey[height // 8 : -height // 8 : 2, width // 8 : -width // 8 : 2])
    dark, light = np.percentile(half, (1, 99))
    return bool(light - dark > PLAIN and 2 * spread_of(half, share=1) > SOFT)


def _change(one: Grey, other: Grey) -> float:
    return float(cv2.absdiff(one, other).mean())
