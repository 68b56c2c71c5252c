"""What the clerks of the simulation record: visits, and now and then something strange."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from clerk_station.desk import cards
from clerk_station.desk.session import Desk
from clerk_station.domain.events import (
    Body,
    CardIssued,
    ClerkSignedIn,
    EventVoided,
    MemberAbsent,
    MemberAttended,
    VisitClosed,
    VisitOpened,
)
from clerk_station.domain.identity import DocumentKind
from clerk_station.domain.records import Clerk, Role
from clerk_station.domain.visits import AbsenceReason, Entry, How, Outcome
from clerk_station.errors import StationError
from clerk_station.store.journal import Draft
from sync.condition import Work
from tests.simulation.central import HOUSEHOLDS
from tests.simulation.machine import Machine
from tests.simulation.plan import DAY, Plan
from tests.world import CENTRE, form

_MOST_OPEN = 30

_CLERK = Clerk(id="C1", centre=CENTRE, name="سعاد", role=Role.CLERK, verifier="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed(Body):
    """A kind of event that no central knows yet."""

    kind: ClassVar[str] = "member.weighed/7"
    grams: int = 70_000


def act(machine: Machine, random: Random, chances: Plan) -> None:
    """Do what comes to this desk next."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if random.random() < chances.poison:
            random.choice(_POISONS)(machine, random)
        elif random.random() < 0.2:
            machine.save(Draft(body=ClerkSignedIn(), clerk="C1", session="s"))
        else:
            serve(machine, random, chances)


def serve(machine: Machine, random: Random, chances: Plan) -> None:
    """Serve a household of this centre, from its opening to its closing unless all stops.

    Somebody may set the wall clock between two acts; who may begin no new work does not.
    """
    if machine.work() in {Work.SUSPENDED, Work.LOST, Work.RETIRED}:
        return
    jump = chances.clock_jump
    home = 0 if machine.enrolment.centre == CENTRE else HOUSEHOLDS
    number = home + random.randint(1, HOUSEHOLDS)
    around = _Around(f"H{number:04}", f"v{random.getrandbits(40):x}")
    if machine.save(around(_opening(random, form(number).number))) is None:
        return
    for n in range(1, random.randint(1, 3)):
        if random.random() < jump:
            machine.offset += random.uniform(-2 * DAY, 2 * DAY)
        member = f"{around.household}-{n}"
        answered = machine.save(around(_answer(random), member=member))
        if random.random() < chances.cards:
            _give_card(machine, around, member)
        if answered is not None and random.random() < 0.2:
            machine.save(around(EventVoided(event=answered.id, reason="خطأ"), member=member))
            machine.save(around(_answer(random), member=member))
    if random.random() < 0.85:
        outcome = random.choice((Outcome.COMPLETED, Outcome.RETURN_NEEDED))
        machine.save(around(VisitClosed(outcome=outcome, seconds=random.randint(60, 3000))))


def _give_card(machine: Machine, around: "_Around", member: str) -> None:
    """Give a temporary card under the next number of this machine, where there is one."""
    assert machine.store is not None
    try:
        number = cards._next(Desk(store=machine.store, clerk=_CLERK, session="s"))
    except StationError:
        return
    machine.save(around(CardIssued(number=number), member=member))


def _opening(random: Random, number: str) -> Body:
    if random.random() < 0.6:
        return VisitOpened(entry=Entry.FORM, form=number)
    return VisitOpened(entry=Entry.WALK_IN)


def close_open(machine: Machine) -> None:
    """Close the visits that are open, as somebody does before a station moves."""
    assert machine.store is not None
    for _ in range(_MOST_OPEN):
        visit = machine.store.queries.open_visit()
        if visit is None:
            return
        around = _Around(visit.household, visit.id)
        machine.save(around(VisitClosed(outcome=Outcome.RETURN_NEEDED, seconds=60)))


def many(machine: Machine, count: int) -> None:
    """Sign in and in again: more events than a batch holds."""
    for _ in range(count):
        machine.save(Draft(body=ClerkSignedIn(), clerk="C1", session="s"))


@dataclass(frozen=True, slots=True)
class _Around:
    """The fields around the events of one visit."""

    household: str
    visit: str

    def __call__(self, body: Body, *, member: str = "") -> Draft:
        return Draft(
            body=body,
            clerk="C1",
            session="s",
            household=self.household,
            visit=self.visit,
            member=member,
        )


def _answer(random: Random) -> Body:
    if random.random() < 0.7:
        return MemberAttended(how=How.SCANNED, documents=(DocumentKind.UNIFIED_CARD,))
    return MemberAbsent(reason=AbsenceReason.HOME_VISIT, note="كبير السن")


def _unknown_kind(machine: Machine, random: Random) -> None:
    machine.save(Draft(body=Weighed(grams=random.randint(1, 99)), clerk="C1", session="s"))


def _unknown_household(machine: Machine, random: Random) -> None:
    around = _Around("H9999", f"v{random.getrandbits(40):x}")
    machine.save(around(VisitOpened(entry=Entry.WALK_IN)))


def _unknown_form(machine: Machine, random: Random) -> None:
    home = "H0001" if machine.enrolment.centre == CENTRE else f"H{HOUSEHOLDS + 1:04}"
    around = _Around(home, f"v{random.getrandbits(40):x}")
    machine.save(around(VisitOpened(entry=Entry.FORM, form="KA26-99999-9904")))


def _unreadable(machine: Machine, random: Random) -> None:
    """Record something that this central cannot read: a NUL where a text should be."""
    machine.save(Draft(body=ClerkSignedIn(), clerk="C1", session=f"\0{random.random()}"))


def _endless_visit(machine: Machine, random: Random) -> None:
    around = _Around("H0001", f"v{random.getrandbits(40):x}" * 9)
    machine.save(around(VisitOpened(entry=Entry.WALK_IN)))


def _long_note(machine: Machine, random: Random) -> None:
    text = "ن" * random.choice((5_000, 30_000))
    around = _Around("H0001", f"v{random.getrandbits(40):x}")
    machine.save(around(MemberAbsent(reason=AbsenceReason.HOME_VISIT, note=text), member="H0001-1"))


_POISONS: tuple[Callable[[Machine, Random], None], ...] = (
    _unknown_kind,
    _unknown_household,
    _unknown_form,
    _unreadable,
    _endless_visit,
    _long_note,
)
