"""Leases: no number twice, whatever is restored, cloned or asked for at once."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from clerk_station.domain.cards import SECONDS, SIZE, moment_of, next_free
from clerk_station.domain.cases import CaseKind
from clerk_station.domain.events import CardIssued, VisitOpened
from clerk_station.domain.records import Lease, from_text
from clerk_station.domain.visits import Entry
from sync.central import alarms, resolving
from sync.central.backup import take_over
from sync.central.leases import ENOUGH, top_up
from sync.central.stations import Identity
from sync.central.tables import events, leases, records, stations
from tests.central.karbala import HeldStation, Karbala, event, sqlite_karbala
from tests.central.test_cases import pulled
from tests.central.test_ingest import push, words
from tests.world import household

KEY = Ed25519PrivateKey.generate().public_key()


def held(station: HeldStation) -> list[Lease]:
    """Give the leases that the feed brought."""
    return [from_text(Lease, data) for data in pulled(station, "lease").values()]


def issue(station: HeldStation, number: str, *, home: int = 1) -> list[str]:
    """Record a card in a visit of its own, and push it."""
    outbox, home_id = station.outbox, household(home).id
    first = len(outbox.events) + 1
    around = {"household": home_id, "visit": f"v{first}"}
    outbox.record(event(station.enrolment, first, body=VisitOpened(entry=Entry.WALK_IN), **around))
    body, who = CardIssued(number=number), f"{home_id}-3"
    outbox.record(event(station.enrolment, first + 1, body=body, member=who, **around))
    return words(push(station, outbox.seal(first, first + 1)))


def test_a_new_station_has_numbers_before_it_needs_one(karbala: Karbala) -> None:
    """The first hello leases a block, the feed brings it, and a second hello leases no more."""
    station = karbala.station()
    (lease,) = held(station)
    karbala.now += 60
    assert held(station) == [lease]
    assert (lease.station, lease.incarnation) == (station.enrolment.station, 1)
    assert lease.governorate == "KA"


def test_numbers_come_before_they_run_out(karbala: Karbala) -> None:
    """Once a station told of cards it has a block more, and never fewer numbers than enough."""
    station = karbala.station()
    (first,) = held(station)
    number = next_free([first], station=first.station, incarnation=1, issued=())
    assert number is not None
    assert issue(station, number) == ["accepted"] * 2
    karbala.now += 60
    assert len(held(station)) * SIZE - 1 >= ENOUGH


def test_two_that_ask_in_the_same_moment_share_no_number(karbala: Karbala) -> None:
    """The block of this moment is one's; the other is given the next, a few seconds later."""
    first, second = karbala.station(), karbala.station()
    assert [len(held(one)) for one in (first, second)] == [1, 1], "each sees what the centre has"
    karbala.now += 5
    blocks = {(lease.station, lease.block) for lease in held(second)}
    assert len(blocks) == len({block for _, block in blocks}) == 2


def test_a_clock_that_was_ahead_stops_nothing(
    karbala: Karbala, caplog: pytest.LogCaptureFixture
) -> None:
    """Put right, the central goes on leasing, no block twice, and tells people what happened."""
    stations = [karbala.station() for _ in range(3)]
    karbala.now += 365 * 86_400
    ahead = held(stations[0])
    karbala.now -= 365 * 86_400
    for station in stations[1:]:
        karbala.now += SECONDS
        assert held(station)[-1].year == 2026
    karbala.now += 365 * 86_400 - 2 * SECONDS
    late = karbala.station()
    assert held(late) == held(stations[0]), "the block of that moment is gone"
    with karbala.database.reading() as connection:
        rows = connection.execute(select(leases)).all()
        told = alarms.listing(connection)
    assert len(rows) == len({(row.year, row.block) for row in rows}) == 3
    assert [row.kind for row in told] == [alarms.Kind.CLOCK_WAS_AHEAD] * 2
    assert moment_of(ahead[0].year, ahead[0].block).strftime("%Y-%m-%d") in told[0].detail
    assert "this clock was ahead" in caplog.text


def test_one_number_from_two_machines_is_a_case(karbala: Karbala) -> None:
    """Should it ever happen, both cards stay and people look at it."""
    first, second = karbala.station(), karbala.station()
    (lease, *_) = held(first)
    number = next_free([lease], station=lease.station, incarnation=1, issued=())
    assert number is not None
    issue(first, number)
    issue(second, number, home=2)
    with karbala.database.reading() as connection:
        (case,) = resolving.listing(connection, centre=None, all_=False)
    assert case.kind is CaseKind.NUMBER_TWICE
    assert case.households == (household(1).id, household(2).id)


def first_number(station: HeldStation, *, of: int = 1) -> str:
    """Give the first number of a station's own leases."""
    name = station.enrolment.station
    number = next_free(held(station), station=name, incarnation=of, issued=())
    assert number is not None
    return number


@pytest.mark.parametrize("number", ["TKA26-0000001-01-13", "TKA26-0000001-01-99", "7", "TBG26"])
def test_a_card_under_a_number_of_nobody_does_not_count(karbala: Karbala, number: str) -> None:
    """It is kept with its reason, and people decide; the visit around it counts."""
    station = karbala.station()
    assert issue(station, number) == ["accepted", "quarantined unleased"]
    assert issue(station, first_number(station)) == ["accepted", "accepted"], "the control"


def test_a_card_under_a_number_of_another_does_not_count(karbala: Karbala) -> None:
    """Whose lease a number is of is asked, not only whether it was leased."""
    first, second = karbala.station(), karbala.station()
    assert issue(second, first_number(first)) == ["accepted", "quarantined unleased"]


def test_a_card_that_a_branch_brought_along_counts(karbala: Karbala) -> None:
    """What was given out before a branch had its number is of the leases of its parent."""
    station = karbala.station()
    outbox, number = station.outbox, first_number(station)
    outbox.branched(karbala.office.branch(outbox.branch(0, signer=1, why="behind")))
    station.server.authorise(outbox.shown)
    assert issue(station, number) == ["accepted", "accepted"]


@pytest.mark.parametrize("told", [True, False])
def test_cards_of_leases_that_a_restored_central_forgot(karbala: Karbala, *, told: bool) -> None:
    """Once it was said that it was restored they count, of whoever told of them first."""
    first, second = karbala.station(), karbala.station()
    held(second)
    kept = karbala.now
    karbala.now += 60
    number = first_number(first)
    karbala.now += 60
    with karbala.database.writing() as connection:
        connection.execute(delete(leases).where(leases.c.granted_at > kept))
        connection.execute(stations.update().values(seen_at=kept))
        if told:
            take_over(connection, now=karbala.now)
    assert issue(first, number) == ["accepted", "accepted" if told else "quarantined unleased"]
    assert issue(second, number, home=2) == ["accepted", "quarantined unleased"]


def test_a_card_whose_event_was_lost_is_taken_in_again(karbala: Karbala) -> None:
    """What the central lost and is sent again counts, though its number was kept."""
    station = karbala.station()
    issue(station, first_number(station))
    with karbala.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == 2))
    again = push(station, station.outbox.seal(1, 2))
    assert words(again) == ["duplicate", "accepted"]


@dataclass
class Machine:
    """A station's machine: which life it lives, what it was leased and what it gave out."""

    who: Identity
    leases: list[Lease] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)

    def give_out(self) -> str | None:
        """Give out the next number, if there is one."""
        who = self.who
        number = next_free(
            self.leases, station=who.station, incarnation=who.incarnation, issued=self.issued
        )
        if number is not None:
            self.issued.append(number)
        return number


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_no_number_comes_twice_through_restores_and_clones(seed: int) -> None:
    """Machines issue, old copies go on as new lives, the central forgets: never one twice."""
    luck = Random(seed)  # noqa: S311 - a story that can be told again
    with TemporaryDirectory() as folder:
        karbala = sqlite_karbala(Path(folder))
        given_out = story(karbala, luck)
        karbala.database.close()
    assert len(given_out) == len(set(given_out))


def story(karbala: Karbala, luck: Random) -> list[str]:
    """Play a few hundred acts of some machines and their central; give every number given out."""
    machines = [Machine(Identity(f"KA-01-S{n}", 1, "KA-01", KEY)) for n in (1, 2)]
    lives = {machine.who.station: 1 for machine in machines}
    given_out: list[str] = []
    kept = karbala.now
    for _ in range(200):
        karbala.now += luck.randrange(0, 40)
        machine = luck.choice(machines)
        match luck.choice(("issue", "issue", "issue", "hello", "copy", "backup", "restore")):
            case "issue":
                given_out += [n for n in [machine.give_out()] if n is not None]
            case "hello":
                greet(karbala, machine)
            case "copy" if len(machines) < 6:
                machines.append(copied(machine, lives, luck))
            case "backup":
                kept = karbala.now
            case "restore":
                karbala.now += SECONDS
                forget_after(karbala, kept)
            case _:
                pass
    return given_out


def greet(karbala: Karbala, machine: Machine) -> None:
    """Let a machine say hello and read what it was leased, which it keeps for ever."""
    with karbala.database.writing() as connection:
        top_up(connection, machine.who, authority=karbala.keys.authority, now=karbala.now)
        kept = connection.scalars(select(records.c.data).where(records.c.kind == "lease")).all()
    machine.leases = list({*machine.leases, *(from_text(Lease, data) for data in kept)})


def copied(machine: Machine, lives: dict[str, int], luck: Random) -> Machine:
    """Put a copy of a machine to work, with an older journal, under a life of its own."""
    lives[machine.who.station] += 1
    who = Identity(machine.who.station, lives[machine.who.station], "KA-01", KEY)
    return Machine(who, list(machine.leases), machine.issued[: luck.randrange(0, 20)])


def forget_after(karbala: Karbala, kept: int) -> None:
    """Put the central back: it knows nothing of what it leased since its last backup.

    That takes longer than the few seconds for which its clock names one block.
    """
    with karbala.database.writing() as connection:
        lost = connection.execute(select(leases).where(leases.c.granted_at > kept)).all()
        names = [f"{r.governorate}{r.year % 100:02}-{r.block:07}" for r in lost]
        connection.execute(delete(leases).where(leases.c.granted_at > kept))
        here = records.c.kind == "lease", records.c.id.in_(names)
        connection.execute(delete(records).where(*here))


def test_control_a_central_that_counts_would_lease_a_block_twice(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by count, blocks that a restored central forgot are leased again, to somebody else."""
    monkeypatch.setattr("sync.central.leases.block_at", lambda _: counted(karbala))
    first, second = (Machine(Identity(f"KA-01-S{n}", 1, "KA-01", KEY)) for n in (1, 2))
    greet(karbala, first)
    forget_after(karbala, kept=0)
    greet(karbala, second)
    number = first.give_out()
    assert number is not None
    assert second.give_out() == number


def counted(karbala: Karbala) -> tuple[int, int]:
    """Name the next block as a counter would."""
    with karbala.database.reading() as connection:
        return 2026, len(connection.execute(select(leases)).all()) + 1
