"""The race of engines: the same frames for all, and no reading counted for more than it is."""

import csv
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from clerk_station.scan.mrz import check_lines
from tests.benchmarks.scanning import frames
from tests.benchmarks.scanning.cases import (
    BURST,
    CODE128,
    MRZ,
    NEGATIVE,
    PHOTOGRAPH,
    QR,
    Case,
    Said,
    cases_in,
)
from tests.benchmarks.scanning.score import Answer, Run, bursts, counted, mended, rates
from tests.benchmarks.scanning.sheet import side_by_side
from tests.benchmarks.scanning.zones import upright, zone_of
from tests.scan.conftest import LINES

ZONE = "|".join(LINES)
CARD = Case(path=Path("mrz_1_0.jpg"), kind=MRZ, tier="easy", text=ZONE)
SHEET = Case(
    path=Path("qr_1_0.jpg"), kind=QR, tier="easy", text="F-1", others=frozenset({"F-1-BARS"})
)


def answer(case: Case, *said: Said) -> Answer:
    """Make what an engine said of a frame."""
    return Answer(case=case, said=said, ms=1.0, cpu_ms=1.0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one frame of each kind, and a burst."""
    folder = tmp_path_factory.mktemp("frames")
    frames.draw(folder, seed=7, count=1)
    return folder


def test_frames_depend_on_the_seed_alone(drawn: Path, tmp_path: Path) -> None:
    """The same seed draws the same frames with the same truth, byte for byte."""
    frames.draw(tmp_path, seed=7, count=1)
    one = cases_in(drawn)
    assert [case.text for case in one] == [case.text for case in cases_in(tmp_path)]
    for case in one:
        assert (tmp_path / case.path.name).read_bytes() == case.path.read_bytes()
    kinds = [case.kind for case in one]
    assert sorted(kinds) == sorted([QR, CODE128, MRZ, NEGATIVE, *[BURST] * frames.BURST_FRAMES])
    assert all(bool(case.text) == (case.kind != NEGATIVE) for case in one)


def test_rivals_are_shown_the_zone_itself(drawn: Path) -> None:
    """The corners in the truth are those of the zone: cut out there, it lies upright and whole."""
    (card,) = (case for case in cases_in(drawn) if case.kind == MRZ)
    assert not check_lines(card.text.split("|"))
    cut = upright(card.image(), card)
    assert cut.shape[1] > 4 * cut.shape[0]
    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    rows = np.asarray(cv2.GaussianBlur(grey, (0, 0), 3)).std(axis=1)
    assert rows[30:-30].mean() > 1.5 * max(rows[:8].mean(), rows[-8:].mean())


def test_a_reading_is_right_only_when_all_of_it_is() -> None:
    """A zone with another name is right in its checked lines alone; another code is either code."""
    other = ZONE[:-30] + "ALI".ljust(30, "<")
    named = answer(CARD, Said(other))
    assert (named.right, named.checked) == (False, True)
    assert answer(CARD, Said(ZONE)).right
    bars = answer(SHEET, Said("F-1-BARS"))
    assert (bars.right, bars.either, bars.strays(zones=False)) == (False, True, ())


def test_what_is_not_on_the_frame_is_counted() -> None:
    """A text that stands nowhere is counted, in brackets where it waits for a second frame."""
    sure, unsure = answer(SHEET, Said("F-2")), answer(SHEET, Said("F-3", certain=False))
    honest = answer(SHEET, Said("F-1"))
    strays = [one.strays(zones=False) for one in (sure, unsure, honest)]
    assert counted(strays) == "1 (1)"
    assert counted(strays[2:]) == "0"


def test_a_wrong_zone_counts_where_its_check_digits_let_it_pass() -> None:
    """Nonsense that any reader would refuse is a miss; a zone that would be believed is wrong."""
    believed = answer(CARD, Said(ZONE[:-30] + "ALI".ljust(30, "<")))
    refused = answer(CARD, Said(ZONE.replace("4", "5")))
    assert believed.strays(zones=True)
    assert not refused.strays(zones=True)


@pytest.mark.parametrize(("hits", "share"), [(0, "0"), (2, "66"), (3, "100")])
def test_a_hundred_per_cent_means_all(hits: int, share: str) -> None:
    """Rates are rounded down."""
    answers = [answer(SHEET, *([Said("F-1")] if n < hits else [])) for n in range(3)]
    assert rates(answers) == share


def test_a_burst_counts_once() -> None:
    """Five frames of one card are one case, read where any of them gave the zone."""
    named = [replace(CARD, path=Path(f"burst_1_0_{n}.jpg"), kind=BURST) for n in range(5)]
    (one,) = bursts(answer(case, *([Said(ZONE)] if n == 3 else [])) for n, case in enumerate(named))
    assert one.right


def test_a_rival_that_cannot_run_says_why() -> None:
    """An engine that is missing has its reason in its row, and the others are shown."""
    rows = side_by_side([Run("ours")], [Run("ours"), Run("theirs", trouble="not installed")])
    assert rows[-1] == ("theirs", "not installed")
    assert rows[1][0] == "ours"


def test_photographs_need_a_file_and_a_text_alone(tmp_path: Path) -> None:
    """A folder of photographs says only what stands on each, and its shape tells the kind."""
    with (tmp_path / "texts.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerows([("file", "text"), ("a.jpg", ZONE), ("b.jpg", "F-1"), ("c.jpg", "")])
    kinds = [(case.kind, case.tier) for case in cases_in(tmp_path, bare=True)]
    assert kinds == [(MRZ, PHOTOGRAPH), ("any", PHOTOGRAPH), (NEGATIVE, PHOTOGRAPH)]


def test_look_alikes_are_mended_for_general_readers() -> None:
    """An I read as 1 is mended where the zone then holds; what does not hold stays as it was."""
    confused, wrong = ZONE.replace("IDIRQ", "1D1RQ"), ZONE.replace("AA4711", "AA4777")
    run = mended(Run("theirs", [answer(CARD, Said(confused)), answer(CARD, Said(wrong))]))
    assert [one.texts for one in run.answers] == [{ZONE}, {wrong}]


def test_general_readers_are_helped_to_lines() -> None:
    """What text recognition says is cut and filled to lines; too few lines are no zone."""
    loose = [
        " IDIRQ" + LINES[0][5:].lower(),
        "noise",
        LINES[1] + "<",
        LINES[2].rstrip("<") + " <<<",
    ]
    (said,) = zone_of(loose, CARD)
    assert said.text == ZONE
    assert zone_of(loose[:2], CARD) == ()
