"""The central's schema: which step of `migrations` a database stands at, and how it goes on."""

from enum import Enum, auto
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

STEPS = Path(__file__).parent / "migrations"
BASELINE = "0001"
"""Where a database stands that was made before there were steps."""

_BASELINE_TABLES = {
    *("records", "serials", "feeds", "feed", "stations", "incarnations", "enrolments"),
    *("events", "visits"),
}


class Stand(Enum):
    """How a database's schema compares with this program's."""

    EMPTY = auto()
    OLDER = auto()
    SAME = auto()
    FOREIGN = auto()


@cache
def revisions(steps: Path) -> tuple[str, ...]:
    """Give all steps, the newest first."""
    script = ScriptDirectory.from_config(_config(steps))
    return tuple(step.revision for step in script.walk_revisions())


def stand(connection: Connection, *, steps: Path = STEPS) -> Stand:
    """Compare; `FOREIGN` is what a newer or another program made."""
    here, known = _revision(connection), revisions(steps)
    if here is None:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return Stand.EMPTY
        return Stand.OLDER if tables >= _BASELINE_TABLES else Stand.FOREIGN
    if here not in known:
        return Stand.FOREIGN
    return Stand.SAME if here == known[0] else Stand.OLDER


def upgrade(connection: Connection, *, steps: Path = STEPS) -> None:
    """Take the missing steps within the caller's transaction; one program at a time.

    A database from before the steps is taken over with all that it holds.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(hashtext('clerk-central schema'))"))
    config = _config(steps)
    config.attributes["connection"] = connection
    if _revision(connection) is None and stand(connection, steps=steps) is Stand.OLDER:
        command.stamp(config, BASELINE)
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(steps: Path) -> Config:
    config = Config()
    # Config reads % as the beginning of a reference, and a folder may have one in its name.
    config.set_main_option("script_location", str(steps).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
