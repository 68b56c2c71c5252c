"""Households, their members, and how old a person is on a day."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ADULT_AGE = 18
"""Members of this age or more come in person."""


class Sex(StrEnum):
    """As the identity card states it."""

    MALE = "m"
    FEMALE = "f"
    UNSTATED = "x"


class Relation(StrEnum):
    """What a member is to the head of household."""

    HEAD = "head"
    SPOUSE = "spouse"
    SON = "son"
    DAUGHTER = "daughter"
    FATHER = "father"
    MOTHER = "mother"
    BROTHER = "brother"
    SISTER = "sister"
    GRANDCHILD = "grandchild"
    OTHER = "other"


class Stated(StrEnum):
    """What the register states of a member whom nobody expects at a desk."""

    DECEASED = "deceased"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts, each as typed; parts other than the given name may be empty."""

    given: str
    father: str = ""
    grandfather: str = ""
    laqab: str = ""

    @property
    def short(self) -> str:
        """Given name, father, grandfather: what a roster shows."""
        return " ".join(part for part in (self.given, self.father, self.grandfather) if part)

    @property
    def full(self) -> str:
        """All parts in the order in which they are said."""
        return " ".join(part for part in (self.short, self.laqab) if part)


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth of which month and day may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            msg = "a birth date with a day needs a month"
            raise ValueError(msg)
        self.counted_from()

    @classmethod
    def parse(cls, text: str) -> "BirthDate":
        """Read `YYYY`, `YYYY/MM` or `YYYY/MM/DD` (also with `-`) in any of three digit sets.

        Raises:
            ValueError: the text is not of that form or names no day of the calendar.
        """
        match = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", text.strip())
        if match is None:
            msg = f"not a birth date: {text!r}"
            raise ValueError(msg)
        year, *parts = match.groups()
        month, day = (None if part is None else int(part) for part in parts)
        return cls(int(year), month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "/".join(parts)

    def counted_from(self) -> date:
        """Give the day from which age is counted.

        A year alone counts from 1 July, the civil register's custom for people whose day of birth
        is not known; a month alone counts from its first day.
        """
        if self.month is None:
            return date(self.year, 7, 1)
        return date(self.year, self.month, 1 if self.day is None else self.day)

    def could_be(self, other: "BirthDate") -> bool:
        """Tell whether the parts that both dates state agree."""
        return self.year == other.year and all(
            mine is None or theirs is None or mine == theirs
            for mine, theirs in ((self.month, other.month), (self.day, other.day))
        )


def age_on(birth: BirthDate, day: date) -> int:
    """Give the completed years on a day in the centre's calendar (Asia/Baghdad).

    The birthday itself counts. Who was born on 29 February completes the year on 1 March of a
    common year. Never below 0.
    """
    born = birth.counted_from()
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return max(0, day.year - born.year - (0 if had_birthday else 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a household, as the register has them.

    `stated` says whether the register states that they died or live abroad, `stated_since` from
    which day on, None where it names no day.
    """

    id: str
    name: Name
    sex: Sex
    birth: BirthDate
    relation: Relation
    national_number: str | None = None
    stated: Stated | None = None
    stated_since: date | None = None

    def is_adult_on(self, day: date) -> bool:
        """Tell whether this member has to come in person on that day."""
        return age_on(self.birth, day) >= ADULT_AGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A food or flour agent: the shop from which the household draws its ration."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a household lives, in the parts that an Iraqi address has."""

    governorate: str
    district: str
    mahalla: str = ""
    zuqaq: str = ""
    dar: str = ""
    landmark: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The registered unit with a ration card number. The head is one of the members."""

    id: str
    centre: str
    card_number: str
    old_card_number: str = ""
    address: Address
    food_agent: Agent
    flour_agent: Agent
    members: tuple[Member, ...]

    def __post_init__(self) -> None:
        if not self.members:
            msg = "a household has members"
            raise ValueError(msg)

    @property
    def head(self) -> Member:
        """The head of household; the first member where the register names no head."""
        return next((m for m in self.members if m.relation is Relation.HEAD), self.members[0])

    def member(self, member_id: str) -> Member | None:
        """Give one member, None where the register does not know the id."""
        return next((m for m in self.members if m.id == member_id), None)
