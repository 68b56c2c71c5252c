"""An old copy of the station's folder is put back, and the desk works on."""

import shutil
from pathlib import Path

from clerk_station.domain.events import ClerkSignedIn
from clerk_station.store.opening import open_store
from clerk_station.store.verify import Whole, verify
from sync.condition import Alarm
from sync.status import Phase
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined
from tests.sync.held import phase
from tests.world import KEY, desk_of, form


def test_a_ledger_from_yesterday_goes_on_as_a_branch(joined: Joined, tmp_path: Path) -> None:
    """Both branches are kept, what was lost here comes back, and recording never stopped."""
    authority = joined.karbala.keys.authority
    folder, copy = tmp_path / "station", tmp_path / "copy"
    cycle = joined.cycle()
    joined.time.run(cycle, within=60)
    serve(desk_of(joined.store), sealed(1, authority))
    joined.time.run(cycle, within=60)
    assert phase(cycle) is Phase.SETTLED, "the control: so far all is well"
    joined.store.close()
    shutil.copytree(folder, copy)

    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    serve(desk_of(joined.store), sealed(2, authority))
    joined.time.run(joined.cycle(), within=60)
    held = joined.held()
    joined.store.close()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)

    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    desk = desk_of(joined.store)
    for number in (3, 4, 5):
        serve(desk, sealed(number, authority))
    cycle = joined.cycle()
    joined.time.run(cycle, within=600)
    assert (phase(cycle), cycle.status.alarm) == (Phase.SETTLED, Alarm.BRANCHED)
    assert sorted(joined.held()) == sorted({*held, *joined.recorded()})
    joined.store.projections.catch_up()
    assert joined.store.queries.served(form(2).number), "what was lost here came back"
    assert desk.save(ClerkSignedIn()).incarnation == 2
    assert isinstance(verify(joined.store.ledger), Whole)

    joined.store.close()
    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    desk = desk_of(joined.store)
    joined.time.run(joined.cycle(), within=600)
    assert joined.store.outbox.waiting() == 0
    assert sorted(joined.held()) == sorted({*held, *joined.recorded()})
    assert isinstance(verify(joined.store.ledger), Whole)
