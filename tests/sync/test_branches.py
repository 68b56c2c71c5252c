"""Restored and cloned machines: found, both branches kept, and every event exactly once."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from sync.central.alarms import Kind
from sync.central.alarms import listing as alarms
from sync.central.stations import by_name
from sync.central.tables import events, incarnations
from sync.condition import Alarm
from sync.envelope import unpack
from sync.errors import Rejected, Unreachable
from sync.hello import Greeting, read_hello, sign_greeting, sign_hello
from sync.loopback import LoopbackServer
from sync.search import WAYS, Search
from sync.signed import SignedLetter
from sync.status import Phase
from sync.wire import Cursor, SignedReceipt
from tests.central.karbala import HeldStation, Karbala, event
from tests.sync.held import HeldOutbox, HeldTime, Line, phase


def held(karbala: Karbala) -> dict[tuple[int, int], bytes]:
    """Give the bytes of all stored events by life and seq."""
    with karbala.database.reading() as connection:
        rows = connection.execute(select(events.c.incarnation, events.c.seq, events.c.bytes))
        return {(row.incarnation, row.seq): row.bytes for row in rows}


def kinds(karbala: Karbala) -> list[str]:
    """Give the kinds of the central's alarms in order."""
    with karbala.database.reading() as connection:
        return [row.kind for row in alarms(connection)]


def machine(karbala: Karbala, station: HeldStation, outbox: HeldOutbox) -> HeldStation:
    """Give a second machine with this copy of the station's data and a feed of its own."""
    return HeldStation(
        station.enrolment, outbox, LoopbackServer(karbala.office, token=outbox.shown)
    )


def other(_: object, seq: int) -> bytes:
    """Make an event that differs from the one that the twin has under this seq."""
    return f"another past {seq}".encode()


def settled(station: HeldStation, time: HeldTime, line: Line | None = None) -> HeldStation:
    """Run a station's post until it rests, and see that it is green."""
    cycle = station.cycle(time, line)
    time.run(cycle, within=3600)
    assert phase(cycle) is Phase.SETTLED, cycle.status
    return station


@pytest.mark.parametrize("since", [0, 1, 700])
def test_a_restored_station_goes_on_as_a_branch(karbala: Karbala, since: int) -> None:
    """Put back from a copy, with events since or without, it loses none and gets its tail back."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 300)
    settled(station, time)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 200)
    settled(station, time)

    back = machine(karbala, station, copy)
    copy.record_many(other, since)
    settled(back, time)
    copy.record_many(other, 3)
    settled(back, time)

    stored = held(karbala)
    assert [stored[1, seq] for seq in range(1, 501)] == station.outbox.events
    assert [stored[2, seq] for seq in range(301, 304 + since)] == copy.events[300:]
    assert len(stored) == 503 + since
    assert copy.tails[1] == station.outbox.events[300:], "what it lost came back"
    assert copy.alarm is Alarm.BRANCHED
    assert kinds(karbala) == [Kind.BRANCHED]


def test_control_without_comparing_heads_a_restored_station_loses_events(
    karbala: Karbala,
) -> None:
    """The control: a central that repeats the station's claim leaves new events unsent or lost."""

    class Careless(Line):
        def hello(self, hello: SignedLetter) -> SignedLetter:
            said = read_hello(hello)
            repeated = Greeting(
                at=0, acknowledged=said.last, head=said.head, nonce=said.nonce, station=said.station
            )
            return sign_greeting(repeated, karbala.keys.central.sign)

        def push(self, packed: bytes) -> SignedReceipt:
            unpack(packed)
            raise Unreachable("the identities are taken")

    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    settled(station, time)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 5)
    settled(station, time)
    copy.record_many(other, 4)
    time.run(machine(karbala, station, copy).cycle(time, Careless(station.server)), within=60)
    assert not any(data in held(karbala).values() for data in copy.events[5:])


def test_two_machines_that_are_one_station_both_go_on(karbala: Karbala) -> None:
    """A clone is found at the latest when the second one speaks, and neither loses an event."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 20)
    settled(station, time)
    clone = machine(karbala, station, station.outbox.copy())
    for turn in range(1, 6):
        station.outbox.record_many(event, 2)
        settled(station, time)
        clone.outbox.record_many(other, turn)
        settled(clone, time)
    stored = held(karbala)
    assert sorted(stored.values()) == sorted({*station.outbox.events, *clone.outbox.events})
    assert {station.outbox.number, clone.outbox.number} == {1, 2}
    assert kinds(karbala) == [Kind.BRANCHED]


def test_a_clone_is_found_by_its_token_alone(karbala: Karbala) -> None:
    """Two machines with the same journal and nothing to send: the rotating token tells them."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 4)
    settled(station, time)
    clone = machine(karbala, station, station.outbox.copy())
    for _ in range(2):
        settled(station, time)
        settled(clone, time)
    assert kinds(karbala) == [Kind.BRANCHED]


def test_control_with_a_token_that_stays_a_silent_clone_is_not_found(karbala: Karbala) -> None:
    """The control: without rotation nothing tells two machines with one journal apart."""

    def keep_token(machine: HeldStation) -> None:
        machine.outbox.shown = machine.enrolment.token

    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 4)
    settled(station, time)
    clone = machine(karbala, station, station.outbox.copy())
    for who in (station, clone, station, clone):
        keep_token(who)
        with karbala.database.writing() as connection:
            connection.execute(
                incarnations.update().values(
                    token_number=1, token_hash=_hash(station.enrolment.token)
                )
            )
        settled(who, time)
    assert kinds(karbala) == []


def test_a_fork_in_the_middle_of_sending(karbala: Karbala) -> None:
    """The twin's events arrive between a good hello and the push: the push is what finds it."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 3)
    settled(station, time)
    clone = machine(karbala, station, station.outbox.copy())
    station.outbox.record_many(event, 3)
    clone.outbox.record_many(other, 3)
    cycle = station.cycle(time)
    cycle.step()
    line = Line(clone.server)
    theirs = clone.cycle(time, line)
    theirs.step()
    theirs.step()
    time.run(cycle, within=60)
    time.run(theirs, within=60)
    stored = held(karbala)
    assert {*station.outbox.events, *clone.outbox.events} == set(stored.values())
    assert len(stored) == 9


def test_a_station_that_was_restored_twice(karbala: Karbala) -> None:
    """Each copy becomes a branch of its own, and what was common is held once."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 10)
    settled(station, time)
    first = station.outbox.copy()
    station.outbox.record_many(event, 5)
    settled(station, time)
    first.record_many(other, 4)
    second = first.copy()
    settled(machine(karbala, station, first), time)
    first.record_many(lambda _, seq: f"a second past {seq}".encode(), 3)
    settled(machine(karbala, station, first), time)
    second.record(b"a third past")
    settled(machine(karbala, station, second), time)

    stored = held(karbala)
    lives = {data: life for (life, _), data in stored.items()}
    assert len(stored) == len(lives) == 15 + 4 + 3 + 1, "what both branches share is held once"
    assert (lives[first.events[12]], lives[b"a third past"]) == (2, 3)
    with karbala.database.reading() as connection:
        third = by_name(connection, station.enrolment.station, 3)
    assert (third.parent, third.forked_at) == (2, 14)


def test_the_central_was_restored_too(karbala: Karbala) -> None:
    """A central that forgot a branch learns of it again, under the same number, from the branch."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 10)
    settled(station, time)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 5)
    settled(station, time)
    copy.record_many(other, 4)
    back = settled(machine(karbala, station, copy), time)
    before = held(karbala)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.incarnation == 2))
        connection.execute(delete(events).where(events.c.seq > 7))
        connection.execute(delete(incarnations).where(incarnations.c.incarnation == 2))
    settled(back, time)
    settled(station, time)
    assert held(karbala) == before
    assert copy.number == 2
    assert {Kind.LIFE_ADDED, Kind.CENTRAL_BEHIND} < set(kinds(karbala))


def test_a_forgotten_number_that_went_to_another_is_not_used_twice(karbala: Karbala) -> None:
    """Where a restored central gave the number away, the branch gets a new one."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 10)
    settled(station, time)
    mine, theirs = station.outbox.copy(), station.outbox.copy()
    station.outbox.record_many(event, 5)
    settled(station, time)
    mine.record_many(other, 4)
    back = settled(machine(karbala, station, mine), time)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.incarnation == 2))
        connection.execute(delete(incarnations).where(incarnations.c.incarnation == 2))
    theirs.record(b"another branch")
    settled(machine(karbala, station, theirs), time)
    assert theirs.number == 2
    mine.record_many(other, 2)
    settled(back, time)
    assert mine.number == 3
    stored = held(karbala)
    assert [stored[3, seq] for seq in range(11, 17)] == mine.events[10:]
    assert stored[2, 11] == b"another branch"


def test_a_central_that_knows_none_of_the_lives_says_so(karbala: Karbala) -> None:
    """Recording goes on, nothing is dropped, and the station asks for the manager."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    settled(station, time)
    with karbala.database.writing() as connection:
        connection.execute(delete(events))
        connection.execute(delete(incarnations))
    station.outbox.record_many(event, 2)
    cycle = station.cycle(time)
    time.run(cycle, within=200)
    assert (phase(cycle), cycle.status.halted) == (Phase.TROUBLE, "unknown_station")
    assert cycle.status.alarm is Alarm.UNKNOWN
    assert station.outbox.waiting() == 2


@pytest.mark.parametrize("lost", range(1, 12))
def test_no_single_lost_answer_stops_a_branch(karbala: Karbala, lost: int) -> None:
    """Whichever answer is lost on the way to a branch, there is one branch and all events."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 300)
    settled(station, time)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 50)
    settled(station, time)
    copy.record_many(other, 40)
    line = Line(station.server, after=lambda n: Unreachable("cut") if n == lost else None)
    settled(machine(karbala, station, copy), time, line)
    assert {*station.outbox.events, *copy.events} == set(held(karbala).values())
    assert kinds(karbala) == [Kind.BRANCHED]
    assert copy.tails[1] == station.outbox.events[300:]


def test_a_copy_that_asked_for_the_same_branch_gets_one_of_its_own(karbala: Karbala) -> None:
    """A copy of a machine whose twin lives the branch it asked for asks with another key."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 10)
    settled(station, time)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 5)
    settled(station, time)
    copy.record_many(other, 4)
    copy.branch(10, signer=1, why="behind")
    twin = copy.copy()
    settled(machine(karbala, station, copy), time)
    twin.record(b"a third past")
    settled(machine(karbala, station, twin), time)
    assert (copy.number, twin.number) == (2, 3)
    assert {*station.outbox.events, *copy.events, *twin.events} == set(held(karbala).values())


def test_a_lost_greeting_costs_no_token(karbala: Karbala) -> None:
    """However often the answer with the next token is lost, no clone is seen."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server, after=lambda n: Unreachable("cut") if n % 3 else None)
    for _ in range(10):
        station.outbox.record_many(event, 2)
        cycle = station.cycle(time, line)
        time.run(cycle, within=4000)
    assert (kinds(karbala), station.outbox.number) == ([], 1)
    settled(station, time)


def test_a_token_that_was_kept_and_not_used_is_good(karbala: Karbala) -> None:
    """A crash between keeping the next token and using it leaves a station that is welcome."""
    station = karbala.station()
    station.outbox.greeted(karbala.office.hello(station.outbox.hello()))
    karbala.office.pull(station.outbox.shown, Cursor(), most=1)
    crashed = station.outbox.copy()
    crashed.greeted(karbala.office.hello(crashed.hello()))
    assert kinds(karbala) == []


def test_a_crash_before_the_token_was_kept_is_no_clone(karbala: Karbala) -> None:
    """The station that lost the offered token asks again with the present one."""
    station = karbala.station()
    for _ in range(5):
        karbala.office.hello(station.outbox.hello())
    station.outbox.greeted(karbala.office.hello(station.outbox.hello()))
    assert kinds(karbala) == []


def test_a_hello_that_is_replayed_gives_nothing(karbala: Karbala) -> None:
    """A recorded hello is refused once its token has been followed, and changes nothing."""
    station, time = karbala.station(), HeldTime()
    recorded = station.outbox.hello()
    settled(station, time)
    settled(station, time)
    before = station.outbox.shown
    with pytest.raises(Rejected, match="superseded"):
        karbala.office.hello(recorded)
    settled(station, time)
    assert before != station.outbox.shown
    assert kinds(karbala) == []


def test_a_stolen_token_opens_no_door_for_long(karbala: Karbala) -> None:
    """Without the key it greets nobody, and after the next rounds it opens nothing."""
    station, time = karbala.station(), HeldTime()
    stolen = station.enrolment.token
    forged = sign_hello(station.outbox.said(), Ed25519PrivateKey.generate().sign)
    with pytest.raises(Rejected, match="bad_signature"):
        karbala.office.hello(forged)
    settled(station, time)
    settled(station, time)
    with pytest.raises(Rejected, match="superseded"):
        karbala.office.pull(stolen, Cursor(), most=1)


def test_a_token_of_another_life_is_none(karbala: Karbala) -> None:
    """A good signature with somebody else's token is let in with an alarm."""
    station, stranger = karbala.station(), karbala.station()
    station.outbox.shown = stranger.outbox.shown
    station.outbox.greeted(karbala.office.hello(station.outbox.hello()))
    assert kinds(karbala) == [Kind.STRANGE_TOKEN]


def test_a_recorded_greeting_is_not_taken_again(karbala: Karbala) -> None:
    """An old answer of the central in place of the new one is garbled."""
    station, time = karbala.station(), HeldTime()
    recorded = station.server.hello(station.outbox.hello())

    class Replaying(Line):
        def hello(self, hello: SignedLetter) -> SignedLetter:
            super().hello(hello)
            return recorded

    cycle = station.cycle(time, Replaying(station.server))
    cycle.step()
    assert phase(cycle) is Phase.TROUBLE


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_the_search_finds_the_end_of_what_is_common(common: int, more: int) -> None:
    """Among millions of events four letters are enough."""
    search, letters = Search(low=0, high=common + more + 1), 0
    while not search.is_over:
        probes = search.probes()
        assert len(probes) <= WAYS
        search = search.heard(max((seq for seq in probes if seq <= common), default=0))
        letters += 1
    assert (search.low, letters <= 4) == (common, True)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
