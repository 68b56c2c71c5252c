"""The central's schema: made by steps, taken over from before the steps, upgraded whole or not."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from clerk_station.errors import StationError
from sync.central import schema
from sync.central.__main__ import main
from sync.central.database import Database
from sync.central.folder import Folder
from sync.central.schema import STEPS, Stand
from sync.central.tables import PARTITIONS, metadata
from tests.central import postgres

MUSEUM = Path(__file__).parent / "museum"
BROKEN = '''"""A step that fails after it has changed something."""
from alembic import op
import sqlalchemy as sa
revision = "9999"
down_revision = "{newest}"
def upgrade():
    op.create_table("half", sa.Column("n", sa.Integer))
    op.execute("delete from events")
    op.execute("select nothing from nowhere")
'''


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    """Give a way into the database beside the central's own."""
    made = create_engine(empty)
    yield made
    made.dispose()


def described(connection: Connection) -> dict[str, Any]:
    """Describe all tables: columns, keys, references, indexes and how the rows are laid out."""
    seen = inspect(connection)
    layout = {
        "postgresql": "select relname, pg_get_partkeydef(oid) from pg_class"
        " where relkind in ('r', 'p') and not relispartition",
        "sqlite": "select name, wr from pragma_table_list where schema = 'main'",
    }[connection.dialect.name]
    laid_out: dict[str, Any] = {row[0]: row[1] for row in connection.execute(text(layout))}
    return {
        table: (
            [{**column, "type": str(column["type"])} for column in seen.get_columns(table)],
            seen.get_pk_constraint(table),
            sorted(map(str, seen.get_foreign_keys(table))),
            sorted(map(str, seen.get_indexes(table))),
            sorted(map(str, seen.get_unique_constraints(table))),
            laid_out[table],
        )
        for table in seen.get_table_names()
        if table != "alembic_version" and table in laid_out
    }


def old_central(engine: Engine) -> None:
    """Make what a central made before there were steps, with a station and two events."""
    with engine.begin() as connection:
        for statement in (MUSEUM / f"{engine.dialect.name}.sql").read_text("utf-8").split(";"):
            if statement.strip():
                connection.execute(text(statement))
        connection.execute(
            text("insert into stations (id, centre, name, created_at) values ('S1', 'C', 'n', 1)")
        )
        connection.execute(
            text("insert into incarnations values ('S1', 1, :key, :token, 5)"),
            {"key": bytes(32), "token": bytes(range(32))},
        )
        add = text(
            "insert into events values"
            " ('S1', 1, :seq, :hash, :bytes, 'clerk.signed_in/1', '', 'accepted', '', 7)"
        )
        for seq in (1, 2):
            held = {"seq": seq, "hash": bytes([seq]) * 32, "bytes": b"event %d" % seq}
            connection.execute(add, held)


def migrated(url: str) -> Stand:
    """Bring a database up to date; say how it stands then."""
    database = Database(url)
    try:
        database.migrate()
        return database.stand()
    finally:
        database.close()


def test_the_steps_lead_to_the_tables(empty: str, engine: Engine) -> None:
    """A database made by the steps is, in every detail, what the code says its tables are."""
    assert migrated(empty) is Stand.SAME
    with engine.connect() as connection:
        by_steps = described(connection)
    with engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            cascade = "cascade" if engine.dialect.name == "postgresql" else ""
            connection.execute(text(f"drop table if exists {table} {cascade}"))
        metadata.create_all(connection)
        assert described(connection) == by_steps
    assert set(by_steps) == set(metadata.tables)


def test_events_lie_in_partitions(server: str) -> None:
    """On PostgreSQL the events of a station lie in one of a fixed number of tables."""
    url = postgres.fresh(server)
    assert migrated(url) is Stand.SAME
    engine = create_engine(url)
    with engine.connect() as connection:
        children = "select count(*) from pg_inherits where inhparent = 'events'::regclass"
        assert connection.scalar(text(children)) == PARTITIONS
    engine.dispose()


def test_there_is_one_line_of_steps() -> None:
    """Every step but the first follows another, and none forks off."""
    known = schema.revisions(STEPS)
    assert len(known) == len(list((STEPS / "versions").glob("*.py")))
    assert known[-1] == schema.BASELINE


def test_a_central_from_before_the_steps_is_taken_over(empty: str, engine: Engine) -> None:
    """Its stations, keys and events are there afterwards, byte for byte."""
    old_central(engine)
    database = Database(empty)
    assert database.stand() is Stand.OLDER
    database.close()
    assert migrated(empty) is Stand.SAME
    with engine.connect() as connection:
        rows = connection.execute(text("select seq, hash, bytes from events order by seq"))
        assert [(r.seq, bytes(r.hash), bytes(r.bytes)) for r in rows] == [
            (seq, bytes([seq]) * 32, b"event %d" % seq) for seq in (1, 2)
        ]
        assert connection.scalar(text("select enrolled_at from incarnations")) == 5


def test_what_was_true_before_the_steps_is_told_anew(empty: str, engine: Engine) -> None:
    """Each record is news once for each scope that it concerns, the centres for all."""
    old_central(engine)
    told = [("centre", "KA-01", "KA-01"), ("form", "F1", "KA-01"), ("served", "F1", "KA-02")]
    with engine.begin() as connection:
        for scope in ("centre:KA-01", "centre:KA-02"):
            feed = {"scope": scope, "hash": bytes(32)}
            connection.execute(text("insert into feeds values (:scope, 'e', 1, :hash)"), feed)
            row = "insert into feed values (:scope, 1, 'form', 'F1', 1, '{}', :hash)"
            connection.execute(text(row), feed)
        for kind, identity, at in told:
            add = text(
                "insert into records (kind, id, centre, revision, data)"
                " values (:kind, :id, :at, 3, '{}')"
            )
            connection.execute(add, {"kind": kind, "id": identity, "at": at})
    assert migrated(empty) is Stand.SAME
    with engine.connect() as connection:
        rows = connection.execute(text("select scope, kind, id from news order by scope, kind"))
        assert [tuple(row) for row in rows] == [
            ("centre:KA-01", "form", "F1"),
            ("centre:KA-01", "served", "F1"),
            ("centre:KA-02", "served", "F1"),
            ("national", "centre", "KA-01"),
        ]
        assert connection.scalar(text("select count(*) from feed")) == 0
        assert set(connection.scalars(text("select position from feeds"))) == {0}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Give the steps with one more, which fails half way."""
    steps = tmp_path / "100% steps"
    shutil.copytree(STEPS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    last = BROKEN.format(newest=schema.revisions(STEPS)[0])
    (steps / "versions" / "9999_broken.py").write_text(last, encoding="utf-8")
    return steps


def test_an_upgrade_happens_whole_or_not_at_all(empty: str, engine: Engine, broken: Path) -> None:
    """A step that fails leaves the database as it was, steps before it included."""
    old_central(engine)
    with engine.connect() as connection:
        before = described(connection)
    database = Database(empty)
    with pytest.raises(DBAPIError, match="nowhere"):
        database.migrate(steps=broken)
    database.close()
    with engine.connect() as connection:
        assert described(connection) == before
        assert connection.scalar(text("select count(*) from events")) == 2
        assert "alembic_version" not in inspect(connection).get_table_names()
    assert migrated(empty) is Stand.SAME


def test_control_steps_outside_a_transaction_stop_half_way(engine: Engine, broken: Path) -> None:
    """The control: without the one transaction the same step leaves the half it did."""
    old_central(engine)
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        pytest.raises(DBAPIError, match="nowhere"),
    ):
        schema.upgrade(connection, steps=broken)
    with engine.connect() as connection:
        assert "half" in inspect(connection).get_table_names()
        assert connection.scalar(text("select count(*) from events")) == 0


def test_an_upgrade_again_changes_nothing(empty: str) -> None:
    """Who types migrate twice has lost nothing."""
    assert migrated(empty) is Stand.SAME
    assert migrated(empty) is Stand.SAME


@pytest.mark.parametrize(
    "spoil", ["update alembic_version set version_num = '7777'", "drop table alembic_version"]
)
def test_a_database_of_others_is_left_alone(empty: str, engine: Engine, spoil: str) -> None:
    """What a newer central or another program made is neither read nor changed."""
    assert migrated(empty) is Stand.SAME
    with engine.begin() as connection:
        connection.execute(text(spoil))
        if spoil.startswith("drop"):
            connection.execute(text("drop table visits"))
    database = Database(empty)
    assert database.stand() is Stand.FOREIGN
    database.close()


def test_an_old_database_is_not_served_until_it_is_upgraded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command says what to type; after migrate it works."""
    folder = tmp_path / "central"
    assert main(["init", "--data", str(folder)]) == 0
    (folder / "central.db").unlink()
    engine = create_engine(f"sqlite:///{folder / 'central.db'}")
    old_central(engine)
    engine.dispose()
    for command in (["serve"], ["station", "list"]):
        assert main([*command, "--data", str(folder)]) == 1
        assert "type: clerk-central migrate" in capsys.readouterr().err
    assert main(["migrate", "--data", str(folder)]) == 0
    assert "up to date" in capsys.readouterr().out
    assert main(["station", "list", "--data", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("S1")


def test_a_newer_database_is_told(tmp_path: Path) -> None:
    """An old program in front of a newer database says so, also when told to upgrade."""
    folder = Folder(tmp_path / "central")
    folder.create(None).database.close()
    engine = create_engine(f"sqlite:///{folder.path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '7777'"))
    engine.dispose()
    for migrate in (False, True):
        with pytest.raises(StationError) as trouble:
            folder.open(migrate=migrate)
        assert "newer clerk-central" in trouble.value.message
