"""Lives of a station: branches, rotating tokens, states, moves and alarms."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Stations have states, lives have parents, and there are alarms."""
    with op.batch_alter_table("stations") as stations:
        stations.add_column(
            sa.Column("state", sa.String(16), nullable=False, server_default="active")
        )
        stations.add_column(
            sa.Column("moving_to", sa.String(16), nullable=False, server_default="")
        )
    with op.batch_alter_table("incarnations") as lives:
        lives.add_column(
            sa.Column("token_number", sa.BigInteger, nullable=False, server_default="1")
        )
        lives.add_column(sa.Column("parent", sa.Integer, nullable=False, server_default="0"))
        lives.add_column(sa.Column("forked_at", sa.BigInteger, nullable=False, server_default="0"))
        lives.add_column(sa.Column("base", sa.LargeBinary(32)))
        lives.add_column(sa.Column("names", sa.Text, nullable=False, server_default=""))
        lives.add_column(sa.Column("centre", sa.String(16), nullable=False, server_default=""))
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("station", sa.String(32), nullable=False),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(200), nullable=False),
    )
    op.create_index("alarms_by_station", "alarms", ["station", "kind"])
