"""The rehearsal's drawings: made-up cards and the frames that a webcam makes of them."""

from pathlib import Path

import numpy as np
import pytest

from clerk_station.errors import StationError
from clerk_station.rehearsal.draw_card import draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, film, photograph, write_clip
from clerk_station.scan.camera import Clip
from clerk_station.scan.reading import Symbology
from tests.scan.conftest import LINES


def test_the_same_conditions_give_the_same_frame() -> None:
    """A frame depends on its sheet and conditions alone; another seed gives another."""
    sheet = draw_card(LINES, seed=1)
    first, again, other = (
        photograph(sheet, Conditions.drawn(seed, hardness=0.5)).picture for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_card_says_where_its_zone_is() -> None:
    """The zone's corners enclose dark print on a lighter card."""
    sheet = draw_card(LINES, seed=1)
    left, top = sheet.zone.min(axis=0).astype(int)
    right, bottom = sheet.zone.max(axis=0).astype(int)
    within = sheet.picture[top:bottom, left:right].mean()
    above = sheet.picture[top - (bottom - top) : top, left:right].mean()
    assert within < above - 20
    assert len(draw_card([], seed=1).zone) == 0


def test_the_part_aimed_at_fills_the_frame() -> None:
    """Aiming at a part of a page brings it nearer."""
    sheet = draw_code(Symbology.QR, "F-1", module=4)
    whole = photograph(sheet, Conditions(seed=1))
    part = photograph(sheet, Conditions(seed=1), aim=(0.25, 0.25, 0.75, 0.75))
    assert np.ptp(part.zone[:, 0]) == pytest.approx(2 * np.ptp(whole.zone[:, 0]), rel=0.02)


def test_a_clip_keeps_its_frames(tmp_path: Path) -> None:
    """What was filmed is what a clip shows, frame by frame."""
    frames = film(draw_card(LINES, seed=1), Conditions(seed=2, size=(640, 360)), frames=5)
    clip = Clip(write_clip(frames, tmp_path / "new" / "card.avi"))
    clip.open()
    for frame in frames:
        shown = clip.read()
        assert shown is not None
        assert np.abs(shown.astype(int) - frame).mean() < 6
    assert clip.read() is None
    clip.close()


def test_a_clip_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    """Where a folder lies in place of the file, a sentence says what to do."""
    (tmp_path / "card.avi").mkdir()
    frames = film(None, Conditions(seed=2, size=(160, 90)), frames=2)
    with pytest.raises(StationError):
        write_clip(frames, tmp_path / "card.avi")


def test_a_clip_of_mixed_sizes_is_refused(tmp_path: Path) -> None:
    """Frames of another size would be dropped in silence; the control is a clip of one size."""
    small, large = Conditions(seed=1, size=(320, 180)), Conditions(seed=1, size=(640, 360))
    frames = [*film(None, small, frames=1), *film(None, large, frames=1)]
    assert write_clip(frames[:1], tmp_path / "a.avi").exists()
    with pytest.raises(ValueError, match="one size"):
        write_clip(frames, tmp_path / "b.avi")
