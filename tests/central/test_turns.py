"""The queue of a centre: what each station tells of its hall, every other one hears."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from clerk_station.domain.events import (
    Body,
    EventVoided,
    HouseholdArrived,
    VisitCalled,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.records import from_text
from clerk_station.domain.turns import Phase, Turn
from clerk_station.domain.visits import Entry, Outcome
from sync.central.sequencer import drain
from sync.central.tables import feed, records, turns
from tests.central.karbala import NOON, HeldStation, Karbala, event
from tests.central.test_ingest import push, words
from tests.world import CENTRE, DAY, OTHER_CENTRE

OPENED = VisitOpened(entry=Entry.WALK_IN)
CLOSED = VisitClosed(outcome=Outcome.COMPLETED, seconds=600)


def tell(station: HeldStation, *story: Body, home: str = "H0001", visit: str = "v1") -> None:
    """Let a station record and send what it did with a household; all of it counts."""
    first = len(station.outbox.events) + 1
    for seq, body in enumerate(story, first):
        data = event(station.enrolment, seq, body=body, household=home, visit=visit)
        station.outbox.record(data)
    batch = station.outbox.seal(first, len(station.outbox.events))
    assert set(words(push(station, batch))) == {"accepted"}


def heard(karbala: Karbala, *, at: str = CENTRE) -> Sequence[Turn | None]:
    """Give the turns that the stations of a centre hear of, in order; None where one leaves."""
    drain(karbala.database)
    with karbala.database.reading() as connection:
        here = feed.c.scope == f"centre:{at}", feed.c.kind == "turn"
        told = connection.scalars(select(feed.c.data).where(*here).order_by(feed.c.position))
        return [None if text is None else from_text(Turn, text) for text in told]


def test_an_arrival_is_heard_by_every_station_of_the_centre(karbala: Karbala) -> None:
    """Number and household reach the hall, and no other centre."""
    tell(karbala.station(), HouseholdArrived(number=101, form="F"))
    (turn,) = heard(karbala)
    assert turn is not None
    assert (turn.household, turn.day, turn.number) == ("H0001", DAY, 101)
    assert turn.phase is Phase.ARRIVED
    assert heard(karbala, at=OTHER_CENTRE) == []


def test_parts_of_two_stations_make_one_turn(karbala: Karbala) -> None:
    """The reception gives the number, a window serves: both stand in one record."""
    reception, window = karbala.station(), karbala.station()
    tell(reception, HouseholdArrived(number=101))
    tell(window, VisitCalled(number=101), OPENED, CLOSED, visit="v2")
    last = heard(karbala)[-1]
    assert last is not None
    assert (last.number, last.phase, last.last.seconds) == (101, Phase.SERVED, 600)
    assert {part.station for part in last.parts} == {
        reception.enrolment.station,
        window.enrolment.station,
    }


def test_what_a_batch_brought_before_is_not_forgotten(karbala: Karbala) -> None:
    """An arrival and its call may come in batches apart; the part is folded from both."""
    station = karbala.station()
    tell(station, HouseholdArrived(number=101))
    tell(station, VisitCalled(number=101))
    last = heard(karbala)[-1]
    assert last is not None
    assert (last.number, last.phase) == (101, Phase.CALLED)


def test_a_number_taken_back_leaves_the_hall(karbala: Karbala) -> None:
    """A voided arrival is withdrawn by a tombstone."""
    station = karbala.station()
    tell(station, HouseholdArrived(number=101))
    tell(station, EventVoided(event=f"{station.enrolment.station}-e1", reason="خطأ"))
    assert heard(karbala)[-1] is None
    with karbala.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(turns)) == 0


@pytest.mark.parametrize("days", [-3, 3])
def test_other_days_are_of_no_interest_in_the_hall(karbala: Karbala, days: int) -> None:
    """Events of days ago count as ever, and no hall hears of them."""
    station = karbala.station()
    karbala.now = NOON - days * 86_400
    tell(station, HouseholdArrived(number=101), OPENED, CLOSED)
    assert heard(karbala) == []


def test_yesterdays_turns_leave_when_the_next_days_come(karbala: Karbala) -> None:
    """Neither the central nor its stations keep the halls of past days."""
    station = karbala.station()
    tell(station, HouseholdArrived(number=101))
    karbala.now = NOON + 2 * 86_400
    late = event(station.enrolment, 2, body=OPENED, household="H0002", visit="v2")
    late = late.replace(b"2026-11-23T", b"2026-11-25T")
    station.outbox.record(late)
    push(station, station.outbox.seal(2, 2))
    assert [turn and turn.household for turn in heard(karbala)] == ["H0001", "H0002", None]
    with karbala.database.reading() as connection:
        kept = connection.scalars(select(records.c.id).where(records.c.kind == "turn")).all()
        assert kept == ["2026-11-25 H0002"]
        assert connection.scalar(select(func.count()).select_from(turns)) == 1
