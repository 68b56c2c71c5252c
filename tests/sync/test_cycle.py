"""The post's engine against a real central, with time and luck in the test's hands."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from sync.backoff import CAP
from sync.central.registry import put, put_centre
from sync.central.states import change
from sync.cycle import Cycle
from sync.envelope import GENESIS, Batch, pack, seal, unpack
from sync.errors import Busy, Garbled, Rejected, SyncError, Unreachable
from sync.hello import State, open_greeting, sign_greeting
from sync.signed import SignedLetter
from sync.status import Phase
from sync.wire import (
    Cursor,
    Judgement,
    Page,
    Receipt,
    SignedReceipt,
    Word,
    sign_receipt,
)
from tests.central.karbala import HeldStation, Karbala, event, served
from tests.sync.held import Answer, HeldTime, Line, down, phase
from tests.world import centre, household


def test_a_first_round_sends_and_receives_everything(karbala: Karbala) -> None:
    """After one round the journal is at the central and the centre's records are here."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1203)
    cycle = station.cycle(time)
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
    cycle = station.cycle(time, line)
    station.outbox.record_many(event, 600)
    phases = []
    for calls in range(1, 6):
        cycle.step()
        assert line.calls == calls
        phases.append(phase(cycle))
    receiving = [Phase.RECEIVING, Phase.RECEIVING]
    assert phases == [Phase.SENDING, Phase.SENDING, *receiving, Phase.SETTLED]


def test_each_scope_has_a_cursor_of_its_own(karbala: Karbala) -> None:
    """What all share and what is the centre's are followed apart, and counted together."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=1)
    ends = {scope: cursor.position for scope, cursor in station.inbox.cursors.items()}
    assert ends == {"centre:KA-01": 12, "national": 2}
    assert (cycle.status.position, cycle.status.end) == (14, 14)
    with karbala.database.writing() as connection:
        put_centre(connection, replace(centre(), closes="14:00"))
    time.seconds += 30
    time.run(cycle, within=1)
    assert station.inbox.cursors["national"].position == 3
    assert station.inbox.cursors["centre:KA-01"].position == 12


def test_a_central_that_names_no_scopes_is_read_by_its_one(karbala: Karbala) -> None:
    """A station gets its centre also from a central that knows nothing of scopes."""

    class Former(Line):
        def hello(self, hello: SignedLetter) -> SignedLetter:
            signed = self.server.hello(hello)
            greeting = open_greeting(signed, karbala.keys.central.public_key())
            return sign_greeting(replace(greeting, scopes=()), karbala.keys.central.sign)

    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time, Former(station.server))
    for _ in range(2):
        time.run(cycle, within=1)
        assert phase(cycle) is Phase.SETTLED
        time.seconds += 30
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}


def test_a_fresh_event_leaves_at_once(karbala: Karbala) -> None:
    """At rest the post waits for its hour, and an event that is recorded does not."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=1)
    assert cycle.step() == 30.0
    station.outbox.record_many(event, 1)
    assert phase(cycle) is Phase.SENDING
    assert cycle.step() == 30.0
    assert phase(cycle) is Phase.SETTLED


def test_steady_work_does_not_put_off_the_next_round(karbala: Karbala) -> None:
    """Records arrive within the time of a rest, however often something is recorded."""
    station, other, time = karbala.station(), karbala.station(), HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=1)
    served(other.outbox, 1)
    time.run(other.cycle(time), within=1)
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
    cycle = station.cycle(time, line)
    waits = []
    while phase(cycle) is not Phase.SETTLED:
        waits.append(cycle.step())
        time.seconds += waits[-1]
    assert max(waits) <= CAP
    assert karbala.held() == 3


def test_says_why_it_waits_and_until_when(karbala: Karbala) -> None:
    """The status names the last error, the attempts and the next try."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time, Line(station.server, before=down))
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
    cycle = station.cycle(time, line)
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
    cycle = station.cycle(time, line)
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
    cycle = station.cycle(time, line)
    for _ in range(30):
        time.seconds += cycle.step()
        assert phase(cycle) is Phase.TROUBLE
        assert station.outbox.waiting() == 40
    time.run(cycle, within=CAP)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


@dataclass
class NoPush(Line):
    """A line on which every push fails, and that keeps when each exchange was tried."""

    error: SyncError = field(default_factory=lambda: Rejected("bad_request"))
    clock: Callable[[], float] = float
    pushed: list[float] = field(default_factory=list)

    def push(self, packed: bytes) -> SignedReceipt:  # noqa: ARG002 - a fault
        """Fail."""
        self.pushed.append(self.clock())
        raise self.error


@pytest.mark.parametrize(
    "error", [Rejected("bad_request"), Unreachable("500"), Rejected("other_station")], ids=str
)
def test_pushes_that_fail_do_not_stop_what_comes(karbala: Karbala, error: SyncError) -> None:
    """Records and the station's state arrive although its events cannot leave; none is lost."""
    station, time = karbala.station(), HeldTime()
    line = NoPush(station.server, error=error, clock=lambda: time.seconds)
    station.outbox.record_many(event, 2)
    cycle = station.cycle(time, line)
    time.run(cycle, within=60)
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}
    with karbala.database.writing() as connection:
        put(connection, [household(9)])
        change(connection, station.enrolment.station, State.SUSPENDED)
    time.run(cycle, within=2 * CAP)
    assert "H0009" in station.inbox.known("household")
    assert cycle.status.state is State.SUSPENDED
    assert cycle.status.error == str(error)
    assert station.outbox.waiting() == 2


def test_pushes_that_fail_wait_longer_each_time(karbala: Karbala) -> None:
    """What is received between two tries does not shorten the wait; the cap stays."""
    station, time = karbala.station(), HeldTime()
    line = NoPush(station.server, clock=lambda: time.seconds)
    station.outbox.record_many(event, 1)
    time.run(station.cycle(time, line), within=4 * 3600)
    waits = [later - earlier for earlier, later in pairwise(line.pushed)]
    assert waits[:6] == sorted(waits[:6])
    assert waits[0] < waits[5]
    assert CAP / 4 < waits[-1] <= CAP


def test_pulls_that_fail_do_not_stop_what_leaves(karbala: Karbala) -> None:
    """Events leave although nothing can be read, also after a push that failed."""
    station, time = karbala.station(), HeldTime()

    class NoPull(Line):
        def pull(self, cursor: Cursor, *, most: int) -> Page | None:  # noqa: ARG002 - a fault
            raise Unreachable("500")

    line = NoPull(station.server, before=lambda n: Unreachable("cut") if n == 2 else None)
    station.outbox.record_many(event, 2)
    time.run(station.cycle(time, line), within=60)
    assert station.outbox.waiting() == 0


def test_the_line_drops_after_the_commit(karbala: Karbala) -> None:
    """The central committed, the answer was lost: nothing doubles and nothing is missing."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server, after=lambda n: Unreachable("cut") if n % 2 == 0 else None)
    cycle = station.cycle(time, line)
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
    cycle = station.cycle(time, line)
    time.run(cycle, within=CAP)
    line.before = lambda _: None
    time.run(cycle, within=CAP)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_busy_central_is_obeyed(karbala: Karbala) -> None:
    """What the central asks for is how long the station waits."""
    station, time = karbala.station(), HeldTime()
    line = Line(station.server, before=lambda _: Busy("later", retry_after=77))
    assert 77 <= station.cycle(time, line).step() <= 78


def test_a_receipt_for_another_batch_settles_nothing(karbala: Karbala) -> None:
    """An answer to another letter is not taken for the answer to this one."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1)

    class Echo(Line):
        def push(self, packed: bytes) -> SignedReceipt:
            answered = replace(unpack(packed), id="another")
            return self.server.push(pack(seal_again(station, answered)))

    cycle = station.cycle(time, Echo(station.server))
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

    cycle = station.cycle(time, Deferring(station.server))
    cycle.step()
    assert 120 <= cycle.step() <= 121
    assert station.outbox.waiting() == 2


def test_garbage_is_trouble_and_loses_nothing(karbala: Karbala) -> None:
    """An answer that is none leaves every event waiting and says who has to look."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 2)
    cycle = station.cycle(time, Line(station.server, before=lambda _: Garbled("HTML")))
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


class Spoiling(Line):
    """A line that lets pages through and nothing that is posted."""

    def hello(self, hello: SignedLetter) -> SignedLetter:  # noqa: ARG002 - passes nothing on
        """Answer as a proxy does that wants something else."""
        raise Garbled("something answers 403 in the central's place")

    def push(self, packed: bytes) -> SignedReceipt:  # noqa: ARG002 - the same
        """Do the same."""
        raise Garbled("something answers 403 in the central's place")


def test_records_come_although_nothing_can_be_posted(karbala: Karbala) -> None:
    """What spoils every hello does not keep the centre's records away; the light says trouble."""
    station, time = karbala.station(), HeldTime()
    time.run(station.cycle(time), within=60)
    with karbala.database.writing() as connection:
        put(connection, [household(9)])
    station.outbox.record_many(event, 2)
    cycle = station.cycle(time, Spoiling(station.server))
    time.run(cycle, within=CAP)
    assert "H0009" in station.inbox.known("household")
    assert set(station.inbox.cursors) == {"centre:KA-01", "national"}
    status = cycle.status
    assert (status.phase, status.waiting) == (Phase.TROUBLE, 2)
    assert "in the central's place" in status.error
    assert status.attempts > 2, "its waits grow although pages come"

    cycle._server = station.server
    time.run(cycle, within=2 * CAP)
    assert (phase(cycle), station.outbox.waiting()) == (Phase.SETTLED, 0)


def test_control_without_a_turn_of_their_own_no_records_come(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where a hello has to be answered first, a spoiled line brings nothing."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time, Spoiling(station.server))
    monkeypatch.setattr(cycle, "_go_unheard", lambda: None)
    time.run(cycle, within=CAP)
    assert station.inbox.records == {}


@dataclass
class Lagging(Line):
    """A line whose every answer takes so many seconds; a call gives up after `PATIENT`."""

    time: HeldTime = field(default_factory=HeldTime)
    lag: float = 0.2

    def _through(self, call: Callable[[], Answer]) -> Answer:
        self.time.seconds += min(self.lag, PATIENT)
        if self.lag > PATIENT:
            raise Unreachable("the answer takes too long")
        return super()._through(call)


PATIENT = 30.0


def phases(cycle: Cycle, time: HeldTime, *, seconds: float) -> list[Phase]:
    """Let the post run for a while, one event being recorded now and then; give its phases."""
    seen, end = [], time.seconds + seconds
    while time.seconds < end:
        left = cycle.step()
        seen.append(phase(cycle))
        time.seconds += max(left, 0.01)
    return seen


def test_offline_comes_and_goes_by_itself_with_the_line(karbala: Karbala) -> None:
    """Slow answers are no reason to be offline, none is; it says why and until when, unasked."""
    station, time = karbala.station(), HeldTime()
    line = Lagging(station.server, time=time)
    cycle = station.cycle(time, line)
    phases(cycle, time, seconds=120)
    for lag in (0.2, 5.0, 5.0, 0.2):
        line.lag = lag
        station.outbox.record_many(event, 3)
        seen = phases(cycle, time, seconds=120)
        assert not {Phase.OFFLINE, Phase.TROUBLE} & set(seen), lag
        assert station.outbox.waiting() == 0

    line.lag = 2 * PATIENT
    station.outbox.record_many(event, 3)
    assert phases(cycle, time, seconds=600)[-1] is Phase.OFFLINE
    cycle.step()
    status = cycle.status
    assert (status.error, status.waiting) == ("the answer takes too long", 3)
    assert status.next_try is not None

    line.lag = 0.2
    assert phases(cycle, time, seconds=CAP + 120)[-1] is Phase.SETTLED
    assert station.outbox.waiting() == 0
