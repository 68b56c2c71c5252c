"""Matters at the central: what visits leave to others, whoever says what first."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from clerk_station.domain.changes import Field, Joining, Leaving, Newcomer
from clerk_station.domain.corrections import Correction, Ruling
from clerk_station.domain.events import (
    Body,
    CorrectionAsked,
    EventVoided,
    HomeVisitRequested,
    MemberAbsent,
    MemberAttended,
    MemberJoined,
    MemberLeft,
    StatementConfirmed,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.matters import HomeVisit, Statement, Turn, home_visit_id, statement_id
from clerk_station.domain.people import BirthDate, Household, Name, Relation, Sex
from clerk_station.domain.records import Role, from_text
from clerk_station.domain.second import Second
from clerk_station.domain.visits import AbsenceReason, Entry, Evidence, How, Outcome
from clerk_station.errors import StationError
from sync.central import correcting
from sync.central.registry import put
from tests.central.karbala import NOON, HeldStation, Karbala, event
from tests.central.test_cases import pulled
from tests.central.test_ingest import push, words
from tests.world import clerk, household

HOME = household(1)
SON = HOME.members[2].id
DIED = MemberAbsent(reason=AbsenceReason.REPORTED_DECEASED, evidence=Evidence.SEEN, note="2019")


@pytest.fixture
def karbala(either: Karbala) -> Karbala:
    """Give a small central on either database, with two managers and a clerk at its centre."""
    with either.database.writing() as connection:
        put(connection, [clerk("M1", role=Role.MANAGER), clerk("M2", role=Role.MANAGER)])
    return either


def tell(station: HeldStation, *bodies: Body, visit: str = "v1", by: str = "C1") -> list[str]:
    """Record events on the grown son in a visit, and push them; give the central's words."""
    outbox, first = station.outbox, len(station.outbox.events) + 1
    for seq, body in enumerate(bodies, first):
        member = "" if isinstance(body, VisitOpened | EventVoided) else SON
        around = {"household": HOME.id, "visit": visit, "member": member, "clerk": by}
        outbox.record(event(station.enrolment, seq, body=body, **around))
    return words(push(station, outbox.seal(first, len(outbox.events))))


def stated(station: HeldStation, body: MemberAbsent = DIED) -> str:
    """Record a statement in a visit of its own; give the id of its event."""
    assert tell(station, VisitOpened(entry=Entry.WALK_IN), body) == ["accepted"] * 2
    return f"{station.enrolment.station}-e{len(station.outbox.events)}"


def look(station: HeldStation, at: str, *, accepted: bool = True) -> StatementConfirmed:
    """Say yes or no to the statement that an event of a station makes."""
    me = station.enrolment.station
    return StatementConfirmed(stated_at=me, event=at, accepted=accepted, reason="compared")


def told(station: HeldStation) -> dict[str, Statement]:
    """Give the statements that the feed brings to a station."""
    found = pulled(station, "statement")
    return {key: from_text(Statement, data) for key, data in found.items()}


def test_a_statement_is_told_to_the_centre_and_waits(karbala: Karbala) -> None:
    """Every desk of the centre learns who stated what with which evidence; nobody confirmed it."""
    station, other = karbala.station(), karbala.station()
    named = stated(station)
    (statement,) = told(other).values()
    assert statement.id == statement_id(station.enrolment.station, named)
    assert (statement.member, statement.reason) == (SON, AbsenceReason.REPORTED_DECEASED)
    assert (statement.evidence, statement.note, statement.clerk) == (Evidence.SEEN, "2019", "C1")
    assert (statement.second, statement.looks) == (Second.PENDING, ())


def test_what_takes_nothing_from_anybody_asks_for_no_second_person(karbala: Karbala) -> None:
    """Who merely comes another day is on no manager's list."""
    station = karbala.station()
    stated(station, MemberAbsent(reason=AbsenceReason.ABSENT))
    assert told(station) == {}


def test_a_manager_at_another_station_confirms(karbala: Karbala) -> None:
    """The look counts wherever it was given, and both stations learn of it."""
    station, other = karbala.station(), karbala.station()
    named = stated(station)
    assert tell(other, look(station, named), by="M1") == ["accepted"]
    for each in (station, other):
        (statement,) = told(each).values()
        assert statement.second is Second.CONFIRMED
        assert [(said.by, said.reason) for said in statement.looks] == [("M1", "compared")]


def test_it_does_not_matter_whose_event_arrives_first(karbala: Karbala) -> None:
    """A look that comes before its statement waits for it and counts then."""
    station, other = karbala.station(), karbala.station()
    named = f"{station.enrolment.station}-e2"
    assert tell(other, look(station, named), by="M1") == ["accepted"]
    assert told(other) == {}
    assert stated(station) == named
    assert told(station)[statement_id(station.enrolment.station, named)].second is Second.CONFIRMED


def test_two_who_disagree_leave_it_to_the_supervision(karbala: Karbala) -> None:
    """Both looks stay, in whichever order they come, and it does not count as confirmed."""
    for yes, no in permutations(("M1", "M2")):
        station, other = karbala.station(), karbala.station()
        named = stated(station)
        tell(station, look(station, named), by=yes)
        tell(other, look(station, named, accepted=False), by=no)
        statement = told(station)[statement_id(station.enrolment.station, named)]
        assert statement.second is Second.DISPUTED
        assert {said.by for said in statement.looks} == {"M1", "M2"}


def test_who_is_no_manager_is_no_second_person(karbala: Karbala) -> None:
    """A clerk's look lies aside and changes nothing; what comes after it counts."""
    station = karbala.station()
    named = stated(station)
    assert tell(station, look(station, named), by="C1") == ["quarantined no_second_person"]
    assert next(iter(told(station).values())).second is Second.PENDING
    assert tell(station, look(station, named), by="M1") == ["accepted"]
    assert next(iter(told(station).values())).second is Second.CONFIRMED


def test_a_statement_that_is_taken_back_leaves_every_list(karbala: Karbala) -> None:
    """What was voided, or answered otherwise since, is stated by nobody any more."""
    station = karbala.station()
    named = stated(station)
    assert len(told(station)) == 1
    tell(station, EventVoided(event=named, reason="the wrong son"))
    assert told(station) == {}
    came = MemberAttended(how=How.BY_HAND, documents=(DocumentKind.CIVIL_STATUS_ID,))
    tell(station, DIED)
    assert len(told(station)) == 1
    tell(station, came)
    assert told(station) == {}


def test_a_look_that_is_taken_back_counts_no_more(karbala: Karbala) -> None:
    """The statement waits again after the manager's own station voided the look."""
    station, other = karbala.station(), karbala.station()
    named = stated(station)
    tell(other, look(station, named), by="M1")
    tell(other, EventVoided(event=f"{other.enrolment.station}-e1", reason="not looked"), by="M1")
    assert next(iter(told(station).values())).second is Second.PENDING


ILL = HomeVisitRequested(address="near the mosque", phone="07701234567")
ENDED = VisitClosed(outcome=Outcome.COMPLETED, seconds=60)


def visits_at_home(station: HeldStation) -> dict[str, HomeVisit]:
    """Give the requests that the feed brings to a station."""
    found = pulled(station, "home_visit")
    return {key: from_text(HomeVisit, data) for key, data in found.items()}


def went(request: str) -> VisitOpened:
    """Begin a visit at home that answers a request."""
    return VisitOpened(entry=Entry.HOME, requests=(request,), members=(SON,))


def test_a_request_reaches_the_field_team_and_is_done_when_their_visit_ends(
    karbala: Karbala,
) -> None:
    """It waits while they are there, is done once the visit is closed, and waits again if void."""
    station, team = karbala.station(), karbala.station()
    tell(station, VisitOpened(entry=Entry.WALK_IN), ILL, ENDED)
    (request,) = visits_at_home(team).values()
    assert (request.address, request.phone, request.turn) == (ILL.address, ILL.phone, Turn.WAITING)
    assert tell(team, went(request.id), visit="h1") == ["accepted"]
    assert visits_at_home(station)[request.id].turn is Turn.WAITING
    tell(team, ENDED, visit="h1")
    (done,) = visits_at_home(station).values()
    assert (done.turn, done.done_by) == (Turn.DONE, "h1")
    tell(team, EventVoided(event=f"{team.enrolment.station}-e1", reason="other house"), visit="h1")
    assert visits_at_home(station)[request.id].turn is Turn.WAITING


def test_a_visit_at_home_that_arrives_before_its_request_answers_it(karbala: Karbala) -> None:
    """Whichever machine sends first, the household is visited once."""
    station, team = karbala.station(), karbala.station()
    request = home_visit_id(station.enrolment.station, f"{station.enrolment.station}-e2")
    tell(team, went(request), ENDED, visit="h1")
    tell(station, VisitOpened(entry=Entry.WALK_IN), ILL)
    assert visits_at_home(team)[request].turn is Turn.DONE


def test_who_came_after_all_is_visited_by_nobody(karbala: Karbala) -> None:
    """The request leaves every list with the answer that made it."""
    station = karbala.station()
    tell(station, VisitOpened(entry=Entry.WALK_IN), ILL)
    assert len(visits_at_home(station)) == 1
    tell(station, MemberAttended(how=How.BY_HAND, documents=(DocumentKind.CIVIL_STATUS_ID,)))
    assert visits_at_home(station) == {}


RENAMED = CorrectionAsked(
    field=Field.GIVEN, old=HOME.members[2].name.given, new="حسن", evidence=Evidence.SEEN
)


def asked_for(station: HeldStation, body: Body = RENAMED, *, visit: str = "v1") -> Correction:
    """Ask for a change in a visit, and give it as the feed brings it."""
    before = corrections(station)
    assert set(tell(station, VisitOpened(entry=Entry.WALK_IN), body, visit=visit)) == {"accepted"}
    now = corrections(station)
    return now[(now.keys() - before.keys()).pop()]


def corrections(station: HeldStation) -> dict[str, Correction]:
    """Give the corrections that the feed brings to a station."""
    found = pulled(station, "correction")
    return {key: from_text(Correction, data) for key, data in found.items()}


def register(station: HeldStation) -> Household:
    """Give the household as the feed brings it."""
    return from_text(Household, pulled(station, "household")[HOME.id])


def decide(
    karbala: Karbala, how: Callable[..., Correction], correction: Correction, why: str = "checked"
) -> Correction:
    """Decide of a correction in a supervisor's name."""
    with karbala.database.writing() as connection:
        return how(connection, correction.id, by="هدى", reason=why, now=NOON)


def test_an_accepted_correction_reaches_every_desk_in_the_household_itself(
    karbala: Karbala,
) -> None:
    """Until then the register is as before; afterwards it has the new value, and says by whom."""
    station, other = karbala.station(), karbala.station()
    waits = asked_for(station)
    assert (waits.word, waits.asked.old, waits.asked.new) == (Ruling.WAITING, "حسين", "حسن")
    assert register(other) == HOME
    decide(karbala, correcting.accept, waits)
    assert register(other).members[2].name.given == "حسن"
    done = corrections(other)[waits.id]
    assert (done.word, done.by, done.reason) == (Ruling.ACCEPTED, "هدى", "checked")


def test_a_rejected_correction_leaves_the_register_and_says_why(karbala: Karbala) -> None:
    """The desk can tell the family who decided and for which reason."""
    station = karbala.station()
    waits = asked_for(station)
    decide(karbala, correcting.reject, waits, "the certificate is of another person")
    assert register(station) == HOME
    done = corrections(station)[waits.id]
    assert (done.word, done.reason) == (Ruling.REJECTED, "the certificate is of another person")


def test_a_correction_is_decided_once(karbala: Karbala) -> None:
    """Who comes second is told who decided; the register is not changed again."""
    waits = asked_for(karbala.station())
    decide(karbala, correcting.reject, waits)
    for again in (correcting.accept, correcting.reject):
        with pytest.raises(StationError, match="decided already"):
            decide(karbala, again, waits)


def test_a_correction_of_what_is_otherwise_by_now_is_not_accepted(karbala: Karbala) -> None:
    """Two desks asked for two spellings: the second would overwrite the first unseen."""
    station = karbala.station()
    first = asked_for(station)
    second = asked_for(station, replace(RENAMED, new="حسّان"), visit="v2")
    decide(karbala, correcting.accept, first)
    with pytest.raises(StationError, match="not any more"):
        decide(karbala, correcting.accept, second)
    assert corrections(station)[second.id].word is Ruling.WAITING


def test_members_join_and_leave_and_no_id_comes_again(karbala: Karbala) -> None:
    """A newborn gets a number of her own, also after the last one of the household left."""
    station = karbala.station()
    left = asked_for(station, MemberLeft(why=Leaving.OTHER, evidence=Evidence.SEEN))
    decide(karbala, correcting.accept, left)
    assert SON not in {member.id for member in register(station).members}
    baby = Newcomer(
        name=Name("زينب"), sex=Sex.FEMALE, birth=BirthDate(2026, 10, 1), relation=Relation.DAUGHTER
    )
    joins = MemberJoined(why=Joining.NEWBORN, newcomer=baby, evidence=Evidence.SEEN)
    decide(karbala, correcting.accept, asked_for(station, joins, visit="v2"))
    members = register(station).members
    assert len({member.id for member in members}) == len(members) == 4
    assert members[-1].name.given == "زينب"


def test_what_was_taken_back_waits_for_nobody_and_what_was_decided_stays(
    karbala: Karbala,
) -> None:
    """A void takes a waiting correction off every list, and undoes no decision."""
    station = karbala.station()
    waits = asked_for(station)
    tell(station, EventVoided(event=waits.asked.event, reason="mistyped"))
    assert corrections(station) == {}
    decided = asked_for(station, replace(RENAMED, new="محسن"), visit="v2")
    decide(karbala, correcting.accept, decided)
    tell(station, EventVoided(event=decided.asked.event, reason="late"), visit="v2")
    assert corrections(station)[decided.id].word is Ruling.ACCEPTED
