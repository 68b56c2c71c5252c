"""Corrections at a desk: recorded as asked for, never applied here."""

import pytest

from clerk_station.desk.corrections import (
    ask_correction,
    ask_joining,
    ask_leaving,
    void_asked,
)
from clerk_station.desk.forms import Opened
from clerk_station.desk.session import Desk
from clerk_station.desk.visits import NotYet, close_visit
from clerk_station.domain.changes import Change, Field, Joining, Leaving, Newcomer
from clerk_station.domain.events import CorrectionAsked, MemberJoined, MemberLeft
from clerk_station.domain.people import BirthDate, Household, Name, Relation, Sex
from clerk_station.domain.visits import Asked, Evidence
from clerk_station.errors import StationError
from clerk_station.store.opening import Store
from tests.desk.acts import opened, sealed
from tests.world import World, desk_of, household

HEAD, WIFE, SON, CHILD = household(1).members
BABY = Newcomer(
    name=Name("زينب", "كاظم"),
    sex=Sex.FEMALE,
    birth=BirthDate(2026, 10, 1),
    relation=Relation.DAUGHTER,
)


@pytest.fixture
def desk(store: Store) -> Desk:
    """Give a desk with a clerk."""
    return desk_of(store)


@pytest.fixture
def begun(desk: Desk, world: World) -> Opened:
    """Give an open visit of the first household."""
    return opened(desk, sealed(1, world.authority_key))


def ask(desk: Desk, begun: Opened, field: Field, new: str) -> Asked:
    """Ask for another value of the son's, or of the household."""
    return ask_correction(
        desk,
        begun.visit,
        household=begun.household,
        member=SON,
        field=field,
        new=new,
        evidence=Evidence.SEEN,
        note="birth certificate",
    ).asked


def kinds(desk: Desk) -> int:
    """Count what was asked for."""
    bodies = (CorrectionAsked, MemberJoined, MemberLeft)
    return sum(len(desk.store.journal.events_of_kind(body.kind)) for body in bodies)


def test_old_and_new_value_and_the_evidence_are_recorded(desk: Desk, begun: Opened) -> None:
    """The register itself is as before: it is decided at the central."""
    asked = ask(desk, begun, Field.BIRTH, "٢٠٠٤/٧/٢١")
    assert (asked.old, asked.new, asked.member) == ("2004/06/21", "2004/07/21", SON.id)
    assert (asked.evidence, asked.note, asked.clerk) == (Evidence.SEEN, "birth certificate", "C1")
    assert desk.store.queries.record(Household, "H0001") == begun.household


def test_what_is_the_households_names_no_member(desk: Desk, begun: Opened) -> None:
    """A phone is corrected for all of them, whichever member the clerk was at."""
    asked = ask(desk, begun, Field.PHONE, "0770 123 4567")
    assert (asked.member, asked.old, asked.new) == ("", "", "07701234567")


@pytest.mark.parametrize(
    ("field", "new"),
    [
        (Field.BIRTH, "2004/02/31"),
        (Field.BIRTH, "2027/01/01"),
        (Field.BIRTH, "1700"),
        (Field.GIVEN, ""),
        (Field.NATIONAL_NUMBER, "12"),
        (Field.GIVEN, SON.name.given),
    ],
)
def test_what_cannot_be_or_is_so_already_is_not_recorded(
    desk: Desk, begun: Opened, field: Field, new: str
) -> None:
    """A day in the future, a day that is none, the same again: nothing is recorded."""
    with pytest.raises(StationError):
        ask(desk, begun, field, new)
    assert kinds(desk) == 0


def test_somebody_says_whether_a_paper_was_seen(desk: Desk, begun: Opened) -> None:
    """The central cannot decide of what nobody says how it is known."""
    with pytest.raises(StationError, match="whether a paper was seen"):
        ask_leaving(desk, begun.visit, member=CHILD, why=Leaving.OTHER, evidence=Evidence.NOT_ASKED)
    assert kinds(desk) == 0


def test_a_newborn_is_asked_for_and_asked_nobody_to_come(desk: Desk, begun: Opened) -> None:
    """The roster stays as the register has it: three adults still need an answer."""
    done = ask_joining(
        desk, begun.visit, why=Joining.NEWBORN, newcomer=BABY, evidence=Evidence.SEEN
    )
    assert done.asked.change is Change.JOINED
    assert done.asked.newcomer == BABY
    found = close_visit(desk, done.visit, household=begun.household)
    assert found == NotYet((HEAD, WIFE, SON))


@pytest.mark.parametrize(
    ("why", "newcomer"),
    [
        (Joining.NEWBORN, Newcomer(name=Name("زينب"), sex=Sex.FEMALE,
                                   birth=BirthDate(2025, 11, 1), relation=Relation.DAUGHTER)),
        (Joining.SPOUSE, Newcomer(name=Name(""), sex=Sex.FEMALE,
                                  birth=BirthDate(1999), relation=Relation.SPOUSE)),
        (Joining.SPOUSE, Newcomer(name=Name("مريم"), sex=Sex.UNSTATED,
                                  birth=BirthDate(1999), relation=Relation.SPOUSE)),
        (Joining.OTHER, Newcomer(name=Name("مريم"), sex=Sex.FEMALE,
                                 birth=BirthDate(1999), relation=Relation.HEAD)),
        (Joining.OTHER, Newcomer(name=Name("مريم"), sex=Sex.FEMALE, birth=BirthDate(2030),
                                 relation=Relation.OTHER)),
        (Joining.OTHER, Newcomer(name=Name("مريم"), sex=Sex.FEMALE, birth=BirthDate(1999),
                                 relation=Relation.OTHER, national_number="123")),
    ],
)  # fmt: skip
def test_somebody_who_cannot_be_does_not_join(
    desk: Desk, begun: Opened, why: Joining, newcomer: Newcomer
) -> None:
    """No newborn of a year, nobody without a name, no second head, nobody from the future."""
    with pytest.raises(StationError):
        ask_joining(desk, begun.visit, why=why, newcomer=newcomer, evidence=Evidence.SEEN)
    assert kinds(desk) == 0


def test_the_head_does_not_leave_and_others_do_by_statement(desk: Desk, begun: Opened) -> None:
    """Who heads a household is decided centrally; all else is stated and waits."""
    with pytest.raises(StationError, match="head of household"):
        ask_leaving(desk, begun.visit, member=HEAD, why=Leaving.OTHER, evidence=Evidence.SEEN)
    done = ask_leaving(
        desk, begun.visit, member=SON, why=Leaving.OWN_HOUSEHOLD, evidence=Evidence.NOT_SEEN
    )
    assert (done.asked.member, done.asked.why) == (SON.id, Leaving.OWN_HOUSEHOLD)


def test_what_was_asked_by_mistake_is_taken_back_with_a_reason(desk: Desk, begun: Opened) -> None:
    """It stays in the journal and asks for nothing any more."""
    asked = ask(desk, begun, Field.GIVEN, "حسن")
    with pytest.raises(StationError, match="No reason"):
        void_asked(desk, begun.visit, event=asked.event, reason=" ")
    assert void_asked(desk, begun.visit, event=asked.event, reason="mistyped").asked == ()
    with pytest.raises(StationError, match="nothing to take back"):
        void_asked(desk, begun.visit, event=asked.event, reason="again")
    assert kinds(desk) == 1
