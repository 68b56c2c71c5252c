"""Names are chosen by what was seen; spelling has a word only where that leaves a choice."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.scan.decode import decode
from clerk_station.scan.layout import CHARACTERS
from clerk_station.scan.naming import FAINT, Floats, seen, spelled
from clerk_station.scan.spelling import EDGE, follows
from tests.scan.test_decode import believed
from tests.scan.test_mrz import KHAFAJI

NAME = KHAFAJI[2]
"""XKHFAJY<<ELY and fillers."""
LETTERS = CHARACTERS[11:]


def doubted(text: str, doubts: dict[int, dict[str, float]]) -> Floats:
    """See names without doubt, but for some places and their shares."""
    shares = np.full((len(text), len(CHARACTERS)), 1e-6)
    for place, character in enumerate(text):
        for other, share in doubts.get(place, {character: 1.0}).items():
            shares[place, CHARACTERS.index(other)] = share
    return np.asarray(np.log(shares / shares.sum(axis=1, keepdims=True)), np.float64)


def read(logs: Floats) -> str:
    """Read names by what was seen and by spelling."""
    return spelled(logs, seen(logs).text).text


words = st.lists(st.text(LETTERS, min_size=1, max_size=7), min_size=1, max_size=3)


@given(words, st.floats(0.981, 0.999), st.data())
def test_what_was_seen_clearly_stays_however_rare_the_name(
    parts: list[str], clear: float, data: st.DataObject
) -> None:
    """No letter that was seen with 98 in 100 is ever spelled away, whichever rival has the rest."""
    text = "<".join(parts).ljust(30, "<")[:30]
    rivals = {
        place: data.draw(st.sampled_from(LETTERS.replace(letter, "")))
        for place, letter in enumerate("<".join(parts)[:30])
        if letter != "<"
    }
    doubts = {at: {text[at]: clear, rival: 1 - clear} for at, rival in rivals.items()}
    assert read(doubted(text, doubts)) == text


def test_spelling_decides_between_letters_that_were_both_seen() -> None:
    """Of a name that begins XKHF the doubtful letter is the one that such names have."""
    logs = doubted(NAME, {1: {"X": 0.55, "K": 0.45}})
    assert seen(logs).text == "XX" + NAME[2:]
    assert read(logs) == NAME


def test_a_letter_that_was_hardly_seen_is_no_choice() -> None:
    """What spelling would like best is not taken where next to nothing was seen of it."""
    faint = {1: {"X": 1 - FAINT / 2, "K": FAINT / 2}}
    assert read(doubted(NAME, faint)) == "XX" + NAME[2:]


def test_no_letter_is_spelled_after_the_end_of_the_names() -> None:
    """Specks after three fillers stay fillers, whatever word they would make."""
    specks = {20 + at: {letter: 0.45, "<": 0.55} for at, letter in enumerate("ELY")}
    assert read(doubted(NAME, specks)) == NAME


@given(
    st.dictionaries(
        st.integers(0, 11),
        st.dictionaries(st.sampled_from(LETTERS), st.floats(0.1, 1.0), min_size=2, max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_names_are_as_sure_as_their_share_of_all(doubts: dict[int, dict[str, float]]) -> None:
    """Of all choices the likeliest is taken, as sure as its share; reckoned by trying each."""
    logs = doubted(NAME, doubts)
    weights = {}
    for choice in product(*doubts.values()):
        text = list(NAME)
        for place, letter in zip(doubts, choice, strict=True):
            text[place] = letter
        symbols = [EDGE] * 3 + [0 if c == "<" else LETTERS.index(c) + 1 for c in text]
        spelling = sum(float(follows()[tuple(symbols[at : at + 4])]) for at in range(len(text)))
        sight = sum(
            math.log(doubts[at][c] / sum(doubts[at].values()))
            for at, c in zip(doubts, choice, strict=True)
        )
        weights["".join(text)] = math.exp(spelling + sight)
    names = spelled(logs, seen(logs).text)
    assert weights[names.text] == pytest.approx(max(weights.values()), rel=1e-3)
    share = max(weights.values()) / sum(weights.values())
    assert math.exp(names.sure) == pytest.approx(share, abs=0.02)


def test_a_zone_says_where_spelling_decided() -> None:
    """The guess of a card tells that its names are not as they were seen; checked parts are."""
    guess = decode(believed(KHAFAJI, {(2, 1): {"X": 0.55, "K": 0.45}}))
    assert guess is not None
    assert (guess.lines, guess.spelled, guess.mended) == (KHAFAJI, True, False)
    clear = decode(believed(KHAFAJI, {}))
    assert clear is not None
    assert not clear.spelled
