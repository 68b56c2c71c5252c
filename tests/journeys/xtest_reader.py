"""A reader at a real X server: keys pressed by their place through XTEST, whatever the layout."""

import ctypes
from ctypes.util import find_library

from tests.scan.readers import Reader

_SHIFT = 50


def is_installed() -> bool:
    """Tell whether the two libraries are there."""
    return bool(find_library("X11") and find_library("Xtst"))


def fire(text: str) -> None:
    """Press the keys of a US keyboard for a text, one after another without a pause."""
    x11, xtst = ctypes.CDLL(find_library("X11")), ctypes.CDLL(find_library("Xtst"))
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    for key in Reader().keys(text):
        for code, down in _presses(key.scan_code, shift=key.shift):
            xtst.XTestFakeKeyEvent(display, code, down, 0)
    x11.XCloseDisplay(display)


def _presses(code: int, *, shift: bool) -> list[tuple[int, int]]:
    plain = [(code, 1), (code, 0)]
    return [(_SHIFT, 1), *plain, (_SHIFT, 0)] if shift else plain
