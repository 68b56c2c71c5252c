"""A real station's store, a real central, and a line between them that a story can cut."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clerk_station.store.enrolment import Enrolment, keep_enrolment
from clerk_station.store.opening import Store, open_ledger, open_store
from sync.central.tables import events
from sync.cycle import Cycle
from sync.enrol import ask
from sync.loopback import LoopbackServer
from tests.central.karbala import Karbala
from tests.sync.held import HeldTime, Line
from tests.world import KEY, HeldClock


@dataclass
class Joined:
    """Both ends, enrolled with each other."""

    karbala: Karbala
    store: Store
    line: Line
    clock: HeldClock
    time: HeldTime = field(default_factory=HeldTime)

    def cycle(self) -> Cycle:
        """Build the post as the program does, in this story's time."""
        return Cycle(
            outbox=self.store.outbox,
            lives=self.store.lives,
            inbox=self.store.inbox,
            server=self.line,
            monotonic=self._seconds,
            wall=self._wall,
            random=lambda: self.time.luck,
        )

    def _seconds(self) -> float:
        return self.time.seconds

    def _wall(self) -> float:
        return self.clock.moment.timestamp()

    def held(self) -> list[bytes]:
        """Give what the central holds of this station, byte for byte, in order."""
        with self.karbala.database.reading() as connection:
            rows = connection.execute(events.select().order_by(events.c.seq))
            return [row.bytes for row in rows]

    def recorded(self) -> list[bytes]:
        """Give what the journal holds, byte for byte, in order."""
        with self.store.ledger.begin() as connection:
            rows = connection.exec_driver_sql("SELECT bytes FROM journal ORDER BY seq")
            return [row.bytes for row in rows]


def join(karbala: Karbala, folder: Path) -> Joined:
    """Enrol a station in a folder at a central."""
    key, clock = Ed25519PrivateKey.generate(), HeldClock()
    answer = karbala.office.enrol(ask(karbala.code(), public_key=key.public_key(), sign=key.sign))
    engine = open_ledger(folder, key=KEY)
    keep_enrolment(
        engine,
        Enrolment(
            station=answer.station,
            incarnation=answer.incarnation,
            name="شباك 1",
            centre=answer.centre,
            central="",
            token=answer.token,
            key=key,
            authority_keys=tuple(map(Ed25519PublicKey.from_public_bytes, answer.authority_keys)),
            central_key=Ed25519PublicKey.from_public_bytes(answer.central_key),
        ),
    )
    engine.dispose()
    store = open_store(folder, key=KEY, clock=clock.as_clock())
    line = Line(LoopbackServer(karbala.office, token=answer.token))
    return Joined(karbala, store, line, clock)
