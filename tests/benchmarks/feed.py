"""How fast a centre's data comes: `python -m tests.benchmarks.feed [--people N]`.

One centre with all its households and forms at the central; a station with its real encrypted
store takes them over HTTP from a process of its own, page by page and as a snapshot. Beside it, in
the same run, what a bare encrypted table takes of the same rows. With `--gap SECONDS` instead:
twelve writers, a sequencer that is killed each second, and readers beside a naive one. It prints a
table and judges nothing.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random

from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.people import Household
from clerk_station.domain.records import to_text
from clerk_station.store.database import open_database
from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.registry import put, put_centre
from sync.central.sample.families import Families
from sync.central.sequencer import drain
from sync.http import HttpServer
from tests.benchmarks.sync import CENTRE, KEY, Bench, enrolled, read_all, serving, settle
from tests.benchmarks.table import Line, show
from tests.central import gap, postgres
from tests.world import centre, clerk, form

PEOPLE, A_DAY, PORTION = 130_000, 400, 1000
DAY = date(2026, 11, 23)
BARE = "rows into a bare encrypted table, a transaction a thousand"


def populate(bench: Bench, *, people: int) -> list[Household | AppointmentForm]:
    """Give the central one centre with this many people, each household with a form."""
    office = Folder(bench.folder / "central").open()
    families, here = Families(Random(2026), today=DAY), centre(CENTRE)  # noqa: S311 - made-up people
    homes: list[Household] = []
    known = 0
    for number in count(1):
        homes.append(families.household(number, here))
        known += len(homes[-1].members)
        if known >= people:
            break
    forms = [
        replace(form(n, day=DAY + timedelta(days=n // A_DAY)), household=home.id)
        for n, home in enumerate(homes, 1)
    ]
    with office.database.writing() as connection:
        put_centre(connection, here)
        put(connection, [clerk()])
        put(connection, homes)
        put(connection, forms)
    drain(office.database)
    office.database.close()
    return [*homes, *forms]


@dataclass
class FeedBench(Bench):
    """Notes also what this process itself worked: on a busy machine the clock tells of others."""

    worked: dict[str, float] = field(default_factory=dict)

    def measure(self, name: str, count: int, work: Callable[[], object]) -> None:
        """Note how many things a second some work does, and microseconds of work a thing."""
        start = time.process_time()
        super().measure(name, count, work)
        self.worked[name] = 1e6 * (time.process_time() - start) / count


def run(bench: FeedBench, *, people: int, database: str | None) -> None:
    """Measure with one database."""
    bench.central("init", *(["--database", database] if database else []))
    truths = populate(bench, people=people)
    bench.rates["records in all"] = len(truths)
    texts = iter([to_text(truth) for truth in truths])
    bench.measure(BARE, len(truths), lambda: store_bare(bench.folder, texts))
    with ExitStack() as stack:
        address = stack.enter_context(serving(bench.folder / "central"))
        store, token = enrolled(bench, address)
        stack.callback(store.close)
        server = HttpServer(address, token=token)
        stack.callback(server.close)
        bench.measure("records pulled, not kept", len(truths), lambda: read_all(server))
        bench.measure(
            "records pulled into a station's cache", len(truths), lambda: settle(store, server)
        )
        for what in ("a snapshot that is made for it", "a snapshot that is there"):
            store.inbox.keep_only(())
            bench.measure(f"records from {what}", len(truths), lambda: settle(store, server, far=0))


def store_bare(folder: Path, texts: Iterator[str]) -> None:
    """Put the same texts into a table without an index, encrypted and durable alike."""
    metadata = MetaData()
    bare = Table("bare", metadata, Column("n", Integer, primary_key=True), Column("data", String))
    engine = open_database(folder / "bare.db", key=KEY, tables=metadata, synchronous="NORMAL")
    numbers = count(1)
    while portion := [{"n": next(numbers), "data": text} for text in islice(texts, PORTION)]:
        with engine.begin() as connection:
            connection.execute(insert(bare), portion)
    engine.dispose()


def measure(*, people: int = PEOPLE) -> Iterator[Line]:
    """Measure with each database that there is."""
    with ExitStack() as stack:
        urls: dict[str, str | None] = {"SQLite": None}
        if postgres.why_not():
            yield Line("feed", "PostgreSQL", "not measured", postgres.why_not())
        else:
            urls["PostgreSQL"] = stack.enter_context(postgres.running())
        for name, url in urls.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feed")))
            bench = FeedBench(folder)
            run(bench, people=people, database=url)
            for what, rate in bench.rates.items():
                beside = f"of bare {rate / bench.rates[BARE]:.2f}" if what != BARE else ""
                if "snapshot" in what:
                    seconds = bench.rates["records in all"] / rate
                    beside += f"; {people:,} people in {seconds:.1f} s"
                if what in bench.worked:
                    beside += f"; {bench.worked[what]:.0f} µs of this process's own work each"
                    yield Line("feed", f"{what}, {name}", f"{rate:,.0f} a second", beside)


def measure_gap(seconds: float) -> Iterator[Line]:
    """Let writers, killers and readers loose for a while."""
    if postgres.why_not():
        yield Line("gap", "PostgreSQL", "not measured", postgres.why_not())
        return
    with postgres.running() as server:
        url = postgres.fresh(server)
        database = Database(url)
        database.migrate()
        database.close()
        seen = gap.run(url, seconds=seconds)
    killed = ", ".join(f"{what} {times}" for what, times in sorted(seen.killed.items()))
    yield Line("gap", "news by 12 writers", f"{len(seen.written):,}", f"killed: {killed}")
    yield Line("gap", "missed by 2 readers of the feed", f"{seen.missing}")
    yield Line("gap", "doubled for them", f"{seen.doubled}")
    yield Line("gap", "missed by a reader of id > cursor", f"{seen.naive_lost:.1%}", "the control")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast a centre's data comes.")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--gap", type=float, metavar="SECONDS")
    asked = parser.parse_args()
    show(measure(people=asked.people) if asked.gap is None else measure_gap(asked.gap))
    return 0


if __name__ == "__main__":
    sys.exit(main())
