"""Fills an empty central with the made-up Karbala."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Stated
from clerk_station.domain.records import Centre, Clerk
from sync.central.booking import issue, slots
from sync.central.registry import centres, put, put_centre
from sync.central.sample.families import Families
from sync.central.sample.staff import made_up_centres, made_up_clerks, pin_of

FIRST_DAY, WALK_INS = 0.6, 0.05
"""Shares of a centre's households that are booked for the first day, and for no day."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was put in. `pins` gives each clerk's made-up PIN by id; it is kept nowhere else."""

    clerks: tuple[Clerk, ...]
    households: int
    forms: int
    pins: dict[str, str]


def fill(connection: Connection, *, seed: int, households: int, day: date) -> Sample:
    """Fill an empty registry; the same arguments give the same truths.

    Raises:
        ValueError: there are centres already.
    """
    if centres(connection):
        msg = "the registry is not empty"
        raise ValueError(msg)
    families = Families(Random(seed), today=day)  # noqa: S311 - made-up people want to repeat
    places = made_up_centres()
    for centre in places:
        put_centre(connection, centre)
    clerks = [c for centre in places for c in made_up_clerks(centre, families, seed=seed)]
    put(connection, clerks)
    forms = 0
    for at, centre in enumerate(places):
        numbers = range(at + 1, households + 1, len(places))
        homes = _stated([families.household(number, centre) for number in numbers], day=day)
        put(connection, homes)
        booked = _book(connection, homes, centre, day=day)
        put(connection, booked)
        forms += len(booked)
    pins = {clerk.id: pin_of(clerk.id, seed=seed) for clerk in clerks}
    return Sample(tuple(clerks), households, forms, pins)


def _stated(homes: list[Household], *, day: date) -> list[Household]:
    """Let the register state of some adults where they are: one in every other home without a day.

    Their homes are booked for no day, so that a rehearsal meets none of them by chance.
    """
    first = len(homes) - _walk_ins(homes) + 1
    return [
        _with_stated(home, Stated.ABROAD if n % 4 == 1 else Stated.DECEASED, since=day)
        if n >= first and n % 2
        else home
        for n, home in enumerate(homes)
    ]


def _with_stated(home: Household, stated: Stated, *, since: date) -> Household:
    *_, last = (m for m in home.members if m.is_adult_on(since))
    gone = replace(last, stated=stated, stated_since=since - timedelta(days=400))
    return replace(home, members=tuple(gone if m is last else m for m in home.members))


def _walk_ins(homes: Sequence[Household]) -> int:
    return math.ceil(len(homes) * WALK_INS)


def _book(
    connection: Connection, homes: Sequence[Household], centre: Centre, *, day: date
) -> list[AppointmentForm]:
    """Book most households, evenly over the hours: many on the first day, then day after day."""
    coming = list(homes[: len(homes) - _walk_ins(homes)])
    wanted: list[tuple[Household, Centre, date, str]] = []
    share = max(1, round(len(homes) * FIRST_DAY))
    while coming:
        hours = slots(centre, day)
        today = coming[: min(share, len(hours) * centre.capacity_per_hour)]
        wanted += [
            (home, centre, day, hours[n * len(hours) // len(today)]) for n, home in enumerate(today)
        ]
        coming = coming[len(today) :]
        day += timedelta(days=1)
    return issue(connection, wanted)
