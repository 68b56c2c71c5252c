"""How well and how fast the scanner reads: `python -m tests.benchmarks.scan [--frames DIR]`.

With `--frames` it reads a folder of pictures with a truth.csv (columns file, kind, tier, text,
other_text), else it draws frames of its own. It prints a table and judges nothing.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clerk_station.domain.people import BirthDate, Sex
from clerk_station.rehearsal.draw_card import draw_card
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.rehearsal.mrz_lines import mrz_lines_for
from clerk_station.scan.pictures import load
from clerk_station.scan.reading import Reading, Symbology
from clerk_station.scan.scanner import Scanner
from tests.benchmarks.table import Line, show, spread

TIERS = {"easy": 0.1, "medium": 0.5, "hard": 1.0}
GIVEN, SURNAMES = ("علي", "زينب", "حيدر", "فاطمة", "كرار"), ("", "الموسوي", "خفاجي", "گوران")


@dataclass(frozen=True, slots=True)
class Case:
    """One picture and what stands in it; no text means that nothing does."""

    kind: str
    tier: str
    text: str
    others: frozenset[str]
    image: NDArray[np.uint8]


@dataclass(slots=True)
class Score:
    """What came of the pictures of one kind and tier."""

    count: int = 0
    legible: int = 0
    right: int = 0
    certain: int = 0
    checked: int = 0
    wrong: int = 0
    wrong_unsure: int = 0
    ms: list[float] = field(default_factory=list)

    def add(self, case: Case, readings: tuple[Reading, ...], ms: float) -> None:
        """Count one picture."""
        allowed = case.others | {case.text}
        self.count += 1
        self.legible += bool(case.text)
        self.ms.append(ms)
        hits = [reading for reading in readings if reading.text == case.text]
        self.right += bool(hits)
        self.certain += any(reading.certain for reading in hits)
        self.checked += any(_checked(r.text) == _checked(case.text) for r in readings)
        strays = [reading for reading in readings if reading.text not in allowed]
        self.wrong += any(reading.certain for reading in strays)
        self.wrong_unsure += bool(strays) and not any(reading.certain for reading in strays)


def main() -> None:
    """Read all pictures and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=Path, help="folder with pictures and truth.csv")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--count", type=int, default=30, help="own frames of each kind")
    chosen = parser.parse_args()
    cases = _given(chosen.frames) if chosen.frames else drawn(chosen.seed, chosen.count)
    show(measure(cases))


def measure(cases: Iterable[Case]) -> Iterator[Line]:
    """Read all pictures, each on its own."""
    began = time.perf_counter()
    scanner = Scanner(lambda _kind, _text: True)
    yield Line("scan", "models loaded", f"{(time.perf_counter() - began) * 1000:.0f} ms")
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for case in cases:
        began = time.perf_counter()
        readings = scanner.read(case.image)
        scores[case.kind, case.tier].add(case, readings, (time.perf_counter() - began) * 1000)
    for (kind, tier), score in sorted(scores.items(), key=lambda scored: scored[0][0]):
        yield Line("scan", f"{kind}, {tier}", _told(score), f"{score.count} frames")


def _told(score: Score) -> str:
    """Say what came of the pictures; of those with nothing to read, only what was made up."""
    shares = {"read": score.right, "certain": score.certain}
    if score.checked != score.right:
        shares["lines 1+2"] = score.checked
    parts = [f"{name} {100 * n / score.count:.0f} %" for name, n in shares.items()]
    wrong = f"wrong {score.wrong}, unsure wrong {score.wrong_unsure}"
    return ", ".join((*(parts if score.legible else ()), wrong, spread(score.ms, 50, 95)))


def _checked(text: str) -> str:
    """Give the part of a zone that has check digits, and other texts whole."""
    return "|".join(text.split("|")[:2]) if text.count("|") == 2 and len(text) == 92 else text


def _given(folder: Path) -> Iterator[Case]:
    with (folder / "truth.csv").open(newline="") as rows:
        for row in csv.DictReader(rows):
            others = frozenset(filter(None, [row["other_text"]]))
            image = load(folder / row["file"])
            yield Case(row["kind"], row["tier"], row["text"], others, image)


def drawn(seed: int, count: int) -> Iterator[Case]:
    """Draw this many frames of each kind, of the three tiers in turn."""
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        tier = list(TIERS)[number % len(TIERS)]
        conditions = Conditions.drawn(seed * 1000 + number, hardness=TIERS[tier])
        lines = _made_up(rng)
        card = draw_card(lines, seed=number, wear=TIERS[tier] / 2)
        yield Case("mrz", tier, "|".join(lines), frozenset(), photograph(card, conditions).picture)
        form = f"KAR-{rng.integers(10**8):08}"
        for kind in (Symbology.QR, Symbology.CODE128):
            shot = photograph(draw_code(kind, form), conditions)
            yield Case(kind.value, tier, form, frozenset(), shot.picture)
        yield Case("desk", tier, "", frozenset(), photograph(None, conditions).picture)


def _made_up(rng: np.random.Generator) -> tuple[str, ...]:
    year = int(rng.integers(1940, 2020))
    return mrz_lines_for(
        f"A{rng.integers(10**8):08}",
        birth=BirthDate(year, int(rng.integers(1, 13)), int(rng.integers(1, 29))),
        sex=Sex.MALE if rng.random() < 0.5 else Sex.FEMALE,
        expiry=date(int(rng.integers(2027, 2036)), int(rng.integers(1, 13)), 1),
        given=GIVEN[int(rng.integers(len(GIVEN)))],
        surname=SURNAMES[int(rng.integers(len(SURNAMES)))],
        national_number=f"{year}{rng.integers(10**8):08}",
    )


if __name__ == "__main__":
    main()
