"""The line drops after the central committed and before it answered."""

from dataclasses import dataclass, field

from sync.envelope import unpack
from sync.errors import SyncError, Unreachable
from sync.wire import SignedReceipt
from tests.central.karbala import HeldStation, Karbala, event
from tests.sync.held import HeldTime, Line


@dataclass
class Forgetful(Line):
    """The control: a central that stores whatever comes, without looking at identities."""

    stored: list[bytes] = field(default_factory=list)

    def push(self, packed: bytes) -> SignedReceipt:
        """Store all of it again, and answer as the real one does."""
        self.stored += unpack(packed).events
        return super().push(packed)


def every_other(call: int) -> SyncError | None:
    """Lose the answer of each second call."""
    return Unreachable("cut") if call % 2 == 0 else None


def work(station: HeldStation, line: Line) -> None:
    """Record and send over the line, some events at a time, until nothing waits."""
    time = HeldTime()
    cycle = time.cycle(station.outbox, station.inbox, line)
    for _ in range(5):
        station.outbox.record_many(event, 30)
        time.run(cycle, within=3600)
    while station.outbox.waiting():
        time.run(cycle, within=3600)


def test_lost_answers_double_nothing(karbala: Karbala) -> None:
    """However many answers are lost, each event is at the central exactly once."""
    station = karbala.station()
    line = Line(station.server, after=every_other)
    work(station, line)
    assert line.pushes > 5
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_control_without_identities_they_double(karbala: Karbala) -> None:
    """The control: the same line before a central that forgets identities stores events twice."""
    station = karbala.station()
    line = Forgetful(station.server, after=every_other)
    work(station, line)
    assert len(line.stored) > len(station.outbox.events)
    assert set(line.stored) == set(station.outbox.events)
