"""Readers that type (USB keyboards to the system): their bursts, right under any keyboard layout.

The same keys mean `هض` under an Arabic layout. A key's scan code does not change with the layout,
so a burst is read by scan code as a US keyboard has it, which is what such readers send.
"""

import math
from dataclasses import dataclass, field

from clerk_station.scan.keyboards import Keyboard, us_character, us_texts

GAP_MS = 35.0
"""Keys further apart than this are a person's."""
LEAST = 6
"""Keys that make a burst."""
HICCUP_MS = 120.0
"""Once there is a burst it goes on after a longer gap: a busy machine holds a reader's keys up."""
SUFFIX_MS = 250.0
"""A line end so soon after a burst is the reader's too."""
LONGEST = 2048
"""Keys kept of one burst: twice what the longest code of ours may have."""
_ENDS = "\r\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key that went down.

    Attributes:
        text: what the active layout made of it; empty for arrows and their like.
        at_ms: when, by any clock of milliseconds.
        scan_code: the system's number of the key's place, 0 where it gives none.
        virtual_key: on Windows the number of the key's meaning, 0 where it gives none.
        shift: Shift was held.
        command: Ctrl or Alt was held, so that the key is no character.
        nameless: the system says what was written, and of no key. Windows sends a letter that takes
            two characters, لا, as a key and a nameless second one with the same scan code.
    """

    text: str
    at_ms: float
    scan_code: int = 0
    virtual_key: int = 0
    shift: bool = False
    command: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    r"""What a reader typed in one go.

    Attributes:
        texts: what it may say, likeliest first and at least one: as a US keyboard has the keys, as
            the layout made them, and what other layouts or Caps Lock would have made of it. Lines
            are parted by `\n`, none stands around them. Empty where no key was a character.
        at_ms: when its last key went down.
    """

    texts: tuple[str, ...]
    at_ms: float


@dataclass(slots=True)
class Wedge:
    """Tells bursts from a person's typing. Keys that follow each other quickly are held together.

    Told of each key; whoever tells ends what is held when no key followed in time.
    """

    keyboard: Keyboard = Keyboard.X11
    gap_ms: float = GAP_MS
    least: int = LEAST
    _keys: list[Key] = field(default_factory=list)
    _count: int = 0
    _last_ms: float = -math.inf
    _ended_ms: float = -math.inf

    @property
    def holds(self) -> bool:
        """Whether keys are held of which it is not known yet whose they are, or that a burst is."""
        return self._count > 0

    @property
    def is_burst(self) -> bool:
        """Whether the keys held came too fast for a person."""
        return self._count >= self.least

    @property
    def patience_ms(self) -> float:
        """How long the next key may take to belong to what is held."""
        return HICCUP_MS if self.is_burst else self.gap_ms

    def follows(self, at_ms: float) -> bool:
        """Tell whether a key at this time belongs to what is held."""
        return self.holds and at_ms - self._last_ms <= self.patience_ms

    def is_suffix(self, key: Key) -> bool:
        """Tell whether a key is the late line end of a burst that has ended."""
        late_ms = key.at_ms - self._ended_ms
        return not self.holds and key.text in tuple(_ENDS) and 0 <= late_ms <= SUFFIX_MS

    def press(self, key: Key) -> None:
        """Hold a key that follows, or the first one."""
        self._count += 1
        self._last_ms = key.at_ms
        if len(self._keys) < LONGEST:
            self._keys.append(key)

    def end(self) -> Burst | None:
        """Let go of what is held: a burst, or a person's keys, which are nothing here.

        A line end does not complete a burst by itself: zones have them within. The pause does.
        """
        keys, is_burst = self._keys, self.is_burst
        self._keys, self._count = [], 0
        if not is_burst:
            return None
        self._ended_ms = self._last_ms
        return Burst(texts=_texts(keys, self.keyboard), at_ms=self._last_ms)


def _texts(keys: list[Key], keyboard: Keyboard) -> tuple[str, ...]:
    by_keys = "".join(_character(key, keyboard) for key in _once(keys))
    as_shown = "".join(_shown(key) for key in keys)
    texts = (by_keys, as_shown, *us_texts(as_shown))
    trimmed = [text.strip(_ENDS) for text in texts]
    return tuple(dict.fromkeys([*trimmed, *(text.swapcase() for text in trimmed)]))


def _once(keys: list[Key]) -> list[Key]:
    """Leave out what only continues the key before it."""
    return [
        key
        for key, before in zip(keys, [None, *keys], strict=False)
        if not (key.nameless and before and key.scan_code == before.scan_code != 0)
    ]


def _character(key: Key, keyboard: Keyboard) -> str:
    if key.command:
        return ""
    known = us_character(
        scan_code=key.scan_code,
        virtual_key=key.virtual_key,
        shift=key.shift,
        keyboard=keyboard,
    )
    return _shown(key) if known is None else known


def _shown(key: Key) -> str:
    """Give what the layout wrote, without control characters other than line ends and tabs."""
    text = "" if key.command else key.text.replace("\r", "\n")
    return "".join(c for c in text if c.isprintable() or c in _ENDS)
