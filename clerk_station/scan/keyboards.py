"""Keys by where they lie: what a US keyboard writes with them, and what other layouts would.

Readers that type are US keyboards to the system, whatever layout the clerk has chosen. Scan codes
are those of the first PC keyboard (set 1), which evdev kept; virtual keys are those of Windows.
The other layouts, Arabic (101) and Central Kurdish (Sorani), are as XKB's `ara` and `iq(ku_ara)`
have them, and as Windows does where that differs in what a code of ours needs.
"""

import re
import unicodedata
from enum import IntEnum

from clerk_station.domain.identity import ascii_digits


class Keyboard(IntEnum):
    """What a system adds to the scan codes of the first PC keyboard."""

    WINDOWS = 0
    X11 = 8


_SHIFTED = dict(zip("1234567890-=[];'`\\,./", '!@#$%^&*()_+{}:"~|<>?', strict=True))
_BY_SCAN_CODE = {
    first + n: key
    for first, row in (
        (2, "1234567890-="),
        (15, "\tqwertyuiop[]\n"),
        (30, "asdfghjkl;'`"),
        (43, "\\zxcvbnm,./"),
        (71, "789-456+1230."),
    )
    for n, key in enumerate(row)
} | {55: "*", 57: " ", 86: "<", 96: "\n", 98: "/", 0x11C: "\n", 0x135: "/"}
"""The last of it are keys of the keypad: evdev numbers them anew, Windows marks them with 0x100."""
_KEYPAD = frozenset({55, *range(71, 84)})
_BY_VIRTUAL_KEY = {
    **{ord(key.upper()): key for key in "0123456789abcdefghijklmnopqrstuvwxyz \t"},
    0x0D: "\n",
    **{0x60 + n: str(n) for n in range(10)},
    **dict(zip((0x6A, 0x6B, 0x6D, 0x6E, 0x6F), "*+-./", strict=True)),
    **dict(zip(range(0xBA, 0xC1), ";=,-./`", strict=True)),
    **dict(zip(range(0xDB, 0xDF), "[\\]'", strict=True)),
}


def us_character(
    *, scan_code: int, virtual_key: int, shift: bool, keyboard: Keyboard
) -> str | None:
    """Say what a US keyboard writes with a key, None where nothing tells which key it is.

    The virtual key counts where there is no scan code, and on Windows alone: elsewhere that number
    follows the layout.
    """
    place = scan_code - keyboard
    if scan_code and place in _BY_SCAN_CODE:
        key = _BY_SCAN_CODE[place]
        return key if place in _KEYPAD or not shift else _with_shift(key)
    if scan_code or keyboard is not Keyboard.WINDOWS or virtual_key not in _BY_VIRTUAL_KEY:
        return None
    key = _BY_VIRTUAL_KEY[virtual_key]
    return _with_shift(key) if shift else key


def _with_shift(key: str) -> str:
    return _SHIFTED.get(key, key.upper())


_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`90"
_ARABIC = (
    "ض ص ث ق ف غ ع ه خ ح ج د ش س ي ب ل ا ت ن م ك ط ئ ء ؤ ر لا ى ة و ز ظ ذ 9 0",
    (
        "\u064e \u064b \u064f \u064c لإ إ ` ÷ × ؛ < > \u0650 \u064d ] [ لأ أ ـ ، / : "
        "\" ~ \u0652 } { لآ آ ' , . ؟ \u0651 ) ("
    ),
)
_KURDISH = (
    "ق و ە ر ت ی ئ ح ۆ پ ] [ ا س د ف گ ه ژ ک ل ؛ ' ز خ ج ڤ ب ن م ، . / \u200d 9 0",
    'X X ه ڕ ط ێ ء ع ؤ ث } { آ ش ذ إ غ \u200c أ ك ڵ : " ض ص چ ظ ى ة ـ > < ؟ ÷ ) (',
)


def _way_back(plain: str, shifted: str) -> dict[str, str]:
    """Lead from what a layout writes to US keys; capitals first, because codes have only those."""
    capitals = zip(shifted.split(), map(_with_shift, _KEYS), strict=True)
    small = dict(zip(plain.split(), _KEYS, strict=True))
    return small | dict(reversed(tuple(capitals)))


_WAYS_BACK = (
    _way_back(*_ARABIC) | {"\u2018": "U", "\u2019": "M"},
    _way_back(*_KURDISH) | {"ي": "E", "وو": "W"},
)


def us_texts(text: str) -> tuple[str, ...]:
    """Give what a text may have been on a US keyboard if it was typed under another layout.

    A last resort where the keys themselves are not known: Kurdish writes some of them alike.
    """
    plain = ascii_digits("".join(unicodedata.normalize("NFKC", c) for c in text))
    return tuple(_led_back(plain, way) for way in _WAYS_BACK)


_ARABIC_KEYS = dict(zip(_KEYS, _ARABIC[0].split(), strict=True))


def arabic_text(text: str) -> str:
    """Give what the keys of a US keyboard would have written under an Arabic layout."""
    return "".join(_ARABIC_KEYS.get(key, key) for key in text.lower())


def _led_back(text: str, way: dict[str, str]) -> str:
    longest_first = sorted(way, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(pattern, lambda found: way[found[0]], text)
