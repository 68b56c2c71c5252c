"""A first synchronisation over a line that never holds for long."""

from dataclasses import dataclass, field

from sync.errors import SyncError, Unreachable
from sync.wire import Cursor
from tests.central.karbala import HeldStation, Karbala
from tests.sync.held import HeldInbox, HeldTime, Line

MINUTES = 10 * 60.0


@dataclass
class Forgetful(HeldInbox):
    """The control: an inbox that begins anew whenever the line was cut."""

    cuts: list[int] = field(default_factory=list)

    def cursor(self, scope: str) -> Cursor:
        """Forget everything after a cut."""
        if self.cuts:
            self.cuts.clear()
            self.start_over(scope)
        return super().cursor(scope)


def rounds(station: HeldStation, line: Line) -> None:
    """Let the post try for ten minutes, a few records at a time."""
    time = HeldTime()
    cycle = station.cycle(time, line)
    cycle.receiving.records.most = cycle.receiving.records.now = 2
    time.run(cycle, within=MINUTES)


def cut_in_between(call: int) -> SyncError | None:
    """Cut the line before every second letter."""
    return Unreachable("cut") if call % 2 else None


def test_a_line_that_is_cut_after_every_page_brings_everything(karbala: Karbala) -> None:
    """Each page that arrived is kept, so that the centre's records are there in the end."""
    station = karbala.station()
    rounds(station, Line(station.server, before=cut_in_between))
    assert station.inbox.pages > 5
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}


def test_control_without_keeping_pages_nothing_is_ever_reached(karbala: Karbala) -> None:
    """The control: a station that begins anew after each cut never has its centre's records."""
    station = karbala.station()
    inbox = Forgetful()
    station.inbox = inbox

    def cut(call: int) -> SyncError | None:
        error = cut_in_between(call)
        inbox.cuts += [call] if error else []
        return error

    rounds(station, Line(station.server, before=cut))
    assert inbox.known("household") != {f"H{n:04}" for n in range(1, 6)}
