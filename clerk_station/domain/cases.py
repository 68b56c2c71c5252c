"""Claims that cannot all be true: found by one pure rule, decided by people.

Events never conflict, claims do. Both stay; a case says what stands against what. The findings
depend on the set of events and records alone, not on the order in which they arrived.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from clerk_station.domain.came import Came, Seen, firsts, visits
from clerk_station.domain.events import MemberAttended
from clerk_station.domain.identity import national_mark
from clerk_station.domain.people import Household, Member


class CaseKind(StrEnum):
    """What stands against what; codes are stable and stand in records."""

    DOUBLE_ATTENDANCE = "double_attendance"
    AGAINST_REGISTER = "against_register"
    SAME_IDENTITY = "same_identity"
    FORM_TWICE = "form_twice"
    NUMBER_TWICE = "number_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One of the claims of a case: the event that makes it, by its identity, and of what."""

    centre: str
    station: str
    incarnation: int
    seq: int
    visit: str
    household: str
    member: str
    received: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the rule found. `subject` names what the claims are about, and with the kind the case.

    `evidence` are names of the claims: a decision covers those that it knew.
    """

    kind: CaseKind
    subject: str
    centres: tuple[str, ...]
    households: tuple[str, ...]
    members: tuple[str, ...]
    form: str
    sightings: tuple[Sighting, ...]
    evidence: tuple[str, ...]

    @property
    def case(self) -> str:
        """The id of the case: the same for the same claims, wherever it is found."""
        named = f"{self.kind}\0{self.subject}"
        return f"K{hashlib.sha256(named.encode()).hexdigest()[:12]}"


def find(seen: Iterable[Seen], households: Iterable[Household]) -> tuple[Finding, ...]:
    """Find every case in these events and records, by id.

    What a decision made of an event does not matter here: it stays a claim.
    """
    homes = {household.id: household for household in households}
    came = visits(seen)
    found = (
        *_double(came, homes),
        *_against_register(came, homes),
        *_same_identity(came, homes),
        *_form_twice(came, homes),
        *_number_twice(came, homes),
    )
    return tuple(sorted(found, key=lambda finding: finding.case))


def _double(came: Sequence[Came], homes: Mapping[str, Household]) -> Iterator[Finding]:
    """A member attended under two visits at two desks, and neither is the other's return."""
    by_home: dict[str, list[Came]] = defaultdict(list)
    for one in came:
        by_home[one.household].append(one)
    for home, its in by_home.items():
        first = firsts(its)
        twice = [
            member
            for member in sorted({member for one in first for member in one.attended})
            if len({one.desk for one in first if member in one.attended}) > 1
        ]
        sightings = [one.attended[m] for one in first for m in twice if m in one.attended]
        if sightings:
            yield _finding(CaseKind.DOUBLE_ATTENDANCE, home, sightings, homes)


def _against_register(came: Sequence[Came], homes: Mapping[str, Household]) -> Iterator[Finding]:
    """A member attended whom the register states as deceased or abroad since a day before."""
    by_member: dict[str, list[Seen]] = defaultdict(list)
    for one in came:
        home = homes.get(one.household)
        for key, seen in one.attended.items():
            member = home.member(key) if home else None
            if member is not None and speaks_against(member, seen.received):
                by_member[key].append(seen)
    for member_id, sightings in by_member.items():
        yield _finding(CaseKind.AGAINST_REGISTER, member_id, sightings, homes)


def speaks_against(member: Member, received: date) -> bool:
    """Tell whether the register speaks against an attendance that was received on a day.

    One that was received before the day that the register names was before it in any case.
    """
    since = member.stated_since
    return member.stated is not None and (since is None or received >= since)


def _same_identity(came: Sequence[Came], homes: Mapping[str, Household]) -> Iterator[Finding]:
    """One number is registered for two members, or was on cards that two members showed."""
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    shown: dict[str, list[Seen]] = defaultdict(list)
    for home in homes.values():
        for member in home.members:
            if member.national_number is not None:
                holders[national_mark(member.national_number)][member.id] = home.id
    for one in came:
        for member_id, seen in one.attended.items():
            body = seen.event.body
            for mark in body.marks if isinstance(body, MemberAttended) else ():
                holders[mark][member_id] = one.household
                shown[mark].append(seen)
    for mark, members in holders.items():
        if len(members) > 1:
            yield _finding(CaseKind.SAME_IDENTITY, mark, shown[mark], homes, members=members)


def _form_twice(came: Sequence[Came], homes: Mapping[str, Household]) -> Iterator[Finding]:
    """Two visits under one form were closed at two desks, and neither is the other's return."""
    by_form: dict[str, list[Came]] = defaultdict(list)
    for one in came:
        if one.form and one.closed is not None:
            by_form[one.form].append(one)
    for form, its in by_form.items():
        first = firsts(its)
        if len({one.desk for one in first}) > 1:
            closed = [one.closed for one in first if one.closed is not None]
            yield _finding(CaseKind.FORM_TWICE, form, closed, homes, form=form)


def _number_twice(came: Sequence[Came], homes: Mapping[str, Household]) -> Iterator[Finding]:
    """One number stands on two temporary cards."""
    by_number: dict[str, list[Seen]] = defaultdict(list)
    for one in came:
        for number, seen in one.cards.items():
            by_number[number].append(seen)
    for number, sightings in by_number.items():
        if len(sightings) > 1:
            yield _finding(CaseKind.NUMBER_TWICE, number, sightings, homes)


def _finding(
    kind: CaseKind,
    subject: str,
    seen: Iterable[Seen],
    homes: Mapping[str, Household],
    *,
    members: Mapping[str, str] | None = None,
    form: str = "",
) -> Finding:
    sightings = tuple(sorted({_sighting(one) for one in seen}, key=_place))
    who = {s.member: s.household for s in sightings if s.member} | dict(members or {})
    households = {s.household for s in sightings} | set(who.values())
    registered = {homes[home].centre for home in households if home in homes}
    return Finding(
        kind=kind,
        subject=subject,
        centres=_sorted({s.centre for s in sightings} | registered),
        households=_sorted(households),
        members=_sorted(who),
        form=form,
        sightings=sightings,
        evidence=_evidence(kind, sightings, who),
    )


def _evidence(
    kind: CaseKind, sightings: Iterable[Sighting], members: Iterable[str]
) -> tuple[str, ...]:
    """Name the claims: by person, by event, or by visit, as each kind is decided."""
    match kind:
        case CaseKind.SAME_IDENTITY:
            return _sorted(members)
        case CaseKind.AGAINST_REGISTER | CaseKind.NUMBER_TWICE:
            return _sorted({event_name(s.station, s.incarnation, s.seq) for s in sightings})
        case CaseKind.DOUBLE_ATTENDANCE | CaseKind.FORM_TWICE:
            return _sorted({f"{s.station}/{s.visit}" for s in sightings})


def event_name(station: str, incarnation: int, seq: int) -> str:
    """Name an event for people and records: `KA-01-S1/1/42`."""
    return f"{station}/{incarnation}/{seq}"


def _sighting(seen: Seen) -> Sighting:
    event = seen.event
    return Sighting(
        centre=seen.centre,
        station=event.station,
        incarnation=event.incarnation,
        seq=event.seq,
        visit=event.visit,
        household=event.household,
        member=event.member,
        received=seen.received,
    )


def _place(sighting: Sighting) -> tuple[str, int, int]:
    return sighting.station, sighting.incarnation, sighting.seq


def _sorted(texts: Collection[str] | Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))
