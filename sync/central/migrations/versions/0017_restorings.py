"""It is known of which times this central lost what it had: it was put back from backups."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """There is a place for them."""
    op.create_table(
        "restorings",
        sa.Column("lost_from", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
    )
