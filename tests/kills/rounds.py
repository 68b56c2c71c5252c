"""What is killed, how often, and what became of the events: one function for each."""

import random
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from clerk_station.store.opening import open_ledger
from tests.central import postgres
from tests.central.process import COMMAND, Served, begun, kill, served, until
from tests.journeys.joined import join
from tests.kills.load import Account, Fleet
from tests.world import KEY

SERVE = (*COMMAND, "serve")
EAGER = (sys.executable, "-m", "tests.kills.eager")
ROOT = Path(__file__).parents[2]


def workers(folder: Path, *, times: int, seed: int = 1, program: Sequence[str] = SERVE) -> Account:
    """Kill one of two workers again and again while three stations send."""
    chance = random.Random(seed)  # noqa: S311 - chooses whom to kill
    karbala = begun(folder / "central")
    with served(folder / "central", program=program) as central:
        until(lambda: central.begun() == 2)
        fleet = Fleet(karbala, central.address)
        for _ in range(times):
            fleet.goes_on(by=chance.randrange(1, 60))
            goal = central.begun() + 1
            promised = fleet.promised()
            kill(chance.choice(central.workers()))
            fleet.check(promised)
            until(partial(_began, central, goal))
        account = fleet.account(times)
    karbala.database.close()
    return account


def _began(central: Served, goal: int) -> bool:
    """Tell whether so many workers began to answer."""
    return central.begun() >= goal


def postmaster(folder: Path, *, times: int, seed: int = 1) -> Account:
    """Kill PostgreSQL's first process again and again; it comes back and recovers."""
    chance = random.Random(seed)  # noqa: S311 - chooses the moment
    with postgres.server() as server:
        karbala = begun(folder / "central", database=postgres.fresh(server.url))
        with served(folder / "central") as central:
            until(lambda: central.begun() == 2)
            fleet = Fleet(karbala, central.address)
            for _ in range(times):
                fleet.goes_on(by=chance.randrange(1, 60))
                promised = fleet.promised()
                kill(server.pid())
                until(server.start)
                fleet.check(promised)
            account = fleet.account(times)
        karbala.database.close()
    return account


def station(folder: Path, *, times: int, seed: int = 1, boast: bool = False) -> Account:
    """Kill a station again and again; it opens its folder and works on."""
    chance = random.Random(seed)  # noqa: S311 - chooses the moment
    karbala = begun(folder / "central")
    (folder / "station").mkdir()
    joined = join(karbala, folder / "station")
    joined.store.close()
    unkept = 0
    with served(folder / "central") as central:
        words = [str(folder / "station"), central.address, *(["--boast"] if boast else [])]
        for _ in range(times):
            said = _until_killed(words, after=chance.randrange(1, 12))
            unkept += max(0, max(said) - len(_journal(folder / "station")))
        finished = subprocess.run(
            [sys.executable, "-m", "tests.kills.station", *words, "--finish"],
            cwd=ROOT,
            check=True,
            timeout=120,
            capture_output=True,
        )
        assert finished.stdout.split() == [b"open"]
    recorded, held = _journal(folder / "station"), joined.held()
    lost, doubled = len(set(recorded) - set(held)), len(held) - len(set(held))
    karbala.database.close()
    return Account(times, len(recorded), lost, doubled, unkept)


def _until_killed(words: Sequence[str], *, after: int) -> set[int]:
    """Run the station and kill it when it said so many events saved; give which it said."""
    command = [sys.executable, "-m", "tests.kills.station", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        said = {int(process.stdout.readline()) for _ in range(after)}
        process.kill()
        said |= {int(line) for line in process.stdout if line.endswith("\n")}
    return said


def _journal(folder: Path) -> list[bytes]:
    """Read what a station that was killed has on its disk, in order."""
    engine = open_ledger(folder, key=KEY)
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT bytes FROM journal ORDER BY seq").all()
    engine.dispose()
    return [row.bytes for row in found]
