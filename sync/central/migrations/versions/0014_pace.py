"""It is known when news were told, and when each feed moved last."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """What is there already was told long ago."""
    for table, column in (("news", "told_at"), ("feeds", "moved_at")):
        at = sa.Column(column, sa.BigInteger, nullable=False, server_default="0")
        op.add_column(table, at)
