"""What frames let one believe of a zone: for every place, how likely each character is.

The line reader says something for every few pixels; a zone has so many places and no more. The
forward-backward algorithm over its CTC lattice (Graves et al., 2006) shares out among the places
what was said. Beliefs of several frames of one zone are put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.layout import CHARACTERS, Layout, Lines, allowed

Said = NDArray[np.float32]
"""Log-probabilities: lines × times × (blank + CHARACTERS)."""
Floats = NDArray[np.float32]

_DOUBT = 3e-4
"""Share of each place's belief that is kept for all that may stand there: a network is too sure of
itself, and frames that share a scratch err together."""
_CLEAR = float(np.log(0.9))
"""Log-probability from which a place counts as read, when two frames are compared."""
_CONTRADICTIONS = 4
"""Places read differently that make two zones of two frames."""
_BLANK = 0.995
"""Probability of a blank, in all lines at once, from which a time is skipped if another was so."""
_NOTHING = 1e-30
_SHARED = 0.3
"""Power of their number by which frames that differ are less sure than if they had nothing in
common; 1 were that of frames that are alike."""
_APART, _LITTLE = 1.75, 1e-6
"""How far two frames of a moved card are apart, in shares of their doubt."""


@dataclass(frozen=True, slots=True)
class Belief:
    """What one or more frames of one zone say.

    Attributes:
        layout: the size of the zone.
        logs: lines × places × CHARACTERS, log-probabilities.
        even: whether the characters follow each other evenly, as OCR-B's fixed pitch has them.
        frames: how many frames were seen.
        fit: how well what was said fits any zone of this layout: log-probability a character, 0
            at best. Where a block was cut out wrongly it is far below.
    """

    layout: Layout
    logs: Floats
    even: bool
    frames: int = 1
    fit: float = 0.0

    def contradicts(self, other: "Belief") -> bool:
        """Tell whether the other is of another zone: places that both saw clearly differ."""
        if self.layout is not other.layout:
            return True
        clear = (self.logs.max(axis=2) > _CLEAR) & (other.logs.max(axis=2) > _CLEAR)
        differ = self.logs.argmax(axis=2) != other.logs.argmax(axis=2)
        return int((clear & differ).sum()) >= _CONTRADICTIONS

    def and_look(self, other: "Belief") -> "Belief":
        """Give the mean of two looks at one frame, which are no two frames."""
        logs = _normal((self.logs + other.logs) * np.float32(0.5))
        fit = max(self.fit, other.fit)
        return Belief(self.layout, logs, self.even or other.even, self.frames, fit)


def together(beliefs: Sequence[Belief]) -> Belief:
    """Give what several frames of one zone say, as much surer as they differ where they doubt.

    Were each frame's noise all its own, it would be as their number. But a card that lies still is
    blurred alike in all of them, and a misreading repeats itself: frames that say the same are one.
    """
    logs = sum((one.logs for one in beliefs), np.zeros_like(beliefs[0].logs))
    frames = sum(one.frames for one in beliefs)
    even = 2 * sum(one.even for one in beliefs) > len(beliefs)
    shared = 1 - (1 - _SHARED) * _unlike(beliefs)
    logs = _normal(logs / np.float32(frames**shared))
    fit = max(one.fit for one in beliefs)
    return Belief(beliefs[0].layout, logs, even, frames, fit)


def _unlike(beliefs: Sequence[Belief]) -> float:
    """Tell how differently frames doubt, on the mean of all pairs: 0 is alike, 1 as two are."""
    seen = [np.exp(one.logs) for one in beliefs]
    doubts = [float((1 - shares.max(axis=2)).sum()) for shares in seen]
    pairs = list(combinations(range(len(beliefs)), 2))
    apart = (
        float(np.abs(seen[a] - seen[b]).sum()) / (doubts[a] + doubts[b] + _LITTLE) for a, b in pairs
    )
    return sum(min(1.0, one / _APART) for one in apart) / max(1, len(pairs))


def _normal(logs: Floats) -> Floats:
    return np.asarray(logs - np.logaddexp.reduce(logs, axis=2, keepdims=True), np.float32)


def believe(said: Said, layout: Layout) -> Belief:
    """Share out among the places of a zone what the line reader said of its lines."""
    may = mask(layout.classes)
    spoken = np.exp(said)
    kept = _telling(spoken)
    shares, times, likely = _shares(spoken[:, kept], may, at=np.flatnonzero(kept))
    mixed = (1 - _DOUBT) * shares + _DOUBT * may / may.sum(axis=2, keepdims=True)
    logs = np.log(np.maximum(mixed, _NOTHING))
    fit = float(likely.sum()) / may[:, :, 0].size
    return Belief(layout, logs, all(map(_even, times)), fit=fit)


@cache
def mask(classes: Lines) -> Floats:
    """Give 1 where a character may stand and 0 elsewhere: lines × places × CHARACTERS."""
    may = [[[c in allowed(kind) for c in CHARACTERS] for kind in kinds] for kinds in classes]
    return np.asarray(may, np.float32)


def _telling(spoken: Floats) -> NDArray[np.bool_]:
    """Tell the times that say anything: of blank ones in a row the first is enough."""
    blank = np.asarray(spoken[:, :, 0].min(axis=0) > _BLANK, np.bool_)
    after = np.concatenate([np.zeros(1, np.bool_), blank[:-1]])
    return np.asarray(~(blank & after), np.bool_)


def _shares(spoken: Floats, may: Floats, *, at: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Give how likely each character begins at each place, and the mean time at which one does.

    What may follow a character is what came before it when all is read backwards. Last comes the
    log-probability of each line, whatever stands in it.
    """
    letters = spoken[:, :, None, 1:] * may[:, None]
    both = np.concatenate([letters, letters[:, ::-1, ::-1]])
    blank = spoken[:, :, :1]
    entered, within, scale, ends = _paths(np.concatenate([blank, blank[:, ::-1]]), both)
    lines = len(spoken)
    weight = scale[:lines] + scale[lines:, ::-1]
    weight = np.exp(weight - weight.max(axis=1, keepdims=True))
    begun = entered[:lines] * within[lines:, ::-1, ::-1] * weight[:, :, None, None]
    of_place = np.maximum(begun.sum(axis=(1, 3)), _NOTHING)
    when = (begun.sum(axis=3) * at.astype(np.float32)[None, :, None]).sum(axis=1)
    return begun.sum(axis=1) / of_place[:, :, None], when / of_place, ends[:lines]


def _paths(blank: Floats, letters: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Weigh the paths that enter each character at each time, and those that are in it.

    A path runs through every place, in a blank before it or not; two alike in a row need one.

    Returns:
        Both, lines × times × places × characters, the log of their scale, lines × times, and that
        of all paths that end at the last place, a line each.
    """
    lines, times, places, _ = letters.shape
    entered, within = np.zeros_like(letters), np.zeros_like(letters)
    scale = np.zeros((lines, times), np.float32)
    entered[:, 0, 0] = 1
    within[:, 0] = entered[:, 0] * letters[:, 0]
    waiting = np.zeros((lines, places + 1), np.float32)
    waiting[:, 0] = blank[:, 0, 0]
    for time in range(1, times):
        last, entering = within[:, time - 1], entered[:, time]
        here = last.sum(axis=2)
        size = (here.sum(axis=1) + waiting.sum(axis=1) + _NOTHING)[:, None]
        scale[:, time] = scale[:, time - 1] + np.log(size[:, 0])
        np.subtract(here[:, :-1, None], last[:, :-1], out=entering[:, 1:])
        entering += waiting[:, :-1, None]
        entering /= size[..., None]
        np.divide(last, size[..., None], out=within[:, time])
        within[:, time] += entering
        within[:, time] *= letters[:, time]
        waiting[:, 1:] += here
        waiting *= blank[:, time] / size
    ended = within[:, -1, -1].sum(axis=1) + waiting[:, -1]
    return entered, within, scale, scale[:, -1] + np.log(ended + _NOTHING)


def _even(times: Floats) -> bool:
    """Tell whether characters follow each other evenly.

    Where one is a step and a half from the next, one was missed; where they crowd, one is none.
    """
    steps = np.diff(times)
    if not len(steps):
        return True
    usual = float(np.median(steps))
    return bool(steps.max() < 1.55 * usual and steps.min() > 0.5 * usual)
