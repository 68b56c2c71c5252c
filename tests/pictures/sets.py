"""Which pictures are kept: every state in Arabic, the telling ones in every other dress."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from clerk_station.ui.gallery.drawing import drawn
from clerk_station.ui.palette import Theme

FOLDER = Path(__file__).parent
NOW = 10_000.0
TELLING = frozenset({
    "sign-in", "waiting", "roster", "roster-ready", "refused", "unsure", "nobody",
    "task-absence", "task-search", "day", "today", "letters-0", "matters-manager", "settings",
})  # fmt: skip

Picture = NDArray[np.uint8]
"""Height × width × 3 in BGR."""


@dataclass(frozen=True, slots=True)
class Dress:
    """A language, a theme and a size of the window; whether every state is kept in it."""

    language: str
    theme: Theme = Theme.LIGHT
    size: tuple[int, int] = (1366, 768)
    whole: bool = False

    def __str__(self) -> str:
        """Name it as its pictures are named."""
        return f"{self.language}-{self.theme}-{self.size[0]}"

    def pictures(self) -> Iterator[tuple[str, Picture]]:
        """Draw what is kept in this dress; needs a QApplication."""
        states = drawn(language=self.language, chosen=self.theme, size=self.size, now=lambda: NOW)
        for name, image in states:
            if self.whole or name in TELLING:
                yield f"{name}-{self}", _pixels(image)


DRESSES = (
    Dress("ar", whole=True),
    Dress("en"),
    Dress("ar", Theme.DARK),
    Dress("ar", Theme.CONTRAST),
    Dress("ar", size=(1024, 768)),
    Dress("en", size=(1024, 768)),
    Dress("ckb"),
    Dress("ar", size=(910, 512)),
)
"""The last is what is left of 1366×768 where everything is drawn at 150 %."""


def _pixels(image: QImage) -> Picture:
    """Copy a picture out of Qt; the last channel of its four is not used."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    shape = (plain.height(), plain.bytesPerLine() // 4, 4)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(shape)
    return pixels[:, : plain.width(), :3].copy()
