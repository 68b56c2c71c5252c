"""The outbox: the same letter until a true receipt settles it, and green from nothing else."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clerk_station.domain.events import ClerkSignedIn, MemberAbsent, from_bytes
from clerk_station.domain.visits import AbsenceReason
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import Store
from clerk_station.store.outbox import Aside
from clerk_station.store.verify import Whole, verify
from sync.envelope import MOST_COMPRESSED, MOST_EVENTS, holds, pack, unpack
from sync.errors import Diverged, Garbled
from sync.hello import Greeting, Hello, State, read_hello
from sync.wire import Judgement, SignedReceipt, Word
from tests.store.central import NOON, HeldCentral
from tests.world import World, desk_of


@pytest.fixture
def central(world: World) -> HeldCentral:
    """Give a central that holds nothing yet."""
    return HeldCentral(world)


def record(store: Store, events: int) -> None:
    """Record that many events."""
    drafts = [Draft(body=ClerkSignedIn(), clerk="C1", session="s")] * events
    store.journal.append(*drafts, known=ServerTime())


def send_all(store: Store, central: HeldCentral, *, most: int = MOST_EVENTS) -> None:
    """Push until nothing waits."""
    while batch := store.outbox.next_batch(most=most):
        store.outbox.settle(central.take(batch))


def said(store: Store) -> Hello:
    """Give what the station says first."""
    return read_hello(store.lives.hello())


def test_an_empty_journal_has_nothing_to_send(store: Store) -> None:
    """Before the first event there is no batch, and nothing waits."""
    assert store.outbox.next_batch(most=500) is None
    assert store.outbox.waiting() == 0
    assert said(store).last == 0


def test_a_retry_is_the_same_letter(world: World, store: Store) -> None:
    """Until a receipt comes the batch keeps its id, bounds and seal, whatever is recorded since."""
    record(store, 3)
    first = store.outbox.next_batch(most=500)
    record(store, 2)
    assert first is not None
    assert store.outbox.next_batch(most=500) == first
    store.close()
    again = world.open()
    assert again.outbox.next_batch(most=500) == first
    assert again.outbox.waiting() == 5
    again.close()


def test_a_batch_carries_the_journals_bytes_sealed(store: Store, world: World) -> None:
    """What travels is what was saved, under the station's key, and fits the wire."""
    record(store, 3)
    batch = store.outbox.next_batch(most=2)
    assert batch is not None
    assert [from_bytes(data).seq for data in batch.events] == [1, 2]
    assert holds(batch, world.station_key.public_key())
    assert unpack(pack(batch)) == batch
    assert batch.head == store.journal.hash_of(2)


def test_a_receipt_settles_and_the_next_batch_follows(store: Store, central: HeldCentral) -> None:
    """Each event gets the central's word once, in order, until nothing waits."""
    record(store, 5)
    send_all(store, central, most=2)
    assert store.outbox.waiting() == 0
    assert len(central.held) == 5
    assert len(set(central.batches)) == 3
    assert said(store).acknowledged == 5


def test_halving_seals_anew(store: Store, central: HeldCentral) -> None:
    """A batch that is too large for the line becomes a smaller letter of its own."""
    record(store, 8)
    large = store.outbox.next_batch(most=8)
    small = store.outbox.next_batch(most=4)
    assert large is not None
    assert small is not None
    assert (small.first, small.last) == (1, 4)
    assert small.id != large.id
    assert store.outbox.next_batch(most=4) == small
    send_all(store, central, most=4)
    assert len(central.held) == 8
    assert isinstance(verify(store.ledger), Whole)


def test_a_batch_never_outgrows_the_wire(store: Store, central: HeldCentral) -> None:
    """Long notes make short batches."""
    note = "".join(chr(0x621 + n * 7 % 26) for n in range(30_000))
    body = MemberAbsent(reason=AbsenceReason.ABSENT, note=note)
    drafts = [Draft(body=body, clerk="C1", session="s", visit="v")] * 40
    store.journal.append(*drafts, known=ServerTime())
    while batch := store.outbox.next_batch(most=500):
        assert sum(map(len, batch.events)) <= MOST_COMPRESSED // 2
        store.outbox.settle(central.take(batch))
    assert len(central.held) == 40


def receipts_that_lie(central: HeldCentral) -> dict[str, SignedReceipt]:
    """Make receipts that must not settle anything, each for a reason of its own."""
    good = central.receipt()
    return {
        "another station": central.receipt(station="S2"),
        "another life": central.receipt(incarnation=2),
        "another chain": central.receipt(head=bytes(32)),
        "events that never were": central.receipt(acknowledged=99, count=99, head=b""),
        "fewer than none": central.receipt(acknowledged=-1, count=0, head=b""),
        "a dropped row": central.receipt(count=len(central.held) - 1),
        "another key": central.receipt(key=Ed25519PrivateKey.generate()),
        "garbled signature": replace(good, signature=bytes(64)),
        "short signature": replace(good, signature=b"x"),
        "garbled body": replace(good, body=good.body.replace(b"1", b"2")),
        "nothing": SignedReceipt(b"", b""),
    }


@pytest.mark.parametrize(
    "lie",
    [
        "another station",
        "another life",
        "another chain",
        "events that never were",
        "fewer than none",
        "a dropped row",
        "another key",
        "garbled signature",
        "short signature",
        "garbled body",
        "nothing",
    ],
)
def test_a_receipt_that_lies_settles_nothing(store: Store, central: HeldCentral, lie: str) -> None:
    """Not green: only the central's own word on this station's own chain counts."""
    record(store, 3)
    batch = store.outbox.next_batch(most=500)
    assert batch is not None
    good = central.take(batch)
    with pytest.raises(Garbled):
        store.outbox.settle(receipts_that_lie(central)[lie])
    assert store.outbox.waiting() == 3
    assert store.outbox.next_batch(most=500) == batch
    store.outbox.settle(good)
    assert store.outbox.waiting() == 0, "the control: a true receipt settles"


def test_a_receipt_may_come_twice(store: Store, central: HeldCentral) -> None:
    """The answer to a letter that was sent twice changes nothing the second time."""
    record(store, 3)
    batch = store.outbox.next_batch(most=500)
    assert batch is not None
    receipt = central.take(batch)
    store.outbox.settle(receipt)
    store.outbox.settle(receipt)
    assert store.outbox.waiting() == 0


def test_a_lost_answer_costs_nothing(store: Store, central: HeldCentral) -> None:
    """The line dropped after the central committed: the letter goes again and nothing doubles."""
    record(store, 3)
    batch = store.outbox.next_batch(most=500)
    assert batch is not None
    central.take(batch)
    record(store, 1)
    send_all(store, central)
    assert [from_bytes(data).seq for data in central.held] == [1, 2, 3, 4]
    assert central.batches[0] == central.batches[1]


def test_what_the_central_keeps_aside_is_returned_mail(store: Store, central: HeldCentral) -> None:
    """A quarantined event is settled, blocks nothing, and is named with its reason."""
    record(store, 4)
    batch = store.outbox.next_batch(most=3)
    assert batch is not None
    store.outbox.settle(central.take(batch, aside={2: "unknown_household"}))
    assert store.outbox.returned() == (Aside(1, 2, "unknown_household"),)
    assert store.outbox.waiting() == 1
    send_all(store, central)
    assert store.outbox.returned() == (Aside(1, 2, "unknown_household"),)


@pytest.mark.parametrize("state", State)
def test_a_central_that_was_restored_gets_its_events_again(
    store: Store, central: HeldCentral, state: State
) -> None:
    """Receipts above what it still holds stop counting, and those events are sent again."""
    record(store, 6)
    send_all(store, central, most=3)
    central.restore(2)
    assert store.outbox.waiting() == 0, "the control: without a greeting nobody notices"
    store.lives.greeted(
        central.greet(store.lives.hello(), replace(central.greeting(), state=state))
    )
    assert store.outbox.waiting() == 4
    send_all(store, central)
    assert [from_bytes(data).seq for data in central.held] == [1, 2, 3, 4, 5, 6]
    assert store.outbox.waiting() == 0


def test_a_central_that_is_ahead_of_its_receipts_changes_nothing(
    store: Store, central: HeldCentral
) -> None:
    """A greeting is no receipt: what was stored without an answer still waits for one."""
    record(store, 3)
    batch = store.outbox.next_batch(most=500)
    assert batch is not None
    central.take(batch)
    store.lives.greeted(central.greet(store.lives.hello()))
    assert store.outbox.waiting() == 3
    assert store.outbox.server_time() == 0, "the anchor is the time of a receipt"


def test_the_time_of_the_central_comes_from_its_signed_receipts(
    store: Store, central: HeldCentral
) -> None:
    """The anchor in later events is a time that the central signed, also after a restart."""
    record(store, 1)
    assert store.outbox.server_time() == 0
    send_all(store, central)
    assert store.outbox.server_time() == NOON


@pytest.mark.parametrize("state", list(State))
def test_a_station_of_any_state_looks_for_where_journals_part(
    store: Store, central: HeldCentral, state: State
) -> None:
    """Of a central that holds more, also a lost one keeps its state and goes on as a branch."""
    record(store, 2)
    more = Greeting(at=5, acknowledged=3, head=bytes(32), station="S1", state=state)
    with pytest.raises(Diverged):
        store.lives.greeted(central.greet(store.lives.hello(), more))
    assert (store.lives.condition().state, store.outbox.waiting()) == (state, 2)


@pytest.mark.parametrize(
    "greeting",
    [
        Greeting(at=5, acknowledged=1, head=bytes(32), station="S1"),
        Greeting(at=5, acknowledged=0, head=b"", station="S1"),
        Greeting(at=5, acknowledged=99, head=b"", station="S1"),
        Greeting(at=5, acknowledged=-1, head=b"", station="S1"),
    ],
)
def test_a_greeting_of_another_chain_is_refused(
    store: Store, central: HeldCentral, greeting: Greeting
) -> None:
    """A central that speaks of other events rewinds nothing."""
    record(store, 2)
    send_all(store, central)
    with pytest.raises(Garbled):
        store.lives.greeted(central.greet(store.lives.hello(), greeting))
    assert store.outbox.waiting() == 0
    assert store.outbox.server_time() == NOON


def test_the_export_holds_the_letters_that_the_push_would_send(
    store: Store, central: HeldCentral
) -> None:
    """The same sealed batches go by file or by line, and exporting needs no network."""
    record(store, 3)
    pushed = store.outbox.next_batch(most=2)
    exported = store.outbox.batches_for_export()
    assert exported[0] == pushed
    assert [(b.first, b.last) for b in exported] == [(1, 2), (3, 3)]
    for batch in exported:
        central.take(unpack(pack(batch)))
    assert store.outbox.waiting() == 3, "handing out a file settles nothing"
    send_all(store, central)
    assert central.batches == [batch.id for batch in exported] * 2
    assert store.outbox.batches_for_export() == ()


def test_a_second_clerk_deletes_nothing_of_the_first(store: Store, central: HeldCentral) -> None:
    """The outbox is the station's: B signs in, and A's events still wait under A's name."""
    first = desk_of(store, clerk_id="C1")
    first.save(ClerkSignedIn())
    before = store.outbox.batches_for_export()
    desk_of(store, clerk_id="C2")
    assert store.outbox.batches_for_export()[: len(before)] == before
    send_all(store, central)
    assert [from_bytes(data).clerk for data in central.held] == ["C1", "C1", "C2"]


@pytest.mark.parametrize("last", [None, Word.DEFERRED, Word.HALTED])
def test_a_receipt_settles_what_it_has_a_word_on(
    store: Store, central: HeldCentral, last: Word | None
) -> None:
    """What reached the central by file waits for its own word: it may lie in quarantine."""
    record(store, 3)
    for batch in store.outbox.batches_for_export():
        central.take(batch)
    words = [Judgement(seq=seq, word=Word.DUPLICATE) for seq in (1, 2)]
    words += [] if last is None else [Judgement(seq=3, word=last)]
    store.outbox.settle(central.receipt(judgements=tuple(words)))
    assert store.outbox.waiting() == 1
    left = store.outbox.next_batch(most=500)
    assert left is not None
    store.outbox.settle(central.take(left, aside={3: "unknown_form"}))
    assert store.outbox.returned() == (Aside(1, 3, "unknown_form"),)
