"""Nine faults, each against one product on new folders, and what was then missing."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from tests.benchmarks.lines import luck
from tests.benchmarks.peers import images
from tests.benchmarks.peers.meddler import Meddler, meddling
from tests.benchmarks.peers.sides import ROOT, YEAR, Fault, Process, Side, ended, free_port, kill

PATIENCE = "120"
"""Seconds that a desk has on a healthy line."""

_MANY, _SOME, _IMAGES = 2000, 20, 16
_UNDER_WAY = 12_000
_DEADLINE = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the records that a desk called saved.

    `missing` are not at the central although the desk believes so (or, after a desk was restored,
    not at the desk), `stuck` are not there and the desk knows, `doubled` are there twice.
    """

    missing: int = 0
    doubled: int = 0
    stuck: int = 0
    said: str = ""


@dataclass
class Field:
    """A central and a desk of one product in a folder, and the numbers that the desk saved."""

    side: Side
    folder: Path
    port: int
    draw: Random
    saved: list[str]
    next: Iterator[int]

    @property
    def central(self) -> Path:
        """The central's folder."""
        return self.folder / "central"

    @property
    def desk(self) -> Path:
        """The desk's folder."""
        return self.folder / "desk"

    @property
    def address(self) -> str:
        """Where the central is."""
        return self.side.address(self.port)

    def lines(self, how_many: int, *, poison: int = -1) -> Path:
        """Write a file of new records, of 0.6 KB each with what surrounds them."""
        file = self.folder / f"records-{next(self.next)}"
        raw = [
            {"number": f"n{next(self.next):06}", "text": self.draw.randbytes(260).hex()}
            | ({"poison": 1} if n == poison else {})
            for n in range(how_many)
        ]
        file.write_text("".join(f"{json.dumps(r)}\n" for r in raw), encoding="utf-8")
        self.saved += [str(r["number"]) for r in raw]
        return file

    def record(
        self, how_many: int, *, desk: Path | None = None, shift: int = 0, poison: int = -1
    ) -> None:
        """Let a desk save records."""
        bulk = ["bulk"] if how_many >= 200 else []
        file = self.lines(how_many, poison=poison)
        self.side.do("record", desk or self.desk, file, *bulk, shift=shift)

    def push(self, *, desk: Path | None = None, shift: int = 0) -> bool:
        """Let a desk send; tell whether it says that all is sent."""
        return bool(
            self.side.do("push", desk or self.desk, self.address, PATIENCE, shift=shift)["done"]
        )

    def tally(self, *, done: bool, desk: Path | None = None) -> Tally:
        """Compare what was saved with what the central, and where named the desk, holds."""
        held = self.side.at_central(self.central, self.address)
        gone = set(self.saved) - set(held)
        forgotten = set(self.saved) - set(self.side.at_desk(desk)) if desk else set()
        return Tally(
            missing=len(forgotten | (gone if done else set())),
            doubled=len(held) - len(set(held)),
            stuck=0 if done else len(gone),
        )


def cut_answers(field: Field) -> Tally:
    """Every third answer is cut on its way back, twelve times, then the line is well."""
    with field.side.served(field.central, field.port), meddling(field.port, cut=12) as (port, line):
        field.record(_MANY)
        words = ("push", field.desk, field.side.address(port), PATIENCE)
        done = bool(field.side.do(*words)["done"])
        _must(line.was_cut > 0, "no answer was cut")
        return field.tally(done=done)


def central_killed(field: Field) -> Tally:
    """The central is killed while it takes records in, and started again."""
    with meddling(field.port) as (port, line):
        with field.side.served(field.central, field.port):
            field.record(_MANY)
            pushing = field.side.start("push", field.desk, field.side.address(port), PATIENCE)
            _under_way(line, pushing)
        with field.side.served(field.central, field.port):
            return field.tally(done=bool(ended(pushing)["done"]))


def desk_killed(field: Field) -> Tally:
    """The desk is killed while it sends, and started again."""
    with field.side.served(field.central, field.port), meddling(field.port) as (port, line):
        field.record(_MANY)
        pushing = field.side.start("push", field.desk, field.side.address(port), PATIENCE)
        _under_way(line, pushing)
        kill(pushing)
        return field.tally(done=field.push())


def poison(field: Field) -> Tally:
    """One record in the middle is of content that the central refuses."""
    with field.side.served(field.central, field.port):
        field.side.forbid(field.address)
        field.record(51, poison=25)
        return field.tally(done=field.push())


def central_restored(field: Field) -> Tally:
    """The central is put back to a copy that lacks what it had taken in since."""
    with field.side.served(field.central, field.port):
        field.record(_SOME)
        field.push()
    copy = field.folder / "copy"
    shutil.copytree(field.central, copy)
    with field.side.served(field.central, field.port):
        field.record(_SOME)
        field.push()
    shutil.rmtree(field.central)
    copy.rename(field.central)
    with field.side.served(field.central, field.port):
        field.record(_SOME)
        return field.tally(done=field.push())


def desk_restored(field: Field) -> Tally:
    """The desk is put back to a copy, and goes on recording."""
    with field.side.served(field.central, field.port):
        field.record(_SOME)
        field.push()
        copy = field.folder / "copy"
        shutil.copytree(field.desk, copy)
        field.record(_SOME)
        field.push()
        shutil.rmtree(field.desk)
        copy.rename(field.desk)
        field.record(_SOME)
        done = field.push()
        field.side.do("pull", field.desk, field.address, PATIENCE)
        return field.tally(done=field.push() and done, desk=field.desk)


def cloned(field: Field) -> Tally:
    """The desk's disk is copied into an equal machine; both go on recording and sending by turns.

    Who also knows machines by their hardware (Morango does) is told nothing by that here.
    """
    with field.side.served(field.central, field.port):
        field.record(_SOME)
        field.push()
        clone, done = field.folder / "clone", True
        shutil.copytree(field.desk, clone)
        for desk in (field.desk, clone, field.desk, clone):
            field.record(_SOME, desk=desk)
            done = field.push(desk=desk)
        done = field.push() and done
        return field.tally(done=done)


def year_ahead(field: Field) -> Tally:
    """The desk's clock is a year ahead for a while, then right again."""
    with field.side.served(field.central, field.port):
        field.record(_SOME, shift=YEAR)
        field.push(shift=YEAR)
        field.record(_SOME)
        return field.tally(done=field.push())


def crash_images(field: Field) -> Tally:
    """The desk's power is cut at many moments while it records: what it called saved is there."""
    if why := images.why_not():
        return Tally(said=why)
    log, file = field.folder / "calls", field.lines(_SOME)
    before = images.start(field.desk, cwd=ROOT)
    counted = images.start(field.desk, cwd=ROOT)
    ended(field.side.start("record", field.desk, file, through=images.traced(log)))
    calls = sum(1 for _ in counted.run(log))
    _must(counted.said.count(b"\n") > _SOME, "the calls do not tell what was saved")
    moments = set(field.draw.sample(range(calls // 10, calls), min(_IMAGES, calls // 2)))
    lost: set[str] = set()
    for at, _ in enumerate(before.run(log)):
        if at in moments:
            for draw in (None, field.draw):
                lost |= _lost(field, before, draw)
    return Tally(missing=len(lost))


def _lost(field: Field, replay: images.Replay, draw: Random | None) -> set[str]:
    """Lay an image, open it, and give what was called saved before and is not there."""
    image = field.folder / "image"
    shutil.rmtree(image, ignore_errors=True)
    replay.disk.lay(str(field.desk), image, draw)
    said = {line for line in replay.said.decode().split("\n")[:-1] if line.startswith("n")}
    try:
        return said - set(field.side.at_desk(image))
    except Fault:
        return said


FAULTS: dict[str, Callable[[Field], Tally]] = {
    "answers cut": cut_answers,
    "central killed": central_killed,
    "desk killed": desk_killed,
    "poison": poison,
    "central restored": central_restored,
    "desk restored": desk_restored,
    "desk cloned": cloned,
    "a year ahead": year_ahead,
    "crash images": crash_images,
}


def play(side: Side, fault: str, folder: Path, *, seed: int = 1) -> Tally:
    """Play one fault against a product in a folder of its own."""
    field = Field(side, folder, free_port(), luck(seed), [], count(1))
    try:
        side.begin(field.central)
        with side.served(field.central, field.port):
            side.enrol(field.central, field.desk, field.address)
        return FAULTS[fault](field)
    except Fault as trouble:
        return Tally(said=f"could not be played: {trouble}")


def _under_way(line: Meddler, pushing: Process) -> None:
    """Wait until some bytes of a push have passed."""
    end = time.monotonic() + _DEADLINE
    while line.up < _UNDER_WAY and pushing.poll() is None:
        _must(time.monotonic() < end, "nothing is sent")
        time.sleep(0.002)
    _must(pushing.poll() is None, "all was sent before the fault")


def _must(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise Fault(what)
