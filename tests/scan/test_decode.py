"""The likeliest zone with all check digits right, and how sure it is."""

import math
from datetime import date
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.people import BirthDate, Sex
from clerk_station.rehearsal.mrz_lines import mrz_lines_for
from clerk_station.scan.belief import Belief
from clerk_station.scan.decode import UNIFIED_CARD, decode, likeliest
from clerk_station.scan.layout import CHARACTERS, TD1, TD3, allowed
from clerk_station.scan.mrz import check_lines, layout_of
from tests.scan.test_mrz import FATIMA, GORAN, KHAFAJI, PASSPORT

FOREIGN = mrz_lines_for(
    "X4K88T019",
    birth=BirthDate(1983, 8, 12),
    sex=Sex.FEMALE,
    expiry=date(2031, 8, 1),
    given="LENA",
    surname="BEISPIEL",
    issuer="D",
)
LONG_NUMBER = mrz_lines_for(
    "D23145890734",
    birth=BirthDate(1974, 7, 12),
    sex=Sex.MALE,
    expiry=date(2031, 7, 1),
    given="KARIM",
    surname="EXEMPLE",
    issuer="BEL",
)


def believed(lines: tuple[str, ...], doubts: dict[tuple[int, int], dict[str, float]]) -> Belief:
    """Believe in a zone without doubt, but for some places and their shares."""
    layout = layout_of(lines)
    assert layout is not None
    shares = np.full((len(lines), layout.width, len(CHARACTERS)), 1e-6)
    for line, row in enumerate(lines):
        for place, character in enumerate(row):
            here = doubts.get((line, place), {character: 1.0})
            for other, share in here.items():
                shares[line, place, CHARACTERS.index(other)] = share
    shares /= shares.sum(axis=2, keepdims=True)
    return Belief(layout, np.log(shares).astype(np.float32), even=True)


def changed(lines: tuple[str, ...], at: tuple[int, int], character: str) -> tuple[str, ...]:
    """Give the lines with another character at one place."""
    rows = list(lines)
    rows[at[0]] = rows[at[0]][: at[1]] + character + rows[at[0]][at[1] + 1 :]
    return tuple(rows)


@pytest.mark.parametrize("lines", [KHAFAJI, FATIMA, GORAN, PASSPORT, FOREIGN, LONG_NUMBER])
def test_a_clear_zone_is_taken_as_it_is(lines: tuple[str, ...]) -> None:
    """Cards with and without surname, foreign ones, long numbers and passports are sure."""
    guess = decode(believed(lines, {}))
    assert guess is not None
    assert guess.lines == lines
    assert not guess.mended
    assert guess.sure > 0.99


PLACES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 29)), min_size=1, max_size=4, unique=True
)


@given(PLACES, st.randoms(use_true_random=False))
def test_the_likeliest_valid_zone_is_found(places: list[tuple[int, int]], chance: Random) -> None:
    """Of all zones with right check digits it is the likeliest, and as sure as its share of them.

    Reckoned independently: every combination of the doubtful characters is tried.
    """
    doubts = {}
    for line, place in places:
        kinds = sorted(allowed(UNIFIED_CARD[line][place]))
        rivals = {KHAFAJI[line][place], *chance.sample(kinds, min(3, len(kinds)))}
        doubts[line, place] = {rival: chance.uniform(0.05, 1.0) for rival in sorted(rivals)}
    belief = believed(KHAFAJI, doubts)
    weights: dict[tuple[str, ...], float] = {}
    for choice in product(*(doubts[at] for at in places)):
        lines: tuple[str, ...] = KHAFAJI
        for at, character in zip(places, choice, strict=True):
            lines = changed(lines, at, character)
        if not check_lines(lines):
            shares = zip(places, choice, strict=True)
            weights[lines] = math.prod(
                [doubts[at][c] / sum(doubts[at].values()) for at, c in shares]
            )
    guess = decode(belief)
    assert guess is not None
    best = max(weights.values())
    assert weights[guess.lines] == pytest.approx(best)
    assert guess.sure == pytest.approx(best / sum(weights.values()), abs=0.02)


def test_check_digits_decide_between_what_looks_alike_and_that_is_mended() -> None:
    """Where the seen character breaks a check digit and its twin does not, the twin is meant."""
    doubt = {(1, 0): {"6": 0.6, "8": 0.4}}
    guess = decode(believed(KHAFAJI, doubt))
    assert guess is not None
    assert (guess.lines, guess.mended) == (KHAFAJI, True)


def test_nothing_is_mended_against_what_was_seen_clearly() -> None:
    """A card that is printed with a wrong check digit is no card, however little is wrong."""
    wrong = changed(KHAFAJI, (1, 6), "5")
    assert decode(believed(wrong, {})) is None
    assert likeliest(believed(wrong, {})) == wrong


def test_twins_that_no_check_digit_tells_apart_leave_doubt() -> None:
    """An A and a K weigh the same, so a zone that may have either is not sure."""
    doubt = {(0, 5): {"A": 0.55, "K": 0.45}}
    guess = decode(believed(KHAFAJI, doubt))
    assert guess is not None
    assert guess.sure < 0.6


def test_no_filler_stands_in_the_number_of_a_unified_card() -> None:
    """A filler weighs as an A does, but the number of that card has none, so it was an A."""
    doubt = {(0, 5): {"<": 0.6, "A": 0.4}}
    guess = decode(believed(KHAFAJI, doubt))
    assert guess is not None
    assert (guess.lines, guess.mended) == (KHAFAJI, True)


def test_a_desk_expects_the_unified_card() -> None:
    """Where the state is half seen it is Iraq; where another is seen clearly it is that one."""
    half = {(0, 4): {"O": 0.6, "Q": 0.4}, (1, 17): {"O": 0.7, "Q": 0.3}}
    guess = decode(believed(KHAFAJI, half))
    assert guess is not None
    assert (guess.lines, guess.mended) == (KHAFAJI, True)
    clear = decode(believed(FOREIGN, {}))
    assert clear is not None
    assert clear.lines == FOREIGN


def test_no_letter_stands_after_the_end_of_the_names() -> None:
    """Specks after the names are no letters, because three fillers end them."""
    names = {(2, 25): {"C": 0.6, "<": 0.4}}
    guess = decode(believed(KHAFAJI, names))
    assert guess is not None
    assert guess.lines == KHAFAJI
    within = {(2, 7): {"C": 0.6, "<": 0.4}}
    assert likeliest(believed(KHAFAJI, within))[2] == "XKHFAJYC<ELY".ljust(30, "<")


def test_lines_of_a_passport_are_mended_too() -> None:
    """The check digits of two long lines decide as those of three short ones do."""
    doubt = {(1, 3): {"4": 0.7, "3": 0.3}}
    guess = decode(believed(PASSPORT, doubt))
    assert guess is not None
    assert (guess.lines, guess.mended) == (PASSPORT, True)
    assert layout_of(guess.lines) is TD3
    assert layout_of(KHAFAJI) is TD1
