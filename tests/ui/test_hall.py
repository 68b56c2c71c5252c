"""The hall's display: numbers alone, each new call pointed out, readable from afar."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from clerk_station.clock import BAGHDAD
from clerk_station.domain.day_list import DayList, Due, day_list
from clerk_station.domain.turns import Part, Turn
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.hall import HallView, HallWindow
from clerk_station.ui.palette import HALL
from clerk_station.ui.phrasing.hall import hall_view
from clerk_station.ui.theme import Look
from clerk_station.words import Words
from tests.ui.test_palette import contrast

NOW = datetime(2026, 11, 23, 10, 22, tzinfo=BAGHDAD)


@pytest.fixture
def hall(dressed: Look) -> Iterator[HallWindow]:
    """Give a display that hangs, without motion."""
    made = HallWindow(dressed)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def called(n: int, minutes_ago: int) -> Turn:
    """Let household n be called to window 3."""
    at = NOW - timedelta(minutes=minutes_ago)
    part = Part(station="S1", visit=f"v{n}", window=3, number=300 + n, arrived_at=at, called_at=at)
    return Turn(centre="KA-01", day=NOW.date(), household=f"H{n}", parts=(part,))


def day(*turns: Turn) -> DayList:
    """List a day with these turns, of people with names."""
    due = [
        Due(
            number=f"F{turn.household}",
            hour="10:00",
            household=turn.household,
            head_name="كاظم جواد",
            members=4,
            came=False,
        )
        for turn in turns
    ]
    return day_list(NOW.date(), NOW, due=due, turns=turns, names={})


def test_no_name_ever_hangs_in_the_hall() -> None:
    """Of a day of people with names the display is given numbers, and nothing else."""
    view = hall_view(Words("ar"), day(called(1, 5), called(2, 1)))
    assert (view.number, view.window) == ("302", "3")
    assert view.earlier == (("301", "3"),)
    assert "كاظم" not in repr(view)
    assert {field.name for field in fields(HallView)} == {
        "number", "window", "earlier", "waiting", "clock", "call",
    }  # fmt: skip


def test_the_last_four_calls_stay_in_sight() -> None:
    """Whoever looked away finds the number there, newest first."""
    view = hall_view(Words("ar"), day(*(called(n, 10 - n) for n in range(1, 8))))
    assert [number for number, _ in view.earlier] == ["306", "305", "304", "303"]


def test_an_empty_hall_shows_no_number() -> None:
    """Before the first call there is nothing to point at."""
    assert hall_view(Words("ar"), day()).number == ""


def test_a_new_call_is_pointed_out_once(hall: HallWindow, sample: Sample) -> None:
    """What hangs when the display is opened is old; another one is inverted, of whatever number."""
    hall.show_view(sample.hall)
    assert not hall.is_inverted
    hall.show_view(replace(sample.hall, waiting=13))
    assert not hall.is_inverted, "the control: no new call"
    hall.show_view(replace(sample.hall, call="6"))
    assert hall.is_inverted


def test_a_key_takes_it_down(hall: HallWindow, sample: Sample) -> None:
    """Where it lies on the only screen, F8 or Esc put it away without the pointer."""
    gone: list[bool] = []
    hall.closed.connect(lambda: gone.append(True))
    hall.show_view(sample.hall)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        no_other = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(hall, QKeyEvent(kind, Qt.Key.Key_F8, no_other))
    assert gone == [True]


def test_the_hall_can_be_read_from_afar() -> None:
    """Every writing has 7 to 1 on its ground."""
    for ink in (HALL.ink, HALL.soft, HALL.signal):
        assert contrast(ink, HALL.ground) >= 7
    assert contrast(HALL.on, HALL.signal) >= 7


def test_it_says_in_words_what_hangs(hall: HallWindow, sample: Sample) -> None:
    """A screen reader hears number and window."""
    hall.show_view(sample.hall)
    assert "464" in hall.accessibleName()
