"""The same central on PostgreSQL, where writers are truly at work at the same time."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select, text

from clerk_station.domain.cases import CaseKind
from clerk_station.domain.events import (
    Body,
    CardIssued,
    MemberAttended,
    VisitClosed,
    VisitOpened,
    from_bytes,
)
from clerk_station.domain.identity import national_mark
from clerk_station.domain.people import Household, Stated
from clerk_station.domain.records import ServedForm
from clerk_station.domain.visits import Entry, How, Outcome
from sync.central import holding, resolving
from sync.central import ingest as ingesting
from sync.central.cases import consider_register
from sync.central.database import Database
from sync.central.feed import News, page, publish, scope_of
from sync.central.ingest import ingest
from sync.central.registry import get, put
from sync.central.resolving import listing
from sync.central.sequencer import Sequencer, drain, take
from sync.central.stations import by_name
from sync.central.tables import feed, visits
from sync.envelope import Batch, pack
from sync.status import Phase
from sync.wire import Cursor, check_page, read_receipt
from tests.central import postgres
from tests.central.karbala import HeldStation, Karbala, event, served
from tests.central.test_sequencer import tell, told, until, waiting
from tests.sync.held import HeldTime
from tests.world import CENTRE, form, household

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
    drain(karbala.database)
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
            drain(karbala.database)
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


def test_who_commits_late_is_not_skipped(karbala: Karbala) -> None:
    """A writer that took its number first and commits last gets a position all the same."""
    database = karbala.database
    drain(database)
    with database.writing() as slow:
        publish(slow, {scope_of(CENTRE): [News("note", "slow", 1, "{}")]})
        tell(karbala, "quick")
        drain(database)
        assert told(karbala) == ["quick"]
    drain(database)
    assert told(karbala) == ["quick", "slow"]


def test_the_news_of_one_thing_keep_their_order(karbala: Karbala) -> None:
    """Two writers of one household: whoever comes second waits for its record, and is told last."""
    database, together = karbala.database, Barrier(4)
    drain(database)

    def move(writer: int) -> None:
        together.wait()
        for n in range(10):
            with database.writing() as connection:
                put(connection, [replace(household(1), card_number=f"{writer}{n:04}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(move, range(4)))
    drain(database)
    with database.reading() as connection:
        here = feed.c.scope == scope_of(CENTRE), feed.c.id == "H0001"
        rows = connection.execute(select(feed).where(*here).order_by(feed.c.position)).all()
        current = get(connection, Household, "H0001")
    assert [row.revision for row in rows] == list(range(1, 42))
    assert current is not None
    assert current.card_number in rows[-1].data


def test_one_is_elected_and_another_takes_over(karbala: Karbala) -> None:
    """Of two sequencers one works; when its connection is cut the other goes on, exactly once."""
    database = karbala.database
    drain(database)
    with database.elected() as first, database.elected() as second:
        assert first is not None
        assert second is None
        tell(karbala, "a")
        drain(database)
        assert waiting(karbala) == 1, "an inline drain leaves the work to the elected one"
        with first() as connection:
            take(connection)
    pair = [Sequencer(database, poll=0.001, retry=0.01) for _ in range(2)]
    for sequencer in pair:
        sequencer.start()
    names = ["a"]
    for n in range(5):
        until(lambda: bool(elected(karbala)))
        kill(karbala, *elected(karbala))
        names.append(f"n{n}")
        tell(karbala, names[-1])
        until(lambda: waiting(karbala) == 0)
    for sequencer in pair:
        sequencer.close()
    assert told(karbala) == names


def elected(karbala: Karbala) -> list[int]:
    """Give the server's process behind the elected connection, if there is one."""
    wanted = (
        "select pid from pg_locks where locktype = 'advisory' and granted"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    with karbala.database.reading() as connection:
        return list(connection.scalars(text(wanted)))


def kill(karbala: Karbala, *processes: int) -> None:
    """Cut connections as a crash of their client or of the line does."""
    with karbala.database.writing() as connection:
        for process in processes:
            connection.execute(text("select pg_terminate_backend(:pid)"), {"pid": process})


def shows(station: HeldStation, home: int, *, body: Body) -> Batch:
    """Seal a visit in which one member came, or was given a card."""
    around = {"household": f"H{home:04}", "visit": f"v-{station.enrolment.station}"}
    for seq, what in ((1, VisitOpened(entry=Entry.WALK_IN)), (2, body)):
        who = around | {"member": f"H{home:04}-1" if seq == 2 else ""}
        station.outbox.record(event(station.enrolment, seq, body=what, **who))
    batch = station.outbox.seal(1, 2)
    assert batch is not None
    return batch


CAME = MemberAttended(how=How.SCANNED, documents=())
SHOWN = replace(CAME, marks=(national_mark("198012345678"),))
MEETING = {
    CaseKind.DOUBLE_ATTENDANCE: (CAME, 1),
    CaseKind.SAME_IDENTITY: (SHOWN, 2),
    CaseKind.NUMBER_TWICE: (CardIssued(number="TKA26-0441209-05-93"), 2),
}


def take_in(karbala: Karbala, batch: Batch) -> None:
    """Take a batch in, in a transaction of its own."""
    with karbala.database.writing() as connection:
        who = by_name(connection, batch.station, 1)
        ingest(connection, batch, who, now=karbala.now)


def registered(karbala: Karbala) -> None:
    """Import a household with the number of a card that was shown."""
    home = household(2)
    head = replace(home.members[0], national_number="198012345678")
    home = replace(home, members=(head, *home.members[1:]))
    with karbala.database.writing() as connection:
        put(connection, [home])
        consider_register(connection, [home])


def at_once(karbala: Karbala, batch: Batch, other: Callable[[], object], *, held: bool) -> None:
    """Let another begin while a batch is being taken in; held, it waits for the end of that."""
    with ThreadPoolExecutor(1) as pool:
        with karbala.database.writing() as connection:
            who = by_name(connection, batch.station, 1)
            ingest(connection, batch, who, now=karbala.now)
            second = pool.submit(other)
            if held:
                until(lambda: is_waiting(karbala))
            else:
                second.result(timeout=30)
        second.result(timeout=30)


def opened(karbala: Karbala) -> list[CaseKind]:
    """Give the kinds of the open cases."""
    with karbala.database.reading() as connection:
        return [case.kind for case in listing(connection, centre=None, all_=False)]


@pytest.mark.parametrize("kind", MEETING)
@pytest.mark.parametrize("held", [True, False])
def test_claims_that_meet_at_the_same_moment(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    kind: CaseKind,
    held: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """Whoever commits second sees the first and opens the case; unprotected, neither would."""
    if not held:
        monkeypatch.setattr(ingesting, "hold", lambda *_: None)
    body, home = MEETING[kind]
    first = shows(karbala.station(), 1, body=body)
    second = shows(karbala.station(), home, body=body)
    at_once(karbala, first, lambda: take_in(karbala, second), held=held)
    assert opened(karbala) == [kind] * held


@pytest.mark.parametrize("held", [True, False])
def test_a_card_is_shown_while_the_register_is_imported(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    held: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """The import waits for the batch and opens the case; unprotected, it would not see it."""
    if not held:
        monkeypatch.setattr(ingesting, "hold", lambda *_: None)
    batch = shows(karbala.station(), 1, body=SHOWN)
    at_once(karbala, batch, lambda: registered(karbala), held=held)
    assert opened(karbala) == [CaseKind.SAME_IDENTITY] * held


def test_an_import_holds_a_few_locks_however_many_households(karbala: Karbala) -> None:
    """The server has room for a few thousand locks, and a register has more households."""
    homes = [household(n) for n in range(1, 601)]
    told = from_bytes(event(karbala.station().enrolment, 1))
    with karbala.database.writing() as connection:
        put(connection, homes)
        consider_register(connection, homes)
        wanted = "select count(*) from pg_locks where locktype = 'advisory'"
        assert connection.scalar(text(wanted)) == 1
        many = [CardIssued(number=str(n)) for n in range(holding.MANY + 1)]
        holding.hold(connection, (replace(told, body=body) for body in many))
        assert connection.scalar(text(wanted)) == 1
        holding.hold(connection, (replace(told, body=body) for body in many[:600]))
        assert connection.scalar(text(wanted)) > 600, "the control: each by itself"


@pytest.mark.parametrize("held", [True, False])
def test_what_is_released_while_its_visit_goes_on_loses_nothing(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    held: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """A release waits for the batch and folds all of the visit; else it folds what it saw."""
    if not held:
        monkeypatch.setattr(resolving, "hold", lambda *_: None)
    home = household(1)
    away, *others = home.members
    with karbala.database.writing() as connection:
        there = replace(away, stated=Stated.ABROAD)
        put(connection, [replace(home, members=(there, *others))])
    station = karbala.station()
    take_in(karbala, shows(station, 1, body=CAME))
    key = (station.enrolment.station, 1, 2)
    assert not released(karbala, key, by="زينب")
    around = {"household": home.id, "visit": f"v-{station.enrolment.station}"}
    station.outbox.record(event(station.enrolment, 3, body=CAME, member=others[0].id, **around))
    batch = station.outbox.seal(3, 3)
    assert batch is not None
    at_once(karbala, batch, lambda: released(karbala, key, by="سعاد"), held=True)
    with karbala.database.reading() as connection:
        data = connection.scalars(select(visits.c.data)).one()
    assert set(json.loads(data)["answers"]) == {away.id} | ({others[0].id} if held else set())


def released(karbala: Karbala, key: tuple[str, int, int], *, by: str) -> bool:
    """Release an event in the name of somebody."""
    with karbala.database.writing() as connection:
        return resolving.release(connection, key, by=by, reason="رأيته", now=karbala.now)


def closed(station: HeldStation, *, returns: bool) -> Batch:
    """Record and seal a visit under the first form, closed."""
    around = {"household": "H0001", "visit": f"v-{station.enrolment.station}"}
    outcome = Outcome.RETURN_NEEDED if returns else Outcome.COMPLETED
    day = date(2026, 12, 1) if returns else None
    for seq, body in enumerate(
        (
            VisitOpened(entry=Entry.FORM, form=form(1).number),
            VisitClosed(outcome=outcome, seconds=1, return_day=day),
        ),
        start=1,
    ):
        station.outbox.record(event(station.enrolment, seq, body=body, **around))
    batch = station.outbox.seal(1, 2)
    assert batch is not None
    return batch


def test_two_batches_under_one_form_see_one_another(karbala: Karbala) -> None:
    """A family that finished at one desk while another asked it to return stays served.

    The second batch waits for the first, and then knows what the first has stored.
    """
    first, done, again = (karbala.station() for _ in range(3))
    first.server.push(pack(closed(first, returns=True)))
    finished, waiting_for = closed(done, returns=False), closed(again, returns=True)
    with ThreadPoolExecutor(1) as pool:
        with karbala.database.writing() as slow:
            who = by_name(slow, finished.station, 1)
            ingest(slow, finished, who, now=karbala.now)
            second = pool.submit(again.server.push, pack(waiting_for))
            until(lambda: is_waiting(karbala))
        second.result()
    with karbala.database.reading() as connection:
        told = get(connection, ServedForm, form(1).number)
    assert told is not None
    assert told.outcome is Outcome.COMPLETED


def is_waiting(karbala: Karbala) -> bool:
    """Tell whether somebody waits for a lock."""
    wanted = text("select count(*) from pg_locks where not granted")
    with karbala.database.reading() as connection:
        return bool(connection.scalar(wanted))
