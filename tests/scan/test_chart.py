"""The opening check: the printed chart, filmed well and badly, and what is said of the camera."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import pytest

from clerk_station.__main__ import main
from clerk_station.app.check import check_camera
from clerk_station.paper.chart import chart_pdf
from clerk_station.rehearsal.draw_card import Sheet, flat
from clerk_station.rehearsal.frames import Area, Conditions, photograph
from clerk_station.rehearsal.papers import page_picture
from clerk_station.scan.judging import Advice, Aspect, Check, Grade, judge
from clerk_station.scan.reading import Frame, Hint
from clerk_station.words import Words

WELL = Conditions(seed=3, fill=0.97)
UPPER_HALF: Area = (0.0, 0.0, 1.0, 148 / 297)


@cache
def chart() -> Sheet:
    """Print the chart."""
    return flat(page_picture(chart_pdf(Words("ar")), dpi=300))


def checked(conditions: Conditions, *, frames: int = 1) -> Check:
    """Film the chart under a camera and judge it."""
    picture = photograph(chart(), conditions, aim=UPPER_HALF).picture
    return check_camera(Frame(image=picture, number=n, at_ms=n * 66.0) for n in range(frames))


def test_a_good_camera_is_called_good() -> None:
    """The control of all others: near, sharp and well lit, with nothing left to do."""
    check = checked(WELL)
    assert (check.grade, check.advice) == (Grade.GOOD, Advice.NOTHING)
    assert set(check.grades) == set(Aspect)
    assert check.measured is not None
    assert check.measured.pixels_per_mm == pytest.approx(720 * 0.97 / 148, rel=0.03)
    assert min(check.measured.capitals) <= 1.3


@pytest.mark.parametrize(
    ("change", "grade", "advice"),
    [
        ({"blur": 2.2}, Grade.NOT_USABLE, Advice.FOCUS),
        ({"fill": 0.42}, Grade.NOT_USABLE, Advice.CLOSER),
        ({"light": 0.4, "noise": 6.0}, Grade.USABLE, Advice.MORE_LIGHT),
        ({"shade": 0.55}, Grade.USABLE, Advice.EVEN_LIGHT),
    ],
    ids=["soft", "far", "dim", "one lamp"],
)
def test_what_is_wrong_is_named_with_the_next_step(
    change: dict[str, float], grade: Grade, advice: Advice
) -> None:
    """Each fault alone changes the verdict and is the one thing to do next."""
    check = checked(replace(WELL, **change))  # type: ignore[arg-type] # numbers are what differs
    assert (check.grade, check.advice) == (grade, advice)


@pytest.mark.parametrize(
    ("change", "advice"),
    [({"light": 0.03, "noise": 8.0}, Advice.MORE_LIGHT), ({"blur": 5.0}, Advice.FOCUS)],
    ids=["dark", "blind"],
)
def test_where_the_chart_cannot_be_found_the_frames_say_why(
    change: dict[str, float], advice: Advice
) -> None:
    """In the dark or far out of focus no chart is seen; the next step is still the right one."""
    check = checked(replace(WELL, **change), frames=6)  # type: ignore[arg-type] # likewise
    assert (check.grade, check.advice, check.measured) == (Grade.NOT_USABLE, advice, None)


def test_the_chart_may_lie_upside_down_or_askew() -> None:
    """However it lies, it is measured; a chart turned round is as good as one that is not."""
    check = checked(replace(WELL, turn=180, tilt=0.05))
    assert check.grade is Grade.GOOD


def test_without_a_chart_it_is_asked_for() -> None:
    """Where no chart lies under the camera nothing is claimed of it."""
    picture = photograph(None, WELL).picture
    check = check_camera([Frame(image=picture, number=1, at_ms=0.0)])
    assert (check.grade, check.advice) == (Grade.NOT_USABLE, Advice.SHOW_CHART)
    assert check.measured is None
    assert judge((), hint=Hint.TOO_DARK).advice is Advice.MORE_LIGHT


def test_the_command_writes_the_chart_and_reads_a_film_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Chart to clip to verdict, in words of the asked language and as JSON; nothing is kept."""
    pdf, film = tmp_path / "chart.pdf", tmp_path / "film"
    assert main(["camera-check", "--chart", str(pdf), "--language", "en"]) == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    film.mkdir()
    sheet = flat(page_picture(pdf.read_bytes(), dpi=300))
    picture = photograph(sheet, WELL, aim=UPPER_HALF).picture
    cv2.imwrite(str(film / "1.png"), picture)
    before = sorted(tmp_path.rglob("*"))
    capsys.readouterr()
    assert main(["camera-check", "--clip", str(film), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["next"]) == ("good", "nothing")
    assert told["grades"]["focus"] == "good"
    assert main(["camera-check", "--clip", str(film), "--language", "ar"]) == 0
    assert capsys.readouterr().out.startswith("الكاميرا جيدة\n")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [b"", b"no clip at all" * 50])
def test_a_broken_clip_and_a_missing_camera_are_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    """Wrong input ends with 1 and one sentence, never a traceback."""
    clip = tmp_path / "broken.avi"
    clip.write_bytes(content)
    assert main(["camera-check", "--clip", str(clip)]) == 1
    assert "broken.avi is neither a picture nor a clip" in capsys.readouterr().err
    assert main(["camera-check", "--camera", "97"]) == 1
    assert "Camera 97 was not found" in capsys.readouterr().err
    assert main(["camera-check", "--chart", str(tmp_path / "none" / "c.pdf")]) == 1
    assert "c.pdf cannot be written" in capsys.readouterr().err


def test_the_chart_is_the_same_bytes_each_time() -> None:
    """A chart printed today is the chart of last year, in both languages."""
    for language in ("ar", "en"):
        assert chart_pdf(Words(language)) == chart_pdf(Words(language))
