"""It is counted how much a station laid aside here on its last day."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Nothing is counted yet."""
    for name in ("quota_day", "quota_bytes"):
        column = sa.Column(name, sa.BigInteger, nullable=False, server_default="0")
        op.add_column("stations", column)
