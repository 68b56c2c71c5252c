"""How fast the central takes batches in: `python -m tests.benchmarks.ingest [--events N]`.

Sealed batches of 500 events, made beforehand, are handed to the central's push without a network:
unpacked, chain and seal verified, judged against the registry, stored, folded into visits, signed
for. Durable, with SQLite and, where it is installed, PostgreSQL; on PostgreSQL also by several
processes at once, each with a station of its own. The raw store stands beside each line in the
same run: the same bytes, 500 in a transaction, into a bare table. It judges nothing.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text

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
from clerk_station.domain.people import Household
from clerk_station.domain.visits import Entry, How, Outcome
from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.stations import create
from sync.enrol import Enrolment, ask
from sync.envelope import GENESIS, MOST_EVENTS, pack, seal
from tests.benchmarks.table import Line, show
from tests.benchmarks.town import EVENTS_A_HOUSEHOLD, Homes, found
from tests.central import postgres

CENTRE, NOON = "KA-01", datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENTS, SENDERS = 20_000, 4


@dataclass(frozen=True, slots=True)
class Sender:
    """One station: its token and the batches that it hands in, packed and as bare events."""

    token: str
    packed: tuple[bytes, ...]
    bare: tuple[tuple[bytes, ...], ...]


def sender(office: Office, at: Homes, *, events: int, seed: int) -> Sender:
    """Enrol a station that serves households one after the other, until it has so many events."""
    key = Ed25519PrivateKey.generate()
    with office.database.writing() as connection:
        code = create(connection, centre=CENTRE, name="bench", now=office.now())[1]
    who = office.enrol(ask(code, public_key=key.public_key(), sign=key.sign))
    chance = Random(seed)  # noqa: S311 - made-up ids
    data: list[bytes] = []
    coming = iter(at)
    while len(data) < events:
        data += visit(who, *next(coming), len(data) + 1, chance)
    return _sealed(who, key, data[:events])


def visit(
    who: Enrolment, household: Household, form: str, first: int, chance: Random
) -> Iterator[bytes]:
    """Write the events of a household that comes with all its adults."""
    opened = VisitOpened(entry=Entry.FORM, form=form)
    attended = MemberAttended(
        how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,), match=Match.NATIONAL_NUMBER
    )
    adults = [m.id for m in household.members if m.is_adult_on(NOON.date())]
    closed = VisitClosed(outcome=Outcome.COMPLETED, seconds=600)
    bodies: list[tuple[Body, str]] = [(opened, ""), *((attended, a) for a in adults), (closed, "")]
    about = uuid7(first, chance.getrandbits(74))
    for seq, (body, member) in enumerate(bodies, start=first):
        yield to_bytes(
            Event(
                id=uuid7(seq, chance.getrandbits(74)),
                station=who.station,
                incarnation=who.incarnation,
                seq=seq,
                at=NOON,
                clerk=f"{CENTRE}-C1",
                session=about,
                boot=about,
                mono_ms=seq * 1000,
                anchor=int(NOON.timestamp()),
                saw=1,
                app="0.1.0",
                household=household.id,
                visit=about,
                member=member,
                body=body,
            )
        )


def _sealed(who: Enrolment, key: Ed25519PrivateKey, data: Sequence[bytes]) -> Sender:
    packed, bare, previous = [], [], GENESIS
    for at in range(0, len(data), MOST_EVENTS):
        batch = seal(
            id=f"b{at}",
            station=who.station,
            incarnation=who.incarnation,
            first=at + 1,
            previous=previous,
            events=tuple(data[at : at + MOST_EVENTS]),
            sign=key.sign,
        )
        previous = batch.head
        packed.append(pack(batch))
        bare.append(batch.events)
    return Sender(who.token, tuple(packed), tuple(bare))


def push(office: Office, who: Sender) -> None:
    """Hand all batches of a station in."""
    for packed in who.packed:
        office.push(who.token, packed)


def push_from(folder: Path, who: Sender, ready: Callable[[], None]) -> None:
    """Open the central, wait for the others, hand all batches in."""
    office = Folder(folder).open()
    with closing(office.database):
        ready()
        push(office, who)


def store(url: str, who: Sender, ready: Callable[[], None]) -> None:
    """Wait for the others, then put the same bytes into the bare table, as plainly as can be."""
    engine = create_engine(url)
    add = "insert into bare (b) values (%s)" if "postgres" in url else "insert into bare values (?)"
    ready()
    for batch in who.bare:
        with engine.begin() as connection:
            connection.exec_driver_sql(add, [(data,) for data in batch])
    engine.dispose()


def make_bare(url: str) -> None:
    """Make the bare table anew, as durable as the central's own."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("drop table if exists bare"))
        kind = "bytea" if engine.dialect.name == "postgresql" else "blob"
        connection.execute(text(f"create table bare (b {kind})"))
    engine.dispose()


def alone(work: Callable[[Callable[[], None]], None]) -> float:
    """Give the seconds that some work takes from when it is ready."""
    began: list[float] = []
    work(lambda: began.append(time.perf_counter()))
    return time.perf_counter() - began[0]


def together(works: Sequence[Callable[[Callable[[], None]], None]]) -> float:
    """Give the seconds that processes take from when all are ready until all have ended."""
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(works) + 1)
    processes = [context.Process(target=work, args=(barrier.wait,)) for work in works]
    for process in processes:
        process.start()
    barrier.wait()
    began = time.perf_counter()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    return time.perf_counter() - began


def rows(
    folder: Path, url: str | None, *, events: int, many: int
) -> Iterator[tuple[str, float, float]]:
    """Measure one database: what, events a second, the same for the raw store."""
    office = Folder(folder).create(url)
    with closing(office.database):
        at = found(office, households=2 * events // EVENTS_A_HOUSEHOLD)
        half, each = len(at) // 2, events // many
        who = sender(office, at[:half], events=events, seed=0)
        crowd = [
            sender(office, at[half + n :: many], events=each, seed=n) for n in range(1, many + 1)
        ]
    raw = url or f"sqlite:///{folder / 'raw.db'}"
    if url is None:
        Database(raw).close()
    make_bare(raw)
    bare = alone(partial(store, raw, who))
    mine = alone(partial(push_from, folder, who))
    yield "one after the other", events / mine, events / bare
    make_bare(raw)
    bare = together([partial(store, raw, one) for one in crowd])
    mine = together([partial(push_from, folder, one) for one in crowd])
    yield f"{many} processes at once", each * many / mine, each * many / bare


def measure(*, events: int = EVENTS, many: int = SENDERS) -> Iterator[Line]:
    """Measure with each database that there is."""
    with ExitStack() as stack:
        urls: dict[str, str | None] = {"SQLite": None}
        if postgres.why_not():
            yield Line("ingest", "PostgreSQL", "not measured", postgres.why_not())
        else:
            urls["PostgreSQL"] = postgres.fresh(stack.enter_context(postgres.running()))
        for name, url in urls.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ingest")))
            for what, rate, bare in rows(folder / "central", url, events=events, many=many):
                beside = f"the raw store: {bare:,.0f}, ratio {rate / bare:.2f}"
                yield Line("ingest", f"{name}, {what}", f"{rate:,.0f} events a second", beside)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast the central takes batches in.")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--senders", type=int, default=SENDERS, help="processes at once")
    asked = parser.parse_args()
    show(measure(events=asked.events, many=asked.senders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
