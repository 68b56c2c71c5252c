"""It is known up to where each feed was pruned, and where it stood when that was considered."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Nothing was pruned yet."""
    for name in ("pruned", "mark", "marked_at"):
        column = sa.Column(name, sa.BigInteger, nullable=False, server_default="0")
        op.add_column("feeds", column)
