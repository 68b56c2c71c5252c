"""The life of a station: suspended, lost, retired, moved, and known again."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, delete, select

from clerk_station.domain.events import StationMoved
from sync.branch import Life
from sync.central import greeting, states
from sync.central.stations import create, issue_code
from sync.central.tables import enrolments, events, incarnations, standings, stations
from sync.cycle import Cycle
from sync.enrol import ask
from sync.envelope import GENESIS
from sync.errors import Rejected
from sync.hello import State
from sync.loopback import LoopbackServer
from sync.status import Phase
from sync.wire import Cursor
from tests.central.karbala import HeldStation, Karbala, event, served
from tests.sync.held import HeldOutbox, HeldTime, phase
from tests.world import CENTRE, OTHER_CENTRE


def become(karbala: Karbala, station: HeldStation, state: State) -> None:
    """Change a station's state at the central."""
    with karbala.database.writing() as connection:
        states.change(connection, station.enrolment.station, state)


def words(karbala: Karbala) -> list[tuple[str, str]]:
    """Give word and reason of all stored events."""
    wanted = select(events.c.word, events.c.reason).order_by(events.c.incarnation, events.c.seq)
    with karbala.database.reading() as connection:
        return [(row.word, row.reason) for row in connection.execute(wanted)]


def test_a_suspended_station_goes_on_sending_and_receiving(karbala: Karbala) -> None:
    """Its screen says so; what it recorded counts as before."""
    station, time = karbala.station(), HeldTime()
    become(karbala, station, State.SUSPENDED)
    served(station.outbox, 1)
    cycle = station.cycle(time)
    time.run(cycle, within=60)
    assert (phase(cycle), cycle.status.state) == (Phase.SETTLED, State.SUSPENDED)
    assert words(karbala) == [("accepted", "")] * 2
    assert station.inbox.known("household")


@pytest.mark.parametrize(
    ("state", "reason"), [(State.LOST, "lost_station"), (State.RETIRED, "retired_station")]
)
def test_a_lost_station_may_hand_in_and_gets_nothing(
    karbala: Karbala, state: State, reason: str
) -> None:
    """Its backlog is kept aside with a receipt; it hears its state and how much is held."""
    station, time = karbala.station(), HeldTime()
    become(karbala, station, state)
    served(station.outbox, 1)
    cycle = station.cycle(time)
    time.run(cycle, within=60)
    time.seconds += 30
    time.run(cycle, within=60)
    assert (station.outbox.waiting(), cycle.status.state) == (0, state)
    assert words(karbala) == [("quarantined", reason)] * 2
    assert station.inbox.records == {}
    heard = station.outbox.greeting
    assert heard is not None
    assert (heard.token, heard.scopes, heard.acknowledged) == ("", (), 2)
    with pytest.raises(Rejected, match=state.value):
        karbala.office.pull(station.enrolment.token, Cursor(), most=1)


@pytest.mark.parametrize("state", [State.LOST, State.RETIRED])
def test_a_lost_station_sends_again_what_the_central_lost(karbala: Karbala, state: State) -> None:
    """Its backlog reaches quarantine although the central was restored to before all of it."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    served(station.outbox, 1)
    time.run(cycle, within=60)
    become(karbala, station, state)
    with karbala.database.writing() as connection:
        connection.execute(delete(events))
    served(station.outbox, 2)
    time.seconds += 30
    time.run(cycle, within=60)
    assert (station.outbox.waiting(), cycle.status.halted) == (0, "")
    assert words(karbala) == [("quarantined", f"{state.value}_station")] * 4


def test_control_a_station_that_hears_nothing_of_a_loss_stops(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where the greeting claims that nothing is missing, its backlog stays there."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    served(station.outbox, 1)
    time.run(cycle, within=60)
    become(karbala, station, State.LOST)
    with karbala.database.writing() as connection:
        connection.execute(delete(events))
    served(station.outbox, 2)
    monkeypatch.setattr(greeting, "ancestral", lambda *_: (2, station.outbox.hashes[2]))
    time.seconds += 30
    time.run(cycle, within=60)
    assert (station.outbox.waiting(), cycle.status.halted) == (2, "hole")


def test_a_station_that_was_found_again_works_on(karbala: Karbala) -> None:
    """After activation new events count, and the feed comes."""
    station, time = karbala.station(), HeldTime()
    become(karbala, station, State.LOST)
    served(station.outbox, 1)
    cycle = station.cycle(time)
    time.run(cycle, within=60)
    become(karbala, station, State.ACTIVE)
    served(station.outbox, 2)
    time.seconds += 30
    time.run(cycle, within=60)
    assert [word for word, _ in words(karbala)] == ["quarantined"] * 2 + ["accepted"] * 2
    assert phase(cycle) is Phase.SETTLED
    assert station.inbox.known("household")


@pytest.mark.parametrize("state", [State.LOST, State.RETIRED])
@pytest.mark.parametrize("copied", ["clone", "restored"])
def test_a_lost_station_whose_journal_parted_hands_everything_in(
    karbala: Karbala, state: State, copied: str
) -> None:
    """What it holds arrives in quarantine under a branch; it gets no record and no event back."""
    lost, theirs, cycle = parted(karbala, state, restored=copied == "restored")
    assert (theirs.waiting(), cycle.status.halted, cycle.status.attempts) == (0, "", 0)
    in_store = {row.bytes: (row.word, row.reason) for row in stored(karbala)}
    mine = [in_store[data] for data in theirs.events[3:]]
    assert mine == [("quarantined", f"{state.value}_station")] * 4
    assert len(in_store) == len(stored(karbala)) == len(lost.outbox.events) + 4
    assert theirs.tails == {}
    for door in (
        lambda: karbala.office.pull(theirs.shown, Cursor(), most=1),
        lambda: karbala.office.returned(theirs.shown, 1, after=3, most=10),
    ):
        with pytest.raises(Rejected, match=state.value):
            door()


def test_control_a_lost_station_without_a_branch_keeps_its_backlog(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where it gets no branch it tries for ever, and nothing arrives."""

    def refused(*_: object, **__: object) -> None:
        raise Rejected("lost")

    monkeypatch.setattr("sync.central.office.branch", refused)
    _, theirs, cycle = parted(karbala, State.LOST, restored=False)
    assert theirs.waiting() == 4
    assert cycle.status.attempts > 3


def parted(
    karbala: Karbala, state: State, *, restored: bool
) -> tuple[HeldStation, HeldOutbox, Cycle]:
    """Bar a station of which two copies went on; let the later one send for an hour."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 3)
    time.run(station.cycle(time), within=60)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 2)
    if restored:
        time.run(station.cycle(time), within=60)
        become(karbala, station, state)
    else:
        become(karbala, station, state)
        time.run(station.cycle(time), within=60)
    copy.record_many(lambda who, seq: event(who, seq, household="H0002"), 4)
    theirs = HeldStation(station.enrolment, copy, LoopbackServer(karbala.office, token=copy.shown))
    cycle = theirs.cycle(time)
    time.run(cycle, within=3600)
    return station, copy, cycle


def let_move(karbala: Karbala, station: HeldStation) -> None:
    """Let a station move to the other centre."""
    with karbala.database.writing() as connection:
        states.let_move(connection, station.enrolment.station, OTHER_CENTRE)


def moves(station: HeldStation) -> None:
    """Record the move, as the station does at its start."""
    body = StationMoved(former=CENTRE, to=OTHER_CENTRE)
    seq = len(station.outbox.events) + 1
    station.outbox.record(event(station.enrolment, seq, body=body))


def test_a_station_moves_with_events_pending(karbala: Karbala) -> None:
    """What was recorded before counts for the old centre, what comes after for the new one."""
    station, time = karbala.station(), HeldTime()
    cycle = station.cycle(time)
    time.run(cycle, within=60)
    let_move(karbala, station)
    served(station.outbox, 1)
    station.outbox.record_many(event, 1)
    moves(station)
    served(station.outbox, 6)
    time.run(cycle, within=3600)
    time.seconds += 30
    time.run(cycle, within=3600)
    assert words(karbala) == [("accepted", "")] * 6
    assert phase(cycle) is Phase.SETTLED
    assert station.inbox.known("household") == {"H0006", "H0007", "H0008"}
    assert station.outbox.greeting is not None
    assert station.outbox.greeting.centre == OTHER_CENTRE


def test_control_without_the_recorded_move_pending_events_do_not_count(karbala: Karbala) -> None:
    """The control: a centre that is changed under a station puts its pending events aside."""
    station, time = karbala.station(), HeldTime()
    served(station.outbox, 1)
    with karbala.database.writing() as connection:
        connection.execute(incarnations.update().values(centre=OTHER_CENTRE))
        connection.execute(stations.update().values(centre=OTHER_CENTRE))
    time.run(station.cycle(time), within=60)
    assert words(karbala) == [("quarantined", "other_centre")] * 2


def test_a_copy_from_before_a_move_goes_on_at_the_former_centre(karbala: Karbala) -> None:
    """A branch stands where its journal says, not where the life that it left has gone since."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1)
    time.run(station.cycle(time), within=60)
    copy = station.outbox.copy()
    let_move(karbala, station)
    moves(station)
    served(station.outbox, 6)
    time.run(station.cycle(time), within=60)
    time.run(station.cycle(time), within=60)
    server = LoopbackServer(karbala.office, token=copy.shown)
    old = HeldStation(station.enrolment, copy, server)
    served(copy, 1)
    time.run(old.cycle(time), within=3600)
    assert copy.greeting is not None
    assert (copy.greeting.incarnation, copy.greeting.centre) == (2, CENTRE)
    assert words(karbala) == [("accepted", "")] * 6
    assert old.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}


def test_a_station_cannot_move_itself(karbala: Karbala) -> None:
    """Without a person's word a recorded move is put aside, and the scope stays."""
    station, time = karbala.station(), HeldTime()
    moves(station)
    served(station.outbox, 1)
    time.run(station.cycle(time), within=60)
    assert words(karbala) == [("quarantined", "unknown_move")] + [("accepted", "")] * 2
    assert station.inbox.known("household") == {f"H{n:04}" for n in range(1, 6)}


def forget(karbala: Karbala, *, station_too: bool) -> None:
    """Put the central back to before the station was enrolled, or even created."""
    with karbala.database.writing() as connection:
        for table in (events, standings, enrolments, incarnations):
            connection.execute(delete(table))
        if station_too:
            connection.execute(delete(stations))


@pytest.mark.parametrize("station_too", [False, True])
def test_a_forgotten_station_is_known_again_under_its_number(
    karbala: Karbala, *, station_too: bool
) -> None:
    """The letter carries the earlier lives: all that waits arrives under its old identity."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 5)
    time.run(station.cycle(time), within=60)
    copy = station.outbox.copy()
    station.outbox.record_many(event, 1)
    time.run(station.cycle(time), within=60)
    copy.record(b"another past")
    branch = HeldStation(station.enrolment, copy, LoopbackServer(karbala.office))
    time.run(branch.cycle(time), within=60)
    before = {(row.incarnation, row.seq, row.bytes) for row in stored(karbala)}

    forget(karbala, station_too=station_too)
    with karbala.database.writing() as connection:
        if station_too:
            name = station.enrolment.station
            _, code = create(connection, centre=CENTRE, name="n", identity=name, now=karbala.now)
        else:
            code = issue_code(connection, station=station.enrolment.station, now=karbala.now)
    key = copy.keys[copy.number]
    letter = ask(
        code,
        public_key=key.public_key(),
        sign=key.sign,
        station=station.enrolment.station,
        lives=copy.lives,
    )
    answer = karbala.office.enrol(letter)
    assert (answer.station, answer.incarnation) == (station.enrolment.station, 2)
    copy.shown = answer.token
    copy.words.clear()
    time.run(branch.cycle(time), within=600)
    assert copy.waiting() == 0
    now = {(row.incarnation, row.seq, row.bytes) for row in stored(karbala)}
    lost_with_the_other_machine = {row for row in before if row[:2] == (1, 6)}
    assert now == before - lost_with_the_other_machine
    time.run(station.cycle(time), within=600)
    assert {(row.incarnation, row.seq, row.bytes) for row in stored(karbala)} == before


def stored(karbala: Karbala) -> list[Row[Any]]:
    """Give all stored events."""
    with karbala.database.reading() as connection:
        return list(connection.execute(select(events)))


def test_a_code_of_another_station_does_not_take_over_lives(karbala: Karbala) -> None:
    """Lives are only known again under the station that they belong to."""
    station, other = karbala.station(), karbala.station()
    forget(karbala, station_too=False)
    with karbala.database.writing() as connection:
        code = issue_code(connection, station=other.enrolment.station, now=karbala.now)
    key = station.outbox.key
    life = Life(
        number=1,
        parent=0,
        forked_at=0,
        base=GENESIS,
        public_key=key.public_key().public_bytes_raw(),
    )
    letter = ask(
        code,
        public_key=key.public_key(),
        sign=key.sign,
        station=station.enrolment.station,
        lives=(life,),
    )
    with pytest.raises(Rejected, match="other_station"):
        karbala.office.enrol(letter)
    forged = replace(letter, station=other.enrolment.station)
    with pytest.raises(Rejected, match="bad_proof"):
        karbala.office.enrol(forged)
