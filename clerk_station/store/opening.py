"""Opens the station's folder: both databases and what reads and writes them."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from clerk_station.clock import Clock
from clerk_station.store.database import Damaged, is_whole, open_database
from clerk_station.store.enrolment import Enrolment, read_enrolment
from clerk_station.store.journal import Journal
from clerk_station.store.lineage import Lineage
from clerk_station.store.lives import Lives
from clerk_station.store.outbox import Outbox
from clerk_station.store.projections import Projections
from clerk_station.store.queries import Queries
from clerk_station.store.records import Inbox
from clerk_station.store.tables import (
    CACHE_VERSION,
    LEDGER_INDEXES,
    LEDGER_TRIGGERS,
    cache,
    ledger,
)

LEDGER, KEYS = "ledger.db", "keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Both databases of an enrolled station. Belongs to the thread that opened it."""

    ledger: Engine
    cache: Engine
    enrolment: Enrolment
    journal: Journal
    outbox: Outbox
    lives: Lives
    inbox: Inbox
    projections: Projections
    queries: Queries

    def close(self) -> None:
        """Close both databases."""
        self.ledger.dispose()
        self.cache.dispose()


def open_ledger(folder: Path, *, key: bytes) -> Engine:
    """Open or create the ledger of a station's folder."""
    return open_ledger_file(folder / LEDGER, key=key)


def open_ledger_file(file: Path, *, key: bytes) -> Engine:
    """Open a ledger by its file name, wherever a copy of it lies."""
    return open_database(
        file,
        key=key,
        tables=ledger,
        synchronous="FULL",
        triggers=(*LEDGER_INDEXES, *LEDGER_TRIGGERS),
    )


def open_store(folder: Path, *, key: bytes, clock: Clock) -> Store:
    """Open an enrolled station and fold what its journal has and its cache has not.

    Raises:
        StationError: the key does not fit, the ledger is damaged, or it was never enrolled.
    """
    ledger_engine = open_ledger(folder, key=key)
    enrolment = read_enrolment(ledger_engine)
    cache_engine = _open_cache(folder, key)
    lineage = Lineage(ledger_engine, enrolment)
    journal = Journal(ledger_engine, lineage, clock)
    outbox = Outbox(ledger_engine, lineage)
    projections = Projections(cache_engine, journal, station=enrolment.station)
    projections.catch_up()
    return Store(
        ledger=ledger_engine,
        cache=cache_engine,
        enrolment=enrolment,
        journal=journal,
        outbox=outbox,
        lives=Lives(ledger_engine, lineage, outbox, clock),
        inbox=Inbox(cache_engine, projections),
        projections=projections,
        queries=Queries(cache_engine, journal=journal, outbox=outbox, enrolment=enrolment),
    )


def _open_cache(folder: Path, key: bytes) -> Engine:
    """Open the cache; a damaged one is thrown away, for all of it can be had again."""
    file = folder / f"cache-{CACHE_VERSION}.db"
    for other in set(folder.glob("cache-*.db*")) - set(folder.glob(f"{file.name}*")):
        other.unlink(missing_ok=True)  # of another version of this program
    with contextlib.suppress(Damaged):
        engine = open_database(file, key=key, tables=cache, synchronous="NORMAL")
        if is_whole(engine):
            return engine
        engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return open_database(file, key=key, tables=cache, synchronous="NORMAL")
