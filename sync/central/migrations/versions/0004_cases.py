"""Quarantine, cases, identities and what people decided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The tables are there, empty."""
    op.create_table(
        "quarantine",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("household", sa.String(64), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
    )
    op.create_index("quarantine_by_household", "quarantine", ["household"])
    op.create_index("quarantine_by_state", "quarantine", ["state", "centre"])
    op.create_index("visits_by_household", "visits", ["household"])
    _cases()
    op.create_table(
        "identities",
        sa.Column("mark", sa.String(16), primary_key=True),
        sa.Column("member", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(16), primary_key=True),
        sa.Column("household", sa.String(64), nullable=False),
    )
    op.create_index("identities_by_household", "identities", ["household"])
    _decisions()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    op.create_index("cases_by_state", "cases", ["state"])
    op.create_table(
        "case_households",
        sa.Column("household", sa.String(64), primary_key=True),
        sa.Column("case", sa.String(16), primary_key=True),
    )
    op.create_index("case_households_by_case", "case_households", ["case"])


def _decisions() -> None:
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "decisions",
        sa.Column("number", number, primary_key=True),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("knew", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("decisions_by_about", "decisions", ["about"])
