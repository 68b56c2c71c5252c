"""The line is down all morning and comes back at noon."""

from clerk_station.domain.records import ServedForm
from sync.errors import SyncError, Unreachable
from sync.status import Phase
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined
from tests.sync.held import down, phase
from tests.world import desk_of, form


def morning(joined: Joined) -> None:
    """Fetch the centre's data, lose the line, and serve three families."""
    cycle = joined.cycle()
    joined.time.run(cycle, within=60)
    assert phase(cycle) is Phase.SETTLED
    joined.line.before = down
    sara = desk_of(joined.store)
    for number in (1, 2, 3):
        serve(sara, sealed(number, joined.karbala.keys.authority))
        joined.clock.pass_by(minutes=40)


def test_everything_of_the_morning_reaches_the_central_at_noon(joined: Joined) -> None:
    """Offline the light is never green; at noon each event is at the central, byte for byte."""
    morning(joined)
    cycle = joined.cycle()
    joined.time.run(cycle, within=3600)
    assert phase(cycle) is not Phase.SETTLED
    assert joined.held() == []
    assert joined.store.outbox.waiting() == len(joined.recorded()) > 15

    joined.line.before = lambda _call: None
    cycle.send_now()
    joined.time.run(cycle, within=900)
    assert phase(cycle) is Phase.SETTLED
    assert joined.held() == joined.recorded()
    served = joined.store.queries.record(ServedForm, form(1).number)
    assert served is not None, "what the central folded came back by the feed"


def test_the_line_drops_after_the_central_committed_and_before_it_answered(
    joined: Joined,
) -> None:
    """The station sends again, the central knows each event, and nothing is doubled."""
    morning(joined)
    drops: list[int] = []

    def before_the_answer(_call: int) -> SyncError | None:
        if joined.line.pushes > len(drops) and len(drops) < 3:
            drops.append(joined.line.pushes)
            return Unreachable("cut")
        return None

    joined.line.before, joined.line.after = lambda _call: None, before_the_answer
    cycle = joined.cycle()
    while not drops:
        joined.time.seconds += max(1.0, cycle.step())
    assert joined.held() == joined.recorded(), "the central committed"
    assert joined.store.outbox.waiting() == len(joined.recorded()), "and nobody was told"
    assert phase(cycle) is not Phase.SETTLED

    joined.time.run(cycle, within=3600)
    assert len(drops) == 3, "the control: the answers were really lost"
    assert phase(cycle) is Phase.SETTLED
    assert joined.held() == joined.recorded()
    assert joined.store.outbox.waiting() == 0
