"""What the central lost and gets again: judged by what is true now, and folded as it is judged."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from clerk_station.domain.records import Decided
from sync.central import ingest
from sync.central.registry import put
from sync.central.tables import events, quarantine, records, standings, visits
from sync.central.visits import refold
from tests.central.karbala import HeldStation, Karbala, served
from tests.central.test_ingest import push, words
from tests.world import CENTRE, OTHER_CENTRE, household


@pytest.fixture
def station(karbala: Karbala) -> HeldStation:
    """Give a station that served a household, of which the central lost an event since."""
    station = karbala.station()
    served(station.outbox, 1)
    push(station, station.outbox.seal(1, 2))
    return station


def lose(karbala: Karbala, seq: int) -> None:
    """Take an event from under the central, as a failing disk does."""
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == seq))
        connection.execute(delete(standings))


def moves(karbala: Karbala) -> None:
    """Let the household belong to another centre from now on."""
    with karbala.database.writing() as connection:
        put(connection, [household(1, centre=OTHER_CENTRE)])


def withdraw_forms(karbala: Karbala) -> None:
    """Let no form be issued any more."""
    with karbala.database.writing() as connection:
        connection.execute(delete(records).where(records.c.kind == "form"))


def outcomes(karbala: Karbala) -> list[str | None]:
    """Give how the visits ended, as they are folded."""
    with karbala.database.reading() as connection:
        return list(connection.scalars(select(visits.c.outcome)))


@pytest.mark.parametrize("seq", [1, 2])
def test_what_counted_counts_again_although_its_household_moved(
    karbala: Karbala, station: HeldStation, seq: int
) -> None:
    """The visit is known here, so its events are of this centre whichever comes back."""
    lose(karbala, seq)
    moves(karbala)
    assert "accepted" in words(push(station, station.outbox.seal(seq, seq)))
    assert outcomes(karbala) == ["completed"]


def test_control_a_visit_that_is_not_known_here_does_not_count(
    karbala: Karbala, station: HeldStation
) -> None:
    """The control: without the visit nothing tells that the household was ever of this centre."""
    lose(karbala, 1)
    lose(karbala, 2)
    moves(karbala)
    with karbala.database.writing() as connection:
        connection.execute(delete(visits))
    assert words(push(station, station.outbox.seal(1, 2))) == ["quarantined other_centre"] * 2
    assert outcomes(karbala) == []


@pytest.mark.parametrize("decided", [Decided.WAITING, Decided.ACCEPTED])
def test_what_lay_aside_is_as_people_left_it(karbala: Karbala, decided: Decided) -> None:
    """An event that comes again needs no second decision, and none that it needs is passed over."""
    station = karbala.station()
    served(station.outbox, 6)
    push(station, station.outbox.seal(1, 2))
    with karbala.database.writing() as connection:
        connection.execute(update(quarantine).values(state=decided))
        put(connection, [household(6, centre=CENTRE)] if decided is Decided.WAITING else [])
    lose(karbala, 1)
    lose(karbala, 2)
    word = "accepted" if decided is Decided.ACCEPTED else "quarantined other_centre"
    assert words(push(station, station.outbox.seal(1, 2))) == [word] * 2
    with karbala.database.writing() as connection:  # the control: it is judged anew
        connection.execute(delete(quarantine))
        connection.execute(delete(visits))
    lose(karbala, 1)
    lose(karbala, 2)
    assert words(push(station, station.outbox.seal(1, 2))) != [word] * 2


def test_a_visit_does_not_lend_its_right_to_another_household(
    station: HeldStation,
) -> None:
    """Who goes on with a known visit under the name of a household from elsewhere is refused."""
    known = f"v1-{station.enrolment.station}"
    data = station.outbox.events[1].replace(b"H0001", b"H0006")
    assert known.encode() in data
    station.outbox.record(data.replace(b'"seq":2', b'"seq":3'))
    assert words(push(station, station.outbox.seal(3, 3))) == ["quarantined other_centre"]


def test_a_visit_is_folded_again_when_its_event_counts_no_more(
    karbala: Karbala, station: HeldStation
) -> None:
    """Words and visits agree: without its opening, whose form is gone, there is no visit."""
    lose(karbala, 1)
    withdraw_forms(karbala)
    assert words(push(station, station.outbox.seal(1, 1))) == ["quarantined unknown_form"]
    assert outcomes(karbala) == []


def test_control_a_visit_that_is_not_folded_again_says_otherwise(
    karbala: Karbala, station: HeldStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: folding only what counts leaves a visit whose opening does not."""

    def careless(*told: Any, aside: Any) -> Any:
        assert aside
        return refold(*told)

    monkeypatch.setattr(ingest, "refold", careless)
    lose(karbala, 1)
    withdraw_forms(karbala)
    push(station, station.outbox.seal(1, 1))
    assert outcomes(karbala) == ["completed"]
