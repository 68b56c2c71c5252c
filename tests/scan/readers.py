"""Readers that type, and people who do: their keys as each system and layout would report them.

`bursts.json` holds bursts recorded on a real X server under real layouts (setxkbmap `us`, `ara` and
`iq(ku_ara)`), keys pressed by their place. What Windows reports is made here after Qt's own source:
plain set-1 scan codes, virtual keys, and a letter of two characters as a key and a nameless one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clerk_station.scan.keyboards import Keyboard
from clerk_station.scan.wedge import Burst, Key, Wedge

_RECORDED = Path(__file__).with_name("bursts.json")
_SHIFTED = dict(zip('!@#$%^&*()_+{}:"~|<>?', "1234567890-=[];'`\\,./", strict=True))
_PLACES = {
    **dict(zip("1234567890-=", range(2, 14), strict=True)),
    **dict(zip("qwertyuiop[]", range(16, 28), strict=True)),
    **dict(zip("asdfghjkl;'`", range(30, 42), strict=True)),
    **dict(zip("\\zxcvbnm,./", range(43, 54), strict=True)),
    "\n": 28,
    "\t": 15,
    " ": 57,
}
_OEM = dict(zip(";=,-./`[\\]'", (*range(0xBA, 0xC1), *range(0xDB, 0xDF)), strict=True))
ALPHABET = "".join(_SHIFTED) + "".join(_PLACES) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""All that a reader set to a US keyboard can type."""


def _shown(keys: str, shown: str) -> dict[str, str]:
    return dict(zip(keys, shown.split(), strict=True))


_LETTERS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_CAPITALS = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?~()'
_ARABIC = _shown(
    _LETTERS + "`", "ض ص ث ق ف غ ع ه خ ح ج د ش س ي ب ل ا ت ن م ك ط ئ ء ؤ ر ﻻ ى ة و ز ظ ذ"
) | _shown(
    _CAPITALS,
    "\u064e \u064b \u064f \u064c ﻹ إ ` ÷ × ؛ < > \u0650 \u064d ] [ ﻷ أ ـ ، / : "
    "\" ~ \u0652 } { ﻵ آ ' , . ؟ \u0651 ) (",
)
_KURDISH = _shown(
    _LETTERS + "1234567890",
    "ق و ە ر ت ی ئ ح ۆ پ ] [ ا س د ف گ ه ژ ک ل ؛ ' ز خ ج ڤ ب ن م ، . / ١ ٢ ٣ ٤ ٥ ٦ ٧ ٨ ٩ ٠",
) | _shown(
    _CAPITALS + "_",
    'X X ه ڕ ط ێ ء ع ؤ ث } { آ ش ذ إ غ \u200c أ ك ڵ : " ض ص چ ظ ى ة ـ > < ؟ ÷ ) ( ـ',
)
LAYOUTS: dict[str, dict[str, str]] = {"us": {}, "ara": _ARABIC, "iq(ku_ara)": _KURDISH}
"""What each layout writes with the keys of a US character, where it differs."""
_TWO = {"ﻻ": "لا", "ﻹ": "لإ", "ﻷ": "لأ", "ﻵ": "لآ"}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader at a machine: which system, which layout, how quick."""

    keyboard: Keyboard = Keyboard.X11
    layout: str = "us"
    gap_ms: float = 8.0
    knows_keys: bool = True
    """False where the system gives no scan codes, as some remote desktops."""

    def keys(self, text: str, *, at_ms: float = 1000.0) -> list[Key]:
        """Type a text."""
        return [
            key
            for n, character in enumerate(text)
            for key in self._one(character, at_ms + n * self.gap_ms)
        ]

    def _one(self, character: str, at_ms: float) -> Iterator[Key]:
        plain = _SHIFTED.get(character, character.lower())
        shown = LAYOUTS[self.layout].get(character, character).replace("\n", "\r")
        on_windows = self.keyboard is Keyboard.WINDOWS
        parts = _TWO.get(shown, shown) if on_windows else shown
        for n, part in enumerate(parts if on_windows else [parts]):
            yield Key(
                text=part,
                at_ms=at_ms,
                scan_code=_PLACES[plain] + self.keyboard if self.knows_keys else 0,
                virtual_key=virtual_key(plain) if on_windows and self.knows_keys else 0,
                shift=character in _SHIFTED or character.isupper(),
                nameless=n > 0,
            )


def virtual_key(plain: str) -> int:
    """Give Windows' number of a key by what a US keyboard writes with it."""
    return 0x0D if plain == "\n" else _OEM.get(plain, ord(plain.upper()))


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A burst as a real X server reported it."""

    layout: str
    sent: str
    keys: tuple[Key, ...]


def recorded() -> list[Recorded]:
    """Give all recorded bursts."""
    return [
        Recorded(
            layout=burst["layout"],
            sent=burst["sent"],
            keys=tuple(
                Key(text=text, at_ms=at_ms, scan_code=scan, virtual_key=virtual, shift=shift == "1")
                for text, at_ms, scan, virtual, shift in zip(
                    burst["text"],
                    burst["at_ms"],
                    burst["scan_code"],
                    burst["virtual_key"],
                    burst["shift"],
                    strict=True,
                )
            ),
        )
        for burst in json.loads(_RECORDED.read_text(encoding="utf-8"))
    ]


def bursts_of(keys: list[Key], wedge: Wedge) -> list[Burst]:
    """Press all keys as the window does, then let time pass."""
    ended = []
    for key in keys:
        if not wedge.follows(key.at_ms):
            ended.append(wedge.end())
            if wedge.is_suffix(key):
                continue
        wedge.press(key)
    ended.append(wedge.end())
    return [burst for burst in ended if burst is not None]
