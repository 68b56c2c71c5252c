"""Who may come when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import read_form_number
from clerk_station.domain.records import ServedForm
from clerk_station.domain.visits import Outcome
from clerk_station.errors import StationError
from sync.central.booking import book, has_slots, slots
from sync.central.registry import forms_on, get, put, put_centre
from tests.central.karbala import Karbala
from tests.world import CENTRE, OTHER_CENTRE, centre, household

TODAY, DAY = date(2026, 11, 23), date(2026, 12, 1)
FRIDAY = date(2026, 12, 4)


def test_a_booked_form_is_kept_and_published(karbala: Karbala) -> None:
    """A slot makes a form whose number checks, for this household, centre, day and hour."""
    with karbala.database.writing() as connection:
        form = book(connection, household(1), centre=centre(), day=DAY, hour="09:00", today=TODAY)
        assert get(connection, AppointmentForm, form.number) == form
        assert forms_on(connection, CENTRE, DAY) == (form,)
    assert read_form_number(form.number) == form.number
    assert (form.household, form.day, form.hour) == ("H0001", DAY, "09:00")


def test_a_full_hour_is_full(karbala: Karbala) -> None:
    """A centre gets no more households in an hour than it can take."""
    small = replace(centre(), capacity_per_hour=2)
    with karbala.database.writing() as connection:
        for n in (1, 2):
            book(connection, household(n), centre=small, day=DAY, hour="09:00", today=TODAY)
        with pytest.raises(StationError, match="full"):
            book(connection, household(3), centre=small, day=DAY, hour="09:00", today=TODAY)
        book(connection, household(3), centre=small, day=DAY, hour="10:00", today=TODAY)


@pytest.mark.parametrize(("day", "hour"), [(FRIDAY, "09:00"), (DAY, "07:00"), (DAY, "20:00")])
def test_a_closed_centre_takes_nobody(karbala: Karbala, day: date, hour: str) -> None:
    """Outside its days and hours a centre cannot be booked."""
    with karbala.database.writing() as connection, pytest.raises(StationError, match="receive"):
        book(connection, household(1), centre=centre(), day=day, hour=hour, today=TODAY)


def test_slots_are_the_hours_between_opening_and_closing() -> None:
    """Twelve hours make twelve slots, a closed day none."""
    assert slots(centre(), DAY)[0] == "08:00"
    assert len(slots(centre(), DAY)) == 12
    assert slots(centre(), FRIDAY) == ()


@pytest.mark.parametrize(
    ("opens", "closes", "slot"), [("08:30", "10:00", ("09:00",)), ("23:00", "23:59", ())]
)
def test_a_slot_is_a_whole_hour(opens: str, closes: str, slot: tuple[str, ...]) -> None:
    """Nobody is asked to come before the doors open, or when they are about to close."""
    odd = replace(centre(), opens=opens, closes=closes)
    assert slots(odd, DAY) == slot
    assert has_slots(odd) == bool(slot)


def test_a_past_day_is_not_given(karbala: Karbala) -> None:
    """Nobody is sent into yesterday; today itself can be booked."""
    late = DAY + timedelta(days=1)
    with karbala.database.writing() as connection:
        with pytest.raises(StationError, match="2026-12-01 is past, today is 2026-12-02"):
            book(connection, household(1), centre=centre(), day=DAY, hour="09:00", today=late)
        book(connection, household(1), centre=centre(), day=DAY, hour="09:00", today=DAY)


def test_a_household_holds_one_open_form_a_day(karbala: Karbala) -> None:
    """A second form for the same day is refused by the first's number, at another centre too."""
    with karbala.database.writing() as connection:
        form = book(connection, household(1), centre=centre(), day=DAY, hour="09:00", today=TODAY)
        for place in (centre(), centre(OTHER_CENTRE)):
            with pytest.raises(StationError, match=f"holds form {form.number}"):
                book(connection, household(1), centre=place, day=DAY, hour="10:00", today=TODAY)
        after = DAY + timedelta(days=1)
        book(connection, household(1), centre=centre(), day=after, hour="09:00", today=TODAY)


def test_a_household_that_was_served_can_come_again(karbala: Karbala) -> None:
    """A form under which the visit was closed is open no more, and stands in nobody's way."""
    with karbala.database.writing() as connection:
        form = book(connection, household(1), centre=centre(), day=DAY, hour="09:00", today=TODAY)
        served = ServedForm(
            form=form.number,
            household="H0001",
            visit="v1",
            centre=CENTRE,
            station="S1",
            day=DAY,
            outcome=Outcome.COMPLETED,
        )
        put(connection, [served])
        again = book(connection, household(1), centre=centre(), day=DAY, hour="10:00", today=TODAY)
    assert again.number != form.number


def test_numbers_begin_with_the_governorate_of_the_centre(karbala: Karbala) -> None:
    """A centre of Baghdad numbers its own forms."""
    with karbala.database.writing() as connection:
        put_centre(connection, centre("BG-01"))
        form = book(
            connection, household(1), centre=centre("BG-01"), day=DAY, hour="09:00", today=TODAY
        )
    assert form.number.startswith("BG26-")


def test_numbers_are_never_given_twice(karbala: Karbala) -> None:
    """Across transactions each form has a number of its own."""
    numbers = set()
    for n, hour in enumerate(("08:00", "09:00", "10:00"), start=1):
        with karbala.database.writing() as connection:
            form = book(connection, household(n), centre=centre(), day=DAY, hour=hour, today=TODAY)
            numbers.add(form.number)
    assert len(numbers) == 3
