"""The post on a stick: exported at a desk, handed in somewhere, the receipts carried back."""

from dataclasses import dataclass
from random import Random

from sync.envelope import pack
from sync.errors import SyncError
from sync.wire import SignedReceipt
from tests.simulation.agenda import Agenda
from tests.simulation.machine import Machine
from tests.simulation.plan import DAY, HOUR
from tests.simulation.sittings import Sittings


@dataclass
class Sticks:
    """Whoever carries sticks between desks and the central."""

    agenda: Agenda
    random: Random
    sittings: Sittings

    def export(self, machine: Machine) -> None:
        """Fill a stick at a desk; it is handed in some day."""
        if machine.is_on:
            self.sittings.safely(machine, lambda: self._export_now(machine))

    def _export_now(self, machine: Machine) -> None:
        assert machine.store is not None
        stick = [pack(batch) for batch in machine.store.outbox.batches_for_export()]
        self.agenda.told(f"{machine.name} exports {len(stick)}")
        if stick and self.random.random() < 0.7:  # else it is lost on the way
            after = self.random.uniform(HOUR, 6 * DAY)
            self.agenda.later(after, lambda: self._hand_in(machine, stick))

    def _hand_in(self, machine: Machine, stick: list[bytes]) -> None:
        receipts = []
        for packed in stick:
            try:
                receipts.append(machine.line._knock("hand_in", (packed,), {}))
            except SyncError as error:
                self.agenda.told(f"stick {error!r}")
        self.agenda.later(
            self.random.uniform(60, 3 * DAY), lambda: self._carry_back(machine, receipts)
        )

    def _carry_back(self, machine: Machine, receipts: list[SignedReceipt]) -> None:
        if machine.is_on:
            self.sittings.safely(machine, lambda: self._settle(machine, receipts))

    def _settle(self, machine: Machine, receipts: list[SignedReceipt]) -> None:
        assert machine.store is not None
        for receipt in receipts:
            try:
                machine.store.outbox.settle(receipt)
            except SyncError as error:
                self.agenda.told(f"{machine.name} receipt {error!r}")
