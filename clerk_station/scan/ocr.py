"""Reads machine-readable zones from pixels: locate, straighten, read strips, decode by place."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from clerk_station.paths import resources
from clerk_station.scan.belief import Belief, Said, believe
from clerk_station.scan.decode import Guess, decode
from clerk_station.scan.locate import Block, Corners, Painter, by_texture, load_net
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.rectify import Strips, straighten

MOST = 6
"""Places in one picture that are worth reading."""
_LIKE_LINES = 0.35
"""Below this a block does not look like lines of print and is not read."""
_FULL = 0.6
"""Share of a line's characters that must be seen in each line for it to be decoded."""


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """What one frame shows of one zone.

    Attributes:
        belief: what may stand in it; beliefs of several frames make a surer guess.
        guess: the likeliest zone with right check digits, None where there is none.
        capital: height of a capital in pixels of the picture.
    """

    belief: Belief
    guess: Guess | None
    box: Box
    capital: float


class ZoneReader:
    """Finds zones and reads them, with its two networks loaded once."""

    def __init__(self, models: Path | None = None) -> None:
        """Load the networks; about 0.1 s."""
        folder = models or resources() / "models"
        self._painter = Painter(folder)
        self._net = load_net(folder / "mrz-reader.onnx")
        self.glimpsed: tuple[Strips, ...] = ()
        """What looked like lines of print in the last frame, whether or not it was read."""

    def read(self, grey: Grey, *, tries: int = MOST) -> tuple[ZoneRead, ...]:
        """Read every zone that the locator paints: usually none or one.

        Args:
            grey: the picture.
            tries: how many places are read at most, about 25 ms each; a stream has little time.
        """
        self.glimpsed = ()
        reads: list[ZoneRead] = []
        for block in self._painter.find(grey)[:tries]:
            if not any(read.guess and _covers(read.box, block) for read in reads):
                reads += filter(None, [self._read_block(grey, block)])
        whole = [read for read in reads if read.guess]
        return tuple(whole or reads[:1])

    def read_at(self, grey: Grey, corners: Corners) -> ZoneRead | None:
        """Read one zone whose place is known, None if it is no print that the reader knows."""
        return self._read_block(grey, Block(corners))

    def search(self, grey: Grey) -> tuple[ZoneRead, ...]:
        """Read the first zone found by texture: slower, where the locator saw nothing."""
        reads = (self._read_block(grey, block) for block in by_texture(grey))
        return tuple(islice((read for read in reads if read), 1))

    def _read_block(self, grey: Grey, block: Block) -> ZoneRead | None:
        """Read one block the right way up, None where it is no print that the reader knows."""
        strips = straighten(grey, block)
        if strips.clear < _LIKE_LINES:
            return None
        self.glimpsed += (strips,)
        strips, said = self._upright(strips)
        if _seen(said) < _FULL * strips.layout.width:
            return None
        belief = believe(said, strips.layout)
        box = tuple((float(x), float(y)) for x, y in strips.corners)
        return ZoneRead(belief, decode(belief), box, strips.capital)

    def _upright(self, strips: Strips) -> tuple[Strips, Said]:
        """Read all lines both ways up and keep the way that is said more surely.

        One line does not tell: fillers upside down look like fives.
        """
        ways = strips, strips.turned()
        both = self._say(np.concatenate([way.images for way in ways]))
        said = np.split(both, 2)
        surest = int(np.argmax([part.max(axis=2).mean() for part in said]))
        return ways[surest], said[surest]

    def _say(self, images: Grey) -> Said:
        lines = images.astype(np.float32)
        mean = lines.mean(axis=(1, 2), keepdims=True)
        deviation = lines.std(axis=(1, 2), keepdims=True)
        return self._net.run(None, {"lines": ((lines - mean) / (deviation + 1))[:, None]})[0]


def _seen(said: Said) -> int:
    """Count the characters of the emptiest line, as the likeliest classes have them."""
    path = said.argmax(axis=2)
    starts = np.diff(path, axis=1, prepend=0) != 0
    return int((starts & (path > 0)).sum(axis=1).min())


def _covers(box: Box, block: Block) -> bool:
    centre = block.corners.mean(axis=0)
    middle = (float(centre[0]), float(centre[1]))
    return cv2.pointPolygonTest(np.asarray(box, np.float32), middle, measureDist=False) >= 0
