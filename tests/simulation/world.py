"""One seed lived from its first day to its last: who takes part, how it ends, and who looks."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from clerk_station.store.enrolment import Enrolment
from sync.backoff import CAP
from sync.central.database import Database
from sync.central.keys import Keys
from sync.status import Phase
from tests.simulation import chance, plan
from tests.simulation.agenda import Agenda
from tests.simulation.auditor import Auditor, Violation
from tests.simulation.central import CENTRES, FOLDER, HOUSEHOLDS, Central, furnish, home_of
from tests.simulation.chance import drawn_key, held
from tests.simulation.disasters import Disasters
from tests.simulation.disk import Disk
from tests.simulation.elders import Elder
from tests.simulation.engines import lying_on
from tests.simulation.inspection import check_numbers, check_raw, check_standing, check_state
from tests.simulation.line import Line
from tests.simulation.machine import EPOCH, REST, Machine
from tests.simulation.plan import DAY, END, HOUR
from tests.simulation.sittings import Sittings
from tests.simulation.sticks import Sticks
from tests.sync.held import HeldOutbox
from tests.world import household


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """How a seed went. `trace` is the SHA-256 over all that happened, in hex."""

    seed: int
    found: tuple[Violation, ...]
    trace: str
    lines: tuple[str, ...]
    events: int


def live(seed: int, *, keep_trace: bool = False) -> Lived:
    """Live one seed through; the same seed always lives the same life."""
    random = chance.seeded(seed)
    with _undisturbed(), held(random):
        world = World(random, keep_trace=keep_trace)
        with lying_on(world.disks):
            world.run()
    return Lived(
        seed=seed,
        found=tuple(world.auditor.found),
        trace=world.agenda.trace,
        lines=tuple(world.agenda.lines),
        events=len(world.auditor.saved),
    )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Write no logs and collect no garbage until the block ends, then all of it."""
    logging.disable(logging.CRITICAL)
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        logging.disable(logging.NOTSET)
        gc.collect()
        gc.unfreeze()


@cache
def furnished() -> dict[str, bytes]:
    """Give the disk of a central that was just set up; made once a process, always the same."""
    disk = Disk(chance.seeded(0))
    with held(chance.seeded(0)), lying_on({FOLDER: disk}):
        database = Database(f"sqlite:///{FOLDER}/central.db")
        furnish(database)
        image = disk.image()
        database.close()
    return image


class World:
    """Everybody who takes part in one life."""

    def __init__(self, random: Random, *, keep_trace: bool) -> None:
        self.random, self.plan = random, plan.drawn(random)
        self.agenda, self.auditor = Agenda(keep_trace=keep_trace), Auditor()
        self.disks: dict[str, Disk] = {FOLDER: Disk(random, files=dict(furnished()))}
        self.machines: list[Machine] = []
        self.elders: list[Elder] = []
        self.sittings = Sittings(self.agenda, self.plan, random, self.auditor)
        self.sittings.exported = Sticks(self.agenda, random, self.sittings).export

    def run(self) -> None:
        """Live until the end, or until the auditor finds something."""
        self.agenda.told(f"{self.plan}")
        self._set_up()
        self._until(END)
        if not self.auditor.found:
            self._heal()
        self.agenda.told(f"found {self.auditor.found}")

    def _until(self, end: float) -> None:
        self.agenda.until(end, stop=lambda: bool(self.auditor.found))

    def _set_up(self) -> None:
        random, agenda = self.random, self.agenda
        keys = Keys(drawn_key(random), drawn_key(random))
        self.central = Central(self.disks[FOLDER], keys, lambda: EPOCH.timestamp() + agenda.time)
        self.auditor.has_twins = self.plan.parts
        self.auditor.central, self.central.died = self.central, self.auditor.check_promised
        self.central.broke = partial(self.auditor.note, "nothing breaks")
        for number in range(self.plan.stations):
            self._station(CENTRES[number % 2])
        for _ in range(self.plan.sittings):
            machine = random.choice(self.machines)
            agenda.at(random.uniform(0, END - DAY / 4), partial(self.sittings.sit, machine))
        for machine in self.machines:
            if random.random() < self.plan.outage:
                begins = random.uniform(random.choice((0, END - 3 * DAY)), END - DAY / 2)
                agenda.at(begins, partial(self.sittings.outage, machine))
                agenda.at(begins + HOUR, partial(self.sittings.sit, machine))
        for number in range(self.plan.elders):
            self._elder(f"E{number + 1}", CENTRES[number % 2])
        self._foresee()

    def _foresee(self) -> None:
        """Plan the disasters, and what changes at the central meanwhile."""
        disasters = Disasters(
            self.agenda,
            self.plan,
            self.random,
            self.auditor,
            self.central,
            self.machines,
            self.sittings,
            self.elders,
            self._machine,
        )
        for number in range(1, 2 * HOUSEHOLDS + 1):
            disasters.remember(household(number, centre=home_of(number)))
        disasters.plan_all()
        for _ in range(self.random.randint(0, 3)):
            self.agenda.at(self.random.uniform(0, END), disasters.change_registry)
        disasters.arm_central()

    def _station(self, at: str) -> None:
        got, key = self.central.enrol(at, self.random)
        machine = self._machine(f"M{len(self.machines) + 1}", {})
        machine.line.station = got.station
        machine.enrol(
            Enrolment(
                station=got.station,
                incarnation=got.incarnation,
                name="شباك",
                centre=got.centre,
                central="",
                token=got.token,
                key=key,
                authority_keys=tuple(map(Ed25519PublicKey.from_public_bytes, got.authority_keys)),
                central_key=Ed25519PublicKey.from_public_bytes(got.central_key),
            )
        )
        machine.boot()

    def _elder(self, name: str, at: str) -> None:
        got, key = self.central.enrol(at, self.random)
        line = self._line(name)
        line.station = got.station
        box = HeldOutbox(got, key)
        elder = Elder(name, box, line, self.agenda, self.auditor, self.random)
        self.elders.append(elder)
        elder.foresee()

    def _machine(self, name: str, files: dict[str, bytes]) -> Machine:
        disk = self.disks[name] = Disk(self.random, files=dict(files))
        disk.has_key_store = self.random.random() < 0.5
        line = self._line(name)
        machine = Machine(name, disk, line, self.auditor, self.agenda.now, self.random.random)
        self.machines.append(machine)
        return machine

    def _line(self, name: str) -> Line:
        return Line(
            central=self.central,
            auditor=self.auditor,
            plan=self.plan,
            random=self.random,
            now=self.agenda.now,
            later=self.agenda.later,
            told=lambda text: self.agenda.told(f"{name} {text}"),
        )

    def _heal(self) -> None:
        """Let all be well again, and see whether everything comes right in time."""
        self.agenda.told("all is well")
        self.sittings.is_over = True
        self.central.disk.heal()
        for machine in self.machines:
            machine.heal()
            if not machine.is_on:
                machine.boot()
            self.sittings.wake(machine)
        for elder in self.elders:
            elder.tries = 0
            elder.heal()
        self._until(self.agenda.time + 2 * CAP)
        for machine in self.machines:
            if machine.status.waiting:
                self.auditor.note("the outbox empties", f"{machine.name} {machine.status}")
        for elder in self.elders:
            if not elder.is_done:
                self.auditor.note("the outbox empties", f"{elder.name} {elder.box.waiting()}")
        self._until(self.agenda.time + REST)
        if not self.auditor.found:
            self._audit()

    def _audit(self) -> None:
        for machine in self.machines:
            if machine.enrolment.station in self.auditor.barred:
                # A lost station is told nothing, nor that the central lost what it had settled.
                self.auditor.check_kept(machine)
                self.auditor.excused |= self.auditor.once & set(machine.saved)
                continue
            if machine.status.phase is not Phase.SETTLED:
                self.auditor.note("the outbox empties", f"{machine.name} {machine.status}")
            self.auditor.check_kept(machine)
            self.auditor.check_given_back(machine)
            self.auditor.check_green(machine)
            self.auditor.check_returned(machine)
            self.auditor.check_projections(machine)
            check_state(self.auditor, machine)
            check_standing(self.auditor, machine)
        self.auditor.check_promised()
        self.auditor.check_saved_once()
        self.auditor.check_fold()
        self.auditor.check_branches()
        check_numbers(self.auditor, self.machines)
        check_raw(self.auditor)
