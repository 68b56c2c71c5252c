"""The schema of the first centrals, which were made without a version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """All tables are there, empty."""
    _registry()
    _feeds()
    _stations()
    _events()


def _registry() -> None:
    op.create_table(
        "records",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("card", sa.String(16)),
        sa.Column("household", sa.String(64)),
        sa.Column("day", sa.Date),
        sa.Column("hour", sa.String(5)),
    )
    op.create_index("records_by_card", "records", ["card"])
    op.create_index("records_by_household", "records", ["household", "kind"])
    op.create_index("records_by_slot", "records", ["centre", "kind", "day", "hour"])
    op.create_table(
        "serials",
        sa.Column("series", sa.String(8), primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("scope", sa.String(32), primary_key=True),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_table(
        "feed",
        sa.Column("scope", sa.String(32), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("data", sa.Text),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["scope"], ["feeds.scope"]),
    )


def _stations() -> None:
    op.create_table(
        "stations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("app", sa.String(32)),
        sa.Column("last", sa.BigInteger),
    )
    op.create_table(
        "incarnations",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("public_key", sa.LargeBinary(32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("enrolled_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["station"], ["stations.id"]),
    )
    op.create_table(
        "enrolments",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("station", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("incarnation", sa.Integer),
        sa.ForeignKeyConstraint(["station"], ["stations.id"]),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("word", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["station", "incarnation"], ["incarnations.station", "incarnations.incarnation"]
        ),
    )
    op.create_index("events_by_visit", "events", ["station", "visit"])
    op.create_table(
        "visits",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("visit", sa.String(64), primary_key=True),
        sa.Column("household", sa.String(64), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("outcome", sa.String(32)),
        sa.Column("return_day", sa.Date),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("visits_by_form", "visits", ["form"])
