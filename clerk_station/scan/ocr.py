"""Reads machine-readable zones from pixels: locate, straighten, read strips, decode by place."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from clerk_station.paths import resources
from clerk_station.scan.grammar import Said, confidence, decode, seen
from clerk_station.scan.layout import TD1, Layout, Lines
from clerk_station.scan.locate import Block, Corners, Painter, by_texture, load_net
from clerk_station.scan.mrz import check_lines
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.rectify import Strips, straighten

UNIFIED_CARD = ("AAAAA" + "X" * 9 + "D" + "N" * 15, *TD1.classes[1:])
"""What may stand where on a card that starts with IDIRQ: its optional data are digits."""
_LIKE_LINES = 0.35
"""Below this a block does not look like lines of print and is not read."""
_FULL = 0.6
"""Share of a line's characters that must be seen in each line for it to be decoded."""
_SENSELESS = -60.0
"""Log-probability of a line below which it is made of something else than print."""


GUESSED = 0.5
"""Margin (`grammar.Line`) below which a character was guessed, whatever the check digits say."""


@dataclass(frozen=True, slots=True)
class ZoneRead:
    """Lines read from one frame; whether they are right is for check digits and score to say.

    Attributes:
        score: log-probability of the least sure line: 0 is sure.
        margin: how sure the least sure character is (`grammar.Line`): 0 and below are guesses.
        capital: height of a capital in pixels of the picture.
    """

    lines: Lines
    score: float
    margin: float
    box: Box
    capital: float

    @property
    def holds(self) -> bool:
        """Whether all check digits hold and no character was a mere guess."""
        return self.margin > GUESSED and not check_lines(self.lines)


class ZoneReader:
    """Finds zones and reads them, with its two networks loaded once."""

    def __init__(self, models: Path | None = None) -> None:
        """Load the networks; about 0.1 s."""
        folder = models or resources() / "models"
        self._painter = Painter(folder)
        self._net = load_net(folder / "mrz-reader.onnx")
        self.glimpsed: tuple[Strips, ...] = ()
        """What looked like lines of print in the last frame, whether or not it was read."""

    def read(self, grey: Grey) -> tuple[ZoneRead, ...]:
        """Read every zone that the locator paints: usually none or one."""
        self.glimpsed = ()
        reads: list[ZoneRead] = []
        for block in self._painter.find(grey):
            if not any(read.holds and _covers(read.box, block) for read in reads):
                reads += filter(None, [self._read_block(grey, block)])
        whole = [read for read in reads if read.holds]
        return tuple(whole or reads[:1])

    def read_at(self, grey: Grey, corners: Corners) -> ZoneRead | None:
        """Read one zone whose place is known, None if it is no print that the reader knows."""
        return self._read_block(grey, Block(corners))

    def search(self, grey: Grey) -> tuple[ZoneRead, ...]:
        """Read the first zone found by texture: slower, where the locator saw nothing."""
        reads = (self._read_block(grey, block) for block in by_texture(grey))
        return tuple(islice((read for read in reads if read), 1))

    def _read_block(self, grey: Grey, block: Block) -> ZoneRead | None:
        """Read one block both ways up, None where it is no print that the reader knows."""
        strips = straighten(grey, block)
        if strips.clear < _LIKE_LINES:
            return None
        self.glimpsed += (strips,)
        ways = (strips, strips.turned())
        said = self._say(np.concatenate([way.images for way in ways]))
        count = len(strips.images)
        heard = [(confidence(part), part) for part in (said[:count], said[count:])]
        way = 0 if heard[0][0] >= heard[1][0] else 1
        if seen(heard[way][1]) < _FULL * strips.layout.width:
            return None
        read = _decoded(heard[way][1], ways[way])
        return read if read.score > _SENSELESS else None

    def _say(self, images: Grey) -> Said:
        lines = images.astype(np.float32)
        mean = lines.mean(axis=(1, 2), keepdims=True)
        deviation = lines.std(axis=(1, 2), keepdims=True)
        return self._net.run(None, {"lines": ((lines - mean) / (deviation + 1))[:, None]})[0]


def _covers(box: Box, block: Block) -> bool:
    centre = block.corners.mean(axis=0)
    middle = (float(centre[0]), float(centre[1]))
    return cv2.pointPolygonTest(np.asarray(box, np.float32), middle, measureDist=False) >= 0


def _decoded(said: Said, strips: Strips) -> ZoneRead:
    layout: Layout = strips.layout
    lines = decode(said, layout.classes)
    if layout is TD1 and lines[0].text.startswith("IDIRQ"):
        lines = decode(said, UNIFIED_CARD)
    score = min(line.score for line in lines)
    box = tuple((float(x), float(y)) for x, y in strips.corners)
    margin = min(line.margin for line in lines)
    return ZoneRead(tuple(line.text for line in lines), score, margin, box, strips.capital)
