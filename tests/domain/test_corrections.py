"""What the register becomes when a change that a family asked for is accepted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clerk_station.domain.changes import MAY_BE_EMPTY, OF_HOUSEHOLD, Change, Field, Newcomer
from clerk_station.domain.corrections import Outdated, corrected, number_of, read_value, value_of
from clerk_station.domain.people import BirthDate, Name, Relation, Sex
from clerk_station.domain.visits import Asked, Evidence
from tests.world import household

HOME = household(1)
HEAD, WIFE, SON, CHILD = HOME.members

NEW = {
    Field.GIVEN: "حسن",
    Field.FATHER: "كاظم",
    Field.GRANDFATHER: "جواد",
    Field.LAQAB: "الغانمي",
    Field.BIRTH: "2004/07/21",
    Field.SEX: "f",
    Field.RELATION: "grandchild",
    Field.NATIONAL_NUMBER: "200400000009",
    Field.PHONE: "07701234567",
    Field.DISTRICT: "الهندية",
    Field.MAHALLA: "215",
    Field.ZUQAQ: "13",
    Field.DAR: "8",
    Field.LANDMARK: "قرب الجامع",
    Field.OLD_CARD: "331099",
}


def asked(change: Change = Change.VALUE, **more: object) -> Asked:
    """Make a change that was asked for."""
    made = Asked(
        event="e1",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        clerk="C1",
        member=SON.id,
        change=change,
        evidence=Evidence.SEEN,
        note="",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def valued(field: Field, new: str) -> Asked:
    """Ask for another value than the register has."""
    return asked(field=field, old=value_of(HOME, SON, field), new=new)


@pytest.mark.parametrize("field", Field)
def test_every_value_that_may_be_asked_for_can_be_accepted(field: Field) -> None:
    """The register has the new value then, and nothing else changed."""
    now = corrected(HOME, valued(field, NEW[field]))
    assert value_of(now, now.member(SON.id), field) == NEW[field]
    back = asked(field=field, old=NEW[field], new=value_of(HOME, SON, field))
    if back.new or field in MAY_BE_EMPTY:
        assert corrected(now, back) == HOME


@pytest.mark.parametrize("field", Field)
def test_what_the_register_has_not_any_more_is_not_overwritten(field: Field) -> None:
    """Somebody corrected it meanwhile: the change does not fall on the new value."""
    with pytest.raises(Outdated):
        corrected(HOME, asked(field=field, old="otherwise", new=NEW[field]))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field.GIVEN, ""),
        (Field.GIVEN, "7"),
        (Field.GIVEN, "حسن \U0001f600!"),
        (Field.BIRTH, "2004/02/31"),
        (Field.BIRTH, "21/06/2004"),
        (Field.SEX, "x"),
        (Field.RELATION, "head"),
        (Field.NATIONAL_NUMBER, "20040000000"),
        (Field.PHONE, "1234"),
        (Field.OLD_CARD, "12a45"),
        (Field.DISTRICT, "\u202e"),
    ],
)
def test_what_no_register_can_hold_is_no_value(field: Field, typed: str) -> None:
    """A day that is none, a number too short, a name of digits: neither recorded nor accepted."""
    assert read_value(field, typed) is None
    with pytest.raises(Outdated):
        corrected(HOME, valued(field, typed))


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        (Field.BIRTH, "٢٠٠٤/٦/٢١", "2004/06/21"),
        (Field.BIRTH, "2004", "2004"),
        (Field.NATIONAL_NUMBER, "۲۰۰۴۰۰۰۰۰۰۰۹", "200400000009"),
        (Field.NATIONAL_NUMBER, "", ""),
        (Field.GIVEN, " \u200fعبد   الله ", "عبد الله"),
        (Field.DAR, "٨", "8"),
    ],
)
def test_a_value_is_read_in_any_digits(field: Field, typed: str, read: str) -> None:
    """Three digit sets lead to one, and marks that nobody sees are left out."""
    assert read_value(field, typed) == read


def newcomer(relation: Relation = Relation.DAUGHTER) -> Newcomer:
    """Make a newborn."""
    return Newcomer(
        name=Name("زينب", "كاظم"), sex=Sex.FEMALE, birth=BirthDate(2026, 10, 1), relation=relation
    )


def test_a_newcomer_gets_an_id_that_nobody_had() -> None:
    """Not that of somebody who left either, whose entries name it."""
    joined = asked(Change.JOINED, member="", why="newborn", newcomer=newcomer())
    assert corrected(HOME, joined).members[-1].id == f"{HOME.id}-5"
    left = corrected(HOME, asked(Change.LEFT, member=CHILD.id, why="other"))
    assert [member.id for member in left.members] == [HEAD.id, WIFE.id, SON.id]
    again = corrected(left, joined, highest=number_of(CHILD.id))
    assert again.members[-1].id == f"{HOME.id}-5"
    assert again.members[-1].name == Name("زينب", "كاظم")


def test_a_household_keeps_its_head() -> None:
    """Nobody joins as a second head, and the head does not leave."""
    for one in (
        asked(Change.LEFT, member=HEAD.id),
        asked(Change.LEFT, member="H0001-9"),
        asked(Change.JOINED, newcomer=newcomer(Relation.HEAD)),
        asked(Change.JOINED),
    ):
        with pytest.raises(Outdated):
            corrected(HOME, one)


def test_a_value_is_of_the_household_or_of_a_member() -> None:
    """Each field says whose it is, and the household's need no member."""
    assert {field for field in Field if value_of(HOME, None, field)} <= set(OF_HOUSEHOLD)
