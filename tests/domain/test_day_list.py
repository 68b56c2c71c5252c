"""The day list: where every household of today is, and who is next."""

from datetime import datetime, timedelta

from clerk_station.clock import BAGHDAD
from clerk_station.domain.day_list import DayList, Due, Standing, day_list
from clerk_station.domain.turns import Part, Turn
from clerk_station.domain.visits import Outcome, Priority

NOW = datetime(2026, 11, 23, 10, 22, tzinfo=BAGHDAD)


def due(n: int, hour: str, *, came: bool = False) -> Due:
    """Make a form of today."""
    return Due(
        number=f"F{n}",
        hour=hour,
        household=f"H{n}",
        head_name=f"رب {n}",
        members=4,
        came=came,
    )


def came(n: int, minutes_ago: int, **more: object) -> Turn:
    """Let a household come, and what else is told of it."""
    at = NOW - timedelta(minutes=minutes_ago)
    part = Part(station="S1", visit=f"v{n}", window=3, number=300 + n, arrived_at=at, **more)  # type: ignore[arg-type]
    return Turn(centre="KA-01", day=NOW.date(), household=f"H{n}", parts=(part,))


def listed(*forms: Due, turns: tuple[Turn, ...] = (), walk_ins: tuple[int, ...] = ()) -> DayList:
    """List a day."""
    names = {f"H{n}": due(n, "") for n in walk_ins}
    return day_list(NOW.date(), NOW, due=forms, turns=turns, names=names)


def standing_of(found: DayList, home: str) -> Standing:
    """Say where a household is."""
    return next(line.standing for line in found.lines if line.household == home)


def test_an_hour_late_is_no_show_and_not_before() -> None:
    """At 10:22 who was due at 09:00 did not come, and who was due at 09:30 still may."""
    found = listed(due(1, "09:00"), due(2, "09:30"), due(3, "11:00"))
    assert [line.standing for line in found.lines] == [
        Standing.NO_SHOW,
        Standing.COMING,
        Standing.COMING,
    ]
    assert found.arrived == 0


def test_who_comes_late_is_no_no_show_any_more() -> None:
    """Arriving settles it, however late."""
    found = listed(due(1, "08:00"), turns=(came(1, 5),))
    assert standing_of(found, "H1") is Standing.WAITING


def test_who_was_served_elsewhere_came() -> None:
    """A visit that the central tells of counts, although no part of its turn is known."""
    found = listed(due(1, "08:00", came=True))
    assert (standing_of(found, "H1"), found.inaccurate) == (Standing.SERVED, 1)


def test_the_queue_goes_by_hour_then_by_arrival() -> None:
    """Coming early for a late hour puts nobody before those whose hour it is."""
    forms = due(1, "12:00"), due(2, "10:00"), due(3, "10:00")
    found = listed(*forms, turns=(came(1, 90), came(2, 10), came(3, 20)))
    assert [line.household for line in found.queue] == ["H3", "H2", "H1"]


def test_the_old_and_disabled_go_first() -> None:
    """Priority goes before every hour."""
    forms = due(1, "10:00"), due(2, "10:30")
    found = listed(*forms, turns=(came(1, 30), came(2, 2, priority=Priority.DISABLED)))
    assert [line.household for line in found.queue] == ["H2", "H1"]


def test_who_comes_without_a_form_waits_by_the_hour_of_coming() -> None:
    """A walk-in at 10:02 waits behind the forms of 10:00 and before those of 10:30."""
    forms = due(1, "10:00"), due(2, "10:30")
    turns = came(1, 1), came(2, 40), came(3, 20)
    found = listed(*forms, turns=turns, walk_ins=(3,))
    assert [line.household for line in found.queue] == ["H1", "H3", "H2"]
    assert (found.due, len(found.lines)) == (2, 3)


def test_times_of_the_centre_are_counted_honestly() -> None:
    """Median and ninetieth come from accurate times alone, and the others are counted."""
    ended = {"closed_at": NOW, "opened_at": NOW, "outcome": Outcome.COMPLETED}
    turns = tuple(came(n, 60, seconds=n * 60, **ended) for n in range(1, 11))
    unsure = came(11, 60, seconds=None, **ended)
    forms = [due(n, "08:00") for n in range(1, 12)]
    found = listed(*forms, turns=(*turns, unsure))
    assert (found.percentile_minutes(50), found.percentile_minutes(90)) == (5, 9)
    assert (found.inaccurate, found.outcomes(Outcome.COMPLETED)) == (1, 11)


def test_every_household_stands_in_one_hour() -> None:
    """The bars of the hours hold all of the day, each once."""
    found = listed(due(1, "08:00"), due(2, "10:30"), turns=(came(2, 5),))
    hours = {hour.label: hour for hour in found.hours(8, 12)}
    assert list(hours) == ["08:00", "09:00", "10:00", "11:00"]
    assert sum(hour.total for hour in hours.values()) == 2
    assert hours["10:00"].count(Standing.WAITING) == 1
