"""Successive frames of one zone make a surer reading; those of another do not mix with it."""

from dataclasses import replace

import pytest

from clerk_station.scan.belief import Belief
from clerk_station.scan.decode import Guess, decode
from clerk_station.scan.gather import FRAMES, Gathering, accepted
from clerk_station.scan.ocr import ZoneRead
from tests.scan.test_decode import believed
from tests.scan.test_mrz import FATIMA, KHAFAJI

BLURRED = {(0, 5): {"A": 0.6, "K": 0.4}, (2, 0): {"X": 0.6, "K": 0.4}}
"""Two places that no check digit decides."""
LEFT, RIGHT = {(0, 5): {"A": 0.8, "K": 0.2}}, {(2, 0): {"X": 0.8, "K": 0.2}}


def read_of(belief: Belief) -> ZoneRead:
    """Make what one frame shows."""
    return ZoneRead(belief, decode(belief), (), 16.0)


def test_frames_that_doubt_different_places_are_sure_together() -> None:
    """A card of which every frame leaves another doubt is certain after two, and not before."""
    gathering = Gathering()
    first = gathering.add(read_of(believed(KHAFAJI, LEFT)), at_ms=0)
    second = gathering.add(read_of(believed(KHAFAJI, RIGHT)), at_ms=66)
    assert [accepted(first), accepted(second)] == [False, True]


def test_a_card_that_lies_still_is_not_believed_for_being_shown_again() -> None:
    """The same blurred picture a hundred times is no better witness than once."""
    gathering = Gathering()
    blurred = read_of(believed(KHAFAJI, BLURRED))
    assert not any(accepted(gathering.add(blurred, at_ms=66.0 * n)) for n in range(100))


def test_one_frame_counts_once_however_often_it_is_told() -> None:
    """Two zones of one frame, or one told twice, are no two frames: mended, they stay unsure."""
    gathering = Gathering()
    mended = read_of(believed(KHAFAJI, {(1, 0): {"6": 0.6, "8": 0.4}}))
    assert mended.guess is not None
    assert mended.guess.mended
    reads = [gathering.add(mended, at_ms=66.0) for _ in range(5)]
    assert {read.belief.frames for read in reads} == {1}
    assert not any(map(accepted, reads))


def test_another_card_is_not_mixed_with_the_last() -> None:
    """The card of the wife, laid over that of the husband, is read alone and at once."""
    gathering = Gathering()
    gathering.add(read_of(believed(KHAFAJI, {})), at_ms=0)
    other = gathering.add(read_of(believed(FATIMA, {})), at_ms=66)
    assert other.belief.frames == 1
    assert other.guess is not None
    assert other.guess.lines == FATIMA


def test_a_frame_cut_out_wrongly_does_not_spoil_the_others() -> None:
    """A frame that contradicts its neighbours is left out; they still count together."""
    gathering = Gathering()
    gathering.add(read_of(believed(KHAFAJI, BLURRED)), at_ms=0)
    gathering.add(read_of(believed(FATIMA, {})), at_ms=66)
    third = gathering.add(read_of(believed(KHAFAJI, BLURRED)), at_ms=132)
    assert third.belief.frames == 2


def test_what_fits_no_zone_has_no_word() -> None:
    """A frame in which something else was cut out is not put together with those of the card."""
    gathering = Gathering()
    blurred = believed(KHAFAJI, BLURRED)
    gathering.add(read_of(replace(blurred, fit=-0.5)), at_ms=0)
    assert gathering.place(at_ms=50) is None
    assert gathering.add(read_of(blurred), at_ms=66).belief.frames == 1
    assert gathering.add(read_of(replace(blurred, fit=-0.5)), at_ms=132).belief.frames == 1
    assert gathering.add(read_of(blurred), at_ms=198).belief.frames == 2


def test_a_frame_that_is_certain_needs_no_other() -> None:
    """One clear frame after two bad ones is accepted as if it were alone."""
    gathering = Gathering()
    for number in range(2):
        gathering.add(read_of(believed(KHAFAJI, BLURRED)), at_ms=66.0 * number)
    clear = gathering.add(read_of(believed(KHAFAJI, {})), at_ms=132)
    assert clear.belief.frames == 1
    assert accepted(clear)


def test_the_clearest_frame_lately_tells_where_a_zone_lies() -> None:
    """Not the newest, if that was hardly seen; and none when the card has left the view."""
    gathering = Gathering()
    clear = replace(believed(KHAFAJI, BLURRED), fit=-0.01)
    gathering.add(read_of(replace(clear, fit=-0.2)), at_ms=0)
    best = read_of(clear)
    gathering.add(best, at_ms=66)
    gathering.add(read_of(replace(clear, fit=-0.1)), at_ms=132)
    assert gathering.place(at_ms=198) is best
    assert gathering.place(at_ms=2_000) is None


def test_frames_of_a_card_that_left_are_forgotten() -> None:
    """What was in view two seconds ago says nothing of what is there now; nor do many frames."""
    gathering = Gathering()
    blurred = read_of(believed(KHAFAJI, BLURRED))
    gathering.add(blurred, at_ms=0)
    assert gathering.add(blurred, at_ms=2_000).belief.frames == 1
    for number in range(20):
        held = gathering.add(blurred, at_ms=2_066 + 66 * number)
    assert held.belief.frames <= FRAMES + 1


@pytest.mark.parametrize(
    ("guess", "frames", "even", "certain"),
    [
        (Guess(KHAFAJI, 0.99, 1.0, mended=False), 1, True, True),
        (Guess(KHAFAJI, 0.99, 1.0, mended=True), 1, True, False),
        (Guess(KHAFAJI, 0.99, 1.0, mended=False, spelled=True), 1, True, False),
        (Guess(KHAFAJI, 0.995, 1.0, mended=True), 3, True, True),
        (Guess(KHAFAJI, 0.60, 1.0, mended=False), 1, True, False),
        (Guess(KHAFAJI, 0.60, 1.0, mended=False), 3, True, False),
        (Guess(KHAFAJI, 0.99, 1.0, mended=False), 1, False, False),
        (None, 3, True, False),
    ],
)
def test_what_is_accepted(guess: Guess | None, frames: int, *, even: bool, certain: bool) -> None:
    """One clear frame is enough, never one that check digits or spelling mended, nor one unsure."""
    belief = replace(believed(KHAFAJI, {}), even=even, frames=frames)
    assert accepted(ZoneRead(belief, guess, (), 16.0)) is certain
