"""News wait for the one sequencer, and what all centres share has a feed of its own."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """News have a table, `national` is open, and every feed begins anew with what is true now.

    The running hash of a feed is another one from here on, so that no former row can stand in it.
    """
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
    op.execute("delete from feed")
    op.execute(feeds.update().values(**begun))
    op.execute(feeds.insert().values(scope="national", **begun))
    _tell("case when kind = 'centre' then 'national' else 'centre:' || centre end")
    # A served form is also told to the centre where it was due.
    _tell(
        "'centre:' || (select due.centre from records due where due.kind = 'form'"
        " and due.id = records.id)",
        where="kind = 'served' and centre <> (select due.centre from records due"
        " where due.kind = 'form' and due.id = records.id)",
    )


def _tell(scope: str, *, where: str = "1 = 1") -> None:
    op.execute(
        "insert into news (scope, kind, id, revision, data)"  # noqa: S608 - words of this file
        f" select {scope}, kind, id, revision, data from records where {where} order by kind, id"
    )
