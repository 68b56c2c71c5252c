"""How the post stands in rows: the clock, and what was found out about the journal."""

import re

import pytest

from clerk_station.ui.phrasing.post import CLOCK_OFF, sync_rows
from clerk_station.words import Words, without_isolates
from sync.condition import Alarm, Work
from sync.status import Phase, Status

NOW = 1_795_000_000.0


def told(language: str, status: Status) -> list[str]:
    """Give the texts of the rows."""
    rows = sync_rows(Words(language), status, now=NOW, returned=0)
    return [without_isolates(view.text) for view, _ in rows]


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        (180.0, "3 minutes ahead"),
        (-61.0, "1 minute behind"),
        (-86_400.0, "24 hours behind"),
        (365 * 86_400.0, "8760 hours ahead"),
    ],
)
def test_a_clock_that_is_off_is_said_and_blocks_nothing(drift: float, said: str) -> None:
    """By how much and which way, that nothing is blocked, and what to do when there is time."""
    rows = told("en", Status(phase=Phase.SETTLED, drift=drift))
    assert said in rows[1]
    assert "nothing is blocked" in rows[1]
    assert "Set the clock" in rows[2]


@pytest.mark.parametrize("drift", [None, 0.0, CLOCK_OFF - 1.0, 1.0 - CLOCK_OFF])
def test_a_clock_that_is_right_is_not_spoken_of(drift: float | None) -> None:
    """Less than a minute is right enough."""
    assert len(told("en", Status(phase=Phase.SETTLED, drift=drift))) == 1


@pytest.mark.parametrize("drift", [-7300.0, -180.0, 180.0, 7300.0])
@pytest.mark.parametrize("many", [1, 2, 3, 11, 100])
def test_the_clock_is_told_in_arabic_for_every_number(drift: float, many: int) -> None:
    """No English word is left in any of the plural forms."""
    rows = told("ar", Status(phase=Phase.SETTLED, drift=drift * many))
    assert not re.search("[A-Za-z]", "".join(rows))


@pytest.mark.parametrize("alarm", [one for one in Alarm if one])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_was_found_out_about_the_journal_is_said(language: str, alarm: Alarm) -> None:
    """A clerk reads what happened and that work goes on, sentence by sentence."""
    rows = told(language, Status(phase=Phase.SETTLED, alarm=alarm))
    assert len(rows) > 2
    assert language == "en" or not re.search("[A-Za-z]", "".join(rows))


@pytest.mark.parametrize("work", [one for one in Work if one is not Work.FREE])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_follows_for_new_work_is_said(language: str, work: Work) -> None:
    """Why new work waits, and what to do, stand on the screen in the clerk's language."""
    contact = NOW - 9 * 86_400
    rows = told(language, Status(phase=Phase.OFFLINE, work=work, last_contact=contact))
    assert len(rows) > 1
    assert "{" not in "".join(rows)
    assert work is not Work.NEEDS_MANAGER or "9" in "".join(rows[1:])
    assert language == "en" or not re.search("[A-Za-z]", "".join(rows[1:]))
