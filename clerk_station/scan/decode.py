"""Finds the likeliest zone that a belief allows: typed by place, and with all check digits right.

What was seen most clearly is taken where its check digits hold. Else the likeliest zone in which
they do is searched for, over the residues modulo 10 of every sum, so that none is passed over; it
is called mended. How likely that zone is among all in which the digits hold says how sure it is.
The rare card with a number longer than nine characters is taken as it was seen or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.belief import Belief, mask
from clerk_station.scan.layout import CHARACTERS, TD1, Field, Layout, Lines, allowed
from clerk_station.scan.mrz import check_lines, long_number
from clerk_station.scan.naming import Names, seen, spelled

Floats = NDArray[np.float64]

UNIFIED_CARD = (
    "idirq" + "P" * 9 + "D" * 13 + "<<<",
    "NNMNTN" + "D" + "S" + "DDMDTD" + "D" + "irq" + "<" * 11 + "D",
    "A" * 30,
)
"""What may stand where on the unified national card; nearly every card at a desk is one."""
_FAVOUR = 12.0
"""Log-odds by which a unified card is likelier than another, before anything was seen."""
_STRAIN = 9.0
"""By how much, in log-probability, what was seen most clearly may be likelier than what is taken:
less than one place weighs that was seen without doubt."""
_NEVER = -1e9
_VALUES = np.array([0, *range(10), *range(10, 36)]) % 10
"""Of each of CHARACTERS, modulo 10 (ICAO 9303-3, 4.9)."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest zone.

    Attributes:
        lines: its lines; all check digits hold.
        sure: probability that it is this zone and no other valid one.
        checked: the same of its characters under check digits alone, which names are not.
        mended: it is not what was seen most clearly: check digits or the card's kind decided.
        spelled: its names are not what was seen most clearly: how names are spelled decided.
    """

    lines: Lines
    sure: float
    checked: float
    mended: bool
    spelled: bool = False


def decode(belief: Belief) -> Guess | None:
    """Give the likeliest zone; None where check digits hold only against what was seen clearly."""
    plain = likeliest(belief)
    if belief.layout is TD1 and long_number(plain) and not check_lines(plain):
        sure = float(np.exp(belief.logs.max(axis=2).sum()))
        return Guess(plain, sure, sure, mended=False)
    kinds = _kinds(belief.layout, plain)
    found = [_Search(belief, kind) for kind in kinds]
    best = max(found, key=lambda search: search.likelihood + _FAVOUR * search.is_unified)
    strain = float(belief.logs.max(axis=2).sum()) - best.likelihood
    if strain > _STRAIN or check_lines(best.lines):
        return None
    return best.guess(plain)


def _kinds(layout: Layout, seen: Lines) -> list[Lines]:
    """Give the kinds of zone to search among: one where what was seen says it already."""
    if layout is not TD1:
        return [layout.classes]
    if not check_lines(seen) and _fits(seen, UNIFIED_CARD):
        return [UNIFIED_CARD]
    return [layout.classes, UNIFIED_CARD]


def _fits(lines: Lines, classes: Lines) -> bool:
    return all(
        character in allowed(kind)
        for line, kinds in zip(lines, classes, strict=True)
        for character, kind in zip(line, kinds, strict=True)
    )


def likeliest(belief: Belief) -> Lines:
    """Give the likeliest character of each place, whatever the check digits say of them."""
    lines = ["".join(CHARACTERS[at] for at in line) for line in belief.logs.argmax(axis=2)]
    line, start, stop = belief.layout.fields[Field.NAMES]
    names = seen(belief.logs[line, start:stop].astype(np.float64))
    lines[line] = lines[line][:start] + names.text + lines[line][stop:]
    return tuple(lines)


class _Search:
    """The search for the likeliest valid zone of one kind.

    Attributes:
        lines: that zone.
        likelihood: its log-probability.
        checked: how sure its characters under check digits are among all valid ones, as a log.
    """

    def __init__(self, belief: Belief, classes: Lines) -> None:
        self.layout = belief.layout
        self.is_unified = classes is UNIFIED_CARD
        likely = np.where(mask(classes) > 0, belief.logs.astype(np.float64), _NEVER)
        self.logs = likely - np.logaddexp.reduce(likely, axis=2, keepdims=True)
        self.taken = likely.argmax(axis=2)
        self.checked = self._checked()
        self._take_names(seen(self._names))
        at = np.take_along_axis(likely, self.taken[..., None], axis=2)
        self.likelihood = float(at.sum())
        self.lines = tuple("".join(CHARACTERS[c] for c in line) for line in self.taken)

    def guess(self, plain: Lines) -> Guess:
        """Give the zone with its names spelled likely, beside what was seen most clearly."""
        line, start, stop = self.layout.fields[Field.NAMES]
        named = self.lines[line][start:stop]
        names = spelled(self._names, named)
        rest = float(self.logs.max(axis=2)[self._free()].sum())
        row = self.lines[line][:start] + names.text + self.lines[line][stop:]
        return Guess(
            (*self.lines[:line], row, *self.lines[line + 1 :]),
            sure=float(np.exp(self.checked + names.sure + rest)),
            checked=float(np.exp(self.checked)),
            mended=self.lines != plain,
            spelled=names.text != named,
        )

    def _free(self) -> NDArray[np.bool_]:
        """Tell the places that are neither names nor under check digits."""
        free = np.ones(self.taken.shape, np.bool_)
        line, start, stop = self.layout.fields[Field.NAMES]
        free[line, start:stop] = False
        for place in _tape(self.layout):
            free[place.line, place.column] = False
        return free

    @property
    def _names(self) -> Floats:
        line, start, stop = self.layout.fields[Field.NAMES]
        return np.asarray(self.logs[line, start:stop], np.float64)

    def _take_names(self, names: Names) -> None:
        line, start, stop = self.layout.fields[Field.NAMES]
        self.taken[line, start:stop] = [CHARACTERS.index(c) for c in names.text]

    def _checked(self) -> float:
        """Choose the characters under check digits; give how likely they are among the valid."""
        tape = _tape(self.layout)
        best, total = np.full(100, _NEVER), np.full(100, _NEVER)
        best[0] = total[0] = 0.0
        came: list[NDArray[np.intp]] = []
        who, high, whole = self._by_value(tape)
        for number, place in enumerate(tape):
            ways = best[place.came_from] + high[number][:, None]
            came.append(ways.argmax(axis=0))
            best = np.maximum(ways.max(axis=0), _NEVER)
            total = np.logaddexp.reduce(total[place.came_from] + whole[number][:, None], axis=0)
            best[place.barred] = total[place.barred] = _NEVER
        state = 0
        for number in range(len(tape) - 1, -1, -1):
            place, value = tape[number], came[number][state]
            self.taken[place.line, place.column] = who[number, value]
            state = place.came_from[value, state]
        return float(best[0] - total[0])

    def _by_value(self, tape: "Sequence[_Place]") -> tuple[NDArray[np.intp], Floats, Floats]:
        """For each place and residue give the likeliest character, its log and that of them all."""
        rows = [place.line for place in tape], [place.column for place in tape]
        logs = np.where(_OF_VALUE, self.logs[rows][:, None], _NEVER)
        return logs.argmax(axis=2), logs.max(axis=2), np.logaddexp.reduce(logs, axis=2)


_OF_VALUE = np.arange(10)[:, None] == _VALUES[None, :]


@dataclass(frozen=True, slots=True)
class _Place:
    """One character under check digits, and how its value moves the sums.

    A state is ten times the sum of the field under way plus the sum of the whole, both modulo 10.

    Attributes:
        line: where it stands, with `column`.
        column: where it stands in the line.
        came_from: values × states, the state before.
        barred: states in which a check digit does not hold.
    """

    line: int
    column: int
    came_from: NDArray[np.intp]
    barred: NDArray[np.bool_]


@cache
def _tape(layout: Layout) -> Sequence[_Place]:
    """Give all characters under check digits in the order in which the composite has them."""
    *own, whole = layout.checks
    weights: dict[tuple[int, int], int] = {}
    ends = {check.digit for check in own}
    for check in own:
        weights |= dict(zip(_covered(check.covers), _cycle(), strict=False))
        weights[check.digit] = -1
    order = list(_covered(whole.covers))
    of_whole = dict(zip(order, _cycle(), strict=False)) | {whole.digit: -1}
    states = np.arange(100)
    field, every = states // 10, states % 10
    values = np.arange(10)[:, None]
    places = []
    for at in (*order, whole.digit):
        before = (field - values * weights.get(at, 0)) % 10
        came_from = before * 10 + (every - values * of_whole[at]) % 10
        barred = field != 0 if at in ends else np.zeros(100, np.bool_)
        barred = (every != 0) | (field != 0) if at == whole.digit else barred
        places.append(_Place(*at, came_from, barred))
    return tuple(places)


def _covered(spans: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    return [(line, column) for line, start, stop in spans for column in range(start, stop)]


def _cycle() -> Sequence[int]:
    return (7, 3, 1) * 30
