"""The post's thread."""

import queue
import threading

from sync.errors import Unreachable
from sync.loop import Loop
from sync.signed import SignedLetter
from sync.status import Phase, Status
from sync.wire import SignedReceipt
from tests.central.karbala import Karbala, event
from tests.sync.held import HeldTime, Line


def until(told: "queue.SimpleQueue[Status]", phase: Phase) -> Status:
    """Wait for a status of this phase."""
    while True:
        status = told.get(timeout=20)
        if status.phase is phase:
            return status


def test_tells_each_new_status_and_wakes_for_events(karbala: Karbala) -> None:
    """The thread settles, sleeps, and sends when it is woken."""
    station, told, sent = karbala.station(), queue.SimpleQueue[Status](), threading.Event()

    class Noticing(Line):
        def push(self, packed: bytes) -> SignedReceipt:
            signed = super().push(packed)
            sent.set()
            return signed

    line = Noticing(station.server)
    loop = Loop(HeldTime().cycle(station.outbox, station.inbox, line), told.put)
    loop.start()
    until(told, Phase.SETTLED)
    station.outbox.record_many(event, 3)
    loop.wake()
    assert sent.wait(20)
    assert loop.close()
    assert karbala.held() == 3


def test_send_now_wakes_a_thread_that_waits(karbala: Karbala) -> None:
    """Whoever asks to send now need not wait for the next try."""
    station, told = karbala.station(), queue.SimpleQueue[Status]()
    line = Line(station.server, before=lambda n: Unreachable("down") if n == 1 else None)
    loop = Loop(HeldTime(luck=0.9).cycle(station.outbox, station.inbox, line), told.put)
    loop.start()
    until(told, Phase.NEVER_CONNECTED)
    loop.send_now()
    until(told, Phase.SETTLED)
    assert loop.close()


def test_a_bug_stops_nothing(karbala: Karbala) -> None:
    """When a step breaks on something unforeseen the post says so and tries again."""
    station, told = karbala.station(), queue.SimpleQueue[Status]()

    def broken(call: int) -> Exception | None:
        return ZeroDivisionError("a bug") if call == 1 else None

    cycle = HeldTime().cycle(station.outbox, station.inbox, Line(station.server, before=broken))
    loop = Loop(cycle, told.put)
    loop.start()
    assert until(told, Phase.TROUBLE).error == "a bug"
    loop.send_now()
    until(told, Phase.SETTLED)
    assert loop.close()


def test_close_does_not_wait_for_ever(karbala: Karbala) -> None:
    """A central that never answers cannot keep the program open."""
    station, reached, release = karbala.station(), threading.Event(), threading.Event()

    class Hanging(Line):
        def hello(self, hello: SignedLetter) -> SignedLetter:
            reached.set()
            release.wait(20)
            return super().hello(hello)

    cycle = HeldTime().cycle(station.outbox, station.inbox, Hanging(station.server))
    loop = Loop(cycle, lambda _: None)
    loop.start()
    assert reached.wait(20)
    assert not loop.close(within=0.01)
    release.set()
    assert loop.close()
