"""How names are spelled: learned from a list, and of use beyond it."""

from collections.abc import Sequence

import numpy as np
import pytest

from clerk_station.scan.spelling import EDGE, WEIGHT, Floats, follows, learned, written


def liking(word: str, table: Floats) -> float:
    """Add up how likely each letter of a word and its end follow what stands before them."""
    symbols = [EDGE] * 3 + [ord(letter) - 64 for letter in word] + [0]
    return float(sum(table[tuple(symbols[at - 3 : at + 1])] for at in range(3, len(symbols))))


def jumbled(word: str, rng: np.random.Generator) -> str:
    """Write the letters of a word in another order."""
    return "".join(rng.permutation(list(word)))


def liked(words: Sequence[str], table: Floats) -> float:
    """Give the share of words that are likelier than their jumbled letters."""
    rng = np.random.default_rng(3)
    likelier = [liking(word, table) > liking(jumbled(word, rng), table) for word in words]
    return sum(likelier) / len(likelier)


def test_names_are_written_as_a_zone_has_them() -> None:
    """The list holds thousands of words of capitals, those in Arabic script transliterated."""
    words = written()
    assert len(words) > 3000
    assert all(word.isascii() and word.isalpha() and word.isupper() for word in words)
    assert "XKHFAJY" in words


def test_what_names_teach_holds_for_names_that_were_not_among_them() -> None:
    """Nine in ten unknown names are likelier than their letters jumbled, if names were learned."""
    names = [word for word in written() if len(set(word)) > 4]
    taught, others = names[::2], names[1::2]
    assert liked(others, learned(taught)) > 0.9
    rng = np.random.default_rng(4)
    assert liked(others, learned([jumbled(word, rng) for word in taught])) < 0.65


def test_every_letter_stays_possible() -> None:
    """Within a word the chances of what follows add up to one, and none is nought."""
    within = np.exp(follows()[1:EDGE, 1:EDGE, 1:EDGE].astype(np.float64) / WEIGHT) / 27
    assert within.sum(axis=-1) == pytest.approx(1, abs=1e-3)
    assert within.min() > 0.005


def test_how_many_names_a_person_has_is_not_guessed() -> None:
    """Where a word has ended, another filler weighs as much as any letter; after three, all."""
    table = follows().astype(np.float64)
    after = table[1, 1, 0]
    assert after[0] == 0
    assert np.exp(after[1:]).mean() == pytest.approx(1, abs=1e-3)
    assert table[0, 0, 0, 1:].max() < -1e6
