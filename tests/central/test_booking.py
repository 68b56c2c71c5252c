"""Who may come when."""

from dataclasses import replace
from datetime import date

import pytest

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import read_form_number
from clerk_station.errors import StationError
from sync.central.booking import book, slots
from sync.central.registry import forms_on, get
from tests.central.karbala import Karbala
from tests.world import CENTRE, centre, household

DAY = date(2026, 12, 1)
FRIDAY = date(2026, 12, 4)


def test_a_booked_form_is_kept_and_published(karbala: Karbala) -> None:
    """A slot makes a form whose number checks, for this household, centre, day and hour."""
    with karbala.database.writing() as connection:
        form = book(connection, household(1), centre=centre(), day=DAY, hour="09:00")
        assert get(connection, AppointmentForm, form.number) == form
        assert forms_on(connection, CENTRE, DAY) == (form,)
    assert read_form_number(form.number) == form.number
    assert (form.household, form.day, form.hour) == ("H0001", DAY, "09:00")


def test_a_full_hour_is_full(karbala: Karbala) -> None:
    """A centre gets no more households in an hour than it can take."""
    small = replace(centre(), capacity_per_hour=2)
    with karbala.database.writing() as connection:
        for n in (1, 2):
            book(connection, household(n), centre=small, day=DAY, hour="09:00")
        with pytest.raises(StationError, match="full"):
            book(connection, household(3), centre=small, day=DAY, hour="09:00")
        book(connection, household(3), centre=small, day=DAY, hour="10:00")


@pytest.mark.parametrize(("day", "hour"), [(FRIDAY, "09:00"), (DAY, "07:00"), (DAY, "20:00")])
def test_a_closed_centre_takes_nobody(karbala: Karbala, day: date, hour: str) -> None:
    """Outside its days and hours a centre cannot be booked."""
    with karbala.database.writing() as connection, pytest.raises(StationError, match="receive"):
        book(connection, household(1), centre=centre(), day=day, hour=hour)


def test_slots_are_the_hours_between_opening_and_closing() -> None:
    """Twelve hours make twelve slots, a closed day none."""
    assert slots(centre(), DAY)[0] == "08:00"
    assert len(slots(centre(), DAY)) == 12
    assert slots(centre(), FRIDAY) == ()


def test_numbers_are_never_given_twice(karbala: Karbala) -> None:
    """Across transactions each form has a number of its own."""
    numbers = set()
    for hour in ("08:00", "09:00", "10:00"):
        with karbala.database.writing() as connection:
            form = book(connection, household(1), centre=centre(), day=DAY, hour=hour)
            numbers.add(form.number)
    assert len(numbers) == 3
