"""From a reader's burst to a reading, as the camera would have made it of the same code."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from clerk_station.scan.documents import recognise
from clerk_station.scan.mrz import clean_typed
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.scan.wedge import Burst

Ours = Callable[[Symbology, str], bool]

PREFIX_MOST = 3
"""Characters that a reader may put before a code: an AIM identifier such as `]Q1`, or its own."""
AGAIN_MS = 1500.0
"""The same text so soon again is the same showing: readers fire twice, a camera looks on."""
_REPEATED = re.compile(r"(.{6,}?)(?:[\n\t]*\1)+", re.DOTALL)
"""A code that a reader fired several times without a pause."""
_ZONE = re.compile(r"[A-Z0-9<\s]{20,}", re.IGNORECASE)


def reading_of(burst: Burst, ours: Ours) -> Reading:
    """Read what a burst says: a document whose check digits hold, a form of ours, or neither.

    Lines that can only be a card's but do not hold are a zone without a document, so that they are
    never taken for a code and kept.
    """
    for text in (each for whole in burst.texts for each in _fired(whole)):
        for start in range(PREFIX_MOST + 1):
            if reading := _known(text[start:], ours):
                return reading
    text = burst.texts[0]
    return Reading(kind=Symbology.MRZ if _is_zone(text) else Symbology.TYPED, text=text)


def _fired(text: str) -> tuple[str, ...]:
    """Give a text, and before it, where it is one thing several times over, that thing."""
    repeated = _REPEATED.fullmatch(text)
    return (repeated[1], text) if repeated else (text,)


def _known(text: str, ours: Ours) -> Reading | None:
    lines = clean_typed(text)
    if document := recognise(lines):
        return Reading(kind=Symbology.MRZ, text="|".join(lines), ours=True, document=document)
    if ours(Symbology.TYPED, text):
        return Reading(kind=Symbology.TYPED, text=text, ours=True)
    return None


def _is_zone(text: str) -> bool:
    return "<" in text and _ZONE.fullmatch(text) is not None


@dataclass(slots=True)
class Showing:
    """What was shown just now, to the camera or to a reader; the same again at once counts once."""

    _shown: dict[str, float] = field(default_factory=dict)

    def is_new(self, reading: Reading, *, at_ms: float) -> bool:
        """Tell whether a reading is a showing of its own."""
        since = at_ms - AGAIN_MS
        self._shown = {text: shown for text, shown in self._shown.items() if shown >= since}
        is_new = reading.text not in self._shown
        self._shown[reading.text] = at_ms
        return is_new
