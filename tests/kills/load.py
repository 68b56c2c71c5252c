"""Stations that record and send without rest, and what became of every event of theirs."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from sync.http import HttpServer
from tests.central.karbala import HeldStation, Karbala, event
from tests.central.process import until
from tests.sync.held import HeldTime

PAUSE = 0.01
"""Real seconds that a station waits where it would wait longer."""


@dataclass
class Sending:
    """One station that records some events, sends them, and begins again, on its own thread."""

    station: HeldStation
    address: str
    at_once: int = 7
    enough: threading.Event = field(default_factory=threading.Event)
    failed: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self) -> None:
        """Record no more, and send what waits."""
        self.enough.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._send()
        except BaseException as error:  # noqa: BLE001 - told by the test that waits for it
            self.failed.append(error)

    def _send(self) -> None:
        line, time = HttpServer(self.address, token=self.station.enrolment.token), HeldTime()
        cycle = self.station.cycle(time, line)
        pause = threading.Event()
        while self.station.outbox.waiting() or not self.enough.is_set():
            if not self.station.outbox.waiting():
                self.station.outbox.record_many(event, self.at_once)
                cycle.send_now()
            left = cycle.step()
            time.seconds += left
            if left:
                pause.wait(PAUSE)
        line.close()


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the events: how many there were, and how many are missing or doubled."""

    kills: int
    events: int
    lost: int
    doubled: int
    broken_promises: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.events} events: {self.lost} lost, {self.doubled} doubled,"
            f" {self.broken_promises} acknowledged and not kept"
        )


class Fleet:
    """Some stations at a served central, and the promises that they were given."""

    def __init__(self, karbala: Karbala, address: str, *, stations: int = 3) -> None:
        self._karbala = karbala
        self._sending = [Sending(karbala.station(), address) for _ in range(stations)]
        self.broken_promises = 0
        for sending in self._sending:
            sending.start()

    def acknowledged(self) -> int:
        """Count the events that stations hold receipts for."""
        return sum(s.station.outbox.acknowledged for s in self._sending)

    def goes_on(self, *, by: int = 20) -> None:
        """Wait until more events were acknowledged."""
        goal = self.acknowledged() + by
        until(lambda: self._well() and self.acknowledged() >= goal, within=240)

    def promised(self) -> dict[str, list[bytes]]:
        """Give what each station holds receipts for now."""
        boxes = [s.station.outbox for s in self._sending]
        return {box.enrolment.station: box.events[: box.acknowledged] for box in boxes}

    def check(self, promised: Mapping[str, Sequence[bytes]]) -> None:
        """Compare what was acknowledged earlier with what the database holds now."""
        for station, events in promised.items():
            held = self._held(station)
            self.broken_promises += sum(
                n >= len(held) or held[n] != data for n, data in enumerate(events)
            )

    def account(self, kills: int) -> Account:
        """Let all finish, and compare event by event."""
        for sending in self._sending:
            sending.finish()
            assert not sending.failed, sending.failed
        lost = doubled = events = 0
        for sending in self._sending:
            recorded = sending.station.outbox.events
            held = self._held(sending.station.enrolment.station)
            events += len(recorded)
            lost += len(set(recorded) - set(held))
            doubled += len(held) - len(set(held))
        return Account(kills, events, lost, doubled, self.broken_promises)

    def _well(self) -> bool:
        for sending in self._sending:
            assert not sending.failed, sending.failed
        return True

    def _held(self, station: str) -> list[bytes]:
        """Read what the database holds of a station; a server that was killed comes back."""
        found: list[list[bytes]] = []

        def read() -> bool:
            try:
                found.append(self._karbala.stored(station))
            except SQLAlchemyError:
                return False
            return True

        until(read)
        return found[-1]
