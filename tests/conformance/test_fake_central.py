"""The made-up central passes our station through all its faults, and finds planted ones."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.central.__main__ import main
from sync.conformance.counter import open_counter
from sync.conformance.fake import FakeCentral
from sync.conformance.faults import PROGRAMME, Door, Fault, How
from sync.conformance.memory import Memory
from sync.cycle import Cycle
from sync.enrol import ask
from sync.envelope import link
from sync.errors import Busy, Rejected
from sync.http import HttpServer
from sync.wire import Cursor, Judgement, Page, SignedReceipt, Word, read_receipt
from tests.sync.held import HeldInbox, HeldOutbox, HeldTime

PATIENCE, STEPS = 50_000.0, 250
"""Virtual seconds, and exchanges, after which a station is given up."""


class Deletes(HttpServer):
    """A station's line that drops what the central does not like."""

    outbox: HeldOutbox

    def push(self, packed: bytes) -> SignedReceipt:
        """Settle what was refused."""
        try:
            return super().push(packed)
        except Rejected:
            for seq in range(1, len(self.outbox.events) + 1):
                self.outbox.words[seq] = Judgement(seq=seq, word=Word.ACCEPTED)
            raise


class Hurries(HttpServer):
    """A line that hides how long the central wants to be left alone."""

    def push(self, packed: bytes) -> SignedReceipt:
        """Forget the seconds."""
        try:
            return super().push(packed)
        except Busy as busy:
            raise Busy(str(busy)) from busy


class KeepsTheToken(HttpServer):
    """A line that shows the first token for ever."""

    def authorise(self, token: str) -> None:
        """Take the first one only."""
        if "Authorization" not in self._session.headers:
            super().authorise(token)


class BelievesAnybody(HeldOutbox):
    """A station that does not look who signed a receipt."""

    def settle(self, signed: SignedReceipt) -> None:
        """Settle everything that is named."""
        for judgement in read_receipt(signed.body).judgements:
            self.words[judgement.seq] = judgement


class WritesAnew(HeldOutbox):
    """A station that writes an event again each time it sends it."""

    def seal(self, first: int, last: int) -> object:  # type: ignore[override] # the same, but for the bytes
        """Change the bytes, and hash them right."""
        self.events = [data + b" " for data in self.events]
        for seq, data in enumerate(self.events, start=1):
            self.hashes[seq] = link(self.hashes[seq - 1], data)
        return super().seal(first, last)


class Skips(HeldInbox):
    """A station that keeps whatever a page has."""

    def apply(self, page: Page) -> None:
        """Go on after the page, whatever is in it."""
        self.cursors[page.scope] = Cursor(
            scope=page.scope, epoch=page.epoch, position=page.until, hash=page.hash
        )
        self.ends[page.scope] = page.end


@dataclass
class Tried:
    """A station on its way through the faults, in a time of its own."""

    server: Callable[..., HttpServer] = HttpServer
    outbox: type[HeldOutbox] = HeldOutbox
    inbox: type[HeldInbox] = HeldInbox
    time: HeldTime = field(default_factory=HeldTime)

    def against(self, *faults: Fault) -> FakeCentral:
        """Run it until the programme is over or it is given up."""
        central = FakeCentral(Memory(lambda: self.time.seconds), faults or PROGRAMME)
        with self._enrolled(central) as cycle:
            for _ in range(STEPS):
                if central.is_over or self.time.seconds > PATIENCE:
                    break
                self.time.seconds += cycle.step()
        return central

    @contextmanager
    def _enrolled(self, central: FakeCentral) -> Iterator[Cycle]:
        key = Ed25519PrivateKey.generate()
        with open_counter(central) as (address, _):
            letter = ask(central.memory.code, public_key=key.public_key(), sign=key.sign)
            enrolment = HttpServer(address).enrol(letter)
            outbox = self.outbox(enrolment, key)
            for number in range(7):
                outbox.record(b"event %d" % number)
            server = self.server(address, token=enrolment.token)
            if isinstance(server, Deletes):
                server.outbox = outbox
            yield self.time.cycle(outbox, self.inbox(), server)
            server.close()


def wrong(central: FakeCentral) -> str:
    """Say all that was wrong."""
    seen = [what for observed in central.observed for what in observed.wrong]
    return "; ".join([*seen, *central.memory.wrong])


def test_our_station_takes_every_fault_rightly() -> None:
    """Control: the product's cycle comes through the whole programme with nothing wrong."""
    central = Tried().against()
    assert [observed.fault for observed in central.observed] == list(PROGRAMME)
    assert wrong(central) == ""


@pytest.mark.parametrize(
    ("station", "fault", "said"),
    [
        (Tried(server=Deletes), Fault(Door.PUSH, How.REFUSED), "it claims receipts up to 7"),
        (Tried(server=Hurries), Fault(Door.PUSH, How.BUSY), "s too early"),
        (Tried(server=KeepsTheToken), Fault(Door.PUSH, How.ERROR), "followed by another"),
        (Tried(outbox=BelievesAnybody), Fault(Door.PUSH, How.UNSIGNED), "it claims receipts"),
        (Tried(outbox=WritesAnew), Fault(Door.HELLO, How.LOST), "event 1 has changed"),
        (Tried(inbox=Skips), Fault(Door.PULL, How.HOLE), "its cursor is at"),
        (Tried(inbox=Skips), Fault(Door.PULL, How.HASH), "its cursor is at"),
    ],
    ids=lambda x: type(x).__name__ if isinstance(x, Tried) else str(x),
)
def test_a_planted_fault_of_a_station_is_found(station: Tried, fault: Fault, said: str) -> None:
    """A station that takes one fault wrongly is told what it did."""
    settled = Fault(Door.HELLO, How.LOST)
    assert said in wrong(station.against(settled, fault, settled))


def test_the_command_tells_each_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no station comes, nothing was tried, and the command says so and fails."""
    code = main(["fake-central", "--port", "0", "--minutes", "0"])
    said = capsys.readouterr().out
    assert code == 1
    assert re.search(r"Enrol the station with (\d{4} ){3}\d\d,", said)
    assert f"0 kept, 0 broken, {len(PROGRAMME)} not tried" in said


def test_a_taken_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Two made-up centrals cannot serve on one port."""
    with open_counter() as (address, _):
        port = address.rpartition(":")[2]
        assert main(["fake-central", "--port", port]) == 1
    assert "Choose another with --port" in capsys.readouterr().err
    assert threading.active_count() < 20
