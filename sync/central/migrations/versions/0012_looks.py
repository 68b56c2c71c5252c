"""What second persons said of statements, at whichever station."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """There is a place for their looks."""
    op.create_table(
        "looks",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("statement", sa.String(20), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("looks_by_visit", "looks", ["station", "visit"])
    op.create_index("looks_by_statement", "looks", ["statement"])
