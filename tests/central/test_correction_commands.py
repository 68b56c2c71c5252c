"""`clerk-central correction`: listed, accepted and rejected in a supervisor's name."""

import json
from pathlib import Path

import pytest

from clerk_station.domain.events import VisitOpened
from clerk_station.domain.visits import Entry
from sync.central.__main__ import main
from sync.central.database import Database
from tests.central.karbala import Karbala, event
from tests.central.test_ingest import push
from tests.central.test_matters import HOME, RENAMED, SON, corrections, register
from tests.world import CENTRE


def test_a_supervisor_decides_of_corrections_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody else decides, both decisions name who and why, and what is decided waits no more."""
    folder = tmp_path / "central"
    data = ["--data", str(folder)]
    assert main(["init", *data]) == 0
    karbala = Karbala(Database(f"sqlite:///{folder / 'central.db'}"))
    station = karbala.station()
    for n in (1, 3):
        around = {"household": HOME.id, "visit": f"v{n}"}
        opened = VisitOpened(entry=Entry.WALK_IN)
        station.outbox.record(event(station.enrolment, n, body=opened, **around))
        asked = event(station.enrolment, n + 1, body=RENAMED, member=SON, **around)
        station.outbox.record(asked)
    push(station, station.outbox.seal(1, 4))
    hired = ["clerk", "add", "--centre", CENTRE, "--name", "زينب", "--role", "supervisor"]
    assert main([*hired, *data]) == 0
    capsys.readouterr()
    assert main(["correction", "list", "--json", *data]) == 0
    first, second = (one["id"] for one in json.loads(capsys.readouterr().out))
    signed = ["--reason", "قورن بالشهادة", *data]
    assert main(["correction", "accept", first, "--by", "C1", *signed]) == 1
    assert main(["correction", "accept", first, "--by", "زينب", *signed]) == 0
    assert main(["correction", "accept", second, "--by", "زينب", *signed]) == 1
    assert main(["correction", "reject", second, "--by", "زينب", *signed]) == 0
    capsys.readouterr()
    assert main(["correction", "list", *data]) == 0
    assert capsys.readouterr().out == ""
    assert main(["correction", "list", "--all", *data]) == 0
    assert "حسين -> حسن" in capsys.readouterr().out
    assert register(station).members[2].name.given == "حسن"
    assert {one.word for one in corrections(station).values()} == {"accepted", "rejected"}
    karbala.database.close()
