"""What is known of how much is held: kept in a row, and put right from the events themselves."""

import pytest
from sqlalchemy import delete, event, select, update

from sync.central.audit import Wrong, audit, note
from sync.central.standings import Standing, kept
from sync.central.stations import by_name
from sync.central.tables import events, standings
from sync.envelope import GENESIS
from tests.central.karbala import HeldStation, Karbala
from tests.central.karbala import event as made
from tests.central.test_ingest import push, words


@pytest.fixture
def station(karbala: Karbala) -> HeldStation:
    """Give a station that sent nine events in two batches."""
    station = karbala.station()
    station.outbox.record_many(made, 9)
    push(station, station.outbox.seal(1, 4))
    push(station, station.outbox.seal(5, 9))
    return station


def standing_of(karbala: Karbala, station: HeldStation) -> Standing:
    """Give the standing as it is kept."""
    with karbala.database.reading() as connection:
        return kept(connection, by_name(connection, station.enrolment.station, 1))


def test_a_push_moves_the_standing(karbala: Karbala, station: HeldStation) -> None:
    """After two batches the row says what the events say."""
    assert standing_of(karbala, station) == Standing(9, station.outbox.hashes[9], 9)


def test_a_push_counts_no_history(karbala: Karbala, station: HeldStation) -> None:
    """What was sent before is neither counted nor read when more of it comes."""
    station.outbox.record_many(made, 1)
    said: list[str] = []
    engine = karbala.database._engine

    def note(*told: object) -> None:
        said.append(str(told[2]).lower())

    event.listen(engine, "before_cursor_execute", note)
    push(station, station.outbox.seal(10, 10))
    assert said
    assert not [statement for statement in said if "count(" in statement]


@pytest.mark.parametrize(
    "wrong",
    [
        Standing(3, bytes([3]) * 32, 3),
        Standing(40, bytes([4]) * 32, 40),
        Standing(9, GENESIS, 8),
        None,
    ],
)
def test_a_wrong_standing_is_put_right_by_the_next_hello(
    karbala: Karbala, station: HeldStation, wrong: Standing | None
) -> None:
    """Whatever the row says, greeting and receipts end up with what is truly held."""
    with karbala.database.writing() as connection:
        connection.execute(
            delete(standings)
            if wrong is None
            else update(standings).values(
                acknowledged=wrong.acknowledged, head=wrong.head, count=wrong.count
            )
        )
    greeting = station.outbox.greeted(station.server.hello(station.outbox.hello()))
    assert (greeting.acknowledged, greeting.head) == (9, station.outbox.hashes[9])
    assert standing_of(karbala, station) == Standing(9, station.outbox.hashes[9], 9)


def test_a_standing_that_fell_behind_is_put_right_by_a_push(
    karbala: Karbala, station: HeldStation
) -> None:
    """A receipt never speaks of fewer events than are held without looking at them."""
    with karbala.database.writing() as connection:
        connection.execute(delete(standings))
    station.outbox.record_many(made, 1)
    receipt = push(station, station.outbox.seal(10, 10))
    assert words(receipt) == ["accepted"]
    assert (receipt.acknowledged, receipt.count) == (10, 10)


def lose(karbala: Karbala, seq: int) -> None:
    """Take an event from under the central."""
    with karbala.database.writing() as connection:
        assert connection.execute(delete(events).where(events.c.seq == seq)).rowcount == 1


def look(karbala: Karbala) -> list[Wrong]:
    """Audit as each night, and give what was found."""
    with karbala.database.reading() as connection:
        found = audit(connection)
    note(karbala.database, found)
    return [fault.wrong for fault in found.faults]


def greeted(station: HeldStation) -> int:
    """Say hello; give up to where the central says that it holds everything."""
    greeting = station.outbox.greeted(station.server.hello(station.outbox.hello()))
    station.server.authorise(station.outbox.shown)
    return greeting.acknowledged


def test_what_is_lost_above_the_audited_shows_at_once(
    karbala: Karbala, station: HeldStation
) -> None:
    """An audit takes nothing from hello: of what came since, a lost event shows there."""
    assert look(karbala) == []
    station.outbox.record_many(made, 4)
    push(station, station.outbox.seal(10, 13))
    lose(karbala, 11)
    assert greeted(station) == 10


def test_what_is_lost_below_the_audited_shows_after_the_next_audit(
    karbala: Karbala, station: HeldStation
) -> None:
    """Hello no longer counts what an audit saw; the next audit finds it gone, and hello says so."""
    assert look(karbala) == []
    lose(karbala, 3)
    assert greeted(station) == 9, "the control: those are not counted again"
    assert look(karbala) == [Wrong.MISSING, Wrong.STANDING]
    assert greeted(station) == 2
    push(station, station.outbox.seal(3, 3))
    assert (look(karbala), greeted(station)) == ([], 9)


def test_the_last_event_that_an_audit_saw_is_looked_for(
    karbala: Karbala, station: HeldStation
) -> None:
    """Where the very event is gone that hello counts from, it counts them all."""
    assert look(karbala) == []
    lose(karbala, 9)
    assert greeted(station) == 8


def test_a_hole_is_acknowledged_up_to_its_edge(karbala: Karbala, station: HeldStation) -> None:
    """Once the loss was seen, receipts acknowledge what is before the hole until it is filled."""
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == 6))
    station.server.hello(station.outbox.hello())
    station.outbox.record_many(made, 1)
    receipt = push(station, station.outbox.seal(10, 10))
    assert (receipt.acknowledged, receipt.head) == (5, station.outbox.hashes[5])
    assert receipt.count == 9
    receipt = push(station, station.outbox.seal(6, 6))
    assert (receipt.acknowledged, receipt.head) == (10, station.outbox.hashes[10])
    with karbala.database.reading() as connection:
        assert len(connection.scalars(select(events.c.seq)).all()) == 10
