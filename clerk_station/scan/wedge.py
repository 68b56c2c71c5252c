"""Readers that type (USB keyboards to the system): their bursts, right under any keyboard layout.

The same keys mean `هض` under an Arabic layout. A key's scan code does not change with the layout,
so a burst is read by scan code as a US keyboard has it, which is what such readers send.
"""

from dataclasses import dataclass, field
from enum import IntEnum

GAP_MS = 35.0
"""Keys further apart than this are a person's."""
LEAST = 6
"""Characters that make a burst."""

_PLAIN = {
    **dict(zip(range(2, 14), "1234567890-=", strict=True)),
    15: "\t",
    **dict(zip(range(16, 28), "qwertyuiop[]", strict=True)),
    28: "\n",
    **dict(zip(range(30, 42), "asdfghjkl;'`", strict=True)),
    **dict(zip(range(43, 54), "\\zxcvbnm,./", strict=True)),
    57: " ",
    86: "<",
    96: "\n",
}
_SHIFTED = {
    **dict(zip(range(2, 14), "!@#$%^&*()_+", strict=True)),
    **{code: key.upper() for code, key in _PLAIN.items() if key.isalpha()},
    26: "{",
    27: "}",
    39: ":",
    40: '"',
    41: "~",
    43: "|",
    51: "<",
    52: ">",
    53: "?",
    86: ">",
}
_ENDS = frozenset("\n\r")


class Keyboard(IntEnum):
    """What a system adds to the scan codes of the first PC keyboard."""

    WINDOWS = 0
    X11 = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key that went down.

    Attributes:
        text: what the active layout made of it; empty for Shift and its like.
        scan_code: the system's number of the key, None where it gives none.
        shift: Shift was held.
    """

    text: str
    at_ms: float
    scan_code: int | None = None
    shift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    r"""What a reader typed in one go.

    Attributes:
        text: as a US keyboard has it, line ends within a zone as `\\n`, none at the end.
        typed: how many characters reached the focused field under the active layout.
    """

    text: str
    typed: int
    at_ms: float


@dataclass(slots=True)
class Wedge:
    """Tells bursts from a person's typing; fed with every key, and with the time in pauses."""

    keyboard: Keyboard = Keyboard.X11
    gap_ms: float = GAP_MS
    least: int = LEAST
    _keys: list[Key] = field(default_factory=list)

    def press(self, key: Key) -> Burst | None:
        """Take a key; gives the burst that this key shows to be complete.

        A line end does not complete a burst by itself: zones have them within. The pause does.
        """
        done = self.pause(key.at_ms)
        if key.text or key.scan_code is not None:
            self._keys.append(key)
        return done

    def pause(self, at_ms: float) -> Burst | None:
        """Tell the time; gives the burst that ended when no key came for longer than the gap."""
        if not self._keys or at_ms - self._keys[-1].at_ms <= self.gap_ms:
            return None
        keys, self._keys = self._keys, []
        written = [(self._character(key), key) for key in keys]
        text = "".join(character for character, _ in written).strip("\r\n")
        if len(text) < self.least:
            return None
        typed = sum(len(key.text) for _, key in written if key.text not in _ENDS)
        return Burst(text=text, typed=typed, at_ms=keys[-1].at_ms)

    @property
    def suspects(self) -> bool:
        """Whether the keys so far came too fast for a person: then Enter is not the clerk's."""
        return len(self._keys) >= self.least

    def _character(self, key: Key) -> str:
        if key.scan_code is None:
            return key.text.replace("\r", "\n")
        code = key.scan_code - self.keyboard
        if code in _PLAIN:
            return (_SHIFTED if key.shift else _PLAIN).get(code, _PLAIN[code])
        return key.text.replace("\r", "\n") if key.text.isprintable() else ""
