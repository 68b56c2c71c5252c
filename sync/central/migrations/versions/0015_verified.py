"""It is known up to where an audit found all events of a life."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """No audit has looked yet."""
    verified = sa.Column("verified", sa.BigInteger, nullable=False, server_default="0")
    op.add_column("standings", verified)
