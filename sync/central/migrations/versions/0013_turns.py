"""The turns of households in the halls, as each station tells its part."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """The table is there, empty."""
    op.create_table(
        "turns",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("visit", sa.String(64), primary_key=True),
        sa.Column("centre", sa.String(16), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("household", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_index("turns_by_household", "turns", ["centre", "day", "household"])
