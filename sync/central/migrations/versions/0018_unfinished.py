"""Visits say what there is to take up of them, and which one they took up."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Visits of before leave nothing: they are told when they are folded next."""
    op.add_column("visits", sa.Column("unfinished", sa.Text))
    op.add_column("visits", sa.Column("continues", sa.String(128)))
    op.create_index("visits_by_continues", "visits", ["continues"])
