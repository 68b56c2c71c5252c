"""The central is put back to before a station was enrolled: it is known again, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete

from clerk_station.store.verify import Whole, verify
from sync.central.stations import issue_code
from sync.central.tables import enrolments, events, incarnations, quarantine, standings
from sync.condition import Alarm
from sync.enrol import ask
from sync.status import Phase
from tests.central.karbala import Karbala, sqlite_karbala
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined, join
from tests.sync.held import phase
from tests.world import desk_of


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def forgotten(karbala: Karbala, tmp_path: Path) -> Iterator[Joined]:
    """Give a station with work behind it, and a central that has forgotten it since."""
    (tmp_path / "station").mkdir()
    joined = join(karbala, tmp_path / "station")
    cycle = joined.cycle()
    joined.time.run(cycle, within=60)
    serve(desk_of(joined.store), sealed(1, karbala.keys.authority))
    joined.time.run(cycle, within=60)
    with karbala.database.writing() as connection:
        for table in (events, standings, quarantine, enrolments, incarnations):
            connection.execute(delete(table))
    serve(desk_of(joined.store), sealed(2, karbala.keys.authority))
    yield joined
    joined.store.close()


def code(joined: Joined) -> str:
    """Give a new code for the station."""
    karbala = joined.karbala
    with karbala.database.writing() as connection:
        return issue_code(connection, station=joined.store.enrolment.station, now=karbala.now)


def test_a_forgotten_station_is_known_again(forgotten: Joined) -> None:
    """It says so and records on; with a new code all its work arrives under the old identity."""
    cycle = forgotten.cycle()
    forgotten.time.run(cycle, within=600)
    assert (phase(cycle), cycle.status.alarm) == (Phase.TROUBLE, Alarm.UNKNOWN)
    assert forgotten.store.outbox.waiting() > 0
    lives = forgotten.store.lives
    lives.known_again(forgotten.karbala.office.enrol(lives.ask_again(code(forgotten))))
    forgotten.time.seconds += 900
    forgotten.time.run(cycle, within=3600)
    assert (phase(cycle), cycle.status.alarm) == (Phase.SETTLED, Alarm.NONE)
    assert forgotten.held() == forgotten.recorded()
    assert isinstance(verify(forgotten.store.ledger), Whole)


def test_a_number_that_went_to_another_machine_is_not_shared(forgotten: Joined) -> None:
    """Where another machine got the number, the whole journal travels under a new one."""
    key = Ed25519PrivateKey.generate()
    other = forgotten.karbala.office.enrol(
        ask(code(forgotten), public_key=key.public_key(), sign=key.sign)
    )
    lives = forgotten.store.lives
    answer = forgotten.karbala.office.enrol(lives.ask_again(code(forgotten)))
    assert (other.incarnation, answer.incarnation) == (1, 2)
    lives.known_again(answer)
    cycle = forgotten.cycle()
    forgotten.time.run(cycle, within=3600)
    assert phase(cycle) is Phase.SETTLED
    assert forgotten.held() == forgotten.recorded()
    with forgotten.karbala.database.reading() as connection:
        rows = connection.execute(events.select()).all()
    assert {(row.incarnation, row.word) for row in rows} == {(2, "accepted")}
    assert isinstance(verify(forgotten.store.ledger), Whole)
