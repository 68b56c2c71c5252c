"""Folders of frames with their truth, and what an engine said of them.

Runs where nothing of ours is installed: the rivals' environment has OpenCV and numpy alone.
"""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""A frame as OpenCV has it: height × width × 3, blue-green-red."""

FIELDS = ("file", "kind", "tier", "text", "other_text", "quad")
QR, CODE128, MRZ, NEGATIVE, BURST, ANY = "qr", "c128", "mrz", "neg", "burst", "any"
"""Kinds of frame; `any` is a photograph of which the truth says only the text."""
PHOTOGRAPH = "photograph"
"""The tier of a photograph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One frame and what stands in it.

    Attributes:
        path: of the picture.
        kind: see QR and its neighbours.
        tier: easy, medium, hard, or PHOTOGRAPH.
        text: what it says, a zone's lines joined by `|`; empty where nothing does.
        others: what else may be read on it without being false.
        quad: eight numbers, the corners of code or zone clockwise from its own top left.
    """

    path: Path
    kind: str
    tier: str
    text: str
    others: frozenset[str] = frozenset()
    quad: tuple[float, ...] = ()

    @property
    def stream(self) -> str:
        """What frames of the same sheet have in common: bursts are numbered at the end."""
        return self.path.stem.rpartition("_")[0] if self.kind == BURST else self.path.stem

    def image(self) -> Image:
        """Load the picture.

        Raises:
            FileNotFoundError: there is none.
        """
        loaded = cv2.imread(str(self.path), cv2.IMREAD_COLOR)
        if loaded is None:
            raise FileNotFoundError(self.path)
        return np.asarray(loaded, np.uint8)


@dataclass(frozen=True, slots=True)
class Said:
    """One text that an engine read; not certain where it asks for a second frame."""

    text: str
    certain: bool = True


Reads = Callable[[Image, Case], Sequence[Said]]
Ends = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One thing that reads frames.

    Attributes:
        title: as the table has it.
        kinds: the frames that it is shown.
        build: imports and loads it, and gives what reads a frame.
        most: of each kind it is shown so many frames, 0 for all.
    """

    title: str
    kinds: tuple[str, ...]
    build: Callable[[], Reads]
    most: int = 0

    def shown(self, cases: Sequence[Case]) -> Sequence[Case]:
        """Choose what the engine is shown."""
        wanted = [case for case in cases if case.kind in self.kinds]
        return _first(wanted, self.most) if self.most else wanted


def cases_in(folder: Path, *, bare: bool = False, most: int = 0) -> list[Case]:
    """Read a folder's truth.csv, or with `bare` any csv there that has a file and a text.

    With `most`, only so many frames of each kind.
    """
    files = sorted(folder.glob("*.csv")) if bare else [folder / "truth.csv"]
    rows: list[dict[str, Any]] = []
    for file in files:
        with file.open(newline="", encoding="utf-8") as lines:
            rows += csv.DictReader(lines)
    cases = [_case(folder, row) for row in rows]
    return _first(cases, most) if most else cases


def _first(cases: Sequence[Case], most: int) -> list[Case]:
    """Take the first of each kind."""
    counts: Counter[str] = Counter()
    kept = []
    for case in cases:
        counts[case.kind] += 1
        if counts[case.kind] <= most:
            kept.append(case)
    return kept


def _case(folder: Path, row: dict[str, Any]) -> Case:
    text = row["text"] or ""
    return Case(
        path=folder / row["file"],
        kind=row.get("kind") or _kind(text),
        tier=row.get("tier") or PHOTOGRAPH,
        text=text,
        others=frozenset(filter(None, [row.get("other_text")])),
        quad=tuple(map(float, (row.get("quad") or "").split())),
    )


def _kind(text: str) -> str:
    sizes = [len(line) for line in text.split("|")]
    if sizes in ([30] * 3, [44] * 2):
        return MRZ
    return ANY if text else NEGATIVE
