"""Booking: which household comes where and when, within what a centre can take."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection, func, insert, select, update

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.ids import form_number
from clerk_station.domain.people import Household
from clerk_station.domain.records import Centre
from clerk_station.errors import StationError
from sync.central.registry import open_form_on, put
from sync.central.tables import records, serials

VALID_FOR = timedelta(days=30)
"""How long after its day a form can still be re-booked before it expires."""


def slots(centre: Centre, day: date) -> tuple[str, ...]:
    """Give the hours at which a centre receives on a day, `HH:MM`; none where it is closed."""
    return _hours(centre) if day.weekday() in centre.weekdays else ()


def has_slots(centre: Centre) -> bool:
    """Tell whether a whole hour lies between a centre's opening and closing."""
    return bool(_hours(centre))


def book(
    connection: Connection,
    household: Household,
    *,
    centre: Centre,
    day: date,
    hour: str,
    today: date,
) -> AppointmentForm:
    """Give a household a slot and issue its form.

    Raises:
        StationError: the day is past, the household holds a form for it, the centre is closed
            then, or the slot is full.
    """
    if day < today:
        raise StationError(
            "The slot cannot be given",
            "{day} is past, today is {today}. Choose another day.",
            day=day,
            today=today,
        )
    held = open_form_on(connection, household.id, day)
    if held is not None:
        raise StationError(
            "The slot cannot be given",
            "Household {household} holds form {form} for {day} at {hour} already."
            " Use that one, or choose another day.",
            household=household.id,
            form=held.number,
            day=day,
            hour=held.hour,
        )
    if hour not in slots(centre, day):
        raise StationError(
            "The slot cannot be given",
            "Centre {centre} does not receive on {day} at {hour}. Choose another day or hour.",
            centre=centre.id,
            day=day,
            hour=hour,
        )
    taken = connection.scalar(
        select(func.count()).where(
            records.c.kind == "form",
            records.c.centre == centre.id,
            records.c.day == day,
            records.c.hour == hour,
        )
    )
    if (taken or 0) >= centre.capacity_per_hour:
        raise StationError(
            "The slot cannot be given",
            "Centre {centre} is full on {day} at {hour}. Choose another day or hour.",
            centre=centre.id,
            day=day,
            hour=hour,
        )
    form = issue(connection, [(household, centre, day, hour)])[0]
    put(connection, [form])
    return form


def issue(
    connection: Connection, wanted: list[tuple[Household, Centre, date, str]]
) -> list[AppointmentForm]:
    """Number forms for slots that are known to be free; the caller keeps them."""
    counts = Counter(_series(centre, day) for _, centre, day, _ in wanted)
    numbers = {series: _numbers(connection, *series, count=n) for series, n in counts.items()}
    return [
        AppointmentForm(
            number=next(numbers[_series(centre, day)]),
            household=household.id,
            centre=centre.id,
            day=day,
            hour=hour,
            expires=day + VALID_FOR,
        )
        for household, centre, day, hour in wanted
    ]


def _hours(centre: Centre) -> tuple[str, ...]:
    return tuple(
        f"{hour:02}:00"
        for hour in range(24)
        if centre.opens <= f"{hour:02}:00" and f"{hour + 1:02}:00" <= centre.closes
    )


def _series(centre: Centre, day: date) -> tuple[str, int]:
    """Give what numbers run within: the two letters of the centre's governorate, and the year."""
    return centre.id[:2], day.year


def _numbers(connection: Connection, governorate: str, year: int, *, count: int) -> Iterator[str]:
    series = f"{governorate}{year % 100:02}"
    here = serials.c.series == series
    last = connection.scalar(select(serials.c.last).where(here).with_for_update())
    if last is None:
        last = 0
        connection.execute(insert(serials), {"series": series, "last": 0})
    connection.execute(update(serials).where(here).values(last=last + count))
    return (form_number(governorate, year, last + n) for n in range(1, count + 1))
