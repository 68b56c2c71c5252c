"""A one-time code drawn in a terminal is read by the desk's camera."""

import numpy as np
import zxingcpp

from clerk_station.paper.terminal import qr_text
from sync.enrol import make_code, read_code

CODE = make_code(lambda _: 482109375562)
_LIGHT = {"\u2588": (255, 255), "\u2580": (255, 0), "\u2584": (0, 255), " ": (0, 0)}


def seen(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Give a terminal's text as the camera sees it, eight pixels a module."""
    rows = [
        [_LIGHT[letter][half] for letter in line] for line in text.split("\n") for half in (0, 1)
    ]
    modules = np.array(rows, dtype=np.uint8)
    return modules.repeat(8, axis=0).repeat(8, axis=1)


def test_the_code_is_read_from_the_terminal() -> None:
    """What the camera reads passes the same door as what is typed."""
    (found,) = zxingcpp.read_barcodes(seen(qr_text(CODE)))
    assert read_code(found.text) == CODE


def test_control_an_inverted_terminal_is_another_picture() -> None:
    """The control: the picture depends on what is light, and still reads where it is turned."""
    upright, turned = seen(qr_text(CODE)), 255 - seen(qr_text(CODE))
    assert not (upright == turned).any()
