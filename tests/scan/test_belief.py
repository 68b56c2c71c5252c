"""What frames let one believe: every path of the lattice counts, and frames add up."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from clerk_station.scan.belief import Belief, believe, together
from clerk_station.scan.layout import CHARACTERS, TD1, TD3, Layout, allowed

TIMES, PLACES = 5, 2


def layout_of(*classes: str) -> Layout:
    """Make a size of zone that has nothing but these lines."""
    return Layout(
        name="small", width=len(classes[0]), step_mm=4.2, classes=classes, fields={}, checks=()
    )


def said_of(seed: int, *, lines: int = 1, times: int = TIMES) -> np.ndarray:
    """Make up what a line reader says: log-probabilities of every class at every time."""
    raw = np.random.default_rng(seed).standard_normal((lines, times, 1 + len(CHARACTERS))) * 2
    raw -= np.log(np.exp(raw).sum(axis=2, keepdims=True))
    return raw.astype(np.float32)


def spelled(path: tuple[int, ...]) -> str:
    """Spell a path of classes as CTC does: repeats are one, blanks are none."""
    new = [now for now, last in zip(path, (0, *path), strict=False) if now and now != last]
    return "".join(CHARACTERS[label - 1] for label in new)


def by_every_path(said: np.ndarray, classes: str) -> NDArray[np.float64]:
    """Add up all paths one by one: an independent reckoning of each place's weights."""
    labels = sorted({0} | {CHARACTERS.index(c) + 1 for kind in classes for c in allowed(kind)})
    shares: NDArray[np.float64] = np.zeros((len(classes), len(CHARACTERS)))
    for path in product(labels, repeat=said.shape[1]):
        text = spelled(path)
        fits = len(text) == len(classes) and all(
            c in allowed(kind) for c, kind in zip(text, classes, strict=True)
        )
        if fits:
            weight = np.exp(sum(said[0, time, label] for time, label in enumerate(path)))
            for place, character in enumerate(text):
                shares[place, CHARACTERS.index(character)] += weight
    return shares


@given(st.integers(0, 2**32), st.sampled_from(["SS", "SM", "MM", "MS", "S"]))
def test_every_path_through_the_lattice_counts(seed: int, classes: str) -> None:
    """A place's belief is the share of all allowed paths in which a character begins there."""
    said = said_of(seed)
    belief, weights = believe(said, layout_of(classes)), by_every_path(said, classes)
    shares = weights / weights.sum(axis=1, keepdims=True)
    assert np.exp(belief.logs[0]) == pytest.approx(shares, abs=1e-3)
    assert belief.fit * len(classes) == pytest.approx(np.log(weights[0].sum()), abs=1e-3)


def test_lines_are_believed_independently() -> None:
    """Lines taken together come out as each alone."""
    said = said_of(7, lines=3, times=14)
    classes = ("AXN", "NDX", "SXX")
    together = believe(said, layout_of(*classes)).logs
    for line in range(3):
        alone = believe(said[line : line + 1], layout_of(classes[line])).logs[0]
        assert together[line] == pytest.approx(alone, abs=1e-4)


def test_a_letter_is_never_believed_where_digits_must_stand() -> None:
    """Where the reader sees an O and the layout has a digit, the likeliest digit is believed."""
    said = np.full((1, 6, 1 + len(CHARACTERS)), -9.0, np.float32)
    for time, likely in ((1, "O"), (4, "7")):
        said[0, time, 1 + CHARACTERS.index(likely)] = -0.1
    said[0, 1, 1 + CHARACTERS.index("0")] = -1.0
    said[0, (0, 2, 3, 5), 0] = -0.1
    for classes, text in (("DD", "07"), ("XX", "O7")):
        likeliest = believe(said, layout_of(classes)).logs[0].argmax(axis=1)
        assert "".join(CHARACTERS[at] for at in likeliest) == text


EVEN, GAP = (2, 6, 10, 14, 18), (2, 6, 14, 18, 22)


@pytest.mark.parametrize("times", [EVEN, GAP])
def test_a_missed_character_is_seen_by_its_gap(times: tuple[int, ...]) -> None:
    """On a fixed pitch a gap of two steps means that one was missed, however sure the others."""
    said = np.full((1, 24, 1 + len(CHARACTERS)), -9.0, np.float32)
    said[0, :, 0] = -0.1
    said[0, times, 0] = -9.0
    said[0, times, 1 + CHARACTERS.index("7")] = -0.1
    assert believe(said, layout_of("DDDDD")).even is (times == EVEN)


def sharp(text: str, *, layout: Layout, clear: float = 0.97) -> Belief:
    """Believe in one zone, the same share everywhere."""
    logs = np.full((len(layout.classes), layout.width, len(CHARACTERS)), (1 - clear) / 36)
    for line, row in enumerate(text.split("|")):
        logs[line, range(layout.width), [CHARACTERS.index(c) for c in row]] = clear
    return Belief(layout, np.log(logs).astype(np.float32), even=True)


CARD = "|".join(("A" * 30, "7" * 30, "<" * 30))
OTHER = "|".join(("A" * 26 + "BBBB", "7" * 30, "<" * 30))


def test_two_frames_that_read_places_differently_are_of_two_cards() -> None:
    """Four places that both saw clearly and that differ are a contradiction; blurred ones never."""
    one = sharp(CARD, layout=TD1)
    assert one.contradicts(sharp(OTHER, layout=TD1))
    assert not one.contradicts(sharp(OTHER, layout=TD1, clear=0.8))
    assert not one.contradicts(sharp(OTHER.replace("BBBB", "ABBB"), layout=TD1))
    assert one.contradicts(sharp("|".join(("A" * 44, "7" * 44)), layout=TD3))


def doubting(*places: int) -> Belief:
    """Believe in a card, but for some places of its first line in which nothing was seen."""
    belief = sharp(CARD, layout=TD1)
    belief.logs[0, places] = -np.log(len(CHARACTERS))
    return belief


def test_frames_that_say_the_same_are_one() -> None:
    """A blur that lies on four frames alike leaves the same doubt as on one."""
    dim = sharp(CARD, layout=TD1, clear=0.5)
    four = together([dim] * 4)
    assert four.frames == 4
    assert four.logs == pytest.approx(dim.logs, abs=1e-3)


def test_frames_that_doubt_different_places_are_surer_together() -> None:
    """What noise hides in one frame stands out in another, but never as in frames without noise."""
    one, other = doubting(3, 4), doubting(8, 9)
    both = together([one, other])
    assert np.exp(both.logs).sum(axis=2) == pytest.approx(1, abs=1e-3)
    assert both.logs[0, 3].max() > one.logs[0, 3].max() + 3
    assert both.logs[0, 3].max() < other.logs[0, 3].max()
    alike = together([one, one])
    assert alike.logs[0, 3].max() == pytest.approx(one.logs[0, 3].max(), abs=1e-3)


def test_a_second_look_at_one_frame_is_no_second_frame() -> None:
    """What two looks at one frame agree on is no surer than each said, and stays one frame."""
    dim = sharp(CARD, layout=TD1, clear=0.5)
    again = dim.and_look(dim)
    assert again.frames == 1
    assert again.logs == pytest.approx(dim.logs, abs=1e-3)
