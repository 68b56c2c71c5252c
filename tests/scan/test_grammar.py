"""Decoding by place: exactly as many characters as the zone has, each where it may stand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.scan.grammar import decode
from clerk_station.scan.layout import ALLOWED, CHARACTERS

TIMES = 14


def said_of(seed: int, *, times: int = TIMES, sharp: float = 3.0) -> np.ndarray:
    """Make up what a line reader says: log-probabilities of every class at every time."""
    rng = np.random.default_rng(seed)
    raw = rng.standard_normal((1, times, 1 + len(CHARACTERS))) * sharp
    raw -= np.log(np.exp(raw).sum(axis=2, keepdims=True))
    return raw.astype(np.float32)


def best_alignment(said: np.ndarray, text: str) -> float:
    """Give the log-probability of the best path that spells a text: an independent reckoning."""
    labels = [0]
    for character in text:
        labels += [CHARACTERS.index(character) + 1, 0]
    score = np.full(len(labels), -np.inf)
    score[0], score[1] = said[0, 0, 0], said[0, 0, labels[1]]
    for time in range(1, said.shape[1]):
        last, score = score, np.full(len(labels), -np.inf)
        for place, label in enumerate(labels):
            ways = [last[place], last[place - 1] if place else -np.inf]
            if place > 1 and label and label != labels[place - 2]:
                ways.append(last[place - 2])
            score[place] = max(ways) + said[0, time, label]
    return float(max(score[-1], score[-2]))


@given(st.integers(0, 2**32), st.text(alphabet="ANDSX", min_size=1, max_size=5))
def test_the_likeliest_allowed_line_is_found(seed: int, classes: str) -> None:
    """What is decoded is allowed, has its true score, and no neighbour scores higher."""
    said = said_of(seed)
    (line,) = decode(said, (classes,))
    assert len(line.text) == len(classes)
    assert all(c in ALLOWED[kind] for c, kind in zip(line.text, classes, strict=True))
    assert line.score == pytest.approx(best_alignment(said, line.text), abs=1e-3)
    for place, kind in enumerate(classes):
        for other in ALLOWED[kind]:
            neighbour = line.text[:place] + other + line.text[place + 1 :]
            assert best_alignment(said, neighbour) <= line.score + 1e-3


def test_a_letter_never_stands_where_digits_must() -> None:
    """Where the reader sees an O and the layout has a digit, the likeliest digit is taken."""
    said = np.full((1, 6, 1 + len(CHARACTERS)), -9.0, np.float32)
    for time, likely in ((1, "O"), (4, "7")):
        said[0, time, 1 + CHARACTERS.index(likely)] = -0.1
    said[0, 1, 1 + CHARACTERS.index("0")] = -1.0
    said[0, (0, 2, 3, 5), 0] = -0.1
    assert decode(said, ("DD",))[0].text == "07"
    assert decode(said, ("XX",))[0].text == "O7"


def test_doubled_characters_are_kept() -> None:
    """Fillers side by side, with a blank between them, are as many as there are."""
    said = np.full((1, 9, 1 + len(CHARACTERS)), -9.0, np.float32)
    said[0, ::2, 0] = -0.1
    said[0, 1::2, 1 + CHARACTERS.index("<")] = -0.1
    assert decode(said, ("AAAA",))[0].text == "<<<<"


def test_lines_are_decoded_independently() -> None:
    """Lines decoded together come out as each alone."""
    many = np.concatenate([said_of(seed) for seed in range(4)])
    classes = ("AXN", "NDX", "SXX", "XXX")
    together = decode(many, classes)
    alone = [decode(many[i : i + 1], classes[i : i + 1])[0] for i in range(4)]
    assert list(together) == alone


def test_a_missed_character_makes_a_line_a_guess() -> None:
    """On a fixed pitch a gap of two steps means that one was missed, however sure the others."""
    even = np.full((1, 24, 1 + len(CHARACTERS)), -9.0, np.float32)
    even[0, :, 0] = -0.1
    gap = even.copy()
    for said, times in ((even, (2, 6, 10, 14, 18)), (gap, (2, 6, 14, 18, 22))):
        said[0, times, 0] = -9.0
        said[0, times, 1 + CHARACTERS.index("7")] = -0.1
    assert decode(even, ("DDDDD",))[0].margin > 5
    assert decode(gap, ("DDDDD",))[0].text == "77777"
    assert decode(gap, ("DDDDD",))[0].margin < 0
