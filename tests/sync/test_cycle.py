"""The post's engine against a real central, with time and luck in the test's hands."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from sync.backoff import CAP
from sync.central.feed import open_scope, scope_of
from sync.central.tables import events, feed, feeds
from sync.cycle import Cycle
from sync.envelope import GENESIS, Batch, pack, seal, unpack
from sync.errors import Busy, Garbled, Rejected, SyncError, Unreachable
from sync.ports import Server
from sync.status import Phase
from sync.wire import (
    Greeting,
    Hello,
    Judgement,
    Receipt,
    SignedReceipt,
    Word,
    sign_receipt,
)
from tests.central.karbala import HeldStation, Karbala, event, served
from tests.sync.held import HeldTime, Line, down
from tests.world import CENTRE


def cycle_of(station: HeldStation, time: HeldTime, line: Server | None = None) -> Cycle:
    """Build the cycle of a station, over a line or directly."""
    return time.cycle(station.outbox, station.inbox, line or station.server)


def test_a_first_round_sends_and_receives_everything(karbala: Karbala) -> None:
    """After one round the journal is at the central and the centre's records are here."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1203)
    cycle = cycle_of(station, time)
    assert phase(cycle) is Phase.NEVER_CONNECTED
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}
    assert station.inbox.known("centre") == {"KA-01", "KA-02"}
    assert cycle.status.progress == 1.0


def test_a_step_does_one_exchange(karbala: Karbala) -> None:
    """Between two letters the driver has the word: a window may close, a light may change."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server)
    cycle = cycle_of(station, time, line)
    station.outbox.record_many(event, 600)
    phases = []
    for calls in range(1, 5):
        cycle.step()
        assert line.calls == calls
        phases.append(phase(cycle))
    assert phases == [Phase.SENDING, Phase.SENDING, Phase.RECEIVING, Phase.SETTLED]


def test_a_fresh_event_leaves_at_once(karbala: Karbala) -> None:
    """At rest the post waits for its hour, and an event that is recorded does not."""
    station, time = karbala.station(), HeldTime()
    cycle = cycle_of(station, time)
    time.run(cycle, within=1)
    assert cycle.step() == 30.0
    station.outbox.record_many(event, 1)
    assert phase(cycle) is Phase.SENDING
    assert cycle.step() == 30.0
    assert phase(cycle) is Phase.SETTLED


def test_steady_work_does_not_put_off_the_next_round(karbala: Karbala) -> None:
    """Records arrive within the time of a rest, however often something is recorded."""
    station, other, time = karbala.station(), karbala.station(), HeldTime()
    cycle = cycle_of(station, time)
    time.run(cycle, within=1)
    served(other.outbox, 1)
    time.run(cycle_of(other, time), within=1)
    for _ in range(7):
        time.seconds += 5
        station.outbox.record_many(event, 1)
        time.run(cycle, within=0)
    assert len(station.inbox.known("served")) == 1


def test_twenty_failures_are_overcome_within_the_cap(karbala: Karbala) -> None:
    """A central that answers 500 twenty times and then 200 has everything within one more wait."""
    station, time = karbala.station(), HeldTime(luck=0.99)
    station.outbox.record_many(event, 3)
    line = Line(station.server, before=lambda n: Unreachable("500") if n <= 20 else None)
    cycle = cycle_of(station, time, line)
    waits = []
    while phase(cycle) is not Phase.SETTLED:
        waits.append(cycle.step())
        time.seconds += waits[-1]
    assert max(waits) <= CAP
    assert karbala.held() == 3


def test_says_why_it_waits_and_until_when(karbala: Karbala) -> None:
    """The status names the last error, the attempts and the next try."""
    station, time = karbala.station(), HeldTime()
    cycle = cycle_of(station, time, Line(station.server, before=down))
    left = cycle.step()
    status = cycle.status
    assert (status.phase, status.attempts) == (Phase.NEVER_CONNECTED, 1)
    assert status.error == "the line is down"
    assert status.next_try == pytest.approx(1_795_000_000 + time.seconds + left)


def test_send_now_does_not_wait(karbala: Karbala) -> None:
    """A person who knows that the line is back need not wait for the next try."""
    station, time = karbala.station(), HeldTime(luck=0.99)
    station.outbox.record_many(event, 2)
    line = Line(station.server, before=lambda n: Unreachable("down") if n <= 9 else None)
    cycle = cycle_of(station, time, line)
    for _ in range(9):
        time.seconds += cycle.step()
    time.seconds -= 1
    assert cycle.step() > 0
    cycle.send_now()
    assert time.run(cycle, within=0) == 0
    assert phase(cycle) is Phase.SETTLED


def test_once_connected_a_dead_line_is_offline(karbala: Karbala) -> None:
    """After the first contact a failure is called offline, and nothing is green."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server)
    cycle = cycle_of(station, time, line)
    time.run(cycle, within=1)
    line.before = down
    time.seconds += 30
    cycle.step()
    assert phase(cycle) is Phase.OFFLINE


@pytest.mark.parametrize("reason", ["unknown_station", "bad_request", "no_such_door"])
def test_a_storm_of_refusals_loses_nothing(karbala: Karbala, reason: str) -> None:
    """Whatever 4xx comes and however often, every event is still there and arrives later."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 40)
    line = Line(station.server, before=lambda n: Rejected(reason) if n <= 30 else None)
    cycle = cycle_of(station, time, line)
    for _ in range(30):
        time.seconds += cycle.step()
        assert phase(cycle) is Phase.TROUBLE
        assert station.outbox.waiting() == 40
    time.run(cycle, within=CAP)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_the_line_drops_after_the_commit(karbala: Karbala) -> None:
    """The central committed, the answer was lost: nothing doubles and nothing is missing."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server, after=lambda n: Unreachable("cut") if n % 2 == 0 else None)
    cycle = cycle_of(station, time, line)
    station.outbox.record_many(event, 1200)
    time.run(cycle, within=CAP)
    assert line.pushes > 3
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert {j.word for j in station.outbox.words.values()} <= {Word.ACCEPTED, Word.DUPLICATE}


def test_letters_shrink_on_a_line_that_cannot_carry_them(karbala: Karbala) -> None:
    """Where only short letters pass, the post finds a length that does."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 600)
    line = Line(station.server)

    def too_long(_: int) -> SyncError | None:
        sealed = station.outbox.sealed
        return Unreachable("cut") if sealed and len(sealed.events) > 70 else None

    line.before = too_long
    cycle = cycle_of(station, time, line)
    time.run(cycle, within=CAP)
    line.before = lambda _: None
    time.run(cycle, within=CAP)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_busy_central_is_obeyed(karbala: Karbala) -> None:
    """What the central asks for is how long the station waits."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server, before=lambda _: Busy("later", retry_after=77))
    assert 77 <= cycle_of(station, time, line).step() <= 78


def test_a_row_lost_at_the_central_is_not_green(karbala: Karbala) -> None:
    """When the central lost an event the light leaves green at the next hello, and it is healed."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    cycle = cycle_of(station, time)
    time.run(cycle, within=1)
    lose_event(karbala, seq=3)
    time.seconds += 30
    cycle.step()
    assert phase(cycle) is Phase.SENDING
    time.run(cycle, within=1)
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert phase(cycle) is Phase.SETTLED


def test_control_a_central_that_does_not_look_keeps_the_light_green(karbala: Karbala) -> None:
    """The control: where the greeting only repeats the station's claim, the loss goes unseen."""

    class Careless(Line):
        def hello(self, hello: Hello) -> Greeting:
            return Greeting(at=0, acknowledged=hello.last, head=hello.head)

    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    cycle = cycle_of(station, time, Careless(station.server))
    time.run(cycle, within=1)
    lose_event(karbala, seq=3)
    time.seconds += 30
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert karbala.held() == 4


def test_a_restored_central_gets_everything_again(karbala: Karbala) -> None:
    """When the central's tail is gone the station sends it again from where the central stands."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 9)
    cycle = cycle_of(station, time)
    time.run(cycle, within=1)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq > 4))
    station.outbox.record_many(event, 2)
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_restored_station_stops_sending_and_keeps_recording(karbala: Karbala) -> None:
    """A journal behind what the central holds is not continued; nothing is deleted anywhere."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 6)
    time.run(cycle_of(station, time), within=1)
    old = replace(
        station.outbox,
        events=station.outbox.events[:3],
        hashes=station.outbox.hashes[:4],
        words={},
        sealed=None,
    )
    cycle = time.cycle(old, station.inbox, station.server)
    time.run(cycle, within=1)
    assert (phase(cycle), cycle.status.halted) == (Phase.TROUBLE, "behind")
    old.record_many(event, 1)
    time.run(cycle, within=40)
    assert (len(old.events), karbala.held()) == (4, 6)


def test_a_cloned_station_is_halted_by_the_fork(karbala: Karbala) -> None:
    """Two machines with one key cannot both go on: the second is told, and both keep their own."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 3)
    clone = replace(station.outbox, events=[], hashes=[GENESIS], words={}, sealed=None)
    clone.record(event(station.enrolment, 1, household="H0001"))
    time.run(cycle_of(station, time), within=1)
    clone.record_many(event, 3)
    cycle = time.cycle(clone, station.inbox, station.server)
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.TROUBLE
    assert clone.waiting() == 4
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_halted_station_still_receives(karbala: Karbala) -> None:
    """Who may not send still gets the centre's records."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 3)
    time.run(cycle_of(station, time), within=1)
    station.inbox.start_over()
    empty = replace(station.outbox, events=[], hashes=[GENESIS], words={}, sealed=None)
    cycle = time.cycle(empty, station.inbox, station.server)
    time.run(cycle, within=1)
    assert cycle.status.halted
    assert len(station.inbox.known("household")) == 5


def test_a_feed_with_another_epoch_is_read_anew(karbala: Karbala) -> None:
    """When the central's feed began again the station forgets its cursor and takes all of it."""
    station, time = karbala.station(), HeldTime()
    cycle = cycle_of(station, time)
    time.run(cycle, within=1)
    scope = scope_of(CENTRE)
    with karbala.database.writing() as connection:
        connection.execute(delete(feed).where(feed.c.scope == scope))
        connection.execute(delete(feeds).where(feeds.c.scope == scope))
        open_scope(connection, scope)
    time.seconds += 30
    time.run(cycle, within=1)
    assert station.inbox.records == {}
    assert phase(cycle) is Phase.SETTLED


def test_a_receipt_for_another_batch_settles_nothing(karbala: Karbala) -> None:
    """An answer to another letter is not taken for the answer to this one."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1)

    class Echo(Line):
        def push(self, packed: bytes) -> SignedReceipt:
            answered = replace(unpack(packed), id="another")
            return self.server.push(pack(seal_again(station, answered)))

    cycle = cycle_of(station, time, Echo(station.server))
    cycle.step()
    cycle.step()
    assert phase(cycle) is Phase.TROUBLE
    assert station.outbox.waiting() == 1


def test_deferred_events_wait_as_long_as_they_are_told(karbala: Karbala) -> None:
    """A central that takes nothing now is asked again after the seconds that it names."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 2)

    class Deferring(Line):
        def push(self, packed: bytes) -> SignedReceipt:
            batch = unpack(packed)
            put_off = tuple(Judgement(seq=seq, word=Word.DEFERRED, reason="120") for seq in (1, 2))
            receipt = Receipt(
                batch=batch.id,
                station=batch.station,
                incarnation=1,
                acknowledged=0,
                head=GENESIS,
                count=0,
                at=1,
                judgements=put_off,
            )
            return sign_receipt(receipt, karbala.keys.central.sign)

    cycle = cycle_of(station, time, Deferring(station.server))
    cycle.step()
    assert 120 <= cycle.step() <= 121
    assert station.outbox.waiting() == 2


def test_garbage_is_trouble_and_loses_nothing(karbala: Karbala) -> None:
    """An answer that is none leaves every event waiting and says who has to look."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 2)
    cycle = cycle_of(station, time, Line(station.server, before=lambda _: Garbled("HTML")))
    cycle.step()
    assert phase(cycle) is Phase.TROUBLE
    assert "tell the centre's manager" in cycle.status.advice
    assert station.outbox.waiting() == 2


def seal_again(station: HeldStation, batch: Batch) -> Batch:
    """Seal the same events under the batch's id."""
    return seal(
        id=batch.id,
        station=batch.station,
        incarnation=batch.incarnation,
        first=batch.first,
        previous=batch.previous,
        events=batch.events,
        sign=station.outbox.key.sign,
    )


def phase(cycle: Cycle) -> Phase:
    """Give the phase at this moment."""
    return cycle.status.phase


def lose_event(karbala: Karbala, *, seq: int) -> None:
    """Delete a stored event, as a careless restore would."""
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == seq))
