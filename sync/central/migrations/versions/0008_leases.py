"""Leases of numbers for temporary cards, and the cards that stations told of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """The tables are there, empty."""
    op.create_table(
        "leases",
        sa.Column("governorate", sa.String(2), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("station", sa.String(32), nullable=False),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("granted_at", sa.BigInteger, nullable=False),
    )
    op.create_index("leases_by_incarnation", "leases", ["station", "incarnation"])
    op.create_table(
        "cards",
        sa.Column("number", sa.String(24), primary_key=True),
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("household", sa.String(64), nullable=False),
    )
    op.create_index("cards_by_incarnation", "cards", ["station", "incarnation"])
    op.create_index("cards_by_household", "cards", ["household"])
