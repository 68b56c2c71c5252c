"""What cannot be read again is not saved, and where it was saved all the same the desk starts."""

from datetime import datetime, timedelta

import pytest

from clerk_station.clock import BAGHDAD, Clock
from clerk_station.domain.events import MemberAbsent, from_bytes, to_bytes
from clerk_station.domain.visits import AbsenceReason
from clerk_station.errors import StationError
from clerk_station.store import journal
from clerk_station.store.journal import Draft
from clerk_station.store.opening import Store
from tests.store.test_journal import KNOWN, draft
from tests.world import World

BROKEN = ("مريض\0", "مريض\ud800")


def noted(note: str) -> Draft:
    """Make a draft with a note."""
    body = MemberAbsent(reason=AbsenceReason.HOME_VISIT, note=note)
    return Draft(body=body, clerk="C1", session="s", household="H0001", visit="v1", member="m")


@pytest.mark.parametrize("note", BROKEN)
def test_what_could_not_be_read_again_is_not_saved(store: Store, note: str) -> None:
    """The clerk is told to type the text anew; nothing of the act is in the journal."""
    before = store.journal.head()
    with pytest.raises(StationError, match="type it anew"):
        store.journal.append(draft(), noted(note), known=KNOWN)
    assert store.journal.head() == before
    store.journal.append(draft(), noted(note[:-1]), known=KNOWN)
    store.projections.catch_up()
    assert store.queries.open_visit() is not None


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=BAGHDAD),
        datetime(1990, 9, 30, 23, 30, tzinfo=BAGHDAD, fold=1),
        datetime.max.replace(tzinfo=BAGHDAD),
    ],
)
def test_no_clock_keeps_a_desk_from_recording(world: World, moment: datetime) -> None:
    """Whatever year the machine has, the event is saved, folded, and there after a start."""
    world.enrol()
    world.clock.moment = moment
    store = world.open()
    (saved,) = store.journal.append(draft(), known=KNOWN)
    store.projections.catch_up()
    store.close()
    store = world.open()
    assert store.journal.event(1, 1) == from_bytes(to_bytes(saved))
    opened = store.queries.open_visit()
    assert opened is not None
    assert opened.opened_at - timedelta(days=1) < opened.opened_at + timedelta(days=1)
    store.close()


def test_a_clock_beyond_every_calendar_gives_a_time() -> None:
    """A machine may claim a year that no date can have."""

    def beyond() -> datetime:
        return datetime.max.replace(tzinfo=BAGHDAD) + timedelta(days=1)

    with pytest.raises(OverflowError):  # the control
        beyond()
    assert Clock(now=beyond, monotonic_ms=int, boot="b").now().year == 9998


def left_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a journal with a row in it that a program saved which did not look."""
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_written", to_bytes)
        store.journal.append(
            draft(), Draft(body=draft().body, clerk="C1", session="\0", visit="v1"), known=KNOWN
        )


def test_a_desk_starts_whatever_lies_in_its_journal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unreadable row is kept and sent; what can be read of its visit is shown."""
    world.enrol()
    store = world.open()
    left_behind(store, monkeypatch)
    store.close()
    store = world.open()
    assert store.queries.open_visit() is not None
    assert (store.journal.head().seq, store.outbox.waiting()) == (2, 2)
    batch = store.outbox.next_batch(most=500)
    assert batch is not None
    assert len(batch.events) == 2
    store.close()


def test_control_folding_that_reads_everything_never_starts_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the reader that raises, the desk cannot open."""
    world.enrol()
    store = world.open()
    left_behind(store, monkeypatch)
    store.close()
    monkeypatch.setattr(journal, "if_readable", from_bytes)
    with pytest.raises(ValueError, match="NUL"):
        world.open()
