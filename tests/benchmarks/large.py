"""Whether a full table is as fast as an empty one: `python -m tests.benchmarks.large [--events N]`.

Two centrals on one server, alike but for what they hold: one holds nothing, the other N events of
many stations, with a visit and a record in the feed for every fifth. They are filled in bulk, by
COPY on PostgreSQL. Then both take in the same batches and give the same pages, in turn, so that
whatever else the machine does falls on both; the medians of the rounds are compared. It judges
nothing; the aim is a ratio of at least 0.80.
"""

import argparse
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select, text

from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.sequencer import drain
from sync.central.tables import events, feed, feeds, incarnations, standings, stations, visits
from sync.envelope import MOST_EVENTS
from sync.wire import Cursor, check_page
from tests.benchmarks.ingest import CENTRE, push, sender
from tests.benchmarks.table import Line, show
from tests.benchmarks.town import EVENTS_A_HOUSEHOLD, Homes, found
from tests.central import postgres

EVENTS, STATIONS, ROUNDS = 1_000_000, 2_000, 7
A_ROUND = 3_000
"""Events that each central takes in in a round."""

_A_ROUND_COMING = A_ROUND // EVENTS_A_HOUSEHOLD
"""Households that are enough for a round."""

_A_VISIT, _SCOPES = 5, 200
"""Events of a visit, and centres whose feeds get a record for each."""

_SOME = 20_000

Row = tuple[Any, ...]


@dataclass
class Side:
    """One central, and the rates that were measured of it, by what it did."""

    office: Office
    at: Homes
    token: str
    rates: dict[str, list[float]] = field(default_factory=dict)

    def measure(self, what: str, count: int, work: Callable[[], object]) -> None:
        """Note how many things a second some work does."""
        began = time.perf_counter()
        work()
        self.rates.setdefault(what, []).append(count / (time.perf_counter() - began))

    def round(self, number: int) -> None:
        """Take in the batches of a fresh station, then give the feed of its centre."""
        coming = self.at[number * _A_ROUND_COMING : (number + 1) * _A_ROUND_COMING]
        who = sender(self.office, coming, events=A_ROUND, seed=number)
        self.measure("ingest", A_ROUND, lambda: push(self.office, who))
        drain(self.office.database)
        self.measure("pull", self.records(), self.read)

    def records(self) -> int:
        """Count what the centre's feed holds."""
        wanted = select(func.count()).where(feed.c.scope == f"centre:{CENTRE}")
        with self.office.database.reading() as connection:
            return connection.scalar(wanted) or 0

    def read(self) -> None:
        """Read the centre's feed to its end and keep nothing."""
        cursor = Cursor()
        while True:
            page = self.office.pull(self.token, cursor, most=1000)
            assert page is not None
            cursor = check_page(page, cursor)
            if page.until == page.end:
                return


def central(folder: Path, url: str | None) -> Side:
    """Make a central with the households of all rounds and one station that reads."""
    office = replace(Folder(folder).create(url), sequences=False)
    at = found(office, households=(ROUNDS + 1) * _A_ROUND_COMING)
    return Side(office, at, sender(office, at, events=1, seed=0).token)


def bulk(database: Database, table: Table, rows: Iterable[Row]) -> None:
    """Put rows into a table as fast as the database takes them."""
    names = ", ".join(column.name for column in table.columns)
    with database.writing() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(table.columns))
            raw.executemany(f"insert into {table.name} ({names}) values ({marks})", rows)  # noqa: S608 - names of tables.py
            return
        connection.execute(text("set local synchronous_commit = off"))
        with (
            raw.cursor() as cursor,
            cursor.copy(f"copy {table.name} ({names}) from stdin") as copy,
        ):
            for row in rows:
                copy.write_row(row)


def fill_up(database: Database, *, count: int, machines: int) -> None:
    """Store so many events of so many stations, with their visits and the feed that they made."""
    names = [f"XX-{n % _SCOPES:03}-S{n // _SCOPES + 1}" for n in range(machines)]
    each = count // machines
    bulk(database, stations, ((n, n[:6], "x", 0, None, None, None, "active", "") for n in names))
    bulk(database, incarnations, (_life(n) for n in names))
    bulk(database, standings, ((n, 1, each, bytes(32), each) for n in names))
    for first in range(1, each + 1, _SOME):
        some = range(first, min(first + _SOME, each + 1))
        for name in names:
            bulk(database, events, (_event(name, seq) for seq in some))
            bulk(database, visits, (_visit(name, seq) for seq in some if seq % _A_VISIT == 1))
    records = count // _A_VISIT // _SCOPES
    for scope in (f"centre:XX-{n:03}" for n in range(_SCOPES)):
        bulk(database, feeds, [(scope, "epoch", records, bytes(32))])
        bulk(database, feed, (_record(scope, n) for n in range(1, records + 1)))


def _life(name: str) -> Row:
    told = {
        "station": name,
        "incarnation": 1,
        "public_key": bytes(32),
        "token_hash": secrets.token_bytes(32),
        "enrolled_at": 0,
        "token_number": 1,
        "parent": 0,
        "forked_at": 0,
        "names": "",
        "centre": name[:6],
    }
    return tuple(told.get(column.name) for column in incarnations.columns)


_PADDING = b'{"anchor":1795420800,"app":"0.1.0","body":{},' + b"x" * 480
_TOLD = "x" * 300


def _event(station: str, seq: int) -> Row:
    unlike = secrets.token_bytes(32)
    visit = f"{station}-v{seq // _A_VISIT:012}"
    kind = "member.attended/1"
    return station, 1, seq, unlike, unlike + _PADDING, kind, visit, "accepted", "", 0


def _visit(station: str, seq: int) -> Row:
    visit, day = f"{station}-v{seq // _A_VISIT:012}", "2026-11-22"
    return station, visit, f"H-{visit}", f"F-{visit}", day, "completed", None, _TOLD


def _record(scope: str, position: int) -> Row:
    return scope, position, "served", f"{scope}-{position}", 1, _TOLD, secrets.token_bytes(32)


def compare(folder: Path, urls: tuple[str | None, str | None], *, count: int) -> Iterator[Line]:
    """Fill one of two centrals and measure both in turn."""
    empty, full = (central(folder / name, url) for name, url in zip("ab", urls, strict=True))
    dialect = "PostgreSQL" if urls[0] else "SQLite"
    began = time.perf_counter()
    fill_up(full.office.database, count=count, machines=min(STATIONS, count // 100))
    seconds = time.perf_counter() - began
    size = _settled(full.office.database, folder / "b" / "central.db")
    told = f"{count:,} events in {seconds:,.0f} s"
    yield Line("large", f"{dialect}, filled", told, f"{size / 1e9:.1f} GB with visits and feed")
    for number in range(1, ROUNDS + 1):
        for side in (empty, full) if number % 2 else (full, empty):
            side.round(number)
    for what in ("ingest", "pull"):
        here, there = (statistics.median(side.rates[what]) for side in (full, empty))
        value = f"{here:,.0f} a second, full"
        yield Line(
            "large", f"{dialect}, {what}", value, f"{there:,.0f} empty, ratio {here / there:.2f}"
        )
    for side in (empty, full):
        side.office.database.close()


def _settled(database: Database, file: Path) -> int:
    """Let the database know its tables; give the bytes that it takes."""
    with database.writing() as connection:
        connection.execute(text("analyze"))
    with database.reading() as connection:
        if connection.dialect.name == "sqlite":
            return file.stat().st_size
        return connection.scalar(text("select pg_database_size(current_database())")) or 0


def measure(
    *, count: int = EVENTS, kinds: Iterable[str] = ("sqlite", "postgresql")
) -> Iterator[Line]:
    """Measure with each database that there is."""
    assert count >= 100 * MOST_EVENTS, "fewer events tell nothing"
    for kind in kinds:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="large")))
            if kind == "sqlite":
                yield from compare(folder, (None, None), count=count)
            elif why := postgres.why_not():
                yield Line("large", "PostgreSQL", "not measured", why)
            else:
                server = stack.enter_context(postgres.running())
                urls = postgres.fresh(server), postgres.fresh(server)
                yield from compare(folder, urls, count=count)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Whether a full table is as fast as an empty one.")
    parser.add_argument(
        "--events", type=int, default=EVENTS, help="stored before, such as 100000000"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    asked = parser.parse_args()
    kinds = (asked.database,) if asked.database else ("sqlite", "postgresql")
    show(measure(count=asked.events, kinds=kinds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
