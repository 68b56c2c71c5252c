"""Makes one steady reading of what many frames show: pure, told the time."""

import math
from dataclasses import dataclass, field, replace

from clerk_station.scan.reading import Reading, Symbology

LEFT_VIEW_MS = 1500.0
"""A text not seen for so long has left; seen again, it counts as shown again."""
AGREEING = 2
"""Frames that must say the same before an uncertain reading counts."""
SEAL_FIRST = 4
"""Frames for which a bar code waits: the sealed code on the same paper is to be read before it."""

Key = tuple[Symbology, str]


@dataclass(slots=True)
class Steady:
    """What is in view: a held code sounds once, an uncertain one waits for a frame that agrees."""

    left_view_ms: float = LEFT_VIEW_MS
    _said: dict[Key, float] = field(default_factory=dict)
    _heard: dict[Key, tuple[int, float]] = field(default_factory=dict)

    def add(self, readings: tuple[Reading, ...], *, at_ms: float) -> tuple[Reading, ...]:
        """Take the readings of one frame and give those that become steady by it."""
        self._forget(at_ms)
        unique = {(reading.kind, reading.text): reading for reading in readings}
        return tuple(steady for reading in unique.values() if (steady := self._one(reading, at_ms)))

    def _one(self, reading: Reading, at_ms: float) -> Reading | None:
        said, heard = _held_as(reading), (reading.kind, reading.text)
        if said in self._said:
            self._said[said] = at_ms
            return None
        times = self._heard.get(heard, (0, at_ms))[0] + 1
        if times < _needed(reading):
            self._heard[heard] = (times, at_ms)
            return None
        self._heard.pop(heard, None)
        self._said[said] = at_ms
        return replace(reading, certain=True)

    def _forget(self, at_ms: float) -> None:
        since = at_ms - self.left_view_ms
        self._said = {key: seen for key, seen in self._said.items() if seen >= since}
        self._heard = {key: seen for key, seen in self._heard.items() if seen[1] >= since}


def _needed(reading: Reading) -> float:
    """Give how many frames must say so; of zones, `gather` has put the frames together already."""
    if reading.kind is Symbology.CODE128:
        return SEAL_FIRST
    if reading.kind is Symbology.MRZ and not reading.certain:
        return math.inf
    return 1 if reading.certain else AGREEING


def _held_as(reading: Reading) -> Key:
    """Give what makes a text the same while it is held: of a zone, the lines with check digits."""
    if reading.kind is not Symbology.MRZ:
        return reading.kind, reading.text
    lines = reading.text.split("|")
    checked = lines[:2] if len(lines) == 3 else lines[1:]
    return reading.kind, "|".join(checked)
