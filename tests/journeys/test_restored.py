"""An old copy of the station's folder is put back, and the desk works on."""

import shutil
from pathlib import Path

from clerk_station.store.opening import open_store
from clerk_station.store.verify import Whole, verify
from sync.status import Phase
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined
from tests.sync.held import phase
from tests.world import KEY, desk_of


def test_a_ledger_from_yesterday_stops_sending_and_loses_nothing(
    joined: Joined, tmp_path: Path
) -> None:
    """Both branches are kept, the light asks for the manager, and recording goes on."""
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
    assert phase(cycle) is Phase.TROUBLE
    assert cycle.status.halted == "fork"
    assert "Export" in cycle.status.advice
    assert joined.held() == held, "the central's branch stands"
    assert joined.store.outbox.waiting() > 15, "and so does the station's"
    assert isinstance(verify(joined.store.ledger), Whole)
    assert joined.store.outbox.batches_for_export()
