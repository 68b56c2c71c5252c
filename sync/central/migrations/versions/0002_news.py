"""News wait for the one sequencer, and what all centres share has a feed of its own."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """News have a table; every centre is news for the scope `national`, which is open."""
    op.create_table(
        "news",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("scope", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("data", sa.Text),
    )
    feeds = sa.table("feeds", *map(sa.column, ("scope", "epoch", "position", "hash")))
    begun = {"epoch": secrets.token_hex(8), "position": 0, "hash": bytes(32)}
    op.execute(feeds.insert().values(scope="national", **begun))
    op.execute(
        "insert into news (scope, kind, id, revision, data)"
        " select 'national', kind, id, revision, data from records"
        " where kind = 'centre' order by id"
    )
