"""Chooses the names of a zone: by what was seen alone, and with a word of how names are spelled.

No check digit covers names. Spelling decides only between characters that were all seen somehow:
where one was seen clearly it stays, however rare the name.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clerk_station.scan.layout import CHARACTERS
from clerk_station.scan.spelling import EDGE, follows

Floats = NDArray[np.float64]

FAINT = 0.02
"""What was seen with less than this share of the likeliest is no choice for spelling."""
_CHOICES = 6
_FILLERS = 3
"""So many fillers in a row end the names."""
_NEVER = -1e9
_SYMBOLS = [0, *range(11, 37)]
"""Filler and letters in CHARACTERS."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a zone, fillers and all, and how sure they are among all names, as a log."""

    text: str
    sure: float


def seen(logs: Floats) -> Names:
    """Choose the likeliest names after whose end no letter stands.

    Args:
        logs: places × CHARACTERS, log-probabilities.
    """
    letter, is_letter = logs[:, 1:].max(axis=1), logs[:, 1:].argmax(axis=1) + 1
    any_letter = np.logaddexp.reduce(logs[:, 1:], axis=1)
    best, total = np.full(_FILLERS + 1, _NEVER), np.full(_FILLERS + 1, _NEVER)
    best[0] = total[0] = 0.0
    came: list[list[int]] = []
    for filler, one, all_ in zip(logs[:, 0], letter, any_letter, strict=True):
        from_run = int(best[:_FILLERS].argmax())
        at_end = _FILLERS if best[_FILLERS] > best[_FILLERS - 1] else _FILLERS - 1
        came.append([from_run, *range(_FILLERS - 1), at_end])
        run = best[:_FILLERS].max() + one
        best = np.array([run, *(best[: _FILLERS - 1] + filler), best[at_end] + filler])
        run = np.logaddexp.reduce(total[:_FILLERS]) + all_
        last = np.logaddexp(total[_FILLERS - 1], total[_FILLERS]) + filler
        total = np.array([run, *(total[: _FILLERS - 1] + filler), last])
    state, text = int(best.argmax()), []
    high = float(best.max())
    for place in range(len(logs) - 1, -1, -1):
        text.append(CHARACTERS[is_letter[place]] if state == 0 else "<")
        state = came[place][state]
    return Names("".join(reversed(text)), high - float(np.logaddexp.reduce(total)))


def spelled(logs: Floats, plain: str) -> Names:
    """Choose names by what was seen and by spelling together.

    Args:
        logs: as `seen` has them.
        plain: what `seen` chose.
    """
    shares = logs[:, _SYMBOLS]
    among = [_choices(share, at) for share, at in zip(shares, _symbols(plain), strict=True)]
    kept = sum(float(np.logaddexp.reduce(s[one])) for s, one in zip(shares, among, strict=True))
    before = [np.array([EDGE])] * 3 + among
    best = total = np.zeros((1, 1, 1))
    came: list[NDArray[np.intp]] = []
    for place, share in enumerate(shares):
        step = follows()[np.ix_(*before[place : place + 4])] + share[among[place]]
        ways = best[..., None] + step
        came.append(ways.argmax(axis=0))
        best, total = ways.max(axis=0), np.logaddexp.reduce(total[..., None] + step, axis=0)
    first, second, third = (int(at) for at in np.unravel_index(best.argmax(), best.shape))
    chosen: list[int] = []
    for place in range(len(shares) - 1, -1, -1):
        chosen.append(int(among[place][third]))
        first, second, third = int(came[place][first, second, third]), first, second
    text = "".join(CHARACTERS[_SYMBOLS[at]] for at in reversed(chosen))
    sure = float(best.max() - np.logaddexp.reduce(total, axis=None))
    return Names(text, sure + kept)


def _symbols(text: str) -> list[int]:
    return [_SYMBOLS.index(CHARACTERS.index(character)) for character in text]


def _choices(share: Floats, plain: int) -> NDArray[np.intp]:
    """Give the symbols of a place between which spelling may decide, what was taken among them."""
    likeliest = np.argsort(-share)[:_CHOICES]
    near = likeliest[share[likeliest] > share.max() + np.log(FAINT)]
    return np.union1d(near, [plain])
