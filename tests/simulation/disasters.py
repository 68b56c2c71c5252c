"""Disasters: machines and the central are put back to old copies, cloned, or lose their power."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from clerk_station.domain.people import Household
from clerk_station.domain.records import to_text
from sync.hello import State
from tests.simulation.agenda import Agenda
from tests.simulation.auditor import Auditor
from tests.simulation.central import CENTRES, HOUSEHOLDS, Central, home_of
from tests.simulation.disk import PowerCut
from tests.simulation.elders import Elder
from tests.simulation.machine import Machine
from tests.simulation.plan import DAY, END, HOUR, Plan
from tests.simulation.sittings import Sittings
from tests.world import household


@dataclass
class Disasters:
    """What befalls whole machines. `machine` makes a further one with the files of another."""

    agenda: Agenda
    plan: Plan
    random: Random
    auditor: Auditor
    central: Central
    machines: list[Machine]
    sittings: Sittings
    elders: list[Elder]
    machine: Callable[[str, dict[str, bytes]], Machine]

    def plan_all(self) -> None:
        """Draw when which disaster befalls whom."""
        random, chosen = self.random, self.plan
        if chosen.restored_station:
            self._twice(lambda: self._back_up(random.choice(self.machines)))
        if chosen.cloned_station:
            self.agenda.at(
                random.uniform(DAY, END - 2 * DAY), lambda: self._clone(self.machines[0])
            )
        if chosen.lost_row:
            self.agenda.at(random.uniform(DAY, END), self._lose_row)
            self.agenda.at(random.uniform(END - 2 * DAY, END), self._lose_row)
        if chosen.barred_station:
            self.agenda.at(
                random.uniform(DAY, END),
                self._bar,
            )
        if chosen.restored_central:
            self._twice(self._back_up_central)
        if chosen.moved_station:
            self.agenda.at(random.uniform(DAY, END - 8 * DAY), self._let_move)
        if chosen.suspended_station:
            self.agenda.at(random.uniform(DAY, END), lambda: self._suspend(State.SUSPENDED))
            self.agenda.at(random.uniform(DAY, END), lambda: self._suspend(State.ACTIVE))

    def _twice(self, backup: Callable[[], Callable[[], None]]) -> None:
        """Plan a backup, and that it is put back some days later."""
        made = self.random.uniform(DAY, END - 8 * DAY)
        put_back = made + self.random.uniform(HOUR, 7 * DAY)
        self.agenda.at(made, lambda: self.agenda.at(put_back, backup()))

    def _back_up(self, machine: Machine) -> Callable[[], None]:
        image, saved = machine.disk.image(), list(machine.saved)
        self.agenda.told(f"{machine.name} backed up")

        def put_back() -> None:
            self.agenda.told(f"{machine.name} restored")
            machine.die()
            lost, machine.saved = set(machine.saved) - set(saved), list(saved)
            machine.lost |= lost
            both = self.random.random() < 0.5
            old = image if both else {name: image[name] for name in image if "cache" not in name}
            machine.disk.files = dict(image) if both else machine.disk.files | old
            self.auditor.lost_with(lost, self._saved_somewhere() | self.auditor._all_held())
            self.sittings.power(machine)
            self.auditor.check_looked_back(machine)

        return put_back

    def _saved_somewhere(self) -> set[bytes]:
        """Give all that lies on some machine now."""
        journals = [machine.saved for machine in self.machines]
        journals += [elder.saved for elder in self.elders]
        journals += [list(self.auditor._kept(machine)) for machine in self.machines]
        return {data for saved in journals for data in saved}

    def _clone(self, machine: Machine) -> None:
        twin = self.machine(f"M{len(self.machines) + 1}", machine.disk.image())
        twin.saved, twin.line.station = list(machine.saved), machine.line.station
        twin.first_centre = machine.first_centre
        self.agenda.told(f"{machine.name} cloned as {twin.name}")
        for _ in range(3):
            begins = self.random.uniform(self.agenda.time, END - DAY)
            self.agenda.at(begins, lambda: self.sittings.sit(twin))
        for one in (machine, twin):
            # Without a line they do not hear of each other before their sticks are handed in.
            if self.random.random() < 0.5:
                self.sittings.outage(one)
            for _ in range(2):
                filled = self.random.uniform(0, 4 * DAY)
                self.agenda.later(filled, partial(self.sittings.exported, one))

    def _back_up_central(self) -> Callable[[], None]:
        image, registry = self.central.disk.image(), dict(self.auditor.registry)
        barred = set(self.auditor.barred)
        self.agenda.told("central backed up")

        def put_back() -> None:
            self.agenda.told("central restored")
            held = self.auditor._all_held()
            self.central.restore(image)
            self.central.lost_at = self.agenda.time
            self.auditor.registry, self.auditor.barred = dict(registry), set(barred)
            self.auditor.promised &= self.auditor._all_held()
            self.auditor.tokens.clear()
            others = self._saved_somewhere()
            self.auditor.lost_with(held, others | self.auditor._all_held())

        return put_back

    def _bar(self) -> None:
        """Let a machine be stolen or retired while its outbox may be full."""
        state = self.random.choice((State.LOST, State.RETIRED))
        station = self.random.choice(self.machines).line.station
        with self.central.disk.calm():
            self.central.bar(station, state)
        self.auditor.barred.add(station)
        self.agenda.told(f"{station} is {state}")

    def _let_move(self) -> None:
        """Let a station move, whatever it is busy with."""
        machine = self.machines[-1]
        with self.central.disk.calm():
            to = self.central.let_move(machine.line.station)
        self.agenda.told(f"{machine.line.station} may move to {to}")
        for _ in range(2):
            asked = self.random.uniform(HOUR, 4 * DAY)
            self.agenda.later(asked, lambda: self.sittings.wind_up(machine))

    def _suspend(self, state: State) -> None:
        """Suspend a station that is not lost, or let it work again."""
        station = self.machines[0].line.station
        if station not in self.auditor.barred:
            with self.central.disk.calm():
                self.central.bar(station, state)
            self.agenda.told(f"{station} is {state}")

    def _lose_row(self) -> None:
        """Take one event from under the central, as a failing disk or a careless hand would."""
        file = self.central.disk.opened["central.db"]
        wanted = "SELECT rowid, bytes, station, seq FROM events ORDER BY rowid"
        rows = file.execute(wanted).fetchall()
        if rows:
            back = [row for row in rows if any(row[1] in one.lost for one in self.machines)]
            chosen = back if back and self.random.random() < 0.5 else rows
            number, data, station, seq = self.random.choice(chosen)
            self.auditor.rows_lost.add((station, seq))
            self.auditor.torn[data] = (station, seq)
            file.execute("DELETE FROM events WHERE rowid = ?", (number,))
            self.central.lost_at = self.agenda.time
            self.auditor.promised.discard(data)
            self.auditor.lost_with([data], self._saved_somewhere())
            self.agenda.told("central loses a row")

    def arm_central(self) -> None:
        """Let the central die at some of its commits, before or after, or find its disk full."""
        random, chosen, disk = self.random, self.plan, self.central.disk

        def strike(_name: str, _when: str) -> None:
            disk.is_full = random.random() < chosen.central_full
            if random.random() < chosen.central_cut:
                self.agenda.told("central loses power")
                raise PowerCut

        if chosen.central_cut or chosen.central_full:
            disk.armed = strike

    def change_registry(self) -> None:
        """Change a household at the central, or move it to the other centre."""
        number = self.random.randint(1, 2 * HOUSEHOLDS)
        moves = self.random.random() < 0.3
        moved = self.random.choice(CENTRES) if moves else home_of(number)
        told = replace(household(number, centre=moved), old_card_number=f"{self.random.random()}")
        with self.central.disk.calm():
            self.central.change(told)
        self.remember(told)
        self.agenda.told(f"{told.id} at {moved}")

    def remember(self, told: Household) -> None:
        """Tell the auditor what a household is now, by word of the central's clerks."""
        self.auditor.registry[told.id] = (told.centre, to_text(told))
        self.auditor.homes.setdefault(told.id, set()).add(told.centre)
