"""What a family asks to have changed in the register; a desk records it, the central decides."""

from dataclasses import dataclass, replace
from datetime import date

from clerk_station.desk.roles import Act
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import current, in_words
from clerk_station.domain.changes import OF_HOUSEHOLD, Field, Joining, Leaving, Newcomer
from clerk_station.domain.corrections import read_value, value_of
from clerk_station.domain.events import CorrectionAsked, EventVoided, MemberJoined, MemberLeft
from clerk_station.domain.people import BirthDate, Household, Member, Relation, age_on
from clerk_station.domain.visits import Asked, Evidence, Visit
from clerk_station.domain.written import read_name
from clerk_station.errors import StationError

_EARLIEST = date(1890, 1, 1)
NEWBORN_BELOW = 1
"""Completed years below which a child is a newborn to the register."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A change was recorded as asked for; the register is as before until it is decided."""

    visit: Visit
    asked: Asked


def ask_correction(
    desk: Desk,
    visit: Visit,
    *,
    household: Household,
    member: Member | None,
    field: Field,
    new: str,
    evidence: Evidence,
    note: str = "",
) -> AskedFor:
    """Record that a value of the register shall be another one, and whether a paper was seen.

    Raises:
        StationError: there is no such value, it is what the register has, or nobody said whether a
            paper was seen.
    """
    desk.must(Act.ASK_CORRECTION)
    visit = current(desk, visit)
    about = None if field in OF_HOUSEHOLD else member
    value, old = read_value(field, new), value_of(household, about, field)
    if value is None or (field is Field.BIRTH and not _was_born(value, desk.today())):
        raise StationError(
            "This value cannot be", "Compare it with the paper and write it as it stands there"
        )
    if value == old:
        raise StationError("The register has this already", "Nothing needs to be changed")
    body = CorrectionAsked(
        field=field, old=old, new=value, evidence=_answered(evidence), note=in_words(note)
    )
    return _saved(desk, visit, body, member=about.id if about else "")


def ask_joining(
    desk: Desk,
    visit: Visit,
    *,
    why: Joining,
    newcomer: Newcomer,
    evidence: Evidence,
    note: str = "",
) -> AskedFor:
    """Record that somebody belongs to the household whom the register does not have there.

    Raises:
        StationError: a name, the day of birth or the number cannot be, a newborn is not under one
            year old, or nobody said whether a paper was seen.
    """
    desk.must(Act.ASK_JOINING)
    visit = current(desk, visit)
    who = _read_newcomer(newcomer)
    if who is None or not _was_born(str(who.birth), desk.today()):
        raise StationError(
            "This person cannot be recorded so",
            "Compare name, day of birth and number with the paper",
        )
    if why is Joining.NEWBORN and age_on(who.birth, desk.today()) >= NEWBORN_BELOW:
        raise StationError(
            "A newborn is less than a year old",
            "Choose another reason, or correct the day of birth",
        )
    body = MemberJoined(why=why, newcomer=who, evidence=_answered(evidence), note=in_words(note))
    return _saved(desk, visit, body, member="")


def ask_leaving(
    desk: Desk, visit: Visit, *, member: Member, why: Leaving, evidence: Evidence, note: str = ""
) -> AskedFor:
    """Record that a member belongs to the household no more, as the family states it.

    Raises:
        StationError: it is the head of household, or nobody said whether a paper was seen.
    """
    desk.must(Act.ASK_LEAVING)
    visit = current(desk, visit)
    if member.relation is Relation.HEAD:
        raise StationError(
            "The head of household cannot leave it so",
            "Refer the family to the manager, who heads it is decided centrally",
        )
    body = MemberLeft(why=why, evidence=_answered(evidence), note=in_words(note))
    return _saved(desk, visit, body, member=member.id)


def void_asked(desk: Desk, visit: Visit, *, event: str, reason: str) -> Visit:
    """Take back a change that was asked for, for a reason in words.

    Raises:
        StationError: it is not there, there is no reason, or the visit is closed.
    """
    desk.must(Act.VOID_ASKED)
    visit = current(desk, visit)
    if event not in {asked.event for asked in visit.asked}:
        raise StationError("There is nothing to take back", "Go on with the visit")
    if not reason.strip():
        raise StationError("No reason was given", "Say in a few words why it is taken back")
    desk.save(
        EventVoided(event=event, reason=in_words(reason)),
        household=visit.household,
        visit=visit.id,
    )
    return desk.store.queries.visit(visit.id) or visit


def _saved(
    desk: Desk,
    visit: Visit,
    body: CorrectionAsked | MemberJoined | MemberLeft,
    *,
    member: str,
) -> AskedFor:
    event = desk.save(body, household=visit.household, visit=visit.id, member=member)
    now = desk.store.queries.visit(visit.id) or visit
    return AskedFor(now, next(asked for asked in now.asked if asked.event == event.id))


def _answered(evidence: Evidence) -> Evidence:
    if evidence is Evidence.NOT_ASKED:
        raise StationError(
            "Say whether a paper was seen", "Choose seen or not seen, then record again"
        )
    return evidence


def _was_born(text: str, today: date) -> bool:
    return _EARLIEST <= BirthDate.parse(text).counted_from() <= today


def _read_newcomer(who: Newcomer) -> Newcomer | None:
    """Read the parts of a new person as strictly as single values; None where one cannot be."""
    parts = (who.name.given, who.name.father, who.name.grandfather, who.name.laqab)
    read = [read_name(part) if part.strip() else "" for part in parts]
    number = read_value(Field.NATIONAL_NUMBER, who.national_number or "")
    relation = read_value(Field.RELATION, who.relation)
    if None in {*read, number, relation, read_value(Field.SEX, who.sex)} or not read[0]:
        return None
    given, father, grandfather, laqab = (part or "" for part in read)
    name = replace(who.name, given=given, father=father, grandfather=grandfather, laqab=laqab)
    return replace(who, name=name, national_number=number or None)
