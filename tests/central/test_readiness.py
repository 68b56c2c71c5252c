"""Whether the central can do its work is told with the reason."""

from pathlib import Path

from sqlalchemy import insert, text

from sync.central.database import Database
from sync.central.readiness import MOST_WAITING, Reason, reasons
from sync.central.sequencer import drain
from sync.central.tables import news
from tests.central.karbala import Karbala
from tests.central.process import begun, served, until


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


def test_a_sequencer_that_does_not_keep_up_is_told(karbala: Karbala) -> None:
    """While too many news wait for their positions the central is not ready; then it is again."""
    drain(karbala.database)
    item = {"scope": "national", "kind": "note", "revision": 1, "data": "{}"}
    with karbala.database.writing() as connection:
        rows = [item | {"id": str(n)} for n in range(MOST_WAITING + 1)]
        connection.execute(insert(news), rows)
    assert [reason.check for reason in reasons(karbala.database)] == ["sequencer"]
    drain(karbala.database)
    assert reasons(karbala.database) == ()


def test_a_served_central_tells_it_over_http(tmp_path: Path) -> None:
    """Alive is not ready: while the schema is another's, `/ready` is 503 and `/health` is 200."""
    karbala = begun(tmp_path / "central")
    with served(tmp_path / "central", workers=1) as central:
        until(lambda: central.ready() == (200, []))
        with karbala.database.writing() as connection:
            connection.execute(text("update alembic_version set version_num = 'x'"))
        assert central.ready() == (503, ["schema"])
    karbala.database.close()
