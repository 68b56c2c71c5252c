"""A station's folder filled with made-up people, for whatever wants to measure among them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate, count
from pathlib import Path
from random import Random

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household, Name, Sex
from clerk_station.domain.records import Role
from clerk_station.paths import resources
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


class Crowd(Families):
    """Made-up families with as many names as a country has: a few are common, most are rare."""

    def __init__(self, random: Random) -> None:
        super().__init__(random, today=DAY)
        self._chance = random
        plain = [name for name in _names() if " " not in name]
        men = [*plain, *(f"عبد {name}" for name in plain), *(f"{name} الدين" for name in plain)]
        laqabs = [f"ال{name}ي" for name in plain] + [f"{name}ي" for name in plain] + plain
        self._men, self._women = _skewed(men), _skewed(plain[::-1])
        self._laqabs = _skewed(laqabs[::-1])

    def name(self, sex: Sex, *, father: Name | None = None, laqab: str | None = None) -> Name:
        """Draw each part by how common it is; a child's chain is that of the father."""
        given = self._one_of(self._men if sex is Sex.MALE else self._women)
        if father is not None:
            return Name(given, father.given, father.father, father.laqab)
        own = self._one_of(self._laqabs) if laqab is None else laqab
        return Name(given, self._one_of(self._men), self._one_of(self._men), own)

    def _one_of(self, skewed: tuple[list[str], list[float]]) -> str:
        names, sums = skewed
        return self._chance.choices(names, cum_weights=sums)[0]


def _names() -> list[str]:
    text = (resources() / "names" / "arabic.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(dict.fromkeys(name for line in lines for name in line.split()))


def _skewed(names: list[str]) -> tuple[list[str], list[float]]:
    """Let the n-th name be borne by one in n of those who bear the first."""
    return names, list(accumulate(1 / (n + 3) for n in range(len(names))))


def _families() -> Iterator[Household]:
    families, here = Crowd(Random(SEED)), centre()  # noqa: S311 - made-up people
    return (families.household(number, here) for number in count(1))


def _paper(number: int, home: Household, *, a_day: int) -> AppointmentForm:
    day = DAY + timedelta(days=number // a_day)
    return replace(form(number + 1, day=day), household=home.id)


def _keep_tokens(world: World, forms: list[AppointmentForm]) -> None:
    sealed = (seal_form(each, world.authority_key) for each in forms)
    (world.folder / TOKENS).write_text("\n".join(sealed), encoding="ascii")
