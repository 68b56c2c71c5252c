"""What came of an engine's readings: rates by tier, false and wrong reads, time and memory."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from clerk_station.scan.mrz import check_lines, layout_of
from tests.benchmarks.scanning.cases import Case, Said
from tests.benchmarks.scanning.lookalikes import repair

TIERS = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an engine said of one frame; how long that took by the clock and by the processor."""

    case: Case
    said: tuple[Said, ...]
    ms: float
    cpu_ms: float

    @property
    def texts(self) -> frozenset[str]:
        """What was read."""
        return frozenset(said.text for said in self.said)

    @property
    def right(self) -> bool:
        """Whether what is on the frame was read."""
        return self.case.text in self.texts

    @property
    def checked(self) -> bool:
        """Whether of a zone the lines with check digits were read, and of a code all."""
        return covered(self.case.text) in {covered(text) for text in self.texts}

    @property
    def either(self) -> bool:
        """Whether this code was read, or another on the same form."""
        return bool(self.texts & (self.case.others | {self.case.text}))

    def strays(self, *, zones: bool) -> tuple[Said, ...]:
        """What was read and does not stand there; of zones only what its check digits let pass."""
        allowed = self.case.others | {self.case.text}
        found = (said for said in self.said if said.text not in allowed)
        return tuple(said for said in found if is_zone(said.text) is zones and _passes(said.text))


@dataclass(slots=True)
class Run:
    """All that one engine said, or why it could not run."""

    title: str
    answers: list[Answer] = field(default_factory=list)
    loaded_ms: float = 0.0
    megabytes: float = 0.0
    trouble: str = ""

    def of(self, *kinds: str) -> list[Answer]:
        """Give the answers to frames of these kinds."""
        return [answer for answer in self.answers if answer.case.kind in kinds]


def read_run(title: str, file: Path, cases: Sequence[Case]) -> Run:
    """Read what an engine's process wrote."""
    by_name = {case.path.name: case for case in cases}
    run = Run(title)
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "frame" not in row:
            run.loaded_ms, run.megabytes = row["loaded_ms"], row["megabytes"]
            continue
        said = tuple(Said(text, certain) for text, certain in row["said"])
        case = by_name[row["frame"]]
        run.answers.append(Answer(case=case, said=said, ms=row["ms"], cpu_ms=row["cpu_ms"]))
    return run


def mended(run: Run) -> Run:
    """Help a general reader: look-alikes are mended by place where all check digits then hold."""
    for at, answer in enumerate(run.answers):
        said = tuple(replace(said, text=_mended(said.text)) for said in answer.said)
        run.answers[at] = replace(answer, said=said)
    return run


def _mended(text: str) -> str:
    return "|".join(repair(text.split("|")) or [text])


def covered(text: str) -> str:
    """Give the lines of a zone that have check digits, and any other text whole."""
    lines = text.split("|")
    if not is_zone(text):
        return text
    return "|".join(lines[:2]) if len(lines) == 3 else lines[1]


def bursts(answers: Iterable[Answer]) -> list[Answer]:
    """Take all frames of a burst as one: what was said of any of them."""
    together: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        together[answer.case.stream].append(answer)
    return [
        Answer(
            case=parts[0].case,
            said=tuple(said for part in parts for said in part.said),
            ms=sum(part.ms for part in parts),
            cpu_ms=sum(part.cpu_ms for part in parts),
        )
        for parts in together.values()
    ]


def rates(answers: Sequence[Answer], what: str = "right") -> str:
    """Give the share of frames with a property by tier, in per cent: `100/98/54`."""
    tiers = [tier for tier in TIERS if any(a.case.tier == tier for a in answers)]
    tiers = tiers or sorted({answer.case.tier for answer in answers})
    shares = []
    for tier in tiers:
        within = [bool(getattr(answer, what)) for answer in answers if answer.case.tier == tier]
        shares.append(_share(sum(within), len(within)))
    return "/".join(shares) or "-"


def _share(hits: int, count: int) -> str:
    """Round down, so that 100 means all."""
    finest = 10 if count >= 200 else 1
    return f"{hits * 100 * finest // count / finest:g}"


def counted(strays: Iterable[Sequence[Said]]) -> str:
    """Count the frames on which something was read that is not there.

    In brackets those where it waits for a second frame that agrees, and is not accepted alone.
    """
    found = [any(said.certain for said in said_there) for said_there in strays if said_there]
    unsure = found.count(False)
    return f"{found.count(True)} ({unsure})" if unsure else f"{len(found)}"


def percentile(values: Sequence[float], share: float) -> str:
    """Give a percentile of some milliseconds."""
    return f"{np.percentile(values, share):.0f}" if values else "-"


def is_zone(text: str) -> bool:
    """Tell a zone from other texts by its size."""
    return layout_of(text.split("|")) is not None


def _passes(text: str) -> bool:
    return not is_zone(text) or not check_lines(text.split("|"))
