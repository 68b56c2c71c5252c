"""Reads Code128 that is too blurred, small or tilted for a decoder that measures edges.

Places with bars are found (`bars`), set upright and averaged (`upright`), divided into symbols
(`spans`), and the likeliest code is fitted to them (`likely`). A read is given only where the code
explains nearly all that is seen, its check symbol holds, and every other code that checks is far
less likely.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan import code128
from clerk_station.scan.bars import Place, places
from clerk_station.scan.likely import Likely, likeliest
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.spans import spans
from clerk_station.scan.upright import ACROSS, Strip, strip

Floats = NDArray[np.float32]

FIT, LEAD, COST = 0.75, 75.0, 3.0
"""What a code must explain, how far it must lead, and what its check may cost (see `Likely`).

Of 401 pictures without a code none led by more than 11 at such a cost. Of 268 blurred codes one was
read wrong with a lead of 43 (a symbol too few), all others below 20; most right ones lead by 100.
"""
_CLEAR = 0.95
"""What a code explains at which no other division of the place is followed up."""
_PLACES = 2
_WAYS = 2
"""Divisions into symbols that are followed up for each place."""
_PITCHES = np.geomspace(1.0, 4.6, 28)
"""Widths of a module in pixels; wider ones are read by the fast decoder."""
_SHORTEST, _LONGEST = 50, 277
"""Modules of the shortest code and of the longest."""
_FILLED = 0.67
"""Share of a place that a code fills at least; of 63 that are read all fill 0.73 and more."""
_WHITE = 57
"""Samples within which white paper is seen between bars."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A likely code, where it begins and ends in the profile, and whether it lies turned."""

    likely: Likely
    turned: bool
    start: float
    end: float

    def box(self, cut: Strip) -> Box:
        return cut.box(self.start, self.end, turned=self.turned)


@dataclass(frozen=True, slots=True)
class Blurred:
    """A code that was read, with its corners in the picture."""

    text: str
    box: Box


def read(grey: Grey) -> Iterator[Blurred]:
    """Give the code at the likeliest place that is read; one at most."""
    for place in places(grey, most=_PLACES):
        code = _read(grey, place)
        if code is not None:
            yield code
            return


def _read(grey: Grey, place: Place) -> Blurred | None:
    widths = pitches(place)
    if not len(widths):
        return None
    cut = strip(grey, place)
    found = _best(cut.profile(), widths)
    text = found and code128.text_of(found.likely.values)
    return Blurred(text, found.box(cut)) if found and text else None


def pitches(place: Place) -> NDArray[np.float64]:
    """Give the widths of a module with which a code would fill most of a place."""
    (low, high), _ = place.reach
    fits = (high - low > _SHORTEST * _PITCHES) & (_FILLED * (high - low) < _LONGEST * _PITCHES)
    return np.asarray(ACROSS * _PITCHES[fits])


def accepted(likely: Likely) -> bool:
    """Tell whether a code is likely enough to be shown; further frames have to agree with it."""
    return likely.fit >= FIT and likely.lead >= LEAD and likely.cost <= COST


def _best(profile: Floats, widths: NDArray[np.float64]) -> _Found | None:
    """Give what fits the bars best, where it is likely enough."""
    found = []
    for span in spans(_evened(profile), widths, most=_WAYS):
        likely = likeliest(-profile[::-1] if span.turned else -profile, span, least=FIT)
        if likely is not None:
            ends = [len(profile) - end for end in likely.ends] if span.turned else likely.ends
            found.append(_Found(likely, span.turned, ends[0], ends[1]))
            if likely.fit > _CLEAR:
                break
    best = max(found, key=lambda one: one.likely.fit, default=None)
    return best if best is not None and accepted(best.likely) else None


def _evened(profile: Floats) -> Floats:
    """Give darkness at one contrast: paper at 0, whatever the light, and bars of deviation 1."""
    row = profile[None]
    white = cv2.blur(cv2.dilate(row, np.ones((1, _WHITE), np.uint8)), (_WHITE // 2 | 1, 1))
    dark = white - row
    black = cv2.blur(cv2.dilate(dark, np.ones((1, 2 * _WHITE + 1), np.uint8)), (_WHITE, 1))
    dark = dark / np.maximum(black, 0.4 * black.max() + 0.5)
    mean = cv2.blur(dark, (2 * _WHITE + 1, 1))
    power = np.maximum(cv2.blur(dark * dark, (2 * _WHITE + 1, 1)) - mean * mean, 0)
    busy = float(np.percentile(np.sqrt(power), 90))
    return np.asarray(dark[0] / (busy + 1e-3), np.float32)
