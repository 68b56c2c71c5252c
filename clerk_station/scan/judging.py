"""What the measured frames of the chart say of a camera: pure, and one thing to do next.

A camera is not usable where print as large as that of cards and forms is not read; all other
trouble makes it usable with something to better.
"""

import statistics
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clerk_station.scan.chart import Measured
from clerk_station.scan.reading import Hint


class Grade(StrEnum):
    """How good a camera is, or one aspect of it; values stand in the command line's JSON."""

    GOOD = "good"
    USABLE = "usable"
    NOT_USABLE = "not_usable"


class Aspect(StrEnum):
    """What is judged, in the order in which it is to be put right."""

    EXPOSURE = "exposure"
    DISTANCE = "distance"
    FOCUS = "focus"
    EVENNESS = "evenness"
    READING = "reading"


class Advice(StrEnum):
    """The one thing to do next."""

    NOTHING = "nothing"
    SHOW_CHART = "show_chart"
    MORE_LIGHT = "more_light"
    LESS_LIGHT = "less_light"
    CLOSER = "closer"
    FOCUS = "focus"
    EVEN_LIGHT = "even_light"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is said of a camera. Numbers are medians of the frames; None without a chart."""

    grade: Grade
    advice: Advice
    grades: dict[Aspect, Grade]
    measured: Measured | None


SHARP, SOFT = 1.25, 2.0
"""Pixels over which edges may be smeared: to be good, and to be usable."""
NEAR, FAR = 4.0, 2.8
"""Pixels a millimetre: a card's capitals are then 9.6 and 6.7 pixels high."""
WHITE, GREY = 110.0, 60.0
"""Mean grey of white paper that is bright enough, and just."""
APART = 5.0
"""Grey levels between two steps from which they are told apart, above the noise."""
EVEN, SHADED = 0.7, 0.4
BURNT = 0.5


def judge(frames: Sequence[Measured], *, hint: Hint = Hint.NONE) -> Check:
    """Judge a camera by the frames in which the chart was found.

    Args:
        frames: in any order; none where it never was.
        hint: what the frames without a chart were hinted to lack.
    """
    if not frames:
        advice = _WITHOUT_CHART.get(hint, Advice.SHOW_CHART)
        return Check(grade=Grade.NOT_USABLE, advice=advice, grades={}, measured=None)
    seen = _middle(frames)
    grades = {aspect: _JUDGES[aspect](seen) for aspect in Aspect}
    grade = Grade.GOOD if set(grades.values()) == {Grade.GOOD} else Grade.USABLE
    if grades[Aspect.READING] is Grade.NOT_USABLE:
        grade = Grade.NOT_USABLE
    return Check(grade=grade, advice=_advice(seen, grades), grades=grades, measured=seen)


def _advice(seen: Measured, grades: dict[Aspect, Grade]) -> Advice:
    first = next((aspect for aspect in Aspect if grades[aspect] is not Grade.GOOD), None)
    if first is Aspect.EXPOSURE:
        return Advice.LESS_LIGHT if seen.burnt > BURNT else Advice.MORE_LIGHT
    return _NEXT[first]


def _middle(frames: Sequence[Measured]) -> Measured:
    """Take the median of each number, and the sizes that half of the frames read or more."""

    def median(of: Callable[[Measured], float]) -> float:
        return statistics.median(map(of, frames))

    def most(of: Callable[[Measured], Collection[float]]) -> frozenset[float]:
        sizes = {size for frame in frames for size in of(frame)}
        return frozenset(s for s in sizes if 2 * sum(s in of(f) for f in frames) >= len(frames))

    return Measured(
        pixels_per_mm=median(lambda f: f.pixels_per_mm),
        spread=median(lambda f: f.spread),
        levels=tuple(map(statistics.median, zip(*(f.levels for f in frames), strict=True))),
        noise=median(lambda f: f.noise),
        burnt=median(lambda f: f.burnt),
        evenness=median(lambda f: f.evenness),
        qr=most(lambda f: f.qr),
        bars=most(lambda f: f.bars),
        capitals=most(lambda f: f.capitals),
    )


def steps_apart(seen: Measured) -> int:
    """Count the steps of grey that are told from the next darker one."""
    pairs = zip(seen.levels, seen.levels[1:], strict=False)
    return sum(light - dark > max(APART, seen.noise) for dark, light in pairs)


def _exposure(seen: Measured) -> Grade:
    gaps, white = len(seen.levels) - 1, seen.levels[-1]
    if steps_apart(seen) == gaps and white >= WHITE and seen.burnt <= BURNT:
        return Grade.GOOD
    is_fair = steps_apart(seen) >= gaps - 2 and white >= GREY
    return Grade.USABLE if is_fair else Grade.NOT_USABLE


def _reading(seen: Measured) -> Grade:
    """Judge by print as large as that of cards and forms, and by print a size smaller."""
    smallest = [min(sizes, default=9.0) for sizes in (seen.capitals, seen.qr, seen.bars)]
    if smallest[0] <= 1.8 and smallest[1] <= 0.5 and smallest[2] <= 0.5:
        return Grade.GOOD
    is_fair = smallest[0] <= 2.4 and (smallest[1] <= 0.7 or smallest[2] <= 0.5)
    return Grade.USABLE if is_fair else Grade.NOT_USABLE


def _graded(value: float, good: float, fair: float) -> Grade:
    """Grade a number of which more is better."""
    if value >= good:
        return Grade.GOOD
    return Grade.USABLE if value >= fair else Grade.NOT_USABLE


_JUDGES: dict[Aspect, Callable[[Measured], Grade]] = {
    Aspect.EXPOSURE: _exposure,
    Aspect.DISTANCE: lambda seen: _graded(seen.pixels_per_mm, NEAR, FAR),
    Aspect.FOCUS: lambda seen: _graded(-seen.spread, -SHARP, -SOFT),
    Aspect.EVENNESS: lambda seen: _graded(seen.evenness, EVEN, SHADED),
    Aspect.READING: _reading,
}
_NEXT = {
    None: Advice.NOTHING,
    Aspect.DISTANCE: Advice.CLOSER,
    Aspect.FOCUS: Advice.FOCUS,
    Aspect.EVENNESS: Advice.EVEN_LIGHT,
    Aspect.READING: Advice.CLEAN,
}
_WITHOUT_CHART = {Hint.TOO_DARK: Advice.MORE_LIGHT, Hint.HOLD_STILL: Advice.FOCUS}
