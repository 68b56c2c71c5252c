"""Stations of protocol 1 beside the others: unsigned hellos, and the first token for ever.

No program that speaks version 1 is kept, so this is a model of one, as short as its rules were:
hello, push what waits, read the centre's feed to its end. What it records and what it sends is
made by the same code as everywhere, and the auditor holds it to the same promises.
"""

from dataclasses import dataclass, field, replace
from random import Random

from clerk_station.domain.events import Body, ClerkSignedIn, VisitClosed, VisitOpened
from clerk_station.domain.visits import Entry, Outcome
from sync.envelope import pack
from sync.errors import BadEnvelope, SyncError
from tests.central.karbala import event
from tests.simulation.agenda import Agenda
from tests.simulation.auditor import Auditor
from tests.simulation.central import HOUSEHOLDS
from tests.simulation.line import Line
from tests.simulation.plan import DAY, END, HOUR
from tests.sync.held import HeldInbox, HeldOutbox
from tests.world import CENTRE

_TRIES = 5
_MOST = 50
"""Events in one of its batches."""


@dataclass
class Elder:
    """One machine with a program of old; its journal is never lost and never copied."""

    name: str
    box: HeldOutbox
    line: Line
    agenda: Agenda
    auditor: Auditor
    random: Random
    inbox: HeldInbox = field(default_factory=HeldInbox)
    saved: list[bytes] = field(default_factory=list)
    tries: int = 0

    @property
    def is_done(self) -> bool:
        """Tell whether nothing waits and the feed was read to its end."""
        return not self.box.waiting() and self.inbox.progress()[0] == self.inbox.progress()[1] > 0

    def foresee(self) -> None:
        """Plan some sittings."""
        for _ in range(self.random.randint(2, 4)):
            self.agenda.at(self.random.uniform(0, END - DAY), self._sit)

    def heal(self) -> None:
        """Have a good line from now on."""
        self.line.healthy = True
        self.talk()

    def _sit(self) -> None:
        home = 0 if self.box.enrolment.centre == CENTRE else HOUSEHOLDS
        number, seq = home + self.random.randint(1, HOUSEHOLDS), len(self.box.events)
        around = {"household": f"H{number:04}", "visit": f"e{seq}-{self.box.enrolment.station}"}
        self._save(ClerkSignedIn())
        self._save(VisitOpened(entry=Entry.WALK_IN), **around)
        self._save(VisitClosed(outcome=Outcome.COMPLETED, seconds=600), **around)
        self.tries = 0
        self.talk()

    def _save(self, body: Body, **around: str) -> None:
        data = event(self.box.enrolment, len(self.box.events) + 1, body=body, **around)
        self.box.record(data)
        self.saved.append(data)
        self.auditor.saved[data] = self.name

    def talk(self) -> None:
        """Go through a round; where something went wrong try again later, some times a day."""
        try:
            for part in (self._greet, self._push, self._pull):
                part()
        except (SyncError, BadEnvelope) as error:
            self.agenda.told(f"{self.name} {error!r}")
        self.agenda.told(f"{self.name} waits {self.box.waiting()}")
        self.tries += 1
        if not self.is_done and self.tries < _TRIES:
            self.agenda.later(self.random.uniform(60, HOUR), self.talk)

    def _greet(self) -> None:
        """Learn how far the events are held, and send again what is not."""
        greeting = self.line.hello_unsigned(self.box.shown, self.box.said())
        held = {seq: word for seq, word in self.box.words.items() if seq <= greeting.acknowledged}
        self.box.words, self.box.sealed = held, None

    def _push(self) -> None:
        while (batch := self.box.next_batch(most=_MOST)) is not None:
            before = self.box.acknowledged
            self.box.settle(self.line.push(self.box.shown, pack(batch)))
            if self.box.acknowledged == before:
                return  # the next hello says from where to go on

    def _pull(self) -> None:
        """Read on; a cursor that is on no feed begins anew."""
        while True:
            cursor = self.inbox.cursor("")
            page = self.line.pull(self.box.shown, replace(cursor, scope=""), most=1000)
            if page is None:
                self.inbox.start_over(cursor.scope)
                return
            self.inbox.apply(page)
            if page.until == page.end:
                return
