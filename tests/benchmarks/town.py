"""A centre with as many households as a measurement serves: each comes once, so no case opens."""

from collections.abc import Sequence
from random import Random

from sqlalchemy import text

from clerk_station.domain.people import Household
from sync.central.booking import issue
from sync.central.office import Office
from sync.central.registry import put, put_centre
from sync.central.sample.families import Families
from sync.central.sample.staff import made_up_centres
from sync.central.sequencer import drain
from tests.world import DAY

EVENTS_A_HOUSEHOLD = 3
"""At least so many events a household leaves: it is opened and closed, and somebody came."""

Homes = Sequence[tuple[Household, str]]
"""Households, each with the number of its form for `DAY`."""


def found(office: Office, *, households: int) -> Homes:
    """Fill an empty central with one centre, its households and their forms."""
    centre = made_up_centres()[0]
    families = Families(Random(1), today=DAY)  # noqa: S311 - made-up people want to repeat
    homes = [families.household(number, centre) for number in range(1, households + 1)]
    with office.database.writing() as connection:
        put_centre(connection, centre)
        put(connection, homes)
        forms = issue(connection, [(home, centre, DAY, centre.opens) for home in homes])
        put(connection, forms)
    drain(office.database)
    with office.database.writing() as connection:
        # A database that has run for a day knows its tables.
        connection.execute(text("analyze"))
    return list(zip(homes, (form.number for form in forms), strict=True))
