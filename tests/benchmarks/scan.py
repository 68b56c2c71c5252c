"""How well and how fast the scanner reads, beside other engines on the same frames.

`make bench-scan SEED=2026 FRAMES=120` draws so many frames of each kind (QR, Code128, zones, and
frames without either; and a burst of five for every five) and shows them to one engine after the
other, each in a process of its own. `--frames-dir` takes a folder with a truth.csv instead,
`--photographs` one with a csv that has file and text alone. It judges nothing.
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clerk_station.paths import package_parent
from tests.benchmarks.scanning import codes, frames, ours, zones
from tests.benchmarks.scanning.bounds import costs
from tests.benchmarks.scanning.cases import (
    BURST,
    CODE128,
    MRZ,
    NEGATIVE,
    QR,
    Case,
    Engine,
    cases_in,
)
from tests.benchmarks.scanning.score import Run, bursts, counted, mended, rates, read_run
from tests.benchmarks.scanning.sheet import show, side_by_side, targets
from tests.benchmarks.table import Line, spread

_ADD_RIVALS = "not installed; `make bench-scan RIVALS=1` adds it"


def main() -> int:
    """Show the frames to all engines and print both tables."""
    chosen = _arguments()
    with _frames(chosen) as folder:
        race = _Race(folder, chosen)
        print(_counted(race.cases), flush=True)
        mine = {name: race.run(name, engine) for name, engine in ours.ENGINES.items()}
        if not chosen.only_ours:
            theirs = [race.run(name, engine) for name, engine in codes.ENGINES.items()]
            general = [race.rival(name, engine) for name, engine in zones.ENGINES.items()]
        else:
            theirs = general = []
        one, stream = mine.values()
        print()
        show(side_by_side([one, *theirs], [one, stream, *general]))
        print(_KEY)
        show(targets(one, stream))
        print()
        show(list(costs()))
        if chosen.keep_failures:
            _keep(one, stream, chosen.keep_failures)
    return 0


_KEY = """
Rates are per cent by tier, easy/medium/hard. false: frames without a code (zone) on which one was
read; wrong: frames on which another text was read than stands there, of zones such as pass their
check digits; names: those where only the names differ, which no digit covers. In brackets what
waits for a second frame that agrees. Ours reads codes and zones in one go, the others what they
can. General text recognition is helped: it is shown the zone alone, upright and level, its rows
are cut or filled to length, and look-alikes are mended by place where all check digits then hold.
CPU: processor time; where it is far below the clock, the machine was busy with other things.
"""


def _arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The scanner beside other engines.")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--frames", type=int, default=0, help="of each kind; 120 where drawn")
    parser.add_argument("--frames-dir", type=Path, help="a folder with frames and truth.csv")
    parser.add_argument("--photographs", type=Path, help="a folder with a csv of file and text")
    parser.add_argument("--rivals", type=Path, help="Python that has tesserocr and rapidocr")
    parser.add_argument("--only-ours", action="store_true", help="leave the other engines out")
    parser.add_argument("--keep-failures", type=Path, help="folder for frames that ours misses")
    return parser.parse_args(words)


@contextmanager
def _frames(chosen: argparse.Namespace) -> Iterator[Path]:
    """Give the folder of frames, drawn for this run if none is given."""
    if given := chosen.photographs or chosen.frames_dir:
        yield given
        return
    with tempfile.TemporaryDirectory() as name:
        frames.draw(Path(name), seed=chosen.seed, count=chosen.frames or 120)
        yield Path(name)


def _counted(cases: Sequence[Case]) -> str:
    kinds = {
        QR: "QR",
        CODE128: "Code128",
        MRZ: "zones",
        NEGATIVE: "with neither",
        BURST: "of bursts",
    }
    counts = {kind: sum(case.kind == kind for case in cases) for kind in kinds}
    parts = ", ".join(f"{count} {kinds[kind]}" for kind, count in counts.items() if count)
    return f"{len(cases)} frames: {parts or 'photographs'}"


class _Race:
    """Shows the same frames to one engine after another, never two at once."""

    def __init__(self, folder: Path, chosen: argparse.Namespace) -> None:
        self._bare = bool(chosen.photographs)
        self._folder, self._most, self._rivals = folder, chosen.frames, chosen.rivals
        self.cases = cases_in(folder, bare=self._bare, most=chosen.frames)

    def run(self, name: str, engine: Engine, *, python: str = sys.executable) -> Run:
        """Measure one engine in a process of its own."""
        print(f"measuring {engine.title}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch) / "said.jsonl"
            words = [name, str(self._folder.resolve()), str(out), str(self._most)]
            words += ["bare"] if self._bare else []
            done = subprocess.run(
                [python, "-m", "tests.benchmarks.scanning.run", *words],
                cwd=package_parent(),
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if done.returncode:
                why = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
                return Run(engine.title, trouble=f"did not run: {why[0]}")
            return read_run(engine.title, out, self.cases)

    def rival(self, name: str, engine: Engine) -> Run:
        """Measure an engine that needs the rivals' environment, or say how to add it."""
        if self._rivals is None:
            return Run(engine.title, trouble=_ADD_RIVALS)
        return mended(self.run(name, engine, python=str(self._rivals)))


def _keep(one: Run, stream: Run, folder: Path) -> None:
    """Copy what ours missed or misread, with a list of what stands there and what was read."""
    folder.mkdir(parents=True, exist_ok=True)
    missed = [a for a in one.answers if a.case.text and not a.right]
    missed += [a for a in bursts(stream.of(BURST)) if not a.right]
    missed += [a for a in one.answers if a.strays(zones=True) or a.strays(zones=False)]
    with (folder / "failures.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("file", "kind", "tier", "text", "read"))
        for answer in missed:
            case = answer.case
            shutil.copy(case.path, folder / f"{case.tier}-{case.path.name}")
            rows.writerow((case.path.name, case.kind, case.tier, case.text, *sorted(answer.texts)))
    print(f"\n{len(missed)} frames that ours misses or misreads are in {folder}")


def measure(*, seed: int, count: int) -> Iterator[Line]:
    """Measure ours alone, for the table of all measurements."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frames.draw(folder, seed=seed, count=count)
        race = _Race(folder, _arguments([]))
        one, stream = (race.run(name, engine) for name, engine in ours.ENGINES.items())
    for run in (one, stream):
        if run.trouble:
            yield Line("scan", run.title, run.trouble)
            return
    yield Line("scan", "models loaded", f"{one.loaded_ms:.0f} ms", f"{one.megabytes:.0f} MB")
    for kind in frames.KINDS:
        yield from _lines(kind, one)
    held = bursts(stream.of(BURST))
    told = f"all lines {rates(held)} %, lines 1+2 {rates(held, 'checked')} %"
    yield Line("scan", "five frames of a zone", told, f"{len(held)} bursts")
    ms = [answer.ms for answer in stream.answers]
    yield Line("scan", "a frame of the stream", spread(ms, 50, 95), f"{len(ms)} frames")


def _lines(kind: str, one: Run) -> Iterator[Line]:
    for tier in frames.TIERS:
        answers = [answer for answer in one.of(kind) if answer.case.tier == tier]
        if not answers:
            continue
        wrong = counted((*a.strays(zones=True), *a.strays(zones=False)) for a in answers)
        shares = f"read {rates(answers)} %, " if kind != NEGATIVE else ""
        shares += f"lines 1+2 {rates(answers, 'checked')} %, " if kind == MRZ else ""
        told = f"{shares}wrong {wrong}, {spread([a.ms for a in answers], 50, 95)}"
        yield Line("scan", f"{kind}, {tier}", told, f"{len(answers)} frames")


if __name__ == "__main__":
    sys.exit(main())
