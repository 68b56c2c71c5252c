"""Reads a blurred Code128 from its profile: of all codes the one that would look most like it.

Edges that blur has swallowed cannot be measured, but a whole code can be imagined, blurred in the
same way and compared. So, beginning with a coarse guess (`spans`), four things are fitted in turn:
where along the profile each module lies, how the light falls, the blur itself, and the symbols. The
symbols are found exactly, each with the blur of its neighbours, by dynamic programming (Viterbi);
at last only codes whose check symbol holds are let in, and the next best of them says how sure it
is. Cf. Forney 1972 on the detection of sequences through a blurring channel.
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from clerk_station.scan import code128
from clerk_station.scan.products import products
from clerk_station.scan.spans import Span
from clerk_station.scan.trellis import FINE, PAPER, REACH, Checked, Trellis

Array = NDArray[np.float64]

_ROUNDS, _GAIN = 2, 0.2
"""How often all is fitted, and by how much a code may explain more after the first time."""
_SMOOTH, _TIED = 0.02, 0.01
"""How stiff the blur is, and how much it holds on to what it was a round before."""
_STEADY_LIGHT = 0.1
_STEADY_COURSE = 0.02
_FIRST_BLUR = 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """The likeliest code in a profile.

    Attributes:
        values: its start, data and check symbols.
        fit: share of the profile's contrast that it explains; 1 would be all.
        lead: by how many variances of the noise it is likelier than the next one that checks.
        cost: by how many it is less likely than the best that needs no check; 0 is none.
        ends: where it begins and ends, in samples of the profile.
    """

    values: tuple[int, ...]
    fit: float
    lead: float
    cost: float
    ends: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The profile as modules see it: levelled to 0 for paper and 1 for ink, with its contrast."""

    level: Array
    contrast: Array


def likeliest(profile: NDArray[np.float32], span: Span, *, least: float) -> Likely | None:
    """Fit a code to a profile of darkness, beginning with a coarse guess.

    None where even a code that need not check would fit less than `least`.
    """
    values = span.values
    modules = code128.MODULES * len(values) + code128.STOP_MODULES
    at = (np.arange((modules + 2 * PAPER) * FINE) + 0.5) / FINE - PAPER
    starts = code128.MODULES * np.arange(len(values) + 1.0)
    course = Polynomial.fit(starts, span.edges, 3 if len(values) > 6 else 2, [0, modules])
    blur = _bell()
    for _ in range(_ROUNDS):
        place = course(at)
        darkness = np.interp(place - 0.5, np.arange(len(profile)), profile)
        seen = _levelled(darkness, at, _blurred(_ink(values), blur), len(values))
        blur = _blur_of(seen, _ink(values), blur)
        found = Trellis(seen.level, seen.contrast, blur, len(values))
        if _fit(found.misfit, seen) < least - _GAIN:
            return None
        values = found.best()
        course = _moved(course, seen, at, _blurred(_ink(values), blur))
    if _fit(found.misfit, seen) < least:
        return None
    checked = found.checked()
    return _likely(checked, found, seen, (float(course(0)), float(course(modules))))


def _likely(checked: Checked, found: Trellis, seen: _Seen, ends: tuple[float, float]) -> Likely:
    noise = max(checked.misfit, 1e-9) / (len(seen.level) / FINE)
    return Likely(
        values=checked.values,
        fit=_fit(checked.misfit, seen),
        lead=(checked.next_misfit - checked.misfit) / noise,
        cost=(checked.misfit - found.misfit) / noise,
        ends=ends,
    )


def _fit(misfit: float, seen: _Seen) -> float:
    weighed = seen.contrast * (seen.level - seen.level.mean())
    return 1 - misfit / float(weighed @ weighed)


def _ink(values: tuple[int, ...]) -> Array:
    """Draw a code: the darkness of all its modules and of the paper around it, finely sampled."""
    paper = np.zeros(PAPER, np.float32)
    symbols = code128.symbols()[list(values)].ravel()
    return np.repeat(np.concatenate([paper, symbols, code128.stop(), paper]), FINE).astype(float)


def _blurred(ink: Array, blur: Array) -> Array:
    return np.convolve(ink, blur, "same")


def _bell() -> Array:
    reach = np.arange(-REACH * FINE, REACH * FINE + 1) / FINE
    bell = np.exp(-0.5 * (reach / _FIRST_BLUR) ** 2)
    return np.asarray(bell / bell.sum())


def _levelled(darkness: Array, at: Array, code: Array, symbols: int) -> _Seen:
    """Fit how paper and ink change along the code, as two lines with a knot every third symbol."""
    hats = _hats(at, max(2, round(symbols / 3)))
    knots = hats.shape[1]
    steps = np.kron(np.eye(2), np.diff(np.eye(knots), axis=0))
    stiff = _STEADY_LIGHT * len(at) / knots * steps.T @ steps + 1e-6 * np.eye(2 * knots)
    fitted = _solved(np.hstack([hats, hats * code[:, None]]), darkness, stiff)
    contrast = hats @ fitted[knots:]
    contrast = np.maximum(contrast, max(1e-3, 0.05 * float(np.abs(contrast).max())))
    return _Seen((darkness - hats @ fitted[:knots]) / contrast, contrast)


def _blur_of(seen: _Seen, ink: Array, before: Array) -> Array:
    """Fit the blur, of any shape that is smooth and not far from what it was."""
    around = np.pad(ink, REACH * FINE)
    windows = np.lib.stride_tricks.sliding_window_view(around, len(before))
    weighed = windows[:, ::-1] * seen.contrast[:, None]
    power = float((weighed * weighed).sum()) / len(before)
    bends = np.diff(np.eye(len(before)), 2, axis=0)
    stiff = _SMOOTH * power * bends.T @ bends + _TIED * power * np.eye(len(before))
    blur = _solved(weighed, seen.level * seen.contrast, stiff, _TIED * power * before)
    whole = float(blur.sum())
    return blur / whole if whole > 0.3 else before


def _moved(course: Polynomial, seen: _Seen, at: Array, code: Array) -> Polynomial:
    """Shift the modules along the profile to where the code fits better."""
    slope = np.gradient(code) * FINE * seen.contrast
    hats = _hats(at, 5) * slope[:, None]
    stiff = _STEADY_COURSE * float(slope @ slope) / 5 * np.eye(5)
    shift = _hats(at, 5) @ _solved(hats, (seen.level - code) * seen.contrast, stiff)
    within = slice((PAPER - 2) * FINE, -(PAPER - 2) * FINE)
    return Polynomial.fit((at + shift)[within], course(at)[within], 4, course.domain)


def _hats(at: Array, count: int) -> Array:
    """Give lines with knots: each rises from one knot to the next and falls again."""
    knots = np.linspace(0, at[-1] - PAPER, count)
    return np.stack([np.interp(at, knots, one) for one in np.eye(count)], axis=1)


def _solved(matrix: Array, wanted: Array, stiff: Array, pull: Array | float = 0.0) -> Array:
    """Solve least squares that are held by springs."""
    columns = np.ascontiguousarray(matrix.T)
    both = products(columns, np.vstack([columns, wanted]))
    return np.asarray(np.linalg.solve(both[:, :-1] + stiff, both[:, -1] + pull))
