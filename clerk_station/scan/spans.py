"""Finds how a blurred profile of bars may divide into Code128 symbols: a first, coarse guess.

For many widths of a module at once, every window of the profile is compared with every symbol;
then the cheapest chain of start, symbols and stop is found by dynamic programming. Neighbouring
symbols may differ a little in width, so a sheet that leans away from the camera still fits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from clerk_station.scan import code128

Floats = NDArray[np.float32]
Pitches = NDArray[np.float64]

PER_MODULE = 2
"""Samples of a module in which a profile is compared."""
_QUIET = 4
"""Modules of paper before the start and after the stop that are compared too."""
_BLUR = 0.55
"""Deviation in modules of the blur that the symbols are compared with."""
_FEWEST, _MOST = 4, 24
"""Symbols of a code, with start and check but without stop."""
_WORTH = 0.4
"""Share of a window's energy that a symbol may leave over and still lengthen a chain."""
_FLAT = 2.0
"""Energy that a window has to have, or it is paper."""
_SLACK = 0.5
"""What a symbol costs that is one sample longer or shorter than the pitch says."""
_DRIFT = 0.7
"""What it costs to go on at a neighbouring pitch, as where a sheet leans away."""
_ENDED = -3.0
"""What a start and a stop may leave over together (see `_left`).

Of 100 blurred codes that are read none left more than -4.7; most places without a code leave more.
"""
_WINDOWS, _CLEAR = 2, 3.0
"""Widths around which is searched, and worth of a symbol from which the first is enough."""
_BESIDE = 7
"""Pitches searched to either side of the one at which start and stop stand out best."""
_SYMBOL = code128.MODULES * PER_MODULE
_STOP = (code128.STOP_MODULES + _QUIET) * PER_MODULE
_START = (code128.MODULES + _QUIET) * PER_MODULE
_NEVER = np.float32(1e9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One way to divide a profile.

    Attributes:
        worth: how much of the profile it explains; more is better.
        edges: where the start, each symbol and the stop begin, in samples of the profile.
        values: what the start and the symbols seem to be.
        turned: edges are counted from the profile's end, from which it is read.
    """

    worth: float
    edges: NDArray[np.float64]
    values: tuple[int, ...]
    turned: bool


@dataclass(frozen=True, slots=True)
class _Rows:
    """The profile at several widths of a module, one row for each.

    Attributes:
        steps: samples of the profile to a sample of each row.
        seen: the rows, filled up with paper.
        counts: samples of each row before it is filled up.
    """

    steps: NDArray[np.float64]
    seen: Floats
    counts: NDArray[np.int_]

    def some(self, which: slice) -> "_Rows":
        """Give some of the rows."""
        steps, counts = self.steps[which], self.counts[which]
        seen = self.seen[which, : int(counts.max()) + 3]
        return _Rows(steps, np.ascontiguousarray(seen), counts)

    def starts(self) -> Floats:
        """Give what the best start leaves over, at the place behind it."""
        after = np.full(self.seen.shape, _NEVER)
        after[:, _START:] = _left(self, _templates()[1])[:, :-_START]
        return after

    def stops(self) -> Floats:
        """Give what the stop leaves over of the window that begins at each place."""
        return _left(self, _templates()[2])


@dataclass(frozen=True, slots=True)
class _Steps:
    """How chains came to where they are: over how many samples, then from which row."""

    width: NDArray[np.int8]
    row: NDArray[np.int8]


def spans(profile: Floats, pitches: Pitches, *, most: int) -> list[Span]:
    """Give the most worthy ways to divide a profile, the best first.

    Only around the widths at which a start and a stop stand out best is searched, and around the
    next best where that explains little.

    Args:
        profile: darkness, at the same contrast all along.
        pitches: widths of a module to try, in samples of the profile.
        most: how many to give; those of the same length and place count once.
    """
    if not len(pitches):
        return []
    ways = _rows(profile, pitches), _rows(profile[::-1], pitches)
    found: list[Span] = []
    for turned, row in _windows(np.stack([_ended(rows) for rows in ways])):
        rows = ways[turned].some(slice(max(0, row - _BESIDE), row + _BESIDE + 1))
        found += _best(rows, most=most, turned=bool(turned))
        if any(span.worth > _CLEAR * len(span.values) for span in found):
            break
    return sorted(found, key=lambda span: span.worth, reverse=True)[:most]


def _windows(ended: Floats) -> Iterator[tuple[int, int]]:
    """Give the directions and rows at which start and stop stand out best, far from each other."""
    for _ in range(_WINDOWS):
        turned, row = divmod(int(ended.argmin()), ended.shape[1])
        if ended[turned, row] > _ENDED:
            return
        yield turned, row
        ended[turned, max(0, row - _BESIDE) : row + _BESIDE + 1] = _NEVER


def _best(rows: _Rows, *, most: int, turned: bool) -> list[Span]:
    steps, ends = _chains(rows)
    found: dict[tuple[int, int], Span] = {}
    for cost, row, end, count in sorted(ends):
        same = count, round(2 * end * rows.steps[row] / (_SYMBOL * rows.steps[0]))
        if cost >= 0 or len(found) == most:
            break
        if same not in found:
            found[same] = _traced(rows, steps[: count - 1], (row, end), (-cost, turned))
    return list(found.values())


def _rows(profile: Floats, pitches: Pitches) -> _Rows:
    steps = pitches / PER_MODULE
    counts = (len(profile) / steps).astype(int)
    at = (np.arange(int(counts.max()) + 3) + 0.5) * steps[:, None] - 0.5
    line = np.ascontiguousarray(profile)[None]
    seen = cv2.remap(line, at.astype(np.float32), np.zeros(at.shape, np.float32), cv2.INTER_LINEAR)
    return _Rows(steps, np.asarray(seen, np.float32), counts)


def _ended(rows: _Rows) -> Floats:
    """Give what the best start and the best stop after it leave over, for each width."""
    least = (_FEWEST - 1) * _SYMBOL
    begun = np.minimum.accumulate(rows.starts(), axis=1)
    return np.asarray((begun[:, :-least] + rows.stops()[:, least:]).min(axis=1), np.float32)


def _left(rows: _Rows, templates: Floats) -> Floats:
    """Give what the best template leaves over of each window, less what a chain may waste."""
    seen, width = rows.seen, templates.shape[1]
    alike = np.zeros_like(seen)
    for template in templates:
        np.maximum(alike, _met(seen, template), out=alike)
    flat = np.ones(width, np.float32)
    energy = _met(seen * seen, flat) - _met(seen, flat) ** 2 / width
    left = (1 - _WORTH) * energy - alike * alike + _FLAT
    left[np.arange(seen.shape[1]) > rows.counts[:, None] - width] = _NEVER
    return np.asarray(left, np.float32)


def _met(rows: Floats, template: Floats) -> Floats:
    """Give the inner product of a template with the window that begins at each place."""
    found = cv2.filter2D(rows, -1, template[None], anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(found, np.float32)


def _crossings(pitches: Pitches, places: int) -> NDArray[np.intp]:
    """Give where each place is at the next narrower and at the next wider pitch.

    The last place, at which no chain ever is, stands for none.
    """
    found = np.full((2, len(pitches), places), places - 1)
    at = np.arange(places)
    found[0, 1:] = np.rint(at * (pitches[1:] / pitches[:-1])[:, None])
    found[1, :-1] = np.rint(at * (pitches[:-1] / pitches[1:])[:, None])
    return np.asarray(np.minimum(found, places - 1), np.intp)


def _chains(rows: _Rows) -> tuple[list[_Steps], list[tuple[float, int, int, int]]]:
    """Lengthen chains symbol by symbol in all rows at once.

    Gives how they came about, and the cheapest end of each row and number of symbols.
    """
    steps: list[_Steps] = []
    ends: list[tuple[float, int, int, int]] = []
    cost, symbol, stop = rows.starts(), _left(rows, _templates()[0]), rows.stops()
    crossings = _crossings(rows.steps, cost.shape[1])
    for count in range(2, _MOST + 1):
        cost, width = _lengthened(cost + symbol)
        cost, row = _crossed(cost, crossings)
        steps.append(_Steps(width, row))
        if float(cost.min()) > _NEVER / 2:
            break
        if count >= _FEWEST:
            whole = cost + stop
            places = whole.argmin(axis=1)
            least = whole[np.arange(len(whole)), places]
            ends += [
                (float(c), r, int(p), count)
                for r, (c, p) in enumerate(zip(least, places, strict=True))
            ]
    return steps, ends


def _lengthened(cost: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Move each chain over the symbol after it, which may be a sample longer or shorter."""
    longer = np.full_like(cost, _NEVER)
    longer[:, _SYMBOL:] = cost[:, :-_SYMBOL]
    steps = np.full(cost.shape, _SYMBOL, np.int8)
    for width in (_SYMBOL - 1, _SYMBOL + 1):
        other = cost[:, :-width] + np.float32(_SLACK)
        better = other < longer[:, width:]
        np.copyto(longer[:, width:], other, where=better)
        np.copyto(steps[:, width:], np.int8(width), where=better)
    return longer, steps


def _crossed(cost: Floats, crossings: NDArray[np.intp]) -> tuple[Floats, NDArray[np.int8]]:
    """Let each chain go on at a neighbouring pitch."""
    best, rows = cost.copy(), np.zeros(cost.shape, np.int8)
    line = np.arange(len(cost))[:, None]
    for shift, places in ((-1, crossings[0]), (1, crossings[1])):
        other = cost[(line + shift) % len(cost), places] + np.float32(_DRIFT)
        better = other < best
        np.copyto(best, other, where=better)
        np.copyto(rows, np.int8(shift), where=better)
    return best, rows


def _traced(
    rows: _Rows, steps: list[_Steps], end: tuple[int, int], told: tuple[float, bool]
) -> Span:
    """Follow a chain back to its start and name its symbols."""
    symbols, starts, _ = _templates()
    crossings = _crossings(rows.steps, rows.seen.shape[1])
    row, place = end
    edges, values = [place * rows.steps[row]], []
    for step in reversed(steps):
        shift = int(step.row[row, place])
        if shift:
            row, place = row + shift, int(crossings[(shift + 1) // 2, row, place])
        place -= int(step.width[row, place])
        edges.append(place * rows.steps[row])
        values.append(int((symbols @ rows.seen[row, place : place + _SYMBOL]).argmax()))
    begun = rows.seen[row, place - _START : place]
    values.append(code128.STARTS[int((starts @ begun).argmax())])
    edges.append((place - _SYMBOL) * rows.steps[row])
    worth, turned = told
    values.reverse()
    return Span(worth=worth, edges=np.array(edges[::-1]), values=tuple(values), turned=turned)


@cache
def _templates() -> tuple[Floats, Floats, Floats]:
    """Give blurred symbols, starts after paper and the stop before paper, each of length 1.

    What stands beside a symbol is not known, but a space is always before it and a bar after.
    """
    before = np.array([0.5, 0.5, 0.5, 0.5, 0.3, 0.0], np.float32)
    after = np.array([1.0, 0.7, 0.5, 0.5, 0.5, 0.5], np.float32)
    paper = np.zeros(_QUIET + 6, np.float32)
    every = code128.symbols()
    symbols = [_blurred(before, row, after) for row in every]
    quiet, outside = paper[:_QUIET], paper[_QUIET:]
    starts = [
        _blurred(outside, np.concatenate([quiet, every[start]]), after) for start in code128.STARTS
    ]
    stop = _blurred(before, np.concatenate([code128.stop(), quiet]), outside)
    return np.stack(symbols), np.stack(starts), stop[None]


def _blurred(before: Floats, middle: Floats, after: Floats) -> Floats:
    fine = np.repeat(np.concatenate([before, middle, after]), PER_MODULE * 4)
    reach = np.arange(-6 * PER_MODULE, 6 * PER_MODULE + 1) / (PER_MODULE * 4)
    kernel = np.exp(-0.5 * (reach / _BLUR) ** 2)
    seen = np.convolve(fine, kernel, "same").reshape(-1, 4).mean(axis=1)
    seen = seen[len(before) * PER_MODULE : len(seen) - len(after) * PER_MODULE]
    seen = seen - seen.mean()
    return np.asarray(seen / np.linalg.norm(seen), np.float32)
