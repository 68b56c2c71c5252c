"""The sequencer: every news gets one position, whoever is killed and in whatever order."""

from collections.abc import Callable
from time import monotonic

import pytest
from sqlalchemy import Connection, func, select

from sync.central.feed import News, publish, scope_of
from sync.central.sequencer import MOST, Sequencer, drain, take
from sync.central.tables import feed, news
from tests.central.karbala import Karbala
from tests.world import CENTRE

SCOPE = scope_of(CENTRE)


def tell(karbala: Karbala, *names: str, scope: str = SCOPE) -> None:
    """Publish news in a transaction of their own."""
    with karbala.database.writing() as connection:
        publish(connection, {scope: [News("note", name, 1, "{}") for name in names]})


def told(karbala: Karbala, *, scope: str = SCOPE) -> list[str]:
    """Give the ids of the notes that have positions, in order; see that these are dense."""
    with karbala.database.reading() as connection:
        rows = connection.execute(
            select(feed).where(feed.c.scope == scope).order_by(feed.c.position)
        ).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.id for row in rows if row.kind == "note"]


def waiting(karbala: Karbala) -> int:
    """Count the news without a position."""
    with karbala.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(news)) or 0


def until(holds: Callable[[], bool], *, within: float = 20.0) -> None:
    """Look again and again until something holds, and fail where it never does."""
    end = monotonic() + within
    while not holds():
        assert monotonic() < end, "it did not come to hold in time"


def test_news_wait_without_a_position_until_they_are_sequenced(karbala: Karbala) -> None:
    """A writer gives out no position; the sequencer does, in the order in which they were told."""
    drain(karbala.database)
    tell(karbala, "a", "b")
    tell(karbala, "c")
    assert (told(karbala), waiting(karbala)) == ([], 3)
    drain(karbala.database)
    assert (told(karbala), waiting(karbala)) == (["a", "b", "c"], 0)


def test_a_kill_before_the_commit_changes_nothing(karbala: Karbala) -> None:
    """Positions and the leaving of the news come together, so the next one does it, once."""
    drain(karbala.database)
    tell(karbala, "a", "b")

    def killed() -> None:
        with karbala.database.sequencing() as connection:
            assert connection is not None
            take(connection)
            raise ZeroDivisionError

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            killed()
        assert (told(karbala), waiting(karbala)) == ([], 2)
    drain(karbala.database)
    drain(karbala.database)
    assert told(karbala) == ["a", "b"]


def test_a_scope_that_nobody_opened_begins_with_its_first_news(karbala: Karbala) -> None:
    """No news are lost for want of a feed to put them into."""
    tell(karbala, "a", scope="centre:KA-99")
    drain(karbala.database)
    assert told(karbala, scope="centre:KA-99") == ["a"]


def test_more_news_than_one_transaction_takes_are_all_taken(karbala: Karbala) -> None:
    """A whole registry that came at once gets its positions in portions."""
    drain(karbala.database)
    names = [f"n{n}" for n in range(MOST + 3)]
    tell(karbala, *names)
    with karbala.database.sequencing() as connection:
        assert connection is not None
        assert take(connection) == MOST
    drain(karbala.database)
    assert told(karbala) == names


def test_the_thread_goes_on_whatever_broke(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault that nobody foresaw ends an election and not the sequencer; the log says where."""
    broken = iter([ZeroDivisionError("names of people"), KeyError(1)])

    def faulty(connection: Connection) -> int:
        for error in broken:
            raise error
        return take(connection)

    monkeypatch.setattr("sync.central.sequencer.take", faulty)
    sequencer = Sequencer(karbala.database, poll=0.001, retry=0.001)
    sequencer.start()
    tell(karbala, "a")
    until(lambda: waiting(karbala) == 0)
    sequencer.close()
    assert told(karbala) == ["a"]
    assert ["ZeroDivisionError at faulty" in caplog.text, "names" in caplog.text] == [True, False]


def test_a_thread_sequences_until_it_is_closed(karbala: Karbala) -> None:
    """What is told while it runs gets its position soon, and after it closed nothing moves."""
    sequencer = Sequencer(karbala.database, poll=0.001)
    sequencer.start()
    for name in ("a", "b", "c"):
        tell(karbala, name)
        until(lambda: waiting(karbala) == 0)
    sequencer.close()
    tell(karbala, "d")
    assert (told(karbala), waiting(karbala)) == (["a", "b", "c"], 1)
