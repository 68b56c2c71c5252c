"""What the screens look like changes only on purpose."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.pictures.compared import changed_blocks
from tests.pictures.sets import DRESSES, FOLDER, Dress, Picture


def kept(name: str) -> Picture:
    """Read a picture that was kept."""
    picture = cv2.imread(str(FOLDER / f"{name}.webp"))
    assert picture is not None, f"{name} was never kept: run `make pictures` and look at it"
    return picture.astype(np.uint8)


@pytest.mark.parametrize("dress", DRESSES, ids=str)
def test_every_screen_looks_as_it_was_kept(
    qapp: QApplication, tmp_path: Path, dress: Dress
) -> None:
    """A picture that looks different is written down beside what was expected."""
    assert qapp.platformName() == os.environ["QT_QPA_PLATFORM"]
    different = {}
    for name, now in dress.pictures():
        blocks = changed_blocks(kept(name), now)
        if blocks:
            different[name] = blocks[:3]
            cv2.imwrite(str(tmp_path / f"{name}.png"), now)
    assert not different, f"look at {tmp_path}; if it is meant, run `make pictures`"


def test_nothing_is_kept_that_no_screen_draws() -> None:
    """Every kept picture belongs to one of the dresses."""
    names = {path.stem for path in FOLDER.glob("*.webp")}
    stray = {name for name in names if not any(name.endswith(f"-{dress}") for dress in DRESSES)}
    assert names
    assert not stray


def test_control_one_changed_word_shows() -> None:
    """The control: where a short word is gone, the picture counts as changed."""
    picture = kept("roster-ar-light-1366")
    other = picture.copy()
    inked = np.argwhere(picture[150:700, 400:1000].max(axis=2) < 90)
    y, x = inked[len(inked) // 2] + (150, 400)
    other[y - 10 : y + 10, x - 15 : x + 15] = picture[y - 30, x - 30]
    assert changed_blocks(picture, other)
    assert not changed_blocks(picture, picture.copy())


def test_the_last_bit_of_a_colour_does_not_show() -> None:
    """What another machine rounds otherwise is no change."""
    picture = kept("roster-ar-light-1366")
    noise = np.random.default_rng(5).integers(-3, 4, picture.shape)
    assert not changed_blocks(picture, (picture + noise).clip(0, 255).astype(np.uint8))
