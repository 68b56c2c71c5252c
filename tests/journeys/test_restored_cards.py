"""An old copy of a station is put back while cards are given out: no number twice."""

import shutil
from pathlib import Path

from clerk_station.desk.cards import issue_card
from clerk_station.desk.visits import close_visit
from clerk_station.domain.cases import CaseKind
from clerk_station.domain.events import CardIssued
from clerk_station.domain.records import Case, Lease
from clerk_station.store.opening import Store, open_store
from sync.status import Phase
from tests.desk.acts import attend, opened, sealed, serve
from tests.journeys.joined import Joined
from tests.sync.held import phase
from tests.world import KEY, desk_of

SON = 2


def give_card(joined: Joined, number: int) -> str:
    """Serve a household and give its son, who has no unified card, a temporary one."""
    desk = desk_of(joined.store)
    begun = opened(desk, sealed(number, joined.karbala.keys.authority))
    visit = begun.visit
    for member in begun.household.members[:3]:
        visit = attend(desk, visit, begun.household, member)
    given = issue_card(desk, visit, member=begun.household.members[SON])
    close_visit(desk, given.visit, household=begun.household)
    return given.number


def rest(joined: Joined) -> Phase:
    """Let the post run until there is nothing to do."""
    cycle = joined.cycle()
    joined.time.run(cycle, within=600)
    joined.karbala.now += 60
    return phase(cycle)


def lives(store: Store) -> set[int]:
    """Name the lives of this station to which numbers were leased."""
    mine = (one for one in store.queries.all_records(Lease) if one.station == "KA-01-S1")
    return {lease.incarnation for lease in mine}


def test_a_branch_gives_out_numbers_of_its_own(joined: Joined, tmp_path: Path) -> None:
    """What the old life gave out stays its own; the new one begins a block of its own."""
    folder, copy = tmp_path / "station", tmp_path / "copy"
    assert rest(joined) is Phase.SETTLED
    joined.store.close()
    shutil.copytree(folder, copy)

    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    first = give_card(joined, 1)
    assert rest(joined) is Phase.SETTLED
    joined.store.close()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)

    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    serve(desk_of(joined.store), sealed(2, joined.karbala.keys.authority))
    for _ in range(3):
        assert rest(joined) is Phase.SETTLED
    assert joined.store.journal.life == 2
    assert lives(joined.store) == {1, 2}
    second = give_card(joined, 3)
    assert second[:13] != first[:13], "of another block"
    told = joined.store.journal.events_of_kind(CardIssued.kind)
    assert [e.body.number for e in told if isinstance(e.body, CardIssued)] == [first, second]
    rest(joined)
    cases = joined.store.queries.all_records(Case)
    assert not [case for case in cases if case.kind is CaseKind.NUMBER_TWICE]


def test_control_a_copy_that_nobody_knows_of_gives_a_number_again(
    joined: Joined, tmp_path: Path
) -> None:
    """Before any contact an old copy cannot know what it lacks; the central finds the number."""
    folder, copy = tmp_path / "station", tmp_path / "copy"
    rest(joined)
    joined.store.close()
    shutil.copytree(folder, copy)
    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    first = give_card(joined, 1)
    rest(joined)
    joined.store.close()
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)
    joined.store = open_store(folder, key=KEY, clock=joined.clock.as_clock())
    assert give_card(joined, 2) == first
    for _ in range(3):
        rest(joined)
    kinds = [case.kind for case in joined.store.queries.all_records(Case)]
    assert CaseKind.NUMBER_TWICE in kinds
