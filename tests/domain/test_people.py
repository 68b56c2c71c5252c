"""Who is an adult on which day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.people import BirthDate, Household, Relation, age_on
from tests.world import household, member


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2008/11/23", date(2026, 11, 22), 17),
        ("2008/11/23", date(2026, 11, 23), 18),
        ("2008/02/29", date(2026, 2, 28), 17),
        ("2008/02/29", date(2026, 3, 1), 18),
        ("2008/02/29", date(2028, 2, 29), 20),
        ("2008", date(2026, 6, 30), 17),
        ("2008", date(2026, 7, 1), 18),
        ("2008/05", date(2026, 4, 30), 17),
        ("2008/05", date(2026, 5, 1), 18),
        ("2026/11/24", date(2026, 11, 23), 0),
    ],
)
def test_age_is_completed_years(birth: str, day: date, age: int) -> None:
    """The 18th birthday counts, 29 February completes on 1 March, a year alone on 1 July."""
    assert age_on(BirthDate.parse(birth), day) == age


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 120))
def test_a_person_ages_by_one_each_year(born: date, years: int) -> None:
    """Between one birthday and the next the age goes up by exactly one."""
    birth = BirthDate(born.year, born.month, born.day)
    day = date(born.year + years, 12, 31)
    assert age_on(birth, day) == years
    assert age_on(birth, day.replace(year=day.year + 1)) == years + 1


def test_only_adults_are_asked_to_come() -> None:
    """On the eve of the 18th birthday nobody is asked, on the day itself they are."""
    son = member("m", "علي", birth="2008/11/23")
    assert not son.is_adult_on(date(2026, 11, 22))
    assert son.is_adult_on(date(2026, 11, 23))


@pytest.mark.parametrize(
    "text",
    ["", "80", "1980/13", "1980/02/30", "1980/00", "1980/01/00", "0000", "1980-1-1-1", "x"],
)
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    """A day or month that no calendar has is refused, 0 among them."""
    with pytest.raises(ValueError, match=r"."):
        BirthDate.parse(text)


def test_a_day_without_a_month_is_no_birth_date() -> None:
    """Parts are known from the year down."""
    with pytest.raises(ValueError, match="needs a month"):
        BirthDate(1980, None, 5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("١٩٨٠/٠٣/٠٧", "1980/03/07"),
        ("۱۹۸۰-۳-۷", "1980/03/07"),
        (" 1980 ", "1980"),
        ("1980/3", "1980/03"),
    ],
)
def test_birth_dates_are_read_in_three_digit_sets(text: str, shown: str) -> None:
    """Arabic-Indic, extended and ASCII digits say the same date."""
    assert str(BirthDate.parse(text)) == shown


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1980", "1980/03/07", True),
        ("1980/03", "1980/03/07", True),
        ("1980/04", "1980/03/07", False),
        ("1980/03/08", "1980/03/07", False),
        ("1981", "1980", False),
    ],
)
def test_birth_dates_agree_in_the_parts_that_both_state(
    one: str, other: str, *, agree: bool
) -> None:
    """A year alone could be any day of that year, whichever side states it."""
    first, second = BirthDate.parse(one), BirthDate.parse(other)
    assert first.could_be(second) is agree
    assert second.could_be(first) is agree


def test_the_first_member_stands_in_for_a_head_that_nobody_named() -> None:
    """A household is always called by somebody's name."""
    known = household()
    assert known.head.relation is Relation.HEAD
    headless = Household(
        id="H",
        centre="KA-01",
        card_number="1",
        address=known.address,
        food_agent=known.food_agent,
        flour_agent=known.flour_agent,
        members=known.members[1:],
    )
    assert headless.head == known.members[1]
    assert headless.member("nobody") is None


def test_a_household_without_members_is_none() -> None:
    """A record of a household with nobody in it is refused where it is read."""
    known = household()
    with pytest.raises(ValueError, match="has members"):
        Household(
            id="H",
            centre="KA-01",
            card_number="1",
            address=known.address,
            food_agent=known.food_agent,
            flour_agent=known.flour_agent,
            members=(),
        )
