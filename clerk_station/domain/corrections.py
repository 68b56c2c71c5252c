"""What a family asks to have changed in the register, and the household as it is once accepted.

A desk asks, the central decides. Old and new values are texts as a clerk sees them, and are read
as strictly when they are accepted as when they were typed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from clerk_station.domain.changes import MAY_BE_EMPTY, OF_HOUSEHOLD, Change, Field
from clerk_station.domain.identity import ascii_digits
from clerk_station.domain.people import BirthDate, Household, Member, Relation, Sex
from clerk_station.domain.visits import Asked
from clerk_station.domain.written import read_line, read_name, read_phone


class Ruling(StrEnum):
    """What the central decided."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change as the central tells of it; `by` and `reason` are of who decided."""

    id: str
    centre: str
    station: str
    household: str
    visit: str
    asked: Asked
    word: Ruling = Ruling.WAITING
    by: str = ""
    reason: str = ""


class Outdated(Exception):
    """The register is not any more what was asked to be changed."""


_MEMBER: Mapping[Field, Callable[[Member], str]] = {
    Field.GIVEN: lambda member: member.name.given,
    Field.FATHER: lambda member: member.name.father,
    Field.GRANDFATHER: lambda member: member.name.grandfather,
    Field.LAQAB: lambda member: member.name.laqab,
    Field.BIRTH: lambda member: str(member.birth),
    Field.SEX: lambda member: member.sex.value,
    Field.RELATION: lambda member: member.relation.value,
    Field.NATIONAL_NUMBER: lambda member: member.national_number or "",
}


def value_of(household: Household, member: Member | None, field: Field) -> str:
    """Give what the register has, as a text."""
    if field is Field.OLD_CARD:
        return household.old_card_number
    if field in OF_HOUSEHOLD:
        return str(getattr(household.address, field.value))
    return "" if member is None else _MEMBER[field](member)


def read_value(field: Field, text: str) -> str | None:
    """Read a new value; None where there can be no such. Digits may be of three sets.

    Nothing typed means that there is none, where that may be; what leaves nothing to read does not.
    """
    line = read_line(text)
    if not line:
        return "" if field in MAY_BE_EMPTY and not text.strip() else None
    return _READERS.get(field, ascii_digits)(line)


def _birth(text: str) -> str | None:
    try:
        return str(BirthDate.parse(ascii_digits(text)))
    except ValueError:
        return None


def _digits(least: int, most: int, text: str) -> str | None:
    plain = ascii_digits(text)
    return plain if plain.isascii() and plain.isdigit() and least <= len(plain) <= most else None


def _among(codes: Collection[str], text: str) -> str | None:
    return text if text in codes else None


_READERS: Mapping[Field, Callable[[str], str | None]] = {
    **dict.fromkeys((Field.GIVEN, Field.FATHER, Field.GRANDFATHER, Field.LAQAB), read_name),
    Field.BIRTH: _birth,
    Field.SEX: partial(_among, {Sex.MALE, Sex.FEMALE}),
    Field.RELATION: partial(_among, set(Relation) - {Relation.HEAD}),
    Field.NATIONAL_NUMBER: partial(_digits, 12, 12),
    Field.OLD_CARD: partial(_digits, 5, 11),
    Field.PHONE: read_phone,
}


def corrected(household: Household, asked: Asked, *, highest: int = 0) -> Household:
    """Give the household as it is once the change is accepted.

    A newcomer is numbered after all members and after `highest`, so that nobody gets the id of
    one who left.

    Raises:
        Outdated: the register does not have the member or the old value any more.
    """
    match asked.change:
        case Change.JOINED:
            return _with_newcomer(household, asked, highest)
        case Change.LEFT:
            return _without(household, _member(household, asked.member))
        case Change.VALUE:
            return _with_value(household, asked)


def _with_value(household: Household, asked: Asked) -> Household:
    field = asked.field
    if field is None or read_value(field, asked.new) != asked.new:
        raise Outdated
    member = None if field in OF_HOUSEHOLD else _member(household, asked.member)
    if value_of(household, member, field) != asked.old:
        raise Outdated
    if field is Field.OLD_CARD:
        return replace(household, old_card_number=asked.new)
    if member is None:
        return replace(household, address=replace(household.address, **{field.value: asked.new}))
    now = _changed(member, field, asked.new)
    members = tuple(now if one.id == member.id else one for one in household.members)
    return replace(household, members=members)


def _changed(member: Member, field: Field, new: str) -> Member:
    match field:
        case Field.BIRTH:
            return replace(member, birth=BirthDate.parse(new))
        case Field.SEX:
            return replace(member, sex=Sex(new))
        case Field.RELATION:
            return replace(member, relation=Relation(new))
        case Field.NATIONAL_NUMBER:
            return replace(member, national_number=new or None)
        case _:
            return replace(member, name=replace(member.name, **{field.value: new}))


def _with_newcomer(household: Household, asked: Asked, highest: int) -> Household:
    who = asked.newcomer
    if who is None or who.relation is Relation.HEAD:
        raise Outdated
    last = max(highest, *(number_of(member.id) for member in household.members))
    member = Member(
        id=f"{household.id}-{last + 1}",
        name=who.name,
        sex=who.sex,
        birth=who.birth,
        relation=who.relation,
        national_number=who.national_number,
    )
    return replace(household, members=(*household.members, member))


def number_of(member: str) -> int:
    """Give the number at the end of a member's id, 0 where there is none."""
    last = member.rpartition("-")[2]
    return int(last) if last.isascii() and last.isdigit() else 0


def _without(household: Household, member: Member) -> Household:
    """Take a member out; who heads the household stays until another one does."""
    if member.relation is Relation.HEAD:
        raise Outdated
    return replace(household, members=tuple(m for m in household.members if m.id != member.id))


def _member(household: Household, identity: str) -> Member:
    found = household.member(identity)
    if found is None:
        raise Outdated
    return found
