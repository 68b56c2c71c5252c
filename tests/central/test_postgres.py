"""The same central on PostgreSQL, where writers are truly at work at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from sync.central.database import Database
from sync.central.feed import News, page, publish, scope_of
from sync.envelope import pack
from sync.status import Phase
from sync.wire import Cursor, check_page, read_receipt
from tests.central import postgres
from tests.central.karbala import Karbala, event, served
from tests.sync.held import HeldTime
from tests.world import CENTRE, form

pytestmark = pytest.mark.skipif(bool(postgres.why_not()), reason=postgres.why_not())


@pytest.fixture
def karbala(server: str) -> Iterator[Karbala]:
    """Give a small central in a database of its own."""
    made = Karbala(Database(postgres.fresh(server)))
    yield made
    made.database.close()


def test_a_day_is_synchronised(karbala: Karbala) -> None:
    """Push, fold, feed and pull hold on PostgreSQL as they do on SQLite."""
    station, other, time = karbala.station(), karbala.station(), HeldTime()
    station.outbox.record_many(event, 600)
    served(station.outbox, 1)
    for who in (station, other):
        cycle = time.cycle(who.outbox, who.inbox, who.server)
        time.run(cycle, within=1)
        assert cycle.status.phase is Phase.SETTLED
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert other.inbox.known("served") == {form(1).number}


def test_a_letter_and_its_retry_at_the_same_moment(karbala: Karbala) -> None:
    """When a retry overtakes its first letter, each event is stored once and both are answered."""
    station = karbala.station()
    station.outbox.record_many(event, 200)
    batch = station.outbox.seal(1, 200)
    assert batch is not None
    together = Barrier(4)

    def push(_: int) -> int:
        together.wait()
        return read_receipt(station.server.push(pack(batch)).body).acknowledged

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(push, range(4))) == [200] * 4
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_poison_is_put_aside_here_too(karbala: Karbala) -> None:
    """What PostgreSQL would refuse as text is stored as bytes and quarantined."""
    station, time = karbala.station(), HeldTime()
    good = event(station.enrolment, 1)
    for poison in (b"\xff", b'{"kind": "a\\u0000b"}', good.replace(b"clerk.signed", b"k" * 99)):
        station.outbox.record(poison)
    cycle = time.cycle(station.outbox, station.inbox, station.server)
    time.run(cycle, within=1)
    assert cycle.status.phase is Phase.SETTLED
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_many_writers_leave_no_hole(karbala: Karbala) -> None:
    """A reader that follows the feed of eight writers sees every position, in order."""
    scope, cursor = scope_of(CENTRE), Cursor()
    with karbala.database.reading() as connection:
        start = page(connection, cursor, scope=scope, most=1000)
    assert start is not None
    cursor = check_page(start, cursor)
    end = cursor.position + 8 * 25

    def write(writer: int) -> None:
        for n in range(25):
            with karbala.database.writing() as connection:
                publish(connection, {scope: [News("note", f"{writer}-{n}", 1, "{}")]})

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, writer) for writer in range(8)]
        while cursor.position < end:
            with karbala.database.reading() as connection:
                following = page(connection, cursor, scope=scope, most=1000)
            assert following is not None
            cursor = check_page(following, cursor)
        for writer in writers:
            writer.result()


def test_control_a_reader_by_row_number_skips(karbala: Karbala) -> None:
    """The control: two writers that take numbers before they commit make such a reader skip."""
    database = karbala.database
    with database.writing() as connection:
        connection.execute(text("create table naive (id bigserial primary key, what text)"))
    insert, read = "insert into naive (what) values (:what)", "select id from naive where id > :id"
    with database.writing() as slow:
        slow.execute(text(insert), {"what": "first"})
        with database.writing() as quick:
            quick.execute(text(insert), {"what": "second"})
        with database.reading() as connection:
            seen = list(connection.scalars(text(read), {"id": 0}))
    with database.reading() as connection:
        seen += connection.scalars(text(read), {"id": max(seen)})
    assert seen == [2]
