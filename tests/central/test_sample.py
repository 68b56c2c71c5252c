"""The made-up Karbala."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, func, select

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Relation, Sex
from clerk_station.domain.records import Centre, Clerk, Role, from_text, to_text
from sync.central.database import Database
from sync.central.registry import centres, get_many
from sync.central.sample import Sample, fill, pin_of
from sync.central.sample.families import Families
from sync.central.sample.staff import made_up_centres
from sync.central.tables import feed, records

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sample, Connection]]:
    """Give a sample of five hundred households."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sample') / 'central.db'}")
    database.migrate()
    with database.writing() as connection:
        sample = fill(connection, seed=7, households=500, day=DAY)
    with database.reading() as connection:
        yield sample, connection
    database.close()


Made = tuple[Sample, Connection]


def households(made: Made) -> list[Household]:
    """Give all households."""
    ids = made[1].scalars(select(records.c.id).where(records.c.kind == "household")).all()
    return list(get_many(made[1], Household, ids).values())


def test_has_the_ten_centres_with_three_clerks_and_a_manager_each(made: Made) -> None:
    """Every centre can work: three clerks, one manager, twelve hours a day."""
    roles = [(clerk.centre, clerk.role) for clerk in made[0].clerks]
    for centre in centres(made[1]):
        assert roles.count((centre.id, Role.CLERK)) == 3
        assert roles.count((centre.id, Role.MANAGER)) == 1
    assert len(centres(made[1])) == 10


def test_pins_open_what_is_kept_of_them(made: Made) -> None:
    """The PIN that is printed fits the verifier, and no other does."""
    clerk = made[0].clerks[0]
    pin = made[0].pins[clerk.id]
    PasswordHasher().verify(clerk.verifier, pin)
    assert len(pin) == 6
    kept = made[1].scalar(select(records.c.data).where(records.c.id == clerk.id))
    assert pin not in str(kept)


def test_names_agree_within_a_family(made: Made) -> None:
    """A child's father and grandfather are those of the family, spouses differ in sex."""
    for household in households(made):
        head = household.head
        for member in household.members:
            if member.relation in {Relation.SON, Relation.DAUGHTER} and head.sex is Sex.MALE:
                expected = (head.name.given, head.name.father, head.name.laqab)
                own = member.name
                assert (own.father, own.grandfather, own.laqab) == expected
            if member.relation is Relation.SPOUSE:
                assert member.sex is not head.sex
            if member.relation in {Relation.FATHER, Relation.MOTHER}:
                assert member.birth.year < head.birth.year - 15


def test_numbers_have_their_shapes_and_are_unique(made: Made) -> None:
    """Cards of seven digits, old ones of six, national numbers of twelve with the birth year."""
    all_of_them = households(made)
    members = [member for household in all_of_them for member in household.members]
    numbers = [m.national_number for m in members if m.national_number]
    assert len({h.card_number for h in all_of_them}) == 500
    assert all(len(h.card_number) == 7 for h in all_of_them)
    assert all(len(h.old_card_number) in {0, 6} for h in all_of_them)
    assert len(set(numbers)) == len(numbers)
    assert all(
        m.national_number.startswith(str(m.birth.year)) for m in members if m.national_number
    )


def test_is_as_mixed_as_the_programme_is(made: Made) -> None:
    """About 2.6 adults a family; some without any unified card, some births by year alone."""
    all_of_them = households(made)
    adults = [sum(m.is_adult_on(DAY) for m in h.members) for h in all_of_them]
    assert 2.3 < sum(adults) / len(adults) < 3.2
    assert min(adults) >= 1
    assert any(all(m.national_number is None for m in h.members) for h in all_of_them)
    assert any(m.birth.month is None for h in all_of_them for m in h.members)
    assert all(m.birth.counted_from() <= DAY for h in all_of_them for m in h.members)


def test_appointments_keep_within_hours_and_capacity(made: Made) -> None:
    """Most are booked for the day asked for, the rest later or not, and none beyond the limits."""
    forms = select(records.c.data).where(records.c.kind == "form")
    booked = [from_text(AppointmentForm, text) for text in made[1].scalars(forms)]
    slots = [(form.centre, form.day, form.hour) for form in booked]
    assert max(slots.count(slot) for slot in set(slots)) <= 24
    assert all("08:00" <= form.hour <= "19:00" for form in booked)
    assert 200 < sum(form.day == DAY for form in booked) < len(booked) < 500


def test_the_same_seed_makes_the_same_town(made: Made, tmp_path: Path) -> None:
    """Who repeats a sample gets the same people, forms, PINs and verifiers."""
    database = Database(f"sqlite:///{tmp_path / 'again.db'}")
    database.migrate()
    in_order = select(records).order_by(records.c.kind, records.c.id)
    with database.writing() as connection:
        again = fill(connection, seed=7, households=500, day=DAY)
        assert connection.execute(in_order).all() == made[1].execute(in_order).all()
    assert again == made[0]
    database.close()


def test_another_seed_makes_another_town() -> None:
    """The seed decides who lives there and which PINs open."""
    towns = [Families(Random(seed), today=DAY) for seed in (1, 2)]  # noqa: S311 - it has to repeat
    first, other = (town.household(1, made_up_centres()[0]) for town in towns)
    assert first.members != other.members
    assert pin_of("KA-01-C1", seed=1) != pin_of("KA-01-C1", seed=2)


def test_a_full_registry_is_not_filled_again(made: Made) -> None:
    """Made-up people never mix with a registry that is in use."""
    with pytest.raises(ValueError, match="not empty"):
        fill(made[1], seed=1, households=1, day=DAY)


def test_the_feed_carries_what_the_domain_reads(made: Made) -> None:
    """Every record in the feed is the text that the station's own code would have written."""
    kinds = {"centre": Centre, "clerk": Clerk, "household": Household, "form": AppointmentForm}
    rows = made[1].execute(select(feed.c.kind, feed.c.data).order_by(func.random()).limit(200))
    for row in rows:
        assert to_text(from_text(kinds[row.kind], row.data)) == row.data
