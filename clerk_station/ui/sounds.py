"""Short sounds, each with a twin on the screen: they can be off, or absent, without loss.

The files in resources/sounds are made by this module: `python -m clerk_station.ui.sounds`.
"""

import io
import math
import shutil
import struct
import sys
import wave
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QProcess

from clerk_station.paths import resources

RATE = 22_050
"""Samples a second."""
_FADE_MS = 8
_PLAYERS = (("aplay", "-q"), ("paplay",), ("pw-play",))

Play = Callable[[Path], None]
"""Starts playing a file and returns at once."""


class Sound(StrEnum):
    """What happened, as heard."""

    ATTENDED = "attended"
    ADMITTED = "admitted"
    UNSURE = "unsure"
    REFUSED = "refused"
    TAP = "tap"
    CALLED = "called"


_TONES: dict[Sound, tuple[tuple[int, int], ...]] = {
    Sound.ATTENDED: ((1320, 90),),
    Sound.ADMITTED: ((880, 80), (1320, 80)),
    Sound.UNSURE: ((660, 100), (0, 40), (660, 100)),
    Sound.REFUSED: ((220, 400),),
    Sound.TAP: ((520, 45),),
    Sound.CALLED: ((660, 160), (0, 40), (520, 200)),
}
"""Pitch in hertz (0 is silence) and length in milliseconds, one after another."""


class Sounds:
    """Plays a sound unless sounds are off or the machine cannot."""

    def __init__(self, play: Play | None, *, is_on: bool = True) -> None:
        self._play, self.is_on = play, is_on

    def play(self, sound: Sound) -> None:
        """Let a sound be heard."""
        if self._play is not None and self.is_on:
            self._play(path_of(sound))


def path_of(sound: Sound) -> Path:
    """Say where the file of a sound lies."""
    return resources() / "sounds" / f"{sound}.wav"


def machine_player() -> Play | None:
    """Find what plays sounds on this machine; None where nothing does."""
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - exists on Windows alone

        flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
        return lambda path: winsound.PlaySound(str(path), flags)
    for name, *options in _PLAYERS:
        program = shutil.which(name)
        if program:
            return lambda path: _start(program, [*options, str(path)])
    return None


def wav(sound: Sound) -> bytes:
    """Make the file of a sound: 16 bits, one channel, soft at both ends of each tone."""
    samples = [s for pitch, length in _TONES[sound] for s in _tone(pitch, length)]
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return file.getvalue()


def _tone(pitch: int, length_ms: int) -> list[int]:
    count, fade = RATE * length_ms // 1000, RATE * _FADE_MS // 1000
    return [
        round(
            9000
            * math.sin(2 * math.pi * pitch * n / RATE)
            * min(1.0, n / fade, (count - 1 - n) / fade)
        )
        for n in range(count)
    ]


def _start(program: str, arguments: list[str]) -> None:
    QProcess.startDetached(program, arguments)


if __name__ == "__main__":
    for each in Sound:
        path_of(each).parent.mkdir(parents=True, exist_ok=True)
        path_of(each).write_bytes(wav(each))
