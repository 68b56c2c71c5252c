"""Bar codes that blur has swallowed: what is still read, and that nothing else is."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from clerk_station.rehearsal.draw_card import Corners
from clerk_station.rehearsal.draw_code import draw_code
from clerk_station.rehearsal.frames import Conditions, photograph
from clerk_station.scan import blurred
from clerk_station.scan.bars import Place
from clerk_station.scan.likely import Likely
from clerk_station.scan.picture import Grey
from clerk_station.scan.reading import Symbology
from clerk_station.scan.upright import Strip, strip

FORM = "KA26-00441-2093"


def shot(text: str, conditions: Conditions) -> tuple[Grey, Corners]:
    """Photograph a bar code; give the grey picture and its corners."""
    taken = photograph(draw_code(Symbology.CODE128, text, module=6), conditions)
    return np.asarray(cv2.cvtColor(taken.picture, cv2.COLOR_BGR2GRAY), np.uint8), taken.zone


def small(*, turn: float = 0.0, tilt: float = 0.0) -> Conditions:
    """Give conditions in which a sheet fills less than half of a blurred frame."""
    return Conditions(seed=4, fill=0.45, blur=1.3, noise=5, turn=turn, tilt=tilt)


@pytest.mark.parametrize("turn", [0, 14, 90, 180, 197, 305])
def test_bars_that_blur_has_swallowed_are_read_in_any_direction(turn: float) -> None:
    """A blurred code is read, with corners clockwise from the start of its text."""
    grey, corners = shot(FORM, small(turn=turn))
    (code,) = blurred.read(grey)
    assert code.text == FORM
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    assert np.linalg.norm(np.asarray(code.box) - corners, axis=1).max() < 0.15 * wide


@pytest.mark.parametrize("text", ["123456789012", "AP-26-1234567", "KA26004412093", "ab12345678cd"])
def test_texts_of_all_kinds_are_read(text: str) -> None:
    """Digits in pairs, letters, and both with changes of set between them."""
    grey, _ = shot(text, small())
    assert [code.text for code in blurred.read(grey)] == [text]


def test_a_sheet_that_leans_away_is_read() -> None:
    """Bars that are not parallel, and narrower on one side, are set upright first."""
    grey, _ = shot(FORM, small(tilt=0.25, turn=8))
    assert [code.text for code in blurred.read(grey)] == [FORM]


def stripes(seed: int) -> Grey:
    """Draw bars and spaces that are no code."""
    chance = np.random.default_rng(seed)
    widths = chance.integers(1, 5, 70)
    row = np.repeat(np.arange(70) % 2 * 220.0 + 20, widths * 2)
    paper = np.full((300, len(row) + 200), 240.0)
    paper[100:180, 100:-100] = row
    soft = cv2.GaussianBlur(paper + chance.normal(0, 4, paper.shape), (0, 0), 1.2)
    return np.asarray(np.clip(soft, 0, 255), np.uint8)


def test_stripes_that_are_no_code_are_never_read() -> None:
    """Two dozen sheets of random bars give nothing; the control is a code among such bars."""
    assert [code for seed in range(24) for code in blurred.read(stripes(seed))] == []
    grey, _ = shot(FORM, small())
    assert list(blurred.read(grey)) != []


def test_a_likely_code_is_refused_where_another_is_nearly_as_likely() -> None:
    """Fit, lead and the cost of the check each refuse alone; the control passes all three."""
    sure = Likely(values=(), fit=0.95, lead=200.0, cost=0.0, ends=(0.0, 1.0))
    assert blurred.accepted(sure)
    for doubt in (replace(sure, fit=0.6), replace(sure, lead=10.0), replace(sure, cost=9.0)):
        assert not blurred.accepted(doubt)


@pytest.mark.parametrize("size", [(24, 24), (24, 2560), (2560, 24), (1440, 2560)])
@pytest.mark.parametrize("what", ["black", "noise", "grating"])
def test_pictures_of_any_size_and_sort_give_nothing(size: tuple[int, int], what: str) -> None:
    """Strips, tiny and large pictures without a code end without a reading or a fault."""
    chance = np.random.default_rng(1)
    grey = {
        "black": np.zeros(size, np.uint8),
        "noise": chance.integers(0, 256, size).astype(np.uint8),
        "grating": np.tile((np.arange(size[1]) // 3 % 2 * 255).astype(np.uint8), (size[0], 1)),
    }[what]
    assert list(blurred.read(grey)) == []


def worked_on(grey: Grey, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Read a picture; give how many places were cut out, and the most samples of one of them."""
    cuts: list[int] = []

    def counted(grey: Grey, place: Place) -> Strip:
        cut = strip(grey, place)
        cuts.append(cut.rows.size)
        return cut

    monkeypatch.setattr(blurred, "strip", counted)
    list(blurred.read(grey))
    return len(cuts), max(cuts, default=0)


def crowded(what: str) -> Grey:
    """Fill a picture of 2560 × 1440 with what looks like bars everywhere, or nowhere."""
    chance = np.random.default_rng(3)
    bars = np.repeat(chance.random(853) > 0.5, 3) * 210.0 + 20
    field = np.tile(chance.random((18, 107)) > 0.5, (2, 2)).repeat(40, axis=0).repeat(12, axis=1)
    grey = {
        "bars edge to edge": np.tile(bars, (1440, 1)),
        "fifty rows of bars": np.tile(bars, (1440, 1)) + 200 * (np.arange(1440) % 28 > 18)[:, None],
        "checkerboard": np.indices((1440, 2560)).sum(axis=0) // 4 % 2 * 220.0,
        "fields": field[:1440, :2560] * 220.0,
        "noise": chance.integers(0, 256, (1440, 2560)).astype(float),
    }[what]
    return np.asarray(np.clip(grey, 0, 255), np.uint8)


CROWDS = ["bars edge to edge", "fifty rows of bars", "checkerboard", "fields", "noise"]


@pytest.mark.parametrize("what", CROWDS)
def test_pictures_full_of_bars_are_worked_on_in_part(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many bars there are, two places are looked into, of limited size."""
    places, largest = worked_on(crowded(what), monkeypatch)
    assert places <= 2
    assert largest <= 160_000


def test_the_count_of_what_is_worked_on_sees_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where a code is read, at least one place was looked into."""
    grey, _ = shot(FORM, small())
    places, largest = worked_on(grey, monkeypatch)
    assert places >= 1
    assert largest > 1_000


@pytest.mark.parametrize("wide", [60, 300, 900, 1900])
def test_rows_that_are_searched_stay_short_however_wide_a_place_is(wide: int) -> None:
    """A wide place is searched for wide modules alone, so its rows are no longer than others."""
    place = Place(along=np.array([1.0, 0.0]), reach=((0.0, wide), (0.0, 80.0)), strength=1.0)
    pitches = blurred.pitches(place)
    assert all(2 * 1.4 * wide / pitch * 2 < 2_500 for pitch in pitches)
    assert len(pitches) > 0
