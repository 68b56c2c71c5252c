"""A life is known to have spoken for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nothing is known of the lives that are there: their next hello tells."""
    heard = sa.Column("is_heard", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("incarnations", heard)
