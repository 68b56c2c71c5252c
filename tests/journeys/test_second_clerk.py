"""A second clerk signs in."""

from clerk_station.desk.forms import resume, show_form
from clerk_station.desk.session import WrongSecret, sign_in
from clerk_station.desk.visits import Closed, close_visit
from clerk_station.domain.events import ClerkSignedIn, SignInFailed, from_bytes
from clerk_station.domain.forms import Refused
from clerk_station.store.verify import Whole, verify
from tests.desk.acts import attend, opened, sealed, serve
from tests.store.central import HeldCentral
from tests.world import DAY, World, desk_of


def test_a_second_clerk_takes_over_in_the_middle_of_a_visit(world: World) -> None:
    """Zahra finishes what Sara began; both names stand, and nothing of Sara's is lost."""
    store = world.filled()
    sara = desk_of(store, clerk_id="C1")
    serve(sara, sealed(1, world.authority_key))
    begun = opened(sara, sealed(2, world.authority_key))
    visit = attend(sara, begun.visit, begun.household, begun.household.members[0])
    sealed_before = store.outbox.next_batch(most=500)
    assert sealed_before is not None
    store.close()

    world.clock.boot = "boot-2"
    store = world.open()
    assert isinstance(sign_in(store, clerk="C2", secret="111111"), WrongSecret)
    zahra = desk_of(store, clerk_id="C2")
    again = resume(zahra)
    assert again is not None
    assert again.visit == visit
    for member in again.household.members[1:3]:
        visit = attend(zahra, visit, again.household, member)
    done = close_visit(zahra, visit, household=again.household)
    assert isinstance(done, Closed)

    assert store.outbox.next_batch(most=500) == sealed_before, "Sara's letter is still the same"
    events = store.journal.events_of_day(DAY)
    assert [e.clerk for e in events if isinstance(e.body, ClerkSignedIn)] == ["C1", "C2"]
    assert [e.clerk for e in events if isinstance(e.body, SignInFailed)] == ["C2"]
    assert {a.clerk for a in done.visit.answers.values()} == {"C1", "C2"}
    assert done.visit.clerk == "C1"
    assert done.visit.closing is not None
    assert done.visit.closing.clerk == "C2"
    facts = store.queries.day_facts(DAY)
    assert facts.unsettled == len(events)
    assert isinstance(show_form(zahra, sealed(1, world.authority_key)), Refused)

    central = HeldCentral(world)
    while batch := store.outbox.next_batch(most=500):
        store.outbox.settle(central.take(batch))
    sent = [from_bytes(data) for data in central.held]
    assert sent[: len(events)] == list(events)
    assert store.outbox.waiting() == 0
    assert isinstance(verify(store.ledger), Whole)
    store.close()
