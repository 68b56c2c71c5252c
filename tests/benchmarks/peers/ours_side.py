"""Our desk and our central under the verbs that the rivals have too. The last line is JSON."""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from clerk_station.clock import BAGHDAD, Clock, real_clock
from clerk_station.domain.events import VisitOpened, from_bytes
from clerk_station.domain.people import Household
from clerk_station.domain.visits import Entry
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store, open_store
from clerk_station.store.tables import journal
from sync.central.folder import Folder
from sync.central.registry import forms_on, get_many
from sync.central.tables import events
from sync.cycle import Cycle
from sync.http import HttpServer
from sync.status import Phase
from tests.benchmarks.sync import CENTRE, DAY, KEY, Bench, enrolled

SHIFT = float(os.environ.get("SHIFT", "0"))
PLACES = "households.json"


def begin(folder: Path) -> dict[str, object]:
    """Begin a central with a few households."""
    bench = Bench(folder)
    bench.central("init")
    bench.central("sample", "--households", "300", "--day", str(DAY))
    office = Folder(folder / "central").open()
    with closing(office.database), office.database.reading() as connection:
        forms = forms_on(connection, CENTRE, DAY)
        people = get_many(connection, Household, (form.household for form in forms))
    (folder / PLACES).write_text(json.dumps(sorted(people)))
    return {}


def enrol(folder: Path, station: str, address: str) -> dict[str, object]:
    """Make a folder the station of a central."""
    store, _ = enrolled(Bench(folder), address)
    store.close()
    (folder / store.enrolment.station).rename(station)
    (Path(station) / PLACES).write_text((folder / PLACES).read_text())
    return {}


def opened(folder: Path) -> Store:
    """Open the station, with its clock as wrong as it is meant to be."""
    real = real_clock()
    wrong = Clock(
        now=lambda: datetime.now(BAGHDAD) + timedelta(seconds=SHIFT),
        monotonic_ms=real.monotonic_ms,
        boot=real.boot,
    )
    return open_store(folder, key=KEY, clock=wrong)


def record(folder: Path, file: str, bulk: str = "") -> dict[str, object]:
    """Record an event for each line; each number is printed when its event is durable."""
    places = json.loads((folder / PLACES).read_text())
    raw = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    drafts = [
        Draft(
            body=VisitOpened(entry=Entry.WALK_IN),
            clerk="KA-01-C1",
            session="s1",
            household="nowhere" if r.get("poison") else places[n % len(places)],
            visit=r["number"],
        )
        for n, r in enumerate(raw)
    ]
    with closing(opened(folder)) as store:
        if bulk:
            store.journal.append(*drafts, known=ServerTime())
            return {}
        for draft in drafts:
            store.journal.append(draft, known=ServerTime())
            os.write(1, f"{draft.visit}\n".encode())
    return {}


def carry(folder: Path, address: str, seconds: str) -> dict[str, object]:
    """Run the post until all is settled or the time is over."""
    began = time.perf_counter()
    with closing(opened(folder)) as store:
        server = HttpServer(address, token=store.enrolment.token)
        cycle = Cycle(
            outbox=store.outbox,
            lives=store.lives,
            inbox=store.inbox,
            server=server,
            monotonic=time.monotonic,
            wall=lambda: time.time() + SHIFT,
            random=random.random,
        )
        while cycle.status.phase is not Phase.SETTLED:
            left = cycle.step()
            if time.perf_counter() - began + left > float(seconds):
                break
            time.sleep(left)
        status = cycle.status
    passed = time.perf_counter() - began
    return {"done": status.phase is Phase.SETTLED, "seconds": passed, "error": status.error}


def at_station(folder: Path) -> dict[str, object]:
    """List what the journal holds."""
    with closing(opened(folder)) as store, store.ledger.begin() as connection:
        return {"numbers": _numbers(list(connection.scalars(select(journal.c.bytes))))}


def at_central(folder: Path) -> dict[str, object]:
    """List what the central holds, in quarantine or not."""
    office = Folder(folder / "central").open()
    with closing(office.database), office.database.reading() as connection:
        return {"numbers": _numbers(list(connection.scalars(select(events.c.bytes))))}


def _numbers(held: list[bytes]) -> list[str]:
    return [event.visit for event in map(from_bytes, held) if event.visit]


VERBS: dict[str, Callable[..., dict[str, object]]] = {
    "begin": begin,
    "enrol": enrol,
    "record": record,
    "push": carry,
    "pull": carry,
    "list": at_station,
    "list-central": at_central,
}


def main() -> None:
    """Do one verb."""
    verb, folder, *words = sys.argv[1:]
    answer = VERBS[verb](Path(folder), *words)
    os.write(1, f"{json.dumps(answer)}\n".encode())


if __name__ == "__main__":
    main()
