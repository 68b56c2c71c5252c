"""Reads machine-readable zones from pixels: locate, straighten, read strips, decode by place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from clerk_station.paths import resources
from clerk_station.scan.belief import Belief, Said, believe
from clerk_station.scan.decode import Guess, decode
from clerk_station.scan.layout import CHARACTERS, TD1, Layout, Lines
from clerk_station.scan.locate import WIDTH, Block, Corners, Painter, by_texture, load_net
from clerk_station.scan.mrz import check_lines
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Box
from clerk_station.scan.rectify import Strips, moved, straighten

LIKELY, MENDED_LIKELY = 0.5, 0.9
"""How sure (`Guess.checked`) a zone must be to be shown at all, as it was seen and as mended."""
MOST = 6
"""Places in one picture that are worth reading."""
_CLEAR = float(np.log(0.9))
"""Mean log-probability from which lines that make no valid zone were yet seen clearly."""
_SURE = 0.9
"""Below this a zone is looked at twice."""
_HALF = 2
"""Pixels of a strip, half of what the line reader moves on at a time."""
_LIKE_LINES = 0.35
"""Below this a block does not look like lines of print and is not read."""
FITS = -0.3
"""How well lines must fit a zone (`Belief.fit`): below, something else was cut out."""
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

    @property
    def is_likely(self) -> bool:
        """Whether its characters under check digits are likely so and in no other way."""
        if self.guess is None:
            return False
        return self.guess.checked >= (MENDED_LIKELY if self.guess.mended else LIKELY)

    @property
    def is_clear(self) -> bool:
        """Whether every place was seen well, on the whole: print of this face and size."""
        return float(self.belief.logs.max(axis=2).mean()) > _CLEAR


class ZoneReader:
    """Finds zones and reads them, with its two networks loaded once."""

    def __init__(self, models: Path | None = None) -> None:
        """Load the networks; about 0.1 s."""
        folder = models or resources() / "models"
        self._painter = Painter(folder)
        self._net = load_net(folder / "mrz-reader.onnx")
        self.glimpsed: tuple[Strips, ...] = ()
        """What looked like lines of print in the last frame, whether or not it was read."""

    def read(self, grey: Grey, *, widths: Sequence[int] = (WIDTH,)) -> tuple[ZoneRead, ...]:
        """Read every zone that the locator paints: usually none or one.

        Args:
            grey: the picture.
            widths: sizes (`Painter.find`) in which it is looked at until a zone is found.
        """
        self.glimpsed = ()
        reads: list[ZoneRead] = []
        for width in widths:
            for block in self._painter.find(grey, width=width)[:MOST]:
                if not any(read.is_likely and _covers(read.box, block) for read in reads):
                    reads += filter(None, [self._read_block(grey, block)])
            likely = tuple(read for read in reads if read.is_likely)
            if likely:
                return likely
        return tuple(reads[:1])

    def first(self, grey: Grey, *, tries: int, width: int = WIDTH) -> ZoneRead | None:
        """Read the first likely zone among so many places, or else what fits a zone best."""
        self.glimpsed = ()
        reads: list[ZoneRead] = []
        for block in self._painter.find(grey, width=width)[:tries]:
            reads += filter(None, [self._read_block(grey, block)])
            if reads and reads[-1].is_likely:
                break
        return max(reads, key=fitness, default=None)

    def read_at(
        self, grey: Grey, corners: Corners, *, known: Layout | None = None
    ) -> ZoneRead | None:
        """Read one zone whose place is known, None if it is no print that the reader knows.

        With `known`, one of that layout was there a moment ago.
        """
        self.glimpsed = ()
        return self._read_block(grey, Block(corners), known=known)

    def search(self, grey: Grey) -> tuple[ZoneRead, ...]:
        """Read the first zone found by texture: slower, where the locator saw nothing."""
        reads = (self._read_block(grey, block) for block in by_texture(grey))
        return tuple(islice((read for read in reads if read and read.is_likely), 1))

    def _read_block(
        self, grey: Grey, block: Block, *, known: Layout | None = None
    ) -> ZoneRead | None:
        """Read one block the right way up, None where it is no print that the reader knows."""
        strips = straighten(grey, block, known=known)
        if strips.clear < _LIKE_LINES:
            return None
        self.glimpsed += (strips,)
        strips, said = self._upright(strips)
        if off := _lines_off(_spelled(said), strips.layout.width):
            strips = moved(grey, strips, off)
            said = self._say(strips.images)
        if min(map(len, _spelled(said))) < _FULL * strips.layout.width:
            return None
        belief = believe(said, strips.layout)
        if belief.fit < FITS and strips.layout is TD1:
            strips, belief = self._a_line_off(grey, strips, belief)
        guess = decode(belief)
        if guess is None or guess.sure < _SURE:
            belief = belief.and_look(believe(self._say(_beside(strips.images)), strips.layout))
            guess = decode(belief)
        box = tuple((float(x), float(y)) for x, y in strips.corners)
        return ZoneRead(belief, guess, box, strips.capital)

    def _a_line_off(self, grey: Grey, strips: Strips, belief: Belief) -> tuple[Strips, Belief]:
        """Take the lines for those a line further up or down where these fit a zone better."""
        best = strips, belief
        for lines in (-1, 1):
            other = moved(grey, strips, lines)
            seen = believe(self._say(other.images), strips.layout)
            best = max(best, (other, seen), key=lambda one: one[1].fit)
        return best

    def _upright(self, strips: Strips) -> tuple[Strips, Said]:
        """Read the lines, and where they make no zone at once also upside down; keep the surer.

        One line does not tell which way is up: fillers upside down look like fives.
        """
        said = self._say(strips.images)
        if not check_lines(_spelled(said)):
            return strips, said
        turned = strips.turned()
        upside_down = self._say(turned.images)
        surer = upside_down.max(axis=2).mean() > said.max(axis=2).mean()
        return (turned, upside_down) if surer else (strips, said)

    def _say(self, images: Grey) -> Said:
        lines = images.astype(np.float32)
        mean = lines.mean(axis=(1, 2), keepdims=True)
        deviation = lines.std(axis=(1, 2), keepdims=True)
        return self._net.run(None, {"lines": ((lines - mean) / (deviation + 1))[:, None]})[0]


def both(one: ZoneRead | None, other: ZoneRead | None) -> ZoneRead | None:
    """Put two cuts of one zone out of one frame together, as two looks; else take the fitter."""
    if one is None or other is None or one.belief.contradicts(other.belief):
        return max(filter(None, (one, other)), key=fitness, default=None)
    if min(one.belief.fit, other.belief.fit) < FITS:
        return max((one, other), key=fitness)
    belief = one.belief.and_look(other.belief)
    return replace(max((one, other), key=fitness), belief=belief, guess=decode(belief))


def fitness(read: ZoneRead) -> tuple[bool, float]:
    """Order zones: the likely above the others, and then by how well they fit."""
    return read.is_likely, read.belief.fit


def _beside(images: Grey) -> Grey:
    """Move lines by half a step of the line reader, which so sees them with other eyes."""
    return np.pad(images, ((0, 0), (0, 0), (_HALF, 0)), mode="edge")[:, :, :-_HALF]


def _spelled(said: Said) -> Lines:
    """Spell each line as the likeliest class at each time has it: repeats are one, blanks none."""
    path = said.argmax(axis=2)
    starts = (np.diff(path, axis=1, prepend=0) != 0) & (path > 0)
    lines = (at[new] - 1 for at, new in zip(path, starts, strict=True))
    return tuple("".join(CHARACTERS[c] for c in line) for line in lines)


def _lines_off(lines: Lines, width: int) -> int:
    """Tell by how many lines a card's zone was missed: two lines are full, and one end is empty."""
    full = [len(line) >= _FULL * width for line in lines]
    if len(full) == 3 and full[1] and full[0] is not full[2]:
        return -1 if full[0] else 1
    return 0


def _covers(box: Box, block: Block) -> bool:
    centre = block.corners.mean(axis=0)
    middle = (float(centre[0]), float(centre[1]))
    return cv2.pointPolygonTest(np.asarray(box, np.float32), middle, measureDist=False) >= 0
