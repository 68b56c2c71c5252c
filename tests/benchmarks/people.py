"""A station's folder filled with made-up people, for whatever wants to measure among them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import Role
from clerk_station.store.opening import Store
from clerk_station.tokens import seal_form
from sync.central.sample.families import Families
from tests.world import DAY, World, centre, clerk, form, page

PAGE, A_DAY, TOKENS = 500, 150, "tokens.txt"
SEED = 2026


@dataclass(frozen=True, slots=True)
class Filled:
    """How many are in a store, who, and the seconds that keeping their records took."""

    people: int
    seconds: float
    households: tuple[Household, ...]
    forms: tuple[AppointmentForm, ...]

    def __str__(self) -> str:
        """Say how many, for a table."""
        return f"{self.people:,} people"


def fill(world: World, *, people: int, a_day: int = A_DAY) -> tuple[Store, Filled]:
    """Enrol a station and give it pages until it knows this many people.

    Each household has an appointment, so many a day from today on. The sealed forms of today lie
    in the station's folder, one a line.
    """
    world.enrol()
    store = world.open()
    store.inbox.apply(page(centre(), clerk(), clerk("M1", role=Role.MANAGER)))
    known: list[Household] = []
    papers: list[AppointmentForm] = []
    total, seconds = 0, 0.0
    families = _families()
    while total < people:
        homes = [next(families) for _ in range(PAGE)]
        forms = [_paper(len(known) + n, home, a_day=a_day) for n, home in enumerate(homes)]
        cursor = store.inbox.cursor("")
        following = page(*homes, *forms, after=cursor.position, previous=cursor.hash)
        began = time.perf_counter()
        store.inbox.apply(following)
        seconds += time.perf_counter() - began
        known += homes
        papers += forms
        total += sum(len(home.members) for home in homes)
    _keep_tokens(world, papers[:a_day])
    return store, Filled(total, seconds, tuple(known), tuple(papers))


def tokens(folder: Path) -> list[str]:
    """Read the sealed forms of today."""
    return (folder / TOKENS).read_text(encoding="ascii").splitlines()


def _families() -> Iterator[Household]:
    families, here = Families(Random(SEED), today=DAY), centre()  # noqa: S311 - made-up people
    return (families.household(number, here) for number in count(1))


def _paper(number: int, home: Household, *, a_day: int) -> AppointmentForm:
    day = DAY + timedelta(days=number // a_day)
    return replace(form(number + 1, day=day), household=home.id)


def _keep_tokens(world: World, forms: list[AppointmentForm]) -> None:
    sealed = (seal_form(each, world.authority_key) for each in forms)
    (world.folder / TOKENS).write_text("\n".join(sealed), encoding="ascii")
