"""The pieces of the screens one by one: clock, camera, sync light, sounds, dates, texts."""

import gc
import wave
from datetime import date
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from clerk_station.ui.dates import read_day
from clerk_station.ui.gallery.drawing import wooden_desk
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.sounds import Sound, Sounds, path_of, wav
from clerk_station.ui.theme import Look
from clerk_station.ui.views import ClockView, CounterView, HourView, SyncView, Tone
from clerk_station.ui.widgets.band import IDLE, REFUSED, Band
from clerk_station.ui.widgets.camera_view import CameraView, Found
from clerk_station.ui.widgets.hour_plot import HourPlot
from clerk_station.ui.widgets.label import Label
from clerk_station.ui.widgets.sync_light import SyncLight
from clerk_station.ui.widgets.visit_clock import VisitClock
from tests.ui.conftest import Heard

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2026/12/01", date(2026, 12, 1)),
        ("2026-12-1", date(2026, 12, 1)),
        ("٢٠٢٦/١٢/٠١", date(2026, 12, 1)),
        ("۲۰۲۶.۱۲.۰۱", date(2026, 12, 1)),
        ("2026/02/31", None),
        ("01/12/2026", None),
        ("", None),
        ("\u202e2026/12/01", None),
        ("9" * 10_000, None),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, read: date | None) -> None:
    """Year first, three sets of digits, and only days of the calendar."""
    assert read_day(typed) == read


def test_the_visit_clock_says_each_limit_once(dressed: Look) -> None:
    """At 20, 25 and 30 minutes one soft tap each, and again for the next household alone."""
    now, heard = [0.0], Heard()
    clock = VisitClock(dressed, now=lambda: now[0])
    clock.passed.connect(heard.listen("passed"))
    clock.show_visit(ClockView(opened=0))
    for minutes in (19.9, 20, 20.5, 25, 29, 30, 45):
        now[0] = minutes * 60
        clock.tick()
    assert heard.said == [("passed", 20), ("passed", 25), ("passed", 30)]
    clock.show_visit(ClockView(opened=45 * 60))
    clock.tick()
    now[0] += 20 * 60
    clock.tick()
    assert heard.said[3:] == [("passed", 20)]
    clock.stop()


@pytest.mark.parametrize(
    ("seconds", "accurate", "words"),
    [(760, True, "17:20"), (1986, True, "03:06"), (760, False, "الوقت غير دقيق")],
)
def test_the_visit_clock_is_honest(
    dressed: Look, seconds: int, words: str, *, accurate: bool
) -> None:
    """It says what is left, what is over, or that the time is not accurate."""
    clock = VisitClock(dressed, now=lambda: float(seconds))
    clock.show_visit(ClockView(opened=0, accurate=accurate))
    clock.grab()
    assert words in clock.accessibleName()
    clock.stop()


def test_a_clock_set_back_never_shows_less_than_nothing(dressed: Look) -> None:
    """A visit that seems to begin in the future has lasted no time yet."""
    clock = VisitClock(dressed, now=lambda: 0.0)
    clock.show_visit(ClockView(opened=50))
    assert clock.seconds == 0
    clock.stop()


def test_the_camera_keeps_the_pixels_that_it_shows(dressed: Look) -> None:
    """The frame stays alive after the camera has forgotten it: QImage owns no pixels."""
    view = CameraView(dressed, large=False)
    view.resize(312, 160)
    view.show_frame(np.full((720, 1280, 3), (0, 0, 255), dtype=np.uint8))
    gc.collect()
    noise = [np.zeros((720, 1280, 3), dtype=np.uint8) for _ in range(4)]
    drawn = view.grab().toImage()
    assert len(noise) == 4
    assert drawn.pixelColor(156, 80) == QColor(255, 0, 0)


def test_a_slanted_frame_is_shown_as_well(dressed: Look) -> None:
    """A view into a larger picture, not laid out in one piece, is copied first."""
    view = CameraView(dressed, large=True)
    view.resize(600, 400)
    view.show_frame(wooden_desk()[::2, ::2])
    assert not view.grab().isNull()


def test_the_corners_say_what_became_of_the_paper(dressed: Look) -> None:
    """White while nothing is read, green when read, amber when unsure."""
    view = CameraView(dressed, large=True)
    view.resize(982, 528)
    for found in Found:
        view.say("", found=found)
        corner = view.guide().topLeft().toPoint()
        drawn = view.grab().toImage()
        assert drawn.pixelColor(corner.x() + 20, corner.y()) == QColor(found.value)


def test_the_preview_paints_fifteen_frames_a_second(dressed: Look) -> None:
    """Twenty frames of 1280×720 fill the stage in far less than the time they last."""
    view, frame = CameraView(dressed, large=True), wooden_desk()
    view.resize(982, 528)
    canvas = QImage(982, 528, QImage.Format.Format_RGB32)
    began = perf_counter()
    for _ in range(20):
        view.show_frame(frame)
        view.render(canvas)
    assert (perf_counter() - began) / 20 < 1 / 15


def test_the_band_moves_without_holding_input_back(
    dressed: Look, sample: Sample, qtbot: QtBot
) -> None:
    """With motion the height glides to its end, and what the band says changes at once."""
    band = Band(Look(dressed.words))
    qtbot.addWidget(band)
    band.resize(1366, IDLE)
    band.idle("", "")
    band.show()
    band.refuse(sample.refused)
    assert sample.refused.headline in band.accessibleName()
    assert band.height() < REFUSED
    qtbot.waitUntil(lambda: band.height() == REFUSED)


def test_the_sync_light_turns_only_while_it_sends(dressed: Look, qtbot: QtBot) -> None:
    """Arrows turn while something is sent and rest otherwise; words stand beside them always."""
    moving = Look(dressed.words)
    light = SyncLight(moving)
    qtbot.addWidget(light)
    light.resize(200, 40)
    light.say(SyncView(tone=Tone.ACCENT, sign="sync", text="يُرسل 6"))
    first = light.grab().toImage()
    qtbot.waitUntil(lambda: light.grab().toImage() != first)
    light.say(SyncView(tone=Tone.OK, sign="receipt", text="كل شيء أُرسل ووصل"))
    assert light.accessibleName() == "كل شيء أُرسل ووصل"


def test_a_label_that_is_cut_tells_the_whole(dressed: Look) -> None:
    """An ellipsis never takes anything away for good: the whole is a tooltip."""
    label = Label(dressed, "مركز الهندية الأول لتحديث البطاقة التموينية")
    label.resize(120, 30)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(900, 30)
    label.grab()
    assert label.toolTip() == ""


def test_bars_stand_for_numbers_that_are_said(dressed: Look) -> None:
    """A plot of an empty hour, a full one and one to come is drawn, and told in words."""
    plot = HourPlot(dressed)
    plot.resize(400, 160)
    hours = (HourView(label="08"), HourView(label="09", came=24, served=20, is_now=True))
    plot.show_hours((*hours, HourView(label="10", planned=30)), capacity=24, words="كل ساعة")
    assert not plot.grab().isNull()
    assert plot.accessibleName() == "كل ساعة"
    assert CounterView(figure="1", label="x").tone is None


@pytest.mark.parametrize("sound", Sound)
def test_the_sounds_are_those_that_the_program_makes(sound: Sound) -> None:
    """Each file in resources is what the table of tones gives, and short."""
    assert path_of(sound).read_bytes() == wav(sound)
    with wave.open(BytesIO(wav(sound))) as file:
        assert file.getnframes() / file.getframerate() <= 0.4


def test_sounds_can_be_off_or_absent() -> None:
    """Off, or on a machine that cannot play, nothing is tried; else the file is played once."""
    played: list[Path] = []
    Sounds(played.append, is_on=False).play(Sound.REFUSED)
    Sounds(None).play(Sound.REFUSED)
    assert played == []
    Sounds(played.append).play(Sound.REFUSED)
    assert played == [path_of(Sound.REFUSED)]
