"""Stations that all come back: `python -m tests.benchmarks.stations --stations 5000 --minutes 10`.

Each was away for a day, has 400 events, and comes back at a moment of its own within some minutes
to a central with workers, over HTTP. A station is the product's own cycle with its back-off, over
an outbox in memory; once it is drained it goes on asking every 30 seconds. There is a centre for
every four of them. By default it is a twentieth of five thousand in a twentieth of ten minutes,
so that as many come back in a second; then fewer than in truth go on asking.

How long a batch takes is measured around the whole request, and beside it how late a request was
sent because this side was too busy: that is no time of the central's.
"""

import argparse
import heapq
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Condition

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.clock import BAGHDAD
from clerk_station.domain.events import (
    Body,
    Event,
    MemberAttended,
    VisitClosed,
    VisitOpened,
    to_bytes,
)
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.ids import uuid7
from clerk_station.domain.visits import Entry, How, Outcome
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.registry import put, put_centre
from sync.central.stations import create
from sync.cycle import Cycle
from sync.enrol import Enrolment, ask
from sync.http import HttpServer
from sync.loopback import LoopbackServer
from sync.signed import SignedLetter
from sync.wire import Cursor, Page, SignedReceipt
from tests import world
from tests.benchmarks.lines import luck
from tests.benchmarks.sync import Bench, serving
from tests.benchmarks.table import Line, show, spread
from tests.central import postgres
from tests.sync.held import HeldInbox, HeldOutbox

ALL, MINUTES, EVENTS = 5000, 10.0, 400
SHARE = 20
DESKS, A_VISIT = 4, 5
"""Stations a centre, and events a visit."""

THREADS = 96
LATEST = 1.5
"""The stations have to be drained within this many times the span in which they come back."""


@dataclass
class Measured:
    """What was seen from the stations' side, by all threads."""

    batches: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    drained: list[float] = field(default_factory=list)
    spent: tuple[float, ...] = ()
    """Processor seconds: of this side in its own and the system's, then of the central."""


@dataclass
class Watched:
    """The central over HTTP, with a watch; the connection is opened when it is first used."""

    server: HttpServer
    seen: Measured

    def authorise(self, token: str) -> None:
        """Show another token."""
        self.server.authorise(token)

    def hello(self, hello: SignedLetter) -> SignedLetter:
        """Greet."""
        self.seen.asked["hello"] += 1
        return self.server.hello(hello)

    def compare(self, probes: SignedLetter) -> SignedLetter:
        """Compare; no station here was restored."""
        self.seen.asked["compare"] += 1
        return self.server.compare(probes)

    def branch(self, wish: SignedLetter) -> SignedLetter:
        """Branch; no station here was restored."""
        self.seen.asked["branch"] += 1
        return self.server.branch(wish)

    def returned(self, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Fetch back; no station here was restored."""
        self.seen.asked["returned"] += 1
        return self.server.returned(incarnation, after=after, most=most)

    def keep_raw(self, letter: SignedLetter) -> SignedLetter:
        """Keep raw; no batch here is refused for its form."""
        self.seen.asked["raw"] += 1
        return self.server.keep_raw(letter)

    def push(self, packed: bytes) -> SignedReceipt:
        """Push, and note how long it took where it was taken in."""
        self.seen.asked["push"] += 1
        began = time.perf_counter()
        signed = self.server.push(packed)
        self.seen.batches.append(1000 * (time.perf_counter() - began))
        return signed

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Pull."""
        self.seen.asked["pull"] += 1
        return self.server.pull(cursor, most=most)

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Ask for a snapshot."""
        self.seen.asked["snapshot"] += 1
        return self.server.snapshot(scope)

    def chunk(self, digest: str) -> bytes | None:
        """Ask for a part of it."""
        self.seen.asked["chunk"] += 1
        return self.server.chunk(digest)


@dataclass
class Away:
    """A station that was away: its outbox is filled when it comes back."""

    enrolment: Enrolment
    key: Ed25519PrivateKey
    inbox: HeldInbox
    address: str
    seen: Measured
    outbox: HeldOutbox = field(init=False)
    cycle: Cycle | None = None
    is_drained: bool = False

    def __post_init__(self) -> None:
        self.outbox = HeldOutbox(self.enrolment, self.key)

    def step(self, *, events: int, draw: Random) -> float:
        """Do what is due; give the seconds until the next time."""
        if self.cycle is None:
            for data in a_day(self.enrolment, events, draw):
                self.outbox.record(data)
            self.cycle = Cycle(
                outbox=self.outbox,
                lives=self.outbox,
                inbox=self.inbox,
                server=Watched(HttpServer(self.address, token=self.enrolment.token), self.seen),
                monotonic=time.monotonic,
                wall=time.time,
                random=draw.random,
            )
        failed = self.cycle.status.attempts
        left = self.cycle.step()
        status = self.cycle.status
        if status.attempts > failed:
            self.seen.errors[status.error] += 1
        if not status.waiting and not self.is_drained:
            self.is_drained = True
            self.seen.drained.append(time.monotonic())
        return left


def a_day(me: Enrolment, events: int, draw: Random) -> Iterator[bytes]:
    """Write a day's events: one visit after the other, each of a household that comes once."""
    at = datetime(world.DAY.year, world.DAY.month, world.DAY.day, 8, tzinfo=BAGHDAD)
    desk, mono = int(me.station.rpartition("-S")[2]) - 1, 0
    visits = -(-events // A_VISIT)
    first_home = (int(me.centre.removeprefix("KA-")) * DESKS + desk) * visits
    for seq in range(1, events + 1):
        number, part = divmod(seq - 1, A_VISIT)
        mono += draw.randrange(100_000)
        home = first_home + number
        moment = at + timedelta(milliseconds=mono)
        yield to_bytes(
            Event(
                id=uuid7(int(moment.timestamp() * 1000), draw.getrandbits(74)),
                station=me.station,
                incarnation=me.incarnation,
                seq=seq,
                at=moment,
                clerk="C1",
                session="s1",
                boot="b1",
                mono_ms=mono,
                anchor=0,
                saw=0,
                app="bench",
                household=f"H{home:04}",
                visit=f"v{number}",
                member=f"H{home:04}-{part}" if 0 < part < 4 else "",
                body=_body(part, form=world.form(home).number),
            )
        )


def _body(part: int, *, form: str) -> Body:
    if part == 0:
        return VisitOpened(entry=Entry.FORM, form=form)
    if part == 4:
        return VisitClosed(outcome=Outcome.COMPLETED, seconds=600)
    documents = (DocumentKind.UNIFIED_CARD,)
    return MemberAttended(how=How.SCANNED, documents=documents, match=Match.NATIONAL_NUMBER)


def fill(
    office: Office, stations: int, *, events: int
) -> list[tuple[Enrolment, Ed25519PrivateKey]]:
    """Make the centres, their households and forms, and enrol the stations."""
    centres = range(1, -(-stations // DESKS) + 1)
    names = [f"KA-{number:02}" for number in centres]
    with office.database.writing() as connection:
        put(connection, [world.clerk("C1")])
        for number, name in zip(centres, names, strict=True):
            put_centre(connection, world.centre(name))
            a_centre = DESKS * -(-events // A_VISIT)
            homes = range(number * a_centre, (number + 1) * a_centre)
            put(connection, [world.household(home, centre=name) for home in homes])
            put(connection, [world.form(home, centre=name) for home in homes])
        codes = [
            create(connection, centre=names[n // DESKS], name="bench", now=office.now())[1]
            for n in range(stations)
        ]
    return [_enrolled(office, code) for code in codes]


def _enrolled(office: Office, code: str) -> tuple[Enrolment, Ed25519PrivateKey]:
    key = Ed25519PrivateKey.generate()
    return office.enrol(ask(code, public_key=key.public_key(), sign=key.sign)), key


def caught_up(office: Office, one: Enrolment, key: Ed25519PrivateKey) -> HeldInbox:
    """Give the inbox of a station that had read everything before it went away."""
    inbox, server = HeldInbox(), LoopbackServer(office, token=one.token)
    outbox = HeldOutbox(one, key)
    cycle = Cycle(
        outbox=outbox,
        lives=outbox,
        inbox=inbox,
        server=server,
        monotonic=lambda: 0.0,
        wall=lambda: 0.0,
        random=lambda: 0.0,
    )
    while cycle.step() <= 0:
        continue
    inbox.records.clear()
    return inbox


@dataclass
class Crowd:
    """All stations and when each is due; threads take whoever is due next."""

    away: Sequence[Away]
    events: int
    due: list[tuple[float, int]]
    left: int
    _turn: Condition = field(default_factory=Condition)

    def drain(self, *, within: float, threads: int = THREADS) -> None:
        """Let them come back until all are drained, or the time is over."""
        end = time.monotonic() + within
        with ThreadPoolExecutor(threads) as pool:
            wait([pool.submit(self._work, end) for _ in range(threads)])

    def _work(self, end: float) -> None:
        draw = Random()  # noqa: S311 - jitter
        while (taken := self._next(end)) is not None:
            at, number = taken
            station = self.away[number]
            station.seen.late.append(1000 * (time.monotonic() - at))
            before = station.is_drained
            pause = station.step(events=self.events, draw=draw)
            with self._turn:
                self.left -= station.is_drained and not before
                heapq.heappush(self.due, (time.monotonic() + pause, number))
                self._turn.notify()

    def _next(self, end: float) -> tuple[float, int] | None:
        """Wait for whoever is due next; None when all are drained or the time is over."""
        with self._turn:
            while self.left and time.monotonic() < end:
                pause = self.due[0][0] - time.monotonic() if self.due else 1.0
                if pause <= 0:
                    return heapq.heappop(self.due)
                self._turn.wait(min(pause, 1.0))
            return None


def measure(
    *,
    stations: int = ALL // SHARE,
    minutes: float = MINUTES / SHARE,
    events: int = EVENTS,
    workers: int = 2,
    sqlite: bool = False,
) -> Iterator[Line]:
    """Let stations come back to one central; say how long it took and what was answered."""
    _many_files()
    with ExitStack() as stack:
        bench = Bench(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench"))))
        plain = sqlite or bool(postgres.why_not())
        url = None if plain else stack.enter_context(postgres.running())
        office = Folder(bench.folder / "central").create(url)
        with closing(office.database):
            enrolled = fill(office, stations, events=events)
            first = [n for n in range(stations) if n % DESKS == 0]
            inboxes = [caught_up(office, *enrolled[n]) for n in first]
        central = stack.enter_context(ExitStack())
        command = serving(bench.folder / "central", "--workers", str(workers))
        address = central.enter_context(command)
        seen, draw, spent = Measured(), luck(1), os.times()
        away = [
            Away(*who, _own(inboxes[n // DESKS]), address, seen) for n, who in enumerate(enrolled)
        ]
        began = time.monotonic()
        due = sorted((began + 60 * minutes * draw.random(), n) for n in range(stations))
        Crowd(away, events, due, stations).drain(within=60 * minutes * LATEST * 2)
        central.close()
        seen.spent = tuple(b - a for a, b in zip(spent[:4], os.times()[:4], strict=True))
        kind = f"{'SQLite' if plain else 'PostgreSQL'}, {workers} workers"
        yield from _told(seen, kind, stations, minutes, events, began)


def _own(inbox: HeldInbox) -> HeldInbox:
    return replace(inbox, cursors=dict(inbox.cursors), ends=dict(inbox.ends), records={})


def _told(
    seen: Measured, kind: str, stations: int, minutes: float, events: int, began: float
) -> Iterator[Line]:
    group = f"{stations:,} stations"
    took = max(seen.drained, default=began) - began
    yield Line(
        group,
        f"drained, {kind}",
        f"{len(seen.drained):,} after {took / 60:.1f} min",
        f"came back within {minutes:g} min with {events} events; target {minutes * LATEST:g} min",
    )
    rate = len(seen.drained) * events / took if took else 0.0
    yield Line(group, "events taken in", f"{rate:,.0f} a second", str(dict(seen.asked)))
    yield Line(group, "a batch", spread(seen.batches or [0.0], 50, 95, 99), "target p99 1,000 ms")
    yield Line(group, "asked too late by us", spread(seen.late or [0.0], 50, 99), "not the central")
    ours, theirs = sum(seen.spent[:2]), sum(seen.spent[2:])
    a_batch = 1000 * theirs / max(1, len(seen.batches))
    beside = f"{a_batch:.0f} ms a batch with all that goes with it, without PostgreSQL's own"
    yield Line(group, "processor time", f"central {theirs:.1f} s, stations {ours:.1f} s", beside)
    busy = {error: n for error, n in seen.errors.items() if "answers 503" in error}
    others = seen.errors.total() - sum(busy.values())
    yield Line(
        group,
        "answers that were errors",
        f"{others} beside {sum(busy.values())} of 503",
        str(dict(seen.errors)) if others else "",
    )


def _many_files() -> None:
    """Allow as many open connections as the system lets this user have."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has neither the module nor the limit

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Stations that all come back.")
    parser.add_argument("--stations", type=int, default=ALL // SHARE)
    parser.add_argument("--minutes", type=float, default=MINUTES / SHARE)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sqlite", action="store_true", help="also where PostgreSQL is installed")
    asked = vars(parser.parse_args())
    show(measure(**asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
