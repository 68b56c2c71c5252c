"""Ids for households and members that come from outside: the same people keep their ids."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import Connection, func, select

from clerk_station.domain.identity import name_key
from clerk_station.domain.people import Household, Member
from sync.central.registry import household_by_card
from sync.central.tables import records


def named(connection: Connection, households: Iterable[Household]) -> Iterator[Household]:
    """Give each household the id that its card number has in the registry, or a new one.

    A member keeps the id of who has the same national number, or the same name and birth.
    """
    here = records.c.kind == "household", records.c.id.regexp_match("^H[0-9]{7,}$")
    last = connection.scalar(select(func.max(records.c.id)).where(*here))
    following = int(last[1:]) + 1 if last else 1
    for household in households:
        known = household_by_card(connection, household.card_number)
        identity = f"H{following:07}" if known is None else known.id
        following += known is None
        before = () if known is None else known.members
        yield replace(household, id=identity, members=_members(household, identity, before))


def _members(household: Household, identity: str, before: tuple[Member, ...]) -> tuple[Member, ...]:
    free = {member.id: member for member in before}
    highest = max((int(member.id.rpartition("-")[2]) for member in before), default=0)
    named_members = []
    for member in household.members:
        same = next((old for old in free.values() if _is_same(old, member)), None)
        if same is None:
            highest += 1
            named_members.append(replace(member, id=f"{identity}-{highest}"))
        else:
            del free[same.id]
            named_members.append(replace(member, id=same.id))
    return tuple(named_members)


def _is_same(old: Member, new: Member) -> bool:
    if old.national_number and new.national_number:
        return old.national_number == new.national_number
    return name_key(old.name.full) == name_key(new.name.full) and old.birth == new.birth
