"""A station's machine: its disk, its clocks, the desk at it and the post within."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.desk.session import save
from clerk_station.domain.events import Event
from clerk_station.errors import StationError
from clerk_station.store.enrolment import Enrolment, keep_enrolment
from clerk_station.store.journal import Draft
from clerk_station.store.opening import Store, _open_cache, open_ledger, open_store
from sync.backoff import FIRST
from sync.condition import Work
from sync.cycle import Cycle
from sync.errors import SyncError
from sync.loopback import LoopbackServer
from sync.signed import SignedLetter
from sync.status import Status
from tests.simulation.auditor import Auditor
from tests.simulation.chance import seeded
from tests.simulation.disk import Disk
from tests.simulation.engines import lying_on
from tests.simulation.line import Line
from tests.simulation.plan import HOUR

KEY = bytes(range(32))
EPOCH = datetime(2026, 11, 1, tzinfo=UTC)
"""Second 0 of every simulation."""

REST = 12 * HOUR
"""Seconds between two rounds when all is well; at a real desk it is half a minute."""


@cache
def blank() -> dict[str, bytes]:
    """Give the files of a station that was just installed; made once a process, always the same."""
    folder, disk = Path("blank"), Disk(seeded(0))
    with lying_on({folder.name: disk}):
        engines = open_ledger(folder, key=KEY), _open_cache(folder, KEY)
        image = disk.image()
        for engine in engines:
            engine.dispose()
    return image


@dataclass
class Machine:
    """One computer with a station's ledger; a clone is another one with the same ledger."""

    name: str
    disk: Disk
    line: Line
    auditor: Auditor
    now: Callable[[], float]
    luck: Callable[[], float]
    offset: float = 0.0
    """Seconds by which its wall clock is wrong."""
    saved: list[bytes] = field(default_factory=list)
    """What its desk was told is saved; the auditor's list."""
    lost: set[bytes] = field(default_factory=set)
    """What its desk saved and an older copy of its disk does not hold."""
    status: Status = field(default_factory=Status)
    first_centre: str = ""
    """Where the station stood when it was enrolled."""
    is_seen: bool = False
    boots: int = 0
    store: Store | None = None

    def enrol(self, enrolment: Enrolment) -> None:
        """Make the ledger of a new station."""
        self.disk.files |= blank()
        engine = open_ledger(Path(self.name), key=KEY)
        keep_enrolment(engine, enrolment)
        engine.dispose()

    @property
    def enrolment(self) -> Enrolment:
        """Give who this is."""
        assert self.store is not None
        return self.store.enrolment

    @property
    def is_on(self) -> bool:
        """Tell whether the program runs."""
        return self.store is not None

    def boot(self) -> None:
        """Start the program as at each power-on, and let the auditor look into the ledger."""
        self.boots += 1
        self._booted_at = self.now()
        self.store = open_store(Path(self.name), key=KEY, clock=self.clock())
        self.auditor.check_kept(self)
        self.auditor.heard_moved(self)
        self.first_centre = self.first_centre or self.enrolment.centre
        server = LoopbackServer(cast(Any, self.line), token=self.store.lives.token())
        self.cycle = Cycle(
            outbox=self.store.outbox,
            lives=cast(Any, _Lives(self.store)),
            inbox=self.store.inbox,
            server=server,
            monotonic=self.now,
            wall=lambda: self._wall().timestamp(),
            random=self.luck,
            rest=REST,
        )
        self.cycle.receiving.far = self.line.plan.far

    def heal(self) -> None:
        """Have a good line, room on the disk and steady power from now on."""
        self.line.healthy, self.line.cut_here = True, lambda: None
        self.disk.heal()

    def die(self) -> None:
        """Lose power."""
        self.line.cut_here = lambda: None
        self.disk.lose_power()
        self.disk.heal()
        if self.store is not None:
            # Not in good order: whatever the program would do now is in vain.
            self.store.ledger.dispose()
            self.store.cache.dispose()
        self.store = None

    def shut(self) -> None:
        """Close the program in good order."""
        assert self.store is not None
        self.store.close()
        self.store = None

    def clock(self) -> Clock:
        """Give the clocks of this boot."""
        return Clock(
            now=self._wall,
            monotonic_ms=lambda: int((self.now() - self._booted_at) * 1000),
            boot=f"{self.name}-{self.boots}",
        )

    def save(self, draft: Draft) -> Event | None:
        """Do one act; None where the desk was told that it is not saved."""
        assert self.store is not None
        try:
            event = save(self.store, draft)
        except StationError:
            return None
        self.auditor.heard_saved(self, event)
        return event

    def work(self) -> Work:
        """Say whether new work may begin, as the desk is told."""
        assert self.store is not None
        return self.store.lives.work()

    def step(self) -> float:
        """Let the post do one thing; give the seconds until the next."""
        try:
            left = self.cycle.step()
        except Exception as error:  # noqa: BLE001 - as the loop does, which goes on whatever broke
            self.cycle.failed(error)
            left = FIRST
        broke = self.cycle._error
        if broke is not None and not isinstance(broke, SyncError | StationError):
            self.auditor.note("nothing breaks", f"{self.name}: {broke!r}")
        # Somebody looks at the screen whenever the post rests, and now and then in between.
        self.is_seen = left > 0 or self.luck() < 0.2
        if self.is_seen:
            self.status = self.cycle.status
        return left

    def press_send_now(self) -> None:
        """Do what a clerk does who sees that something waits."""
        self.cycle.send_now()

    def _wall(self) -> datetime:
        return (EPOCH + timedelta(seconds=self.now() + self.offset)).astimezone(BAGHDAD)


class _Lives:
    """The lives of the journal as the post sees them: what comes back is folded at once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store.lives, name)

    def take_back(self, signed: SignedLetter) -> None:
        """Keep events that came back, and fold them."""
        self._store.lives.take_back(signed)
        self._store.projections.catch_up()
