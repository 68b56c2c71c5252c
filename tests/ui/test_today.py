"""The day list: hours as bars, households as rows, and who is next, all by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from clerk_station.domain.day_list import Standing
from clerk_station.ui.gallery.sample import Sample
from clerk_station.ui.gallery.today import made_up_day
from clerk_station.ui.intents import (
    CallAsked,
    HouseholdChosen,
    Locked,
    MissedSaid,
    NumberVoided,
    PlaceChosen,
)
from clerk_station.ui.main_window import MainWindow
from clerk_station.ui.phrasing.around import sync_view
from clerk_station.ui.phrasing.centre_day import hour_views, times_view, window_rows
from clerk_station.ui.phrasing.today import day_counters, today_view
from clerk_station.ui.screens.today import TodayScreen
from clerk_station.ui.views import Tone
from clerk_station.words import Words, without_isolates
from sync.status import Phase, Status
from tests.ui.conftest import Heard, Keyboard

K = Qt.Key


@pytest.fixture
def today(window: MainWindow, sample: Sample) -> TodayScreen:
    """Give the day list with a morning on it."""
    screen = window.screen_of(TodayScreen)
    screen.show_view(sample.today)
    window.go(TodayScreen.place)
    return screen


@pytest.fixture
def meant(today: TodayScreen) -> Heard:
    """Listen to the day list."""
    heard = Heard()
    today.meant.connect(heard.meant.append)
    return heard


def test_it_opens_where_the_next_one_is(today: TodayScreen, sample: Sample) -> None:
    """Whoever is next in the queue is chosen, in the hour that is theirs."""
    chosen = today.rows.current
    assert chosen is not None
    assert chosen.household == sample.today.next_up
    assert chosen.priority, "the disabled go first"


def test_one_key_calls_and_one_begins(today: TodayScreen, meant: Heard, keyboard: Keyboard) -> None:
    """F5 calls who is next; Enter serves the chosen household at the desk."""
    chosen = today.rows.current
    assert chosen is not None
    keyboard.press(K.Key_F5, K.Key_Return)
    assert meant.meant == [
        CallAsked(), PlaceChosen("desk"), HouseholdChosen(chosen.household),
    ]  # fmt: skip


def test_a_call_in_vain_is_said_here_too(
    today: TodayScreen, meant: Heard, keyboard: Keyboard, sample: Sample
) -> None:
    """F9 means nothing until somebody was called."""
    keyboard.press(K.Key_F9)
    assert meant.meant == []
    today.show_view(replace(sample.today, is_called=True))
    keyboard.press(K.Key_F9, K.Key_F12)
    assert meant.meant == [MissedSaid(), Locked()]


def test_a_number_is_taken_back_where_somebody_waits(
    today: TodayScreen, meant: Heard, keyboard: Keyboard
) -> None:
    """F6 means the chosen household's number, and nothing for one that was served."""
    chosen = today.rows.current
    assert chosen is not None
    keyboard.press(K.Key_F6)
    assert meant.meant == [NumberVoided(chosen.household)]
    keyboard.press(K.Key_Home, K.Key_F6)
    assert len(meant.meant) == 1


def test_pages_go_through_the_hours_and_arrows_through_the_households(
    today: TodayScreen, keyboard: Keyboard
) -> None:
    """Every household of the day is in reach of the keyboard."""
    keyboard.press(*([K.Key_PageUp] * 12))
    first = today.rows.current
    keyboard.press(K.Key_Down)
    second = today.rows.current
    keyboard.press(K.Key_PageDown)
    third = today.rows.current
    assert first is not None and second is not None and third is not None  # noqa: PT018 - one question
    assert first.household.startswith("8-")
    assert second.household != first.household
    assert third.household.startswith("9-")


def test_what_comes_anew_leaves_the_chosen_hour(
    today: TodayScreen, keyboard: Keyboard, sample: Sample
) -> None:
    """News of other desks move nothing under the fingers while the next one is the same."""
    keyboard.press(K.Key_PageDown, K.Key_Down)
    before = today.rows.current
    today.show_view(replace(sample.today, counters=()))
    assert today.rows.current == before


def test_the_bars_say_in_words_what_they_show(today: TodayScreen) -> None:
    """Colours are never alone: each hour is told as a sentence."""
    assert today.bars.accessibleDescription().count(":00") >= 12


def test_every_household_stands_in_one_row() -> None:
    """The hours hold the whole day, each household once, and their bars add up."""
    day = made_up_day()
    view = today_view(Words("en"), day, centre=None, called=None)
    homes = [row.household for hour in view.hours for row in hour.rows]
    assert sorted(homes) == sorted(line.household for line in day.lines)
    assert all(hour.total == len(hour.rows) for hour in view.hours)


def test_only_what_asks_for_action_has_colour() -> None:
    """Of the six counters the waiting ones alone have a tone."""
    counters = day_counters(Words("en"), made_up_day())
    assert [counter.tone for counter in counters] == [None, None, Tone.TODO, None, None, None]
    assert counters[2].figure == str(made_up_day().count(Standing.WAITING))


def test_the_manager_sees_the_whole_centre_beside_the_sheet() -> None:
    """Hours, lengths and windows are of all desks of the centre, and add up to its day."""
    day, words = made_up_day(), Words("en")
    hours = hour_views(day, first=8, last=20)
    times = times_view(words, day)
    windows = window_rows(words, day)
    served = day.count(Standing.SERVED)
    assert sum(hour.came for hour in hours) == day.arrived
    assert sum(hour.served for hour in hours) == sum(times.counts) == served
    assert sum(int(row.families) for row in windows) == served
    assert [row.is_long for row in windows].count(True) == 1, "27 minutes are long"
    assert times.median == day.percentile_minutes(50)


@pytest.mark.parametrize(("away", "tone"), [(29, Tone.QUIET), (31, Tone.TODO)])
def test_each_centre_says_when_offline_is_too_long(away: int, tone: Tone) -> None:
    """Before the centre's limit offline is normal; after it the light asks, in minutes too."""
    status = Status(phase=Phase.OFFLINE, last_contact=0.0, waiting=2)
    view = sync_view(Words("en"), status, now=away * 60.0, late=30 * 60)
    assert view.tone is tone
    assert ("31 minutes" in without_isolates(view.text)) is (tone is Tone.TODO)
