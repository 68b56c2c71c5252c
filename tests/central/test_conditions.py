"""What a batch meets at the central: poison, faults of ours, others in the way, its own double."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

from clerk_station.domain.events import VisitOpened
from clerk_station.domain.fold import fold_visits
from clerk_station.domain.visits import Entry
from sync.central import ingest, visits
from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.judge import letters
from sync.central.office import Office
from sync.central.stations import by_name
from sync.central.tables import quarantine
from sync.envelope import MOST_EVENTS, Batch, pack
from sync.wire import Word, read_receipt
from tests.central import postgres
from tests.central.karbala import HeldStation, Karbala, event
from tests.central.test_ingest import push, words

FAULTY = "v-faulty"


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant a fault of ours: folding one certain visit fails."""

    def fold(events: Any) -> Any:
        there = list(events)
        if any(e.visit == FAULTY for e in there):
            msg = "a fault that nobody thought of"
            raise RuntimeError(msg)
        return fold_visits(there)

    monkeypatch.setattr(visits, "fold_visits", fold)


def with_one_faulty(karbala: Karbala, count: int, at: int) -> HeldStation:
    """Give a station with so many visits begun, at one seq the one that cannot be folded."""
    station = karbala.station()
    for seq in range(1, count + 1):
        visit = FAULTY if seq == at else f"v{seq}"
        body = VisitOpened(entry=Entry.WALK_IN)
        made = event(station.enrolment, seq, body=body, household="H0001", visit=visit)
        station.outbox.record(made)
    return station


def test_one_poison_in_a_thousand_replayed_out_of_order(either: Karbala) -> None:
    """999 accepted, 1 quarantined, all acknowledged; replays in any order double nothing."""
    station = either.station()
    for seq in range(1, 1001):
        poison = b"\xff{not an event" if seq == 444 else event(station.enrolment, seq)
        station.outbox.record(poison)
    batches = [station.outbox.seal(n, n + 99) for n in range(1, 1001, 100)]
    said = [word for batch in batches for word in words(push(station, batch))]
    assert said.count("accepted") == 999
    assert said[443] == "quarantined unreadable"
    again = batches * 3
    Random(7).shuffle(again)  # noqa: S311 - an order, not a secret
    for batch in again:
        receipt = push(station, batch)
        assert set(words(receipt)) <= {"duplicate", "quarantined unreadable"}
        assert (receipt.acknowledged, receipt.count) == (1000, 1000)
    assert either.stored(station.enrolment.station) == station.outbox.events
    with either.database.reading() as connection:
        assert len(connection.execute(select(quarantine)).all()) == 1


@pytest.mark.usefixtures("planted")
def test_a_fault_of_ours_puts_one_event_aside(either: Karbala) -> None:
    """What makes the central itself fail is found, stored and put aside; the rest is accepted."""
    station = with_one_faulty(either, 60, 23)
    said = words(push(station, station.outbox.seal(1, 60)))
    assert said.pop(22) == "quarantined unjudged"
    assert set(said) == {"accepted"}
    assert either.stored(station.enrolment.station) == station.outbox.events
    assert words(push(station, station.outbox.seal(20, 25)))[3] == "quarantined unjudged"


@pytest.mark.usefixtures("planted")
def test_control_the_fault_stops_a_batch_that_is_not_taken_apart(either: Karbala) -> None:
    """The control: in one piece the same batch fails, and would for ever."""
    station = with_one_faulty(either, 60, 23)
    batch = station.outbox.seal(1, 60)
    assert batch is not None
    with either.database.reading() as connection:
        who = by_name(connection, batch.station, batch.incarnation)
    with pytest.raises(RuntimeError), either.database.writing() as connection:
        ingest._take(connection, batch, who, all_=letters(batch), now=0, carefully=False)
    assert either.held() == 0


def test_a_full_batch_and_one_event_over(either: Karbala) -> None:
    """Five hundred events are one batch; the limits are those of the envelope."""
    station = either.station()
    station.outbox.record_many(event, MOST_EVENTS)
    receipt = push(station, station.outbox.seal(1, MOST_EVENTS))
    assert (receipt.acknowledged, set(words(receipt))) == (MOST_EVENTS, {"accepted"})


@pytest.fixture
def hasty(server: str) -> Iterator[Karbala]:
    """Give a central on PostgreSQL that waits a moment only for others."""
    made = Karbala(Database(postgres.fresh(server), patience=0.2))
    yield made
    made.database.close()


def test_who_is_in_the_way_defers_a_batch(hasty: Karbala) -> None:
    """While others hold what a batch needs it is put off for some seconds, then taken in whole."""
    station = hasty.station()
    station.outbox.record_many(event, 3)
    body = VisitOpened(entry=Entry.WALK_IN)
    around = {"household": "H0001", "visit": "v1"}
    station.outbox.record(event(station.enrolment, 4, body=body, **around))
    batch = station.outbox.seal(1, 4)
    with hasty.database.writing() as other:
        other.execute(text("lock table visits in access exclusive mode"))
        receipt = push(station, batch)
        assert words(receipt) == [f"deferred {ingest.DEFER}"] * 4
        assert (receipt.acknowledged, receipt.count) == (0, 0)
    assert hasty.held() == 0
    assert words(push(station, batch)) == ["accepted"] * 4


def batch_of(station: HeldStation, count: int) -> Batch:
    """Record events and seal them all."""
    station.outbox.record_many(event, count)
    batch = station.outbox.seal(1, count)
    assert batch is not None
    return batch


def test_workers_with_the_same_batch_at_the_same_moment(either: Karbala) -> None:
    """Each event is stored once, whoever comes first, and every worker gives a whole receipt."""
    station = either.station()
    packed = pack(batch_of(station, 300))
    offices = [
        Office(Database(either.database._url), either.keys, lambda: either.now) for _ in range(4)
    ]
    together = Barrier(len(offices))

    def deliver(office: Office) -> list[Word]:
        together.wait()
        receipt = read_receipt(office.push(station.enrolment.token, packed).body)
        assert (receipt.acknowledged, receipt.count) == (300, 300)
        return [j.word for j in receipt.judgements]

    with ThreadPoolExecutor(len(offices)) as pool:
        said = list(pool.map(deliver, offices))
    for office in offices:
        office.database.close()
    first = [words for words in said if words == [Word.ACCEPTED] * 300]
    rest = [words for words in said if words == [Word.DUPLICATE] * 300]
    assert (len(first), len(rest)) == (1, 3)
    assert either.stored(station.enrolment.station) == station.outbox.events


def deliver_from(folder: Path, token: str, packed: bytes, together: Any, answers: Any) -> None:
    """Be one worker process: open the central, wait for the other, hand the batch in."""
    office = Folder(folder).open()
    with closing(office.database):
        together.wait(60)
        answers.put(read_receipt(office.push(token, packed).body).count)


def test_processes_with_the_same_batch_at_the_same_moment(empty: str, tmp_path: Path) -> None:
    """Two processes, as two workers are, store each event once."""
    folder = tmp_path / "central"
    office = Folder(folder).create(empty)
    karbala = Karbala(office.database, office.keys)
    station = karbala.station()
    packed = pack(batch_of(station, 300))
    context = multiprocessing.get_context("spawn")
    together, answers = context.Barrier(2), context.Queue()
    given = (folder, station.enrolment.token, packed, together, answers)
    workers = [context.Process(target=deliver_from, args=given) for _ in range(2)]
    for worker in workers:
        worker.start()
    assert [answers.get(timeout=120) for _ in workers] == [300, 300]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    office.database.close()


def test_control_who_looks_first_and_then_writes_doubles(empty: str) -> None:
    """The control: two that look for an event, see none and write it, have it twice."""
    engine = create_engine(empty, connect_args={"timeout": 30} if "sqlite" in empty else {})
    with engine.begin() as connection:
        connection.execute(text("create table naive (seq integer)"))
    together = Barrier(2)

    def deliver(_: int) -> None:
        with engine.connect() as connection:
            there = connection.scalar(text("select count(*) from naive where seq = 1"))
            connection.rollback()
            together.wait()
            if not there:
                connection.execute(text("insert into naive values (1)"))
                connection.commit()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(deliver, range(2)))
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from naive")) == 2
    engine.dispose()
