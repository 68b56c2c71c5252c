"""Made-up families whose names, ages and numbers agree with one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from clerk_station.domain.people import (
    Address,
    Agent,
    BirthDate,
    Household,
    Member,
    Name,
    Relation,
    Sex,
)
from clerk_station.domain.records import Centre
from sync.central.sample.words import LANDMARKS, LAQABS, MEN, WOMEN


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody before they have an id."""

    name: Name
    sex: Sex
    born: date
    relation: Relation


class Families:
    """Makes one family after the other; the same random source gives the same families."""

    def __init__(self, random: Random, *, today: date) -> None:
        self._random = random
        self._today = today
        self._national: set[str] = set()

    def household(self, number: int, centre: Centre) -> Household:
        """Make the household with this running number in the area of a centre."""
        people = tuple(self._people())
        have_cards = self._random.random() > 0.08
        identity = f"H{number:07}"
        members = (self._member(f"{identity}-{n}", p, have_cards) for n, p in enumerate(people, 1))
        return Household(
            id=identity,
            centre=centre.id,
            card_number=f"{1_200_000 + number * 37 % 8_000_009:07}",
            old_card_number=f"{100_000 + number:06}" if self._random.random() < 0.9 else "",
            address=self._address(centre),
            food_agent=self._agent(centre, "1"),
            flour_agent=self._agent(centre, "2"),
            members=tuple(members),
        )

    def name(self, sex: Sex, *, father: Name | None = None, laqab: str | None = None) -> Name:
        """Make a name: a child's chain is that of the father, anyone else's is new."""
        given = self._random.choice(MEN if sex is Sex.MALE else WOMEN)
        if father is not None:
            return Name(given, father.given, father.father, father.laqab)
        known = self._laqab() if laqab is None else laqab
        return Name(given, self._random.choice(MEN), self._random.choice(MEN), known)

    def _people(self) -> Iterator[_Person]:
        age = int(self._random.triangular(24, 78, 42))
        husband = self.name(Sex.MALE)
        widow = self._random.random() < 0.12
        wife_age = max(19, age - self._random.randint(-1, 9))
        alone = not widow and self._random.random() < 0.06
        if widow:
            yield _Person(self.name(Sex.FEMALE), Sex.FEMALE, self._born(wife_age), Relation.HEAD)
        else:
            yield _Person(husband, Sex.MALE, self._born(age), Relation.HEAD)
        if not (widow or alone):
            yield _Person(self.name(Sex.FEMALE), Sex.FEMALE, self._born(wife_age), Relation.SPOUSE)
        if not alone:
            yield from self._children(husband, wife_age)
        if not widow:
            yield from self._elders(husband, age)

    def _children(self, father: Name, mother_age: int) -> Iterator[_Person]:
        age = mother_age - self._random.randint(19, 25)
        named: set[str] = set()
        for _ in range(self._random.choice((0, 1, 2, 2, 3, 3, 4, 4, 5, 6))):
            if age < 0:
                return
            sex = self._random.choice((Sex.MALE, Sex.FEMALE))
            name = self.name(sex, father=father)
            # Most who are past twenty-six have a household of their own.
            stays = age <= 26 or self._random.random() < 0.25
            if stays and name.given not in named | {father.given}:
                named.add(name.given)
                relation = Relation.SON if sex is Sex.MALE else Relation.DAUGHTER
                yield _Person(name, sex, self._born(age), relation)
            age -= self._random.randint(1, 4)

    def _elders(self, head: Name, head_age: int) -> Iterator[_Person]:
        if head_age > 55:
            return
        if self._random.random() < 0.06:
            father = Name(head.father, head.grandfather, self._random.choice(MEN), head.laqab)
            age = head_age + self._random.randint(21, 34)
            yield _Person(father, Sex.MALE, self._born(age), Relation.FATHER)
        if self._random.random() < 0.15:
            age = head_age + self._random.randint(18, 30)
            yield _Person(self.name(Sex.FEMALE), Sex.FEMALE, self._born(age), Relation.MOTHER)
        if self._random.random() < 0.05:
            sister = Name(self._random.choice(WOMEN), head.father, head.grandfather, head.laqab)
            age = max(18, head_age - self._random.randint(1, 12))
            yield _Person(sister, Sex.FEMALE, self._born(age), Relation.SISTER)

    def _member(self, identity: str, person: _Person, have_cards: bool) -> Member:  # noqa: FBT001 - one call
        birth = BirthDate(person.born.year, person.born.month, person.born.day)
        if person.born.year < 1972 and self._random.random() < 0.2:
            birth = BirthDate(person.born.year)
        has_card = have_cards and self._random.random() > 0.05
        return Member(
            id=identity,
            name=person.name,
            sex=person.sex,
            birth=birth,
            relation=person.relation,
            national_number=self._national_number(person.born.year) if has_card else None,
        )

    def _national_number(self, year: int) -> str:
        while True:
            number = f"{year}{self._random.randrange(10**8):08}"
            if number not in self._national:
                self._national.add(number)
                return number

    def _born(self, age: int) -> date:
        return self._today - timedelta(days=int(age * 365.25) + self._random.randrange(365))

    def _address(self, centre: Centre) -> Address:
        pick = self._random
        return Address(
            governorate=centre.governorate,
            district=centre.district,
            mahalla=str(pick.randint(101, 899)),
            zuqaq=str(pick.randint(1, 60)),
            dar=str(pick.randint(1, 120)),
            landmark=pick.choice(LANDMARKS),
            # A range of which nobody is known to have a number.
            phone=f"0770000{pick.randrange(10_000):04}" if pick.random() < 0.85 else "",
        )

    def _agent(self, centre: Centre, series: str) -> Agent:
        """Choose one of a centre's six agents; their names follow from their numbers."""
        number = f"{int(centre.id[3:]):02}{series}{self._random.randint(1, 6)}"
        own = Random(number)  # noqa: S311 - made-up people want repeatable choices
        name = f"{own.choice(MEN)} {own.choice(MEN)} {own.choice(LAQABS)}"
        return Agent(name=name, number=number)

    def _laqab(self) -> str:
        return self._random.choice(LAQABS) if self._random.random() < 0.85 else ""
