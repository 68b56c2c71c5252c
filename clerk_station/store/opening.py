"""Opens the station's folder: both databases and what reads and writes them."""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, select

from clerk_station.clock import Clock
from clerk_station.domain.events import StationMoved, if_readable
from clerk_station.errors import StationError
from clerk_station.store.database import Damaged, is_whole, open_database, translated
from clerk_station.store.day_lists import DayLists
from clerk_station.store.enrolment import Enrolment, read_enrolment
from clerk_station.store.journal import Draft, Journal, ServerTime
from clerk_station.store.lineage import Lineage
from clerk_station.store.lives import Lives
from clerk_station.store.mark import Memory
from clerk_station.store.outbox import Outbox
from clerk_station.store.projections import Projections
from clerk_station.store.queries import Queries
from clerk_station.store.records import Inbox
from clerk_station.store.tables import (
    CACHE_SEARCH,
    CACHE_VERSION,
    LEDGER_INDEXES,
    LEDGER_TRIGGERS,
    cache,
    ledger,
)
from clerk_station.store.tables import journal as journal_table
from clerk_station.store.unfinished import UnfinishedVisits

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
    day_lists: DayLists
    unfinished: UnfinishedVisits

    def close(self) -> None:
        """Remember where the journal ends and close both databases."""
        with contextlib.suppress(StationError):
            self.lives.remember(everywhere=True)
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
        further=(*LEDGER_INDEXES, *LEDGER_TRIGGERS),
    )


def open_store(folder: Path, *, key: bytes, clock: Clock) -> Store:
    """Open an enrolled station and fold what its journal has and its cache has not.

    A station that was let move does so here, when nothing of its former centre is open or waits.

    Raises:
        StationError: the key does not fit, the ledger is damaged, or it was never enrolled.
    """
    store = _opened(folder, key=key, clock=clock)
    store.lives.look_back()
    if not move_if_due(store):
        return store
    store.close()
    return _opened(folder, key=key, clock=clock)


def move_if_due(store: Store) -> bool:
    """Record the move to another centre where nothing stands against it; tell whether it was."""
    to, former = store.lives.condition().move_to, store.enrolment.centre
    if not to or to == former or store.outbox.waiting() or store.queries.open_visit():
        return False
    moved = Draft(body=StationMoved(former=former, to=to), clerk="", session="start")
    store.journal.append(moved, known=ServerTime(anchor=store.outbox.server_time()))
    return True


def _opened(folder: Path, *, key: bytes, clock: Clock) -> Store:
    ledger_engine = open_ledger(folder, key=key)
    lineage = Lineage(ledger_engine, read_enrolment(ledger_engine))
    enrolment = _standing_at(ledger_engine, lineage.enrolment)
    cache_engine = _open_cache(folder, key)
    journal = Journal(ledger_engine, lineage, clock)
    outbox = Outbox(ledger_engine, lineage)
    projections = Projections(cache_engine, journal, station=enrolment.station)
    projections.catch_up()
    queries = Queries(cache_engine, journal=journal, outbox=outbox, enrolment=enrolment)
    return Store(
        ledger=ledger_engine,
        cache=cache_engine,
        enrolment=enrolment,
        journal=journal,
        outbox=outbox,
        lives=Lives(
            ledger_engine,
            lineage,
            outbox,
            clock,
            memory=Memory(folder=folder, station=enrolment.station),
        ),
        inbox=Inbox(cache_engine, projections, central_key=enrolment.central_key),
        projections=projections,
        queries=queries,
        day_lists=DayLists(cache_engine, journal=journal, queries=queries, enrolment=enrolment),
        unfinished=UnfinishedVisits(cache_engine, queries, enrolment=enrolment),
    )


def _standing_at(engine: Engine, enrolment: Enrolment) -> Enrolment:
    """Follow the moves that the journal tells of: the last one says where the station stands."""
    query = (
        select(journal_table.c.bytes)
        .where(journal_table.c.kind == StationMoved.kind)
        .order_by(journal_table.c.seq.desc())
        .limit(1)
    )
    with translated(), engine.begin() as connection:
        found = connection.scalar(query)
    moved = None if found is None else if_readable(found)
    if moved is None or not isinstance(moved.body, StationMoved):
        return enrolment
    return replace(enrolment, centre=moved.body.to)


def _open_cache(folder: Path, key: bytes) -> Engine:
    """Open the cache; a damaged one is thrown away, for all of it can be had again."""
    file = folder / f"cache-{CACHE_VERSION}.db"
    for other in set(folder.glob("cache-*.db*")) - set(folder.glob(f"{file.name}*")):
        other.unlink(missing_ok=True)  # of another version of this program
    with contextlib.suppress(Damaged):
        engine = _cache_in(file, key)
        if is_whole(engine):
            return engine
        engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return _cache_in(file, key)


def _cache_in(file: Path, key: bytes) -> Engine:
    return open_database(file, key=key, tables=cache, synchronous="NORMAL", further=CACHE_SEARCH)
