"""Decodes what the line reader saw into exactly as many characters as the zone has, typed by place.

A constrained Viterbi search over the CTC lattice: a letter can never stand where the layout has
digits, and no character is lost or doubled, which is worth more than check digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.layout import ALLOWED, CHARACTERS

Said = NDArray[np.float32]
"""Log-probabilities: lines × times × (blank + CHARACTERS)."""

_NEVER = np.float32(-1e9)
_UNEVEN = 10.0
_STAY, _FROM_BLANK, _FROM_LAST = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Line:
    """One decoded line.

    Attributes:
        text: its characters.
        score: log-probability of its best path.
        margin: by how much, in log-probability, its least sure character beat the next likely,
            less what the layout cost against the likeliest path of all, and much less where
            the characters do not follow each other evenly; 0 and below are guesses.
    """

    text: str
    score: float
    margin: float


def decode(said: Said, classes: Sequence[str]) -> tuple[Line, ...]:
    """Find the likeliest lines that the classes allow; all lines have the same length.

    The likeliest path of all is the answer where it happens to be allowed, which it is in clear
    frames; else it is searched for.
    """
    plain = [_likeliest(line, kinds) for line, kinds in zip(said, classes, strict=True)]
    missing = [number for number, line in enumerate(plain) if line is None]
    if not missing:
        return tuple(line for line in plain if line)
    search = _Search(said[missing], _allowed(tuple(classes[number] for number in missing)))
    for time in range(1, said.shape[1]):
        search.step(time)
    found = {number: search.best(place) for place, number in enumerate(missing)}
    return tuple(line or found[number] for number, line in enumerate(plain))


def confidence(said: Said) -> float:
    """Give the mean log-probability of the likeliest class: which way up this is print."""
    return float(said.max(axis=2).mean())


def seen(said: Said) -> int:
    """Count the characters of the emptiest line, as the likeliest classes have them."""
    path = said.argmax(axis=2)
    starts = np.diff(path, axis=1, prepend=0) != 0
    return int((starts & (path > 0)).sum(axis=1).min())


def _likeliest(said: Said, kinds: str) -> Line | None:
    """Take the likeliest class at each time; None where that is not allowed."""
    path = said.argmax(axis=1)
    line = _spelled(said, path)
    if len(line.text) != len(kinds):
        return None
    allowed = all(c in ALLOWED[kind] for c, kind in zip(line.text, kinds, strict=True))
    return line if allowed else None


def _spelled(said: Said, path: NDArray[np.intp]) -> Line:
    """Say what a path of classes spells and how sure it is of each character."""
    times = np.arange(len(path))
    own = said[times, path]
    rivals = said.copy()
    rivals[times, path] = _NEVER
    lead = own - rivals.max(axis=1)
    starts = np.flatnonzero(np.diff(path, prepend=-1))
    leads = np.maximum.reduceat(lead, starts)
    labels = path[starts]
    text = "".join(CHARACTERS[label - 1] for label in labels if label)
    cost = float(said.max(axis=1).sum() - own.sum())
    least = float(leads[labels > 0].min()) if text else 0.0
    ends = np.append(starts[1:], len(path))
    if not _even((starts + ends)[labels > 0] / 2):
        least -= _UNEVEN
    return Line(text, float(own.sum()), least - cost)


def _even(middles: NDArray[np.floating]) -> bool:
    """Tell whether characters follow each other evenly, as OCR-B's fixed pitch has them.

    Where one is a step and a half from the next, one was missed; where they crowd, one is none.
    """
    steps = np.diff(middles)
    if not len(steps):
        return True
    usual = float(np.median(steps))
    return bool(steps.max() < 1.55 * usual and steps.min() > 0.55 * usual)


@cache
def _allowed(classes: tuple[str, ...]) -> NDArray[np.float32]:
    """Give 0 where a character may stand and a very small number elsewhere."""
    width = len(classes[0])
    mask = np.full((len(classes), width, len(CHARACTERS)), _NEVER, np.float32)
    for line, kinds in enumerate(classes):
        for place, kind in enumerate(kinds):
            mask[line, place, [CHARACTERS.index(c) for c in ALLOWED[kind]]] = 0
    return mask


class _Search:
    """The best paths to every place (in a character, or in the blank before it) at one time."""

    def __init__(self, said: Said, allowed: NDArray[np.float32]) -> None:
        lines, times, _ = said.shape
        self.said, self.allowed = said, allowed
        self.places = allowed.shape[1]
        self.rows = np.arange(lines)[:, None]
        self.columns = np.arange(self.places)[None, :]
        self.blank = np.full((lines, self.places + 1), _NEVER, np.float32)
        self.within = np.full(allowed.shape, _NEVER, np.float32)
        self.blank[:, 0] = said[:, 0, 0]
        self.within[:, 0] = said[:, 0, 1:] + allowed[:, 0]
        self.came = np.zeros((times, *allowed.shape), np.int8)
        self.first = np.zeros((times, lines, self.places), np.int8)
        self.second = np.zeros((times, lines, self.places), np.int8)
        self.ended = np.zeros((times, lines, self.places + 1), np.bool_)

    def step(self, time: int) -> None:
        """Move all paths on by one time."""
        within, blank = self.within, self.blank
        first = within.argmax(axis=2)
        high = within.max(axis=2)
        others = within.copy()
        others[self.rows, self.columns, first] = _NEVER
        second = others.argmax(axis=2)
        self.first[time], self.second[time] = first, second

        from_last = np.full_like(within, _NEVER)
        from_last[:, 1:] = high[:, :-1, None]
        from_last[self.rows, self.columns[:, :-1] + 1, first[:, :-1]] = others.max(axis=2)[:, :-1]
        from_blank = blank[:, :-1, None]
        best = np.maximum(within, from_blank)
        came = self.came[time]
        came[from_blank > within] = _FROM_BLANK
        came[from_last > best] = _FROM_LAST
        now = self.said[:, time, None, :]
        self.within = np.maximum(best, from_last) + now[:, :, 1:] + self.allowed

        ended = self.ended[time]
        ended[:, 1:] = high > blank[:, 1:]
        longer = blank.copy()
        np.maximum(blank[:, 1:], high, out=longer[:, 1:])
        self.blank = longer + now[:, :, 0]

    def best(self, line: int) -> Line:
        """Walk the best path of one line backwards."""
        times = self.said.shape[1]
        final = self.within[line, -1]
        in_blank = bool(self.blank[line, -1] >= final.max())
        place = self.places if in_blank else self.places - 1
        character = int(final.argmax())
        path = np.zeros(times, np.intp)
        for time in range(times - 1, -1, -1):
            if in_blank:
                if self.ended[time, line, place]:
                    place, in_blank = place - 1, False
                    character = int(self.first[time, line, place])
                continue
            path[time] = character + 1
            came = self.came[time, line, place, character]
            if came == _FROM_BLANK:
                in_blank = True
            elif came == _FROM_LAST:
                place -= 1
                likeliest = int(self.first[time, line, place])
                twin = likeliest == character
                character = int(self.second[time, line, place]) if twin else likeliest
        return _spelled(self.said[line], path)
