"""Cases: what cannot all be true is found, whatever came first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.came import Seen
from clerk_station.domain.cases import CaseKind, Finding, find
from clerk_station.domain.events import (
    Body,
    CardIssued,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.identity import DocumentKind, IdentityDocument, Match, marks_of
from clerk_station.domain.people import Household, Sex, Stated
from clerk_station.domain.visits import AbsenceReason, Entry, How, Outcome
from tests.domain.acts import event
from tests.world import CENTRE, OTHER_CENTRE, household

DAY = date(2026, 11, 23)
HOME, OTHER = household(1), household(2, centre=OTHER_CENTRE)
HEAD, WIFE, SON = (member.id for member in HOME.members[:3])
FORM = "KA26-00000-0125"
CAME = MemberAttended(how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,))
AWAY = MemberAbsent(reason=AbsenceReason.ABSENT)
DONE = VisitClosed(outcome=Outcome.COMPLETED, seconds=60)
AGAIN = VisitClosed(outcome=Outcome.RETURN_NEEDED, seconds=60, return_day=DAY)
Told = tuple[str, Body]


def visit(
    station: str,
    *story: Told,
    entry: Entry = Entry.FORM,
    form: str = FORM,
    first: int = 1,
    incarnation: int = 1,
    home: Household = HOME,
) -> list[Seen]:
    """Tell a visit at a station: (member, what was recorded) after its opening."""
    told: list[Told] = [("", VisitOpened(entry=entry, form=form)), *story]
    return [
        Seen(
            event=event(
                seq,
                body,
                station=station,
                incarnation=incarnation,
                visit=f"{station}-{first}",
                household=home.id,
                member=member,
            ),
            centre=CENTRE,
            received=DAY,
        )
        for seq, (member, body) in enumerate(told, first)
    ]


def kinds(found: Sequence[Finding]) -> list[str]:
    """Give the kinds of findings by their names."""
    return sorted(finding.kind for finding in found)


def test_the_same_member_at_two_stations_is_one_case() -> None:
    """Both attendances stay and stand against one another; the household is one case."""
    seen = visit("S1", (HEAD, CAME), (WIFE, CAME)) + visit("S2", (HEAD, CAME), (SON, CAME))
    (finding,) = find(seen, [HOME])
    assert finding.kind is CaseKind.DOUBLE_ATTENDANCE
    assert finding.members == (HEAD,)
    assert [(s.station, s.seq) for s in finding.sightings] == [("S1", 2), ("S2", 2)]
    assert finding.centres == (CENTRE,)


def test_a_case_concerns_every_centre_of_its_claims() -> None:
    """A household that moved away meanwhile was seen at two centres, and both are told."""
    there = [replace(one, centre=OTHER_CENTRE) for one in visit("S2", (HEAD, CAME))]
    (finding,) = find(visit("S1", (HEAD, CAME)) + there, [HOME])
    assert finding.centres == (CENTRE, OTHER_CENTRE)


def test_half_a_family_here_and_half_there_is_no_double_attendance() -> None:
    """Who came once is in no case for it."""
    assert find(visit("S1", (HEAD, CAME)) + visit("S2", (WIFE, CAME)), [HOME]) == ()


def test_a_form_under_which_two_stations_closed_is_a_case() -> None:
    """One form serves one visit; a second closing elsewhere stands against the first."""
    seen = visit("S1", ("", DONE)) + visit("S2", ("", DONE))
    (finding,) = find(seen, [HOME])
    assert (finding.kind, finding.form) == (CaseKind.FORM_TWICE, FORM)
    assert find(visit("S1", ("", DONE)) + visit("S2"), [HOME]) == (), "an open visit used none"


def test_a_return_that_was_asked_for_is_no_case_and_a_second_one_is() -> None:
    """Each visit that asks the household back allows one more, at any station."""
    first = visit("S1", (HEAD, CAME), ("", AGAIN))
    back = visit("S2", (HEAD, CAME), ("", DONE), entry=Entry.RETURN)
    twice = visit("S3", (HEAD, CAME), ("", DONE), entry=Entry.RETURN)
    assert find(first + back, [HOME]) == ()
    both = [CaseKind.DOUBLE_ATTENDANCE, CaseKind.FORM_TWICE]
    assert kinds(find(first + back + twice, [HOME])) == both
    unasked = visit("S1", (HEAD, CAME), ("", DONE))
    assert kinds(find(unasked + back, [HOME])) == both, "nobody had asked them back"


def test_one_desk_that_goes_on_is_no_case_and_its_copy_is() -> None:
    """The same machine may serve a household again; another life of its journal is another desk."""
    first, again = visit("S1", (HEAD, CAME)), visit("S1", (HEAD, CAME), first=5)
    copy = visit("S1", (HEAD, CAME), first=5, incarnation=2)
    assert find(first + again, [HOME]) == ()
    assert kinds(find(first + copy, [HOME])) == [CaseKind.DOUBLE_ATTENDANCE]


def test_what_was_taken_back_is_no_claim() -> None:
    """A voided attendance stands against nothing, nor does one that a later answer replaced."""
    here = visit("S1", (HEAD, CAME))
    taken = visit("S2", (HEAD, CAME), (HEAD, EventVoided(event="S2#2", reason="خطأ")))
    replaced = visit("S3", (HEAD, CAME), (HEAD, AWAY))
    assert find(here + taken + replaced, [HOME]) == ()


@pytest.mark.parametrize(
    ("stated", "since", "is_case"),
    [
        (Stated.DECEASED, None, True),
        (Stated.ABROAD, DAY, True),
        (Stated.DECEASED, date(2026, 11, 24), False),
        (None, None, False),
    ],
)
def test_present_against_the_register(
    stated: Stated | None,
    since: date | None,
    is_case: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """Who attends although the register states otherwise since before is a case."""
    head = replace(HOME.members[0], stated=stated, stated_since=since)
    home = replace(HOME, members=(head, *HOME.members[1:]))
    found = find(visit("S1", (HEAD, CAME), (WIFE, CAME)), [home])
    assert [(f.kind, f.subject) for f in found] == [
        (CaseKind.AGAINST_REGISTER, HEAD) for _ in range(is_case)
    ]


def test_one_national_number_in_two_households_is_a_case() -> None:
    """Both households are named, and nothing of the number."""
    number = HOME.members[0].national_number
    assert number is not None
    same = replace(OTHER.members[1], national_number=number)
    other = replace(OTHER, members=(OTHER.members[0], same))
    (finding,) = find([], [HOME, other])
    assert finding.kind is CaseKind.SAME_IDENTITY
    assert finding.members == (HEAD, same.id)
    assert finding.centres == (CENTRE, OTHER_CENTRE)
    assert number not in repr(finding)


def test_one_card_shown_for_two_people_is_a_case() -> None:
    """A card whose number the register lacks is known again by its mark."""
    card = IdentityDocument(
        kind=DocumentKind.FOREIGN_CARD,
        issuer="TUR",
        document_number="A00000001",
        national_number=None,
        birth=None,
        sex=Sex.UNSTATED,
        expiry=None,
        surname="",
        given="",
    )
    shown = replace(CAME, match=Match.BIRTH_AND_NAME, marks=marks_of(card))
    seen = visit("S1", (SON, shown)) + visit("S2", (OTHER.members[2].id, shown), home=OTHER)
    (finding,) = find(seen, [HOME, OTHER])
    assert finding.kind is CaseKind.SAME_IDENTITY
    assert len(finding.sightings) == 2
    other_card = replace(CAME, marks=marks_of(replace(card, document_number="A00000002")))
    fine = visit("S1", (SON, shown)) + visit("S2", (OTHER.members[2].id, other_card), home=OTHER)
    assert find(fine, [HOME, OTHER]) == ()


def test_one_number_on_two_temporary_cards_is_a_case() -> None:
    """Numbers come from ranges of one machine each; where one comes twice, people look at it."""
    card = CardIssued(number="TKA26-0000001-01-00")
    seen = visit("S1", (SON, card)) + visit("S2", (OTHER.members[2].id, card), home=OTHER)
    assert kinds(find(seen, [HOME, OTHER])) == [CaseKind.NUMBER_TWICE]


BODIES: list[Body] = [CAME, AWAY, DONE, AGAIN, CardIssued(number="T1")]


def _void(station: str, seq: int) -> EventVoided:
    return EventVoided(event=f"{station}#{seq}", reason="خطأ")


@st.composite
def histories(draw: st.DrawFn) -> list[Seen]:
    """Draw what three stations did with two households, voids among it."""
    seen: list[Seen] = []
    for station in ("S1", "S2", "S3"):
        first = 1
        for _ in range(draw(st.integers(0, 2))):
            home = draw(st.sampled_from([HOME, OTHER]))
            who = st.sampled_from([member.id for member in home.members])
            aims = st.integers(first, first + 6)
            void = aims.map(partial(_void, station))
            what = st.sampled_from(BODIES) | void
            story = draw(st.lists(st.tuples(who, what), max_size=5))
            entry = draw(st.sampled_from(Entry))
            seen += visit(station, *story, entry=entry, first=first, home=home)
            first += len(story) + 1
    return seen


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(seen: list[Seen], luck: object) -> None:
    """Any order, with any event arriving twice, gives the same cases."""
    stated = replace(HOME.members[0], stated=Stated.ABROAD)
    homes = [replace(HOME, members=(stated, *HOME.members[1:])), OTHER]
    shuffled = [*seen, *seen[::2]]
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find(shuffled, homes[::-1]) == find(seen, homes)


@given(histories())
def test_a_case_has_at_least_two_claims_and_its_own_id(seen: list[Seen]) -> None:
    """Nothing is a case on one claim alone, but against the register; no two share an id."""
    found = find(seen, [HOME, OTHER])
    assert len({finding.case for finding in found}) == len(found)
    assert all(len(finding.evidence) > 1 for finding in found)
