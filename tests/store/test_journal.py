"""The journal: append-only, chained, durable, and told apart when it is not whole."""

import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from clerk_station.domain.events import EventVoided, VisitOpened, from_bytes, to_bytes
from clerk_station.domain.visits import Entry
from clerk_station.errors import StationError
from clerk_station.store.database import Damaged, open_database
from clerk_station.store.journal import Draft, ServerTime
from clerk_station.store.opening import LEDGER, Store, open_ledger, open_store
from clerk_station.store.tables import ledger
from clerk_station.store.verify import Broken, Whole, verify
from sync.envelope import GENESIS, link
from tests.world import KEY, World

KNOWN = ServerTime(anchor=5, saw=7)
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.store.test_journal import KNOWN, draft
from tests.world import World

store = World(Path(sys.argv[1])).open()
for _ in range(5):
    store.journal.append(draft(), known=KNOWN)
os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else 9)
"""


def draft(visit: str = "v1") -> Draft:
    """Make a draft of an opening."""
    body = VisitOpened(entry=Entry.WALK_IN)
    return Draft(body=body, clerk="C1", session="s", household="H0001", visit=visit)


def tamper(store: Store, *statements: str) -> None:
    """Change the ledger behind the program's back, as someone with the key could."""
    with store.ledger.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_no_update"))
        connection.execute(text("DROP TRIGGER journal_no_delete"))
        for statement in statements:
            connection.execute(text(statement))


def test_events_are_dense_and_chained(store: Store) -> None:
    """Each event's hash links its bytes to all before it."""
    start = store.journal.head()
    first, second = store.journal.append(draft(), draft(), known=KNOWN)
    assert (first.seq, second.seq) == (start.seq + 1, start.seq + 2)
    expected = link(link(start.hash, to_bytes(first)), to_bytes(second))
    assert store.journal.head().hash == expected
    assert (first.anchor, first.saw) == (5, 7)


def test_a_new_journal_begins_at_genesis(world: World) -> None:
    """Before the first event the head is seq 0 and the agreed first hash."""
    world.enrol()
    opened = world.open()
    assert (opened.journal.head().seq, opened.journal.head().hash) == (0, GENESIS)
    opened.close()


def test_saved_events_are_there_after_the_process_was_killed(world: World) -> None:
    """What append returned survives a kill -9 that comes at once."""
    world.enrol()
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, str(world.folder)], check=False, cwd=root)
    assert done.returncode != 0, "the control: the process did not end by itself"
    opened = world.open()
    assert opened.journal.head().seq == 5
    assert isinstance(verify(opened.ledger), Whole)
    opened.close()


def test_a_failed_append_saves_nothing(store: Store) -> None:
    """Two events of one act are saved together or not at all."""
    before = store.journal.head()
    body = EventVoided(event="x", reason=cast(str, object()))
    bad = Draft(body=body, clerk="C1", session="s")
    with pytest.raises(TypeError):
        store.journal.append(draft(), bad, known=KNOWN)
    assert store.journal.head() == before


def test_the_journal_cannot_be_changed_or_deleted(store: Store) -> None:
    """Even this program's own connection may only add."""
    store.journal.append(draft(), known=KNOWN)
    for statement in ("UPDATE journal SET visit = 'x'", "DELETE FROM journal"):
        with (
            pytest.raises(DatabaseError, match="only grows"),
            store.ledger.begin() as connection,
        ):
            connection.execute(text(statement))


def test_verify_accepts_what_the_desk_wrote(store: Store) -> None:
    """A ledger nobody touched is whole, and its head is named."""
    store.journal.append(draft(), draft(), known=KNOWN)
    store.outbox.next_batch(most=500)
    found = verify(store.ledger)
    assert isinstance(found, Whole)
    assert (found.events, found.signatures) == (2, 1)
    assert found.head == store.journal.head().hash.hex()


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        ("UPDATE journal SET bytes = replace(bytes, 'H0001', 'H0002') WHERE seq = 2", 2, "bytes"),
        ("DELETE FROM journal WHERE seq = 2", 3, "missing"),
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3", 3, "chain"),
    ],
)
def test_verify_names_the_first_broken_event(
    store: Store, statement: str, seq: int, why: str
) -> None:
    """A changed, missing or relinked event is named with its number."""
    store.journal.append(draft(), draft(), draft(), known=KNOWN)
    tamper(store, statement)
    found = verify(store.ledger)
    assert isinstance(found, Broken)
    assert found.seq == seq
    assert why in found.why


def test_verify_finds_a_chain_that_was_written_anew(store: Store) -> None:
    """Who rewrites an event and relinks all after it cannot renew the batch's seal."""
    store.journal.append(draft(), draft(), known=KNOWN)
    store.outbox.next_batch(most=500)
    with store.ledger.begin() as connection:
        rows = connection.execute(text("SELECT seq, bytes FROM journal ORDER BY seq")).all()
    tamper(store)
    head = GENESIS
    with store.ledger.begin() as connection:
        for row in rows:
            data = row.bytes.replace(b"H0001", b"H0009")
            head = link(head, data)
            connection.execute(
                text("UPDATE journal SET bytes = :b, hash = :h WHERE seq = :s"),
                {"b": data, "h": head, "s": row.seq},
            )
    found = verify(store.ledger)
    assert isinstance(found, Broken)
    assert "seal" in found.why


def test_verify_finds_a_tail_that_was_cut_off(store: Store) -> None:
    """Events that the central has acknowledged are missed when they are gone from the end."""
    store.journal.append(draft(), draft(), draft(), known=KNOWN)
    store.outbox.next_batch(most=500)
    with store.ledger.begin() as connection:
        for seq in (1, 2, 3):
            connection.execute(
                text("INSERT INTO receipts VALUES (1, :seq, 'accepted', '', 5)"), {"seq": seq}
            )
    assert isinstance(verify(store.ledger), Whole), "the control: nothing is cut off yet"
    tamper(store, "DELETE FROM journal WHERE seq = 3")
    found = verify(store.ledger)
    assert isinstance(found, Broken)
    assert (found.seq, "acknowledged" in found.why) == (3, True)


def test_verify_misses_the_seals_of_what_was_sent(store: Store) -> None:
    """Who writes the chain anew cannot hide it by deleting the sealed batches."""
    store.journal.append(draft(), draft(), known=KNOWN)
    store.outbox.next_batch(most=500)
    tamper(
        store,
        "INSERT INTO receipts VALUES (1, 1, 'accepted', '', 5)",
        "DELETE FROM batches",
    )
    found = verify(store.ledger)
    assert isinstance(found, Broken)
    assert "missing" in found.why


def test_a_wrong_key_opens_nothing_and_harms_nothing(world: World) -> None:
    """With another key the station says so in words, and the right key still opens it."""
    world.filled().close()
    before = (world.folder / LEDGER).read_bytes()
    with pytest.raises(Damaged) as caught:
        open_ledger(world.folder, key=bytes(32))
    assert caught.value.title == "The database cannot be opened"
    assert (world.folder / LEDGER).read_bytes() == before
    world.open().close()


def test_nothing_personal_can_be_read_from_the_files(world: World) -> None:
    """Neither file holds a name, a card number or a kind of event in the clear."""
    opened = world.filled()
    opened.journal.append(draft(), known=KNOWN)
    opened.close()
    for file in world.folder.glob("*.db*"):
        data = file.read_bytes()
        for secret in ("كاظم", "2419001", "visit.opened", "SQLite format"):
            assert secret.encode() not in data, file.name


def test_a_full_disk_says_not_saved(store: Store) -> None:
    """When the disk is full the clerk hears that nothing was saved, and the journal is whole."""
    with store.ledger.begin() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    with store.ledger.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    saved: list[int] = []

    def fill() -> None:
        while len(saved) < 1000:
            (event,) = store.journal.append(draft(), known=KNOWN)
            saved.append(event.seq)

    with pytest.raises(StationError, match="Not saved: the disk is full"):
        fill()
    assert store.journal.head().seq == saved[-1]
    assert isinstance(verify(store.ledger), Whole)
    with store.ledger.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.journal.append(draft(), known=KNOWN)
    assert store.journal.head().seq == saved[-1] + 1


def test_a_damaged_cache_is_rebuilt_and_a_damaged_ledger_is_left_alone(world: World) -> None:
    """The cache is thrown away and folded again; the ledger is never deleted."""
    opened = world.filled()
    opened.journal.append(draft(), known=KNOWN)
    opened.close()
    cache_file = next(world.folder.glob("cache-*.db"))
    cache_file.write_bytes(b"not a database at all" * 1000)
    again = world.open()
    assert again.queries.open_visit() is not None
    assert again.inbox.cursor("").position == 0
    again.close()
    ledger_file = world.folder / LEDGER
    ledger_file.write_bytes(b"rubbish" * 2000)
    with pytest.raises(Damaged):
        world.open()
    assert ledger_file.read_bytes() == b"rubbish" * 2000


def test_an_unknown_kind_keeps_its_bytes(store: Store) -> None:
    """Events of a later version are read as unread and travel on untouched."""
    (event,) = store.journal.append(
        Draft(body=EventVoided(event="x", reason="y"), clerk="C1", session="s"), known=KNOWN
    )
    later = to_bytes(event).replace(b"event.voided/1", b"event.voided/9")
    assert from_bytes(later).body.kind == ""


def test_a_ledger_opens_only_once_enrolled(tmp_path: Path) -> None:
    """A folder without enrolment says what to do."""
    open_database(tmp_path / LEDGER, key=KEY, tables=ledger, synchronous="FULL").dispose()
    with pytest.raises(StationError, match="not set up"):
        open_store(tmp_path, key=KEY, clock=World(tmp_path).clock.as_clock())
