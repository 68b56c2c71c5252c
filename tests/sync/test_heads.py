"""Two histories meet: the station or the central was restored, cloned, or lost something."""

from dataclasses import replace

from sqlalchemy import delete

from sync.central.feed import scope_of
from sync.central.sequencer import open_scope
from sync.central.tables import events, feed, feeds, standings
from sync.envelope import GENESIS
from sync.hello import Greeting, read_hello, sign_greeting
from sync.signed import SignedLetter
from sync.status import Phase
from sync.wire import SignedReceipt, read_receipt, sign_receipt
from tests.central.karbala import Karbala, event
from tests.sync.held import HeldTime, Line, phase
from tests.world import CENTRE


def test_a_row_lost_at_the_central_is_not_green(karbala: Karbala) -> None:
    """When the central lost an event the light leaves green at the next hello, and it is healed."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    cycle = station.cycle(time)
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
        def hello(self, hello: SignedLetter) -> SignedLetter:
            said = read_hello(hello)
            repeated = Greeting(
                at=0, acknowledged=said.last, head=said.head, nonce=said.nonce, station=said.station
            )
            return sign_greeting(repeated, karbala.keys.central.sign)

    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    cycle = station.cycle(time, Careless(station.server))
    time.run(cycle, within=1)
    lose_event(karbala, seq=3)
    time.seconds += 30
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert karbala.held() == 4


def test_a_loss_before_what_is_sent_is_healed_at_once(karbala: Karbala) -> None:
    """A receipt that acknowledges less than what was sent leads to a hello, not to a repetition."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server)
    station.outbox.record_many(event, 9)
    cycle = station.cycle(time, line)
    time.run(cycle, within=1)
    lose_event(karbala, seq=5)
    with karbala.database.writing() as connection:
        connection.execute(delete(standings))
    station.outbox.record_many(event, 1)
    calls = line.calls
    time.run(cycle, within=1)
    assert line.calls - calls <= 4
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert phase(cycle) is Phase.SETTLED


def test_a_central_that_never_keeps_is_not_asked_without_end(karbala: Karbala) -> None:
    """Where a greeting does not help either, sending stops and says why; recording goes on."""

    class Leaking(Line):
        def push(self, packed: bytes) -> SignedReceipt:
            signed = super().push(packed)
            lose_event(karbala, seq=1)
            receipt = read_receipt(signed.body)
            held = replace(receipt, acknowledged=0, head=GENESIS)
            return sign_receipt(held, karbala.keys.central.sign)

    station, time = karbala.station(), HeldTime()
    line = Leaking(station.server)
    station.outbox.record_many(event, 3)
    cycle = station.cycle(time, line)
    time.run(cycle, within=1)
    assert (cycle.status.halted, line.pushes) == ("hole", 2)
    assert station.outbox.waiting() == 3


def test_a_restored_central_gets_everything_again(karbala: Karbala) -> None:
    """When the central's tail is gone the station sends it again from where the central stands."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 9)
    cycle = station.cycle(time)
    time.run(cycle, within=1)
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq > 4))
    station.outbox.record_many(event, 2)
    time.run(cycle, within=1)
    assert phase(cycle) is Phase.SETTLED
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_feed_with_another_epoch_is_read_anew(karbala: Karbala) -> None:
    """When the central's feed began again the station forgets its cursor and takes all of it."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=1)
    scope = scope_of(CENTRE)
    with karbala.database.writing() as connection:
        connection.execute(delete(feed).where(feed.c.scope == scope))
        connection.execute(delete(feeds).where(feeds.c.scope == scope))
        open_scope(connection, scope)
    time.seconds += 30
    time.run(cycle, within=1)
    assert station.inbox.known("household") == set()
    assert phase(cycle) is Phase.SETTLED


def lose_event(karbala: Karbala, *, seq: int) -> None:
    """Delete a stored event, as a careless restore would."""
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == seq))
