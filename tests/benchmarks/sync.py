"""How fast the post is: `python -m tests.benchmarks.sync [--events N] [--households M]`.

Stations with the real encrypted store against the central, durable on both ends, with SQLite and,
where it is installed, PostgreSQL. Over HTTP the central is a process of its own. The raw store
stands beside it: the same bytes into a bare table, in the same batches. It prints a table and
judges nothing.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from itertools import cycle as endless
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, create_engine, insert, text

from clerk_station.clock import Clock, real_clock
from clerk_station.domain.events import MemberAttended, VisitClosed, VisitOpened
from clerk_station.domain.identity import DocumentKind, Match
from clerk_station.domain.people import Household
from clerk_station.domain.visits import Entry, How, Outcome
from clerk_station.store.enrolment import Enrolment, keep_enrolment
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store, open_ledger, open_store
from sync.central.__main__ import main as clerk_central
from sync.central.folder import Folder
from sync.cycle import Cycle
from sync.enrol import ask
from sync.envelope import Batch, pack
from sync.http import HttpServer
from sync.loopback import LoopbackServer
from sync.status import Phase
from sync.wire import NATIONAL, Cursor, check_page
from tests.benchmarks.table import Line, show
from tests.benchmarks.town import found
from tests.central import postgres

KEY, CENTRE, DAY = bytes(range(32)), "KA-01", date(2026, 11, 23)
EVENTS, HOUSEHOLDS = 10_000, 20_000
BARE = "events into a bare table"
POSTED = "events posted over bare HTTP"


@dataclass
class Bench:
    """A central in a folder, and the rates that were measured with it, by name."""

    folder: Path
    rates: dict[str, float] = field(default_factory=dict)

    def central(self, *words: str) -> str:
        """Run a command of the central; give what it printed."""
        verbs = 2 if words[0] == "station" else 1
        printed = StringIO()
        with redirect_stdout(printed):
            clerk_central([*words[:verbs], "--data", str(self.folder / "central"), *words[verbs:]])
        return printed.getvalue()

    def measure(self, name: str, count: int, work: Callable[[], object]) -> None:
        """Note how many things a second some work does."""
        start = time.perf_counter()
        work()
        self.rates[name] = count / (time.perf_counter() - start)


def run(bench: Bench, *, events: int, households: int, database: str | None) -> None:
    """Measure everything with one database."""
    bench.central("init", *(["--database", database] if database else []))
    office = Folder(bench.folder / "central").open()
    people = [home for home, _ in found(office, households=households)]
    with ExitStack() as stack:
        stack.callback(office.database.close)
        address = stack.enter_context(serving(bench.folder / "central"))
        store, token = enrolled(bench, address)
        stack.callback(store.close)
        server = HttpServer(address, token=token)
        stack.callback(server.close)
        settle(store, server)
        records, _ = store.inbox.progress()
        bench.measure("records pulled, HTTP, not kept", records, lambda: read_all(server))
        store.inbox.keep_only(())
        bench.measure("records pulled into a station", records, lambda: settle(store, server))
        record(store, people[: len(people) // 2], events)
        bench.measure("events pushed by a station", events, lambda: settle(store, server))
        other, token = enrolled(bench, address)
        stack.callback(other.close)
        record(other, people[len(people) // 2 :], events)
        batches = other.outbox.batches_for_export()
        packed = [pack(batch) for batch in batches]
        raw = f"{database or 'sqlite:///' + str(bench.folder / 'raw.db')}"
        bench.measure(BARE, events, lambda: store_raw(raw, batches))
        with started("tests.benchmarks.bare") as bare:
            bench.measure(POSTED, events, lambda: post_bare(bare, packed))
        loop = LoopbackServer(office, token=token)
        bench.measure("events ingested, no network", events, lambda: list(map(loop.push, packed)))


@contextmanager
def serving(
    folder: Path, *more: str, host: str = "127.0.0.1", through: Sequence[str] = ()
) -> Iterator[str]:
    """Serve the central by a process of its own, started `through` words; give its address."""
    log = folder.with_name("served.log")
    words = ("serve", "--data", str(folder), "--host", host, "--port", "0", *more)
    with started("sync.central", *words, through=through, log=log) as address:
        yield address


@contextmanager
def started(
    module: str, *words: str, through: Sequence[str] = (), log: Path | None = None
) -> Iterator[str]:
    """Start what serves in a process of its own; give the address that it prints first."""
    command = [*through, sys.executable, "-m", module, *words]
    with (
        (log or Path(os.devnull)).open("a", encoding="utf-8") as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def post_bare(address: str, bodies: Sequence[bytes]) -> None:
    """Post the same bytes to where nothing is done with them."""
    with requests.Session() as session:
        for body in bodies:
            assert session.post(address, data=body).json()["bytes"] == len(body)


def enrolled(bench: Bench, address: str, *, clock: Clock | None = None) -> tuple[Store, str]:
    """Enrol a station; give its opened store and its token."""
    words = ("station", "create", "--centre", CENTRE, "--name", "bench", "--json")
    code = json.loads(bench.central(*words))["code"]
    key = Ed25519PrivateKey.generate()
    answer = HttpServer(address).enrol(ask(code, public_key=key.public_key(), sign=key.sign))
    folder = bench.folder / answer.station
    folder.mkdir()
    engine = open_ledger(folder, key=KEY)
    keep_enrolment(
        engine,
        Enrolment(
            station=answer.station,
            incarnation=answer.incarnation,
            name="bench",
            centre=answer.centre,
            central=address,
            token=answer.token,
            key=key,
            authority_keys=tuple(map(Ed25519PublicKey.from_public_bytes, answer.authority_keys)),
            central_key=Ed25519PublicKey.from_public_bytes(answer.central_key),
        ),
    )
    engine.dispose()
    return open_store(folder, key=KEY, clock=clock or real_clock()), answer.token


def record(store: Store, people: Sequence[Household], events: int) -> None:
    """Record visits, one after the other, until there are this many events."""
    recorded = 0
    for number, household in enumerate(endless(people)):
        visit = visit_of(household, f"v{number}")[: events - recorded]
        store.journal.append(*visit, known=ServerTime())
        recorded += len(visit)
        if recorded >= events:
            return


def visit_of(household: Household, visit: str) -> list[Draft]:
    """Record one household with every adult attended."""
    opened = VisitOpened(entry=Entry.WALK_IN)
    attended = MemberAttended(
        how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,), match=Match.NATIONAL_NUMBER
    )
    closed = VisitClosed(outcome=Outcome.COMPLETED, seconds=600)
    adults = [member.id for member in household.members if member.is_adult_on(DAY)]
    bodies = [(opened, ""), *((attended, adult) for adult in adults), (closed, "")]
    return [
        Draft(
            body=body,
            clerk="KA-01-C1",
            session="s1",
            household=household.id,
            visit=visit,
            member=member,
        )
        for body, member in bodies
    ]


def settle(store: Store, server: HttpServer, *, far: int = 1 << 40) -> None:
    """Run rounds until everything is sent and received; page by page unless that is far."""
    cycle = Cycle(
        outbox=store.outbox,
        lives=store.lives,
        inbox=store.inbox,
        server=server,
        monotonic=time.monotonic,
        wall=time.time,
        random=random.random,
    )
    cycle.receiving.far = far
    while cycle.status.phase is not Phase.SETTLED:
        cycle.step()
        assert not cycle.status.error, cycle.status.error


def read_all(server: HttpServer) -> None:
    """Read the feed to its end and keep nothing."""
    for scope in (NATIONAL, ""):
        cursor, end = Cursor(scope=scope), -1
        while cursor.position != end:
            page = server.pull(cursor, most=4000)
            assert page is not None
            cursor, end = check_page(page, cursor), page.end


def store_raw(url: str, batches: Sequence[Batch]) -> None:
    """Put the same bytes into a bare table, a transaction a batch."""
    engine = create_engine(url)
    bare = Table(
        "bare", MetaData(), Column("n", Integer, primary_key=True), Column("b", LargeBinary)
    )
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("pragma synchronous=full"))
        bare.create(connection)
    for batch in batches:
        rows = [{"n": n, "b": data} for n, data in enumerate(batch.events, start=batch.first)]
        with engine.begin() as connection:
            connection.execute(insert(bare), rows)
    engine.dispose()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast the post is.")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    asked = parser.parse_args()
    show(measure(events=asked.events, households=asked.households))
    return 0


def measure(*, events: int = EVENTS, households: int = HOUSEHOLDS) -> Iterator[Line]:
    """Measure with each database that there is."""
    with ExitStack() as stack:
        urls: dict[str, str | None] = {"SQLite": None}
        if postgres.why_not():
            yield Line("sync", "PostgreSQL", "not measured", postgres.why_not())
        else:
            urls["PostgreSQL"] = stack.enter_context(postgres.running())
        for name, url in urls.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
            bench = Bench(folder)
            run(bench, events=events, households=households, database=url)
            for what, rate in bench.rates.items():
                bare = (
                    f"a bare table: {bench.rates[BARE]:,.0f}, ratio {rate / bench.rates[BARE]:.2f}"
                )
                compared = what.startswith("events") and what not in {BARE, POSTED}
                beside = bare if compared else ""
                yield Line("sync", f"{what}, {name}", f"{rate:,.0f} a second", beside)


if __name__ == "__main__":
    sys.exit(main())
