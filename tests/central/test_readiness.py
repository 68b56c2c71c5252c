"""Whether the central can do its work is told with the reason."""

import time
from pathlib import Path

from sqlalchemy import text, update

from sync.central.database import Database
from sync.central.readiness import LONGEST, Reason, reasons
from sync.central.sequencer import drain
from sync.central.tables import feeds, news
from tests.central.karbala import Karbala
from tests.central.process import begun, served, until
from tests.central.test_sequencer import tell


def test_a_central_that_can_work_has_no_reason_not_to(karbala: Karbala) -> None:
    """Control: with its database as it should be nothing stands in the way."""
    assert reasons(karbala.database) == ()


def test_another_schema_is_told(karbala: Karbala) -> None:
    """A database of another version makes the central not ready."""
    with karbala.database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = 'x'"))
    assert [reason.check for reason in reasons(karbala.database)] == ["schema"]


def test_a_database_that_is_gone_is_told() -> None:
    """Where the database does not answer, that is the reason, and nothing of its address."""
    secret = "postgresql+psycopg://clerk:s3cret@127.0.0.1:1/none"
    (reason,) = reasons(Database(secret))
    assert reason == Reason("schema", "The database does not answer: OperationalError")


def test_a_dead_sequencer_is_told(karbala: Karbala) -> None:
    """News that nobody gives a position make the central not ready until they have one."""
    drain(karbala.database)
    age(karbala, told=0, moved=LONGEST + 5)
    tell(karbala, "a")
    assert reasons(karbala.database) == ()
    age(karbala, told=LONGEST + 5, moved=LONGEST + 5)
    assert [reason.check for reason in reasons(karbala.database)] == ["sequencer"]
    drain(karbala.database)
    assert reasons(karbala.database) == ()


def test_old_news_that_are_being_sequenced_are_no_reason(karbala: Karbala) -> None:
    """A register that was imported for minutes is old when it is committed: then the feed moves."""
    drain(karbala.database)
    tell(karbala, "a")
    age(karbala, told=LONGEST + 5, moved=1)
    assert reasons(karbala.database) == ()


def age(karbala: Karbala, *, told: int, moved: int) -> None:
    """Let all news have been told, and all feeds have moved, so many seconds ago."""
    now = int(time.time())
    with karbala.database.writing() as connection:
        connection.execute(update(news).values(told_at=now - told))
        connection.execute(update(feeds).values(moved_at=now - moved))


def test_a_served_central_tells_it_over_http(tmp_path: Path) -> None:
    """Alive is not ready: while the schema is another's, `/ready` is 503 and `/health` is 200."""
    karbala = begun(tmp_path / "central")
    with served(tmp_path / "central", workers=1) as central:
        until(lambda: central.ready() == (200, []))
        with karbala.database.writing() as connection:
            connection.execute(text("update alembic_version set version_num = 'x'"))
        assert central.ready() == (503, ["schema"])
    karbala.database.close()
