"""Which letters follow which in names: a weak word where no check digit has one.

Learned when it is first needed from some thousand names of many peoples (resources/names), those
in Arabic script as ICAO transliterates them. Of each letter after the three before it, by
interpolated counts (Witten and Bell, 1991); part of every chance is kept for any letter at all, so
that a name of which nobody thought stays possible.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clerk_station.paths import resources
from clerk_station.scan.arabic import to_latin

Floats = NDArray[np.float32]

EDGE = 27
"""What stands before the first place; 0 is a filler, 1 to 26 are letters."""
WEIGHT = 0.5
"""Share of its word that spelling has: a list of names is not what the next family is called."""
_ANY = 0.2
"""Share of each chance that goes to any letter alike."""
_NEVER = -1e9
_SYMBOLS, _BEFORE = 27, 3


@cache
def follows() -> Floats:
    """Give what `learned` learns from all names, once."""
    return learned(written())


def learned(words: Sequence[str]) -> Floats:
    """Give by how much likelier than any other a symbol follows three more, as a weighted log.

    Of a word's beginning it says which letter, never whether there is one: how many names a person
    has is nobody's guess. After three fillers no letter stands.
    """
    chances = _chances(_counted(words))
    gains = WEIGHT * np.log((1 - _ANY) * chances * _SYMBOLS + _ANY)
    first = gains[0, 0, 0] - np.log(np.exp(gains[0, 0, 0, 1:]).mean())
    first[0] = 0
    table = np.zeros((EDGE + 1,) * _BEFORE + (_SYMBOLS,))
    letters, breaks = slice(1, EDGE), [0, EDGE]
    table[letters, letters, letters] = gains[letters, letters, letters]
    table[breaks, letters, letters] = gains[0, letters, letters]
    table[:, breaks, letters] = gains[0, 0, letters]
    table[:, :, breaks] = first
    table[0, 0, 0, letters] = _NEVER
    return np.asarray(table, np.float32)


def written(folder: Path | None = None) -> Sequence[str]:
    """Give the words of all names as a zone has them."""
    folder = folder or resources() / "names"
    arabic = (to_latin(word).split("<") for word in _words(folder / "arabic.txt"))
    return sorted({*_words(folder / "latin.txt"), *(part for parts in arabic for part in parts)})


def _words(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _counted(words: Sequence[str]) -> NDArray[np.float64]:
    """Count what follows which three, a filler before and after every word."""
    counts = np.zeros((_SYMBOLS,) * (_BEFORE + 1))
    for word in words:
        symbols = [0] * _BEFORE + [ord(letter) - ord("A") + 1 for letter in word] + [0]
        for at in range(_BEFORE, len(symbols)):
            counts[tuple(symbols[at - _BEFORE : at + 1])] += 1
    return counts


def _chances(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Make chances of counts: the fewer were seen, the more those of a shorter past weigh."""
    chances: NDArray[np.float64] = np.full(_SYMBOLS, 1 / _SYMBOLS)
    for past in range(_BEFORE + 1):
        seen = counts.sum(axis=tuple(range(_BEFORE - past)))
        kinds = (seen > 0).sum(axis=-1, keepdims=True)
        weight = seen.sum(axis=-1, keepdims=True) + kinds
        mixed = (seen + kinds * chances) / np.maximum(weight, 1)
        chances = np.where(weight > 0, mixed, chances)
    return chances
