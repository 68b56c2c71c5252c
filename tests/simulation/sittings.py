"""Days at the desks: machines are switched on, things are recorded, the post runs, power goes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from clerk_station.errors import StationError
from sync.status import Phase
from tests.simulation import desk
from tests.simulation.agenda import Agenda
from tests.simulation.auditor import Auditor
from tests.simulation.disk import PowerCut
from tests.simulation.machine import Machine
from tests.simulation.plan import DAY, HOUR, Plan

_MOST_STEPS = 1_500
"""Steps of all posts in one day, beyond which they are said to spin.

Some hundred are usual in a life; a batch that is refused all day makes about as many each day.
"""


@dataclass
class Sittings:
    """Who is awake, and what each machine's post does next.

    `exported` is called where somebody fills a stick.
    """

    agenda: Agenda
    plan: Plan
    random: Random
    auditor: Auditor
    exported: Callable[[Machine], None] = lambda _machine: None
    is_over: bool = False
    awake: set[str] = field(default_factory=set)
    pending: dict[str, int] = field(default_factory=dict)
    number: int = 0
    steps: Counter[int] = field(default_factory=Counter)

    def sit(self, machine: Machine) -> None:
        """Switch a machine on for some hours in which something is recorded."""
        random, chosen = self.random, self.plan
        if not self.on(machine):
            return
        if random.random() < chosen.clock_jump:
            span = random.choice((60.0, HOUR, DAY, 400 * DAY, 8_000 * DAY))
            machine.offset = random.uniform(-span, span)
        machine.disk.is_full = random.random() < chosen.full_disk
        if random.random() < chosen.power_cut:
            self._arm(machine)
        moments = sorted(random.uniform(0, 2 * HOUR) for _ in range(random.randint(1, 3)))
        for moment in moments:
            self.agenda.later(moment, lambda: self._act(machine))
        if random.random() < 0.1:
            self.agenda.later(random.uniform(0, 2 * HOUR), lambda: self._press(machine))
        self.agenda.later(moments[-1] + random.uniform(0.1, 2) * HOUR, lambda: self._sleep(machine))
        self.wake(machine)

    def on(self, machine: Machine) -> bool:
        """Switch a machine on, if it is not; tell whether it runs."""
        if machine.is_on:
            return True
        return self.safely(machine, machine.boot)

    def _sleep(self, machine: Machine) -> None:
        line = machine.line
        if line.is_down and not self.is_over and self.random.random() < 0.5:
            # What waits for the line is left on over night.
            self.agenda.at(line.down_until + HOUR, lambda: self._sleep(machine))
        elif not self.is_over:
            self.awake.discard(machine.name)
            machine.disk.is_full = False
            if machine.is_on and self.random.random() < 0.2:
                self.safely(machine, machine.shut)

    def _act(self, machine: Machine) -> None:
        if not machine.is_on:
            return
        before = len(machine.saved)
        if self.plan.large_batch and self.random.random() < 0.2:
            self.safely(machine, lambda: desk.many(machine, 600))
        else:
            self.safely(machine, lambda: desk.act(machine, self.random, self.plan))
        self.agenda.told(f"{machine.name} saved {len(machine.saved) - before}")
        if self.random.random() < self.plan.stick:
            self.exported(machine)
        self.wake(machine)

    def wind_up(self, machine: Machine) -> None:
        """Close what is open at a machine, and start it again when that was sent."""
        if self.on(machine):
            self.safely(machine, lambda: desk.close_open(machine))
            self.wake(machine)
            self.agenda.later(HOUR, lambda: self._restart(machine))

    def _restart(self, machine: Machine) -> None:
        if machine.is_on:
            self.safely(machine, machine.shut)
        if not machine.is_on:
            self.power(machine)

    def _press(self, machine: Machine) -> None:
        if machine.is_on and machine.name in self.awake:
            machine.press_send_now()
            self.wake(machine)

    def wake(self, machine: Machine) -> None:
        """Let the post look now, as it does when something was recorded."""
        self.awake.add(machine.name)
        self._step_after(machine, 0.0)

    def _step_after(self, machine: Machine, seconds: float) -> None:
        self.number += 1
        number = self.pending[machine.name] = self.number
        self.agenda.later(seconds, lambda: self._step(machine, number))

    def _step(self, machine: Machine, number: int) -> None:
        if self.pending[machine.name] != number or not machine.is_on:
            return
        if machine.name not in self.awake:
            return
        left, day = 0.0, int(self.agenda.time // DAY)
        self.steps[day] += 1
        if self.steps[day] > _MOST_STEPS:
            self.auditor.note("nothing spins", f"{machine.name} {machine.status}")

        def step() -> None:
            nonlocal left
            left = machine.step()

        if not self.safely(machine, step):
            return
        status = machine.status
        self.agenda.told(
            f"{machine.name} {status.phase} {status.waiting} {status.position} {left:.3f}"
        )
        if (
            machine.is_seen
            and status.phase is Phase.SETTLED
            and machine.line.greeted_at > machine.line.central.lost_at
            and machine.line.station not in self.auditor.barred
        ):
            self.auditor.check_green(machine)
        if machine.line.is_down and status.attempts > 12:
            # Each further try would fail alike: few do, until the line comes back.
            left += min(8 * HOUR, machine.line.down_until - self.agenda.time)
        self._step_after(machine, left)

    def safely(self, machine: Machine, act: Callable[[], None]) -> bool:
        """Do something on a machine that may lose its power meanwhile; tell whether it did not."""
        try:
            act()
        except PowerCut:
            self.agenda.told(f"{machine.name} loses power")
            machine.die()
            self.agenda.later(self.random.uniform(60, 10 * HOUR), lambda: self.power(machine))
            return False
        except StationError as trouble:
            # Somebody is told so, and may try again another day.
            self.agenda.told(f"{machine.name} {trouble.title}")
            if not machine.is_on:
                machine.die()
        return machine.is_on

    def power(self, machine: Machine) -> None:
        """Give a machine its power again, for an hour."""
        if self.on(machine):
            self.wake(machine)
            self.agenda.later(HOUR, lambda: self._sleep(machine))

    def _arm(self, machine: Machine) -> None:
        """Let the power go at one of the next commits, before or after it, or at an answer."""
        random, left = self.random, self.random.randint(1, 14)
        when = random.choice(("before", "after", "answer"))

        def strike(moment: str) -> None:
            nonlocal left
            left -= moment == when
            if left == 0:
                raise PowerCut

        machine.disk.armed = lambda _name, moment: strike(moment)
        machine.line.cut_here = lambda: strike("answer")

    def outage(self, machine: Machine) -> None:
        """Let a machine's line be down for hours or days."""
        machine.line.down_until = self.agenda.time + self.random.uniform(HOUR, 6 * DAY)
        self.agenda.told(f"{machine.name} line down until {machine.line.down_until:.0f}")
