"""Finds the symbols of a Code128 whose blurred picture is nearest to what was seen, exactly.

What a symbol costs depends on itself and, through blur, on its neighbours alone; so the best of
all sequences is found step by step (Viterbi). With the remainder of the weighted sum as a further
coordinate the same steps find the best sequence whose check symbol holds, and the next best.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerk_station.scan import code128
from clerk_station.scan.products import products

Array = NDArray[np.float64]

FINE = 4
"""Samples of a module."""
REACH = 3
"""Modules over which blur spreads an edge, to either side."""
PAPER = 6
"""Modules of paper on either side that belong to the picture of a code."""
_CANDIDATES = 8
"""Symbols at each place that are let into the search for codes that check."""
_NEVER = 1e12
_LENGTH = code128.MODULES * FINE
_SPREAD = REACH * FINE


@dataclass(frozen=True, slots=True)
class Checked:
    """The best code that checks, how far it is from what was seen, and how far the next best."""

    values: tuple[int, ...]
    misfit: float
    next_misfit: float


class Trellis:
    """All sequences of so many symbols, and how far each is from what was seen."""

    def __init__(self, level: Array, contrast: Array, blur: Array, count: int) -> None:
        """Take what was seen.

        Args:
            level: 0 is paper and 1 is ink; `PAPER` modules, the code, `PAPER` modules.
            contrast: how much each sample counts.
            blur: the picture of a point, 2 × `REACH` × `FINE` + 1 samples.
            count: symbols, from start to check.
        """
        stop = np.convolve(np.repeat(code128.stop(), FINE), blur)
        begins = PAPER * FINE + count * _LENGTH - _SPREAD
        level = level.copy()
        level[begins : begins + len(stop)] -= stop
        power = contrast * contrast
        drawn = _drawn(blur)
        self._rest = float(power @ (level * level))
        self._alone = _alone(drawn, level, power, count)
        joins = PAPER * FINE + _LENGTH * np.arange(1, count)
        self._beside = _beside(drawn)
        self._force = np.array([power[j - _SPREAD : j + _SPREAD].mean() for j in joins])
        self._first = self._forward()
        self.misfit = float(self._first[-1].min()) + self._rest

    def best(self) -> tuple[int, ...]:
        """Give the likeliest symbols, whether or not they check."""
        values = [int(self._first[-1].argmin())]
        for place in range(len(self._force) - 1, -1, -1):
            before = self._first[place] + self._force[place] * self._beside[:, values[-1]]
            values.append(int(before.argmin()))
        return tuple(reversed(values))

    def checked(self) -> Checked:
        """Give the likeliest symbols that check, and how far behind the next ones are."""
        choice = self._choice()
        weights = code128.weights(len(choice))
        there = [self._entry(choice, weights)]
        for place in range(1, len(choice)):
            there.append(self._onward(there[-1], choice, weights, place))
        back = [np.where(np.arange(code128.CHECK) == 0, 0.0, _NEVER) * np.ones((_CANDIDATES, 1))]
        for place in range(len(choice) - 1, 0, -1):
            back.append(self._backward(back[-1], choice, weights, place))
        opposite = -np.arange(code128.CHECK) % code128.CHECK
        whole = [(a + b[:, opposite]).min(axis=1) for a, b in zip(there, back[::-1], strict=True)]
        ranked = np.sort(np.stack(whole), axis=1)
        return Checked(
            tuple(int(some[costs.argmin()]) for some, costs in zip(choice, whole, strict=True)),
            float(ranked[:, 0].min()) + self._rest,
            float(ranked[:, 1].min()) + self._rest,
        )

    def _forward(self) -> Array:
        """Give the least cost of all sequences up to each symbol at each place."""
        costs = [self._alone[0]]
        for alone, force in zip(self._alone[1:], self._force, strict=True):
            costs.append((costs[-1][:, None] + force * self._beside).min(axis=0) + alone)
        return np.stack(costs)

    def _choice(self) -> list[NDArray[np.intp]]:
        """Give the symbols at each place that are on the cheapest whole sequences."""
        after = np.zeros(len(self._beside))
        whole = [self._first[-1]]
        for place in range(len(self._force) - 1, -1, -1):
            onward = self._alone[place + 1] + after
            after = (self._force[place] * self._beside + onward).min(axis=1)
            whole.append(self._first[place] + after)
        return [np.argpartition(costs, _CANDIDATES)[:_CANDIDATES] for costs in reversed(whole)]

    def _entry(self, choice: list[NDArray[np.intp]], weights: NDArray[np.int64]) -> Array:
        costs = np.full((_CANDIDATES, code128.CHECK), _NEVER)
        costs[np.arange(_CANDIDATES), choice[0] * weights[0] % code128.CHECK] = self._alone[0][
            choice[0]
        ]
        return costs

    def _onward(
        self,
        costs: Array,
        choice: list[NDArray[np.intp]],
        weights: NDArray[np.int64],
        place: int,
    ) -> Array:
        """Go on by one symbol: costs by candidate and remainder of the weighted sum so far."""
        before, here = choice[place - 1], choice[place]
        joined = self._force[place - 1] * self._beside[np.ix_(before, here)]
        turned = costs[:, _turn(here * weights[place])]
        return np.asarray(
            (turned + joined[:, :, None]).min(axis=0) + self._alone[place][here][:, None]
        )

    def _backward(
        self,
        costs: Array,
        choice: list[NDArray[np.intp]],
        weights: NDArray[np.int64],
        place: int,
    ) -> Array:
        """Go back by one symbol: costs of all that follows, by the remainder that it adds."""
        before, here = choice[place - 1], choice[place]
        joined = self._force[place - 1] * self._beside[np.ix_(before, here)]
        turn = _turn(here * weights[place])
        turned = np.take_along_axis(costs, turn, axis=1) + self._alone[place][here][:, None]
        return np.asarray((joined[:, :, None] + turned[None]).min(axis=1))


def _turn(added: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give for each symbol and remainder the remainder before the symbol was added."""
    return (np.arange(code128.CHECK) - added[:, None]) % code128.CHECK


def _drawn(blur: Array) -> Array:
    """Draw every symbol and blur it; it then reaches beyond its own place on both sides."""
    ink = np.repeat(code128.symbols().astype(np.float64), FINE, axis=1)
    drawn = np.zeros((len(ink), _LENGTH + len(blur) - 1))
    for shift, share in enumerate(blur):
        drawn[:, shift : shift + _LENGTH] += share * ink
    return drawn


def _alone(drawn: Array, level: Array, power: Array, count: int) -> Array:
    """Give what each symbol costs at each place, neighbours aside; starts belong to the first."""
    places = PAPER * FINE - _SPREAD + _LENGTH * np.arange(count)[:, None]
    windows = places + np.arange(drawn.shape[1])
    weighed = power[windows]
    own, met = products(weighed, drawn * drawn), products(weighed * level[windows], drawn)
    costs = np.asarray(own - 2 * met)
    starts = np.zeros(drawn.shape[0], bool)
    starts[list(code128.STARTS)] = True
    costs[0, ~starts] += _NEVER
    costs[1:, starts] += _NEVER
    return costs


def _beside(drawn: Array) -> Array:
    """Give what two symbols cost more, or less, because their blurred edges overlap."""
    overlap = 2 * _SPREAD
    tails, heads = drawn[:, _LENGTH:].copy(), drawn[:, :overlap].copy()
    return np.asarray(2 * products(tails, heads))
