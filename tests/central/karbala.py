"""A small central that tests can hold: two centres, a few households, a clock that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from clerk_station.domain.events import (
    Body,
    ClerkSignedIn,
    Event,
    VisitClosed,
    VisitOpened,
    to_bytes,
)
from clerk_station.domain.visits import Entry, Outcome
from sync.central.database import Database
from sync.central.keys import Keys, new_keys
from sync.central.office import Office
from sync.central.registry import put, put_centre
from sync.central.stations import create
from sync.central.tables import events
from sync.cycle import Cycle
from sync.enrol import Enrolment, ask
from sync.loopback import LoopbackServer
from sync.ports import Server
from tests.sync.held import HeldInbox, HeldOutbox, HeldTime
from tests.world import CENTRE, OTHER_CENTRE, centre, clerk, form, household

NOON = int(datetime(2026, 11, 23, 9, 0, tzinfo=UTC).timestamp())


@dataclass
class HeldStation:
    """An enrolled station in memory."""

    enrolment: Enrolment
    outbox: HeldOutbox
    server: LoopbackServer
    inbox: HeldInbox = field(default_factory=HeldInbox)

    def cycle(self, time: HeldTime, line: Server | None = None) -> Cycle:
        """Build its cycle, over a line or directly."""
        return time.cycle(self.outbox, self.inbox, line or self.server)


@dataclass
class Karbala:
    """A central with two centres; households 1 to 5 belong to the first, 6 to 8 to the second."""

    database: Database
    keys: Keys = field(default_factory=new_keys)
    now: int = NOON

    def __post_init__(self) -> None:
        self.database.migrate()
        with self.database.writing() as connection:
            put_centre(connection, centre(CENTRE))
            put_centre(connection, centre(OTHER_CENTRE))
            put(connection, [clerk("C1")])
            put(connection, [household(n) for n in range(1, 6)])
            put(connection, [household(n, centre=OTHER_CENTRE) for n in range(6, 9)])
            put(connection, [form(n) for n in range(1, 6)])
            put(connection, [form(n, centre=OTHER_CENTRE) for n in range(6, 9)])

    @property
    def office(self) -> Office:
        """The central's doors."""
        return Office(self.database, self.keys, lambda: self.now)

    def code(self, *, at: str = CENTRE) -> str:
        """Create a station and give its one-time code."""
        with self.database.writing() as connection:
            return create(connection, centre=at, name="شباك 1", now=self.now)[1]

    def station(self, *, at: str = CENTRE) -> HeldStation:
        """Enrol a station over the loopback."""
        key = Ed25519PrivateKey.generate()
        letter = ask(self.code(at=at), public_key=key.public_key(), sign=key.sign)
        enrolment = LoopbackServer(self.office).enrol(letter)
        server = LoopbackServer(self.office, token=enrolment.token)
        return HeldStation(enrolment, HeldOutbox(enrolment, key), server)

    def held(self) -> int:
        """Count the stored events."""
        with self.database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(events)) or 0

    def stored(self, station: str) -> list[bytes]:
        """Give the bytes of a station's stored events in order."""
        wanted = select(events.c.bytes).where(events.c.station == station).order_by(events.c.seq)
        with self.database.reading() as connection:
            return list(connection.scalars(wanted))


def sqlite_karbala(folder: Path) -> Karbala:
    """Make one on SQLite."""
    return Karbala(Database(f"sqlite:///{folder / 'central.db'}"))


def event(
    enrolment: Enrolment, seq: int, *, body: Body | None = None, clerk: str = "C1", **around: str
) -> bytes:
    """Write an event as a station does; by default a clerk's signing in."""
    return to_bytes(
        Event(
            id=f"{enrolment.station}-e{seq}",
            station=enrolment.station,
            incarnation=enrolment.incarnation,
            seq=seq,
            at=datetime.fromtimestamp(NOON + seq, UTC),
            clerk=clerk,
            session="s1",
            boot="b1",
            mono_ms=seq,
            anchor=0,
            saw=0,
            app="test",
            body=body or ClerkSignedIn(),
            **around,
        )
    )


def served(outbox: HeldOutbox, number: int) -> None:
    """Record a visit of a household under its form, opened and closed."""
    visit = {"household": f"H{number:04}", "visit": f"v{number}-{outbox.enrolment.station}"}
    opened = VisitOpened(entry=Entry.FORM, form=form(number).number)
    closed = VisitClosed(outcome=Outcome.COMPLETED, seconds=600)
    for body in (opened, closed):
        outbox.record(event(outbox.enrolment, len(outbox.events) + 1, body=body, **visit))
