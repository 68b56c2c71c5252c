"""What the central tells a centre of visits that are left to be taken up."""

from datetime import timedelta

from clerk_station.domain.events import (
    Body,
    DocumentsSeen,
    EventVoided,
    MemberAttended,
    VisitClosed,
    VisitContinued,
    VisitOpened,
    VisitParked,
    VisitResumed,
)
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.records import Unfinished, UnfinishedState
from clerk_station.domain.visits import Entry, How, Outcome
from sync.central.registry import get
from tests.central.karbala import HeldStation, Karbala, event
from tests.central.test_ingest import push, words
from tests.world import CENTRE, DAY, form

OPEN = VisitOpened(entry=Entry.FORM, form=form(1).number)
CAME = MemberAttended(how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,))
PARK = VisitParked(reason="نسوا الوثائق")
BACK = VisitClosed(outcome=Outcome.RETURN_NEEDED, seconds=60, return_day=DAY + timedelta(days=7))
DONE = VisitClosed(outcome=Outcome.COMPLETED, seconds=60)


def tell(station: HeldStation, *story: Body, visit: str) -> list[str]:
    """Let a station record a story of one visit and hand it in; give the words."""
    first = len(station.outbox.events) + 1
    for seq, body in enumerate(story, first):
        member = "H0001-1" if isinstance(body, MemberAttended) else ""
        around = {"household": "H0001", "visit": visit, "member": member}
        station.outbox.record(event(station.enrolment, seq, body=body, **around))
    return words(push(station, station.outbox.seal(first, first + len(story) - 1)))


def left(karbala: Karbala, station: HeldStation, visit: str) -> Unfinished | None:
    """Give what is told of a visit."""
    with karbala.database.reading() as connection:
        return get(connection, Unfinished, f"{station.enrolment.station}/{visit}")


def test_a_parked_visit_is_told_with_all_that_it_knows(karbala: Karbala) -> None:
    """Every station of the centre hears who was seen; once it is resumed, nothing is left."""
    station = karbala.station()
    assert set(tell(station, OPEN, CAME, PARK, visit="v")) == {"accepted"}
    told = left(karbala, station, "v")
    assert told is not None
    assert (told.state, told.centre, told.reason) == (
        UnfinishedState.PARKED,
        CENTRE,
        "نسوا الوثائق",
    )
    assert [carried.member for carried in told.carried] == ["H0001-1"]
    tell(station, VisitResumed(), visit="v")
    assert left(karbala, station, "v") is None


def test_a_visit_that_asks_to_come_again_is_told_until_it_is_taken_up(karbala: Karbala) -> None:
    """The return names the former visit, which then carries nothing; voided, it does again."""
    station = karbala.station()
    tell(station, OPEN, CAME, DocumentsSeen(seen=()), BACK, visit="v")
    told = left(karbala, station, "v")
    assert told is not None
    assert (told.state, told.return_day) == (UnfinishedState.TO_RETURN, DAY + timedelta(days=7))
    again = VisitOpened(entry=Entry.RETURN, form=form(1).number)
    going_on = VisitContinued(former=told.id, carried=told.carried)
    tell(station, again, going_on, visit="w")
    taken = left(karbala, station, "v")
    assert taken is not None
    name = f"{station.enrolment.station}/w"
    assert (taken.state, taken.by, taken.carried) == (UnfinishedState.CONTINUED, (name,), ())
    void = EventVoided(event=f"{station.enrolment.station}-e5", reason="خطأ")
    tell(station, void, visit="w")
    assert left(karbala, station, "v") == told


def test_whichever_came_first_the_same_is_told(karbala: Karbala) -> None:
    """A visit that takes up one that is not here yet is remembered when that one comes."""
    here, there = karbala.station(), karbala.station()
    former = f"{here.enrolment.station}/v"
    tell(there, OPEN, VisitContinued(former=former), DONE, visit="w")
    assert left(karbala, here, "v") is None
    tell(here, OPEN, CAME, PARK, visit="v")
    told = left(karbala, here, "v")
    assert told is not None
    assert (told.state, told.by) == (
        UnfinishedState.CONTINUED,
        (f"{there.enrolment.station}/w",),
    )


def test_another_household_takes_nothing_up(karbala: Karbala) -> None:
    """A visit that claims to continue another family's leaves that one as it is."""
    here, there = karbala.station(), karbala.station()
    tell(here, OPEN, CAME, PARK, visit="v")
    former = f"{here.enrolment.station}/v"
    for seq, body in enumerate(
        (VisitOpened(entry=Entry.WALK_IN), VisitContinued(former=former)), 1
    ):
        around = {"household": "H0002", "visit": "w"}
        there.outbox.record(event(there.enrolment, seq, body=body, **around))
    push(there, there.outbox.seal(1, 2))
    told = left(karbala, here, "v")
    assert told is not None
    assert told.state is UnfinishedState.PARKED
