"""Snapshots of scopes are kept for the stations that ask for them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """The latest snapshot of a scope and its parts have tables."""
    op.create_table(
        "snapshots",
        sa.Column("scope", sa.String(32), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(["scope"], ["feeds.scope"]),
    )
    op.create_table(
        "chunks",
        sa.Column("scope", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("is_former", sa.Boolean, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["scope"], ["feeds.scope"]),
    )
