"""The audit finds what was lost, changed or wrongly noted, and nothing else."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from sync.branch import Life
from sync.central import standings, tables
from sync.central.__main__ import main
from sync.central.audit import Audit, Wrong, audit
from sync.central.folder import Folder
from sync.central.stations import add_life, by_name
from sync.central.tables import events
from tests.central.karbala import HeldStation, Karbala
from tests.central.karbala import event as made
from tests.central.test_ingest import push


@pytest.fixture
def station(either: Karbala) -> HeldStation:
    """Give a station that sent nine events, beside another one."""
    first, second = either.station(), either.station()
    for station in (first, second):
        station.outbox.record_many(made, 9)
        push(station, station.outbox.seal(1, 9))
    return first


def audited(karbala: Karbala, station: str | None = None) -> Audit:
    """Audit a central."""
    with karbala.database.reading() as connection:
        return audit(connection, station)


def faults(karbala: Karbala) -> list[tuple[str, Wrong, int, int]]:
    """Give what the audit finds."""
    return [(f.station, f.wrong, f.seq, f.last) for f in audited(karbala).faults]


def test_a_sound_central_has_no_fault(either: Karbala, station: HeldStation) -> None:
    """All events of all machines are looked at, and nothing is said against them."""
    assert audited(either) == Audit(2, 18, ())
    assert audited(either, station.enrolment.station) == Audit(1, 9, ())


def test_a_dropped_row_is_found(either: Karbala, station: HeldStation) -> None:
    """The hole is named from its first to its last event, and the standing no longer holds."""
    mine = events.c.station == station.enrolment.station
    with either.database.writing() as connection:
        connection.execute(delete(events).where(mine, events.c.seq.in_([4, 5])))
    name = station.enrolment.station
    assert faults(either) == [(name, Wrong.MISSING, 4, 5), (name, Wrong.STANDING, 9, 9)]


def test_a_dropped_tail_is_found(either: Karbala, station: HeldStation) -> None:
    """Where the last events are gone nothing follows them, but the standing knows of them."""
    mine = events.c.station == station.enrolment.station
    with either.database.writing() as connection:
        connection.execute(delete(events).where(mine, events.c.seq > 7))
    assert faults(either) == [(station.enrolment.station, Wrong.STANDING, 9, 9)]


@pytest.mark.parametrize("column", ["bytes", "hash"])
def test_an_edited_row_is_found(either: Karbala, station: HeldStation, column: str) -> None:
    """Who changes one byte of an event, or its hash, breaks the chain at that place."""
    mine = events.c.station == station.enrolment.station, events.c.seq == 5
    with either.database.writing() as connection:
        held = connection.scalars(select(events.c[column]).where(*mine)).one()
        changed = bytes(held[:-1]) + bytes([held[-1] ^ 1])
        connection.execute(update(events).where(*mine).values({column: changed}))
    assert faults(either)[0] == (station.enrolment.station, Wrong.ALTERED, 5, 5)


def test_a_wrong_standing_is_found(either: Karbala, station: HeldStation) -> None:
    """A row that claims more than is held is named, until the next hello has put it right."""
    mine = tables.standings.c.station == station.enrolment.station
    with either.database.writing() as connection:
        connection.execute(update(tables.standings).where(mine).values(count=10))
    assert faults(either) == [(station.enrolment.station, Wrong.STANDING, 9, 9)]
    station.server.hello(station.outbox.hello())
    assert faults(either) == []


def test_an_event_of_nobody_is_found(either: Karbala, station: HeldStation) -> None:
    """A row under a machine that was never enrolled is named."""
    with either.database.writing() as connection:
        row = connection.execute(select(events).limit(1)).one()
        connection.execute(insert(events).values(**{**row._mapping, "incarnation": 7}))
    assert [f.wrong for f in audited(either).faults] == [Wrong.STRANGER]
    assert station.enrolment.incarnation == 1


def test_a_branch_is_followed_from_where_it_left(either: Karbala, station: HeldStation) -> None:
    """The events of a branch go on from its parent's chain, and are whole without a beginning."""
    name, base = station.enrolment.station, station.outbox.hashes[6]
    life = Life(number=2, parent=1, forked_at=6, base=base, public_key=bytes(32))
    with either.database.writing() as connection:
        add_life(connection, name, life, names=(1,), centre="KA-01", now=0)
        mine = events.c.station == name, events.c.seq > 6
        for row in connection.execute(select(events).where(*mine)).all():
            connection.execute(insert(events).values(**{**row._mapping, "incarnation": 2}))
        assert standings.standing(connection, by_name(connection, name, 2)).count == 9
    assert audited(either, name) == Audit(2, 12, ())
    with either.database.writing() as connection:
        connection.execute(delete(events).where(events.c.incarnation == 2, events.c.seq == 7))
    assert (name, Wrong.MISSING, 7, 7) in faults(either)


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence for each fault and what to do, or JSON; the exit code tells a sound central."""
    folder = Folder(tmp_path / "central")
    office = folder.create(None)
    karbala = Karbala(office.database, office.keys)
    station = karbala.station()
    station.outbox.record_many(made, 5)
    push(station, station.outbox.seal(1, 5))
    ask = ["audit", "--data", str(folder.path)]
    assert main(ask) == 0
    assert capsys.readouterr().out == "5 events of 1 machine checked, 0 things wrong.\n"
    with office.database.writing() as connection:
        connection.execute(delete(events).where(events.c.seq == 3))
    assert main(ask) == 1
    told = capsys.readouterr().out
    assert "KA-01-S1-1: events 3 to 3 are missing." in told
    assert "next hello" in told
    assert main([*ask, "--json", "--station", "KA-01-S1"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["seq"] == 3
    assert main([*ask, "--station", "KA-99-S1"]) == 1
    assert "There is no station KA-99-S1" in capsys.readouterr().err
    office.database.close()
