"""Standings kept beside the events, and events in partitions by station on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PARTITIONS = 32


def upgrade() -> None:
    """All events are in the new table, and the standing of each incarnation is counted once."""
    op.drop_index("events_by_visit", "events")
    op.rename_table("events", "events_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter index events_pkey rename to events_before_pkey")
    _events()
    op.execute(
        "insert into events select station, incarnation, seq, hash, bytes, kind, visit, word,"
        " reason, received_at from events_before"
    )
    op.drop_table("events_before")
    op.create_index("events_by_visit", "events", ["station", "visit"])
    _standings()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("visit", sa.String(64), nullable=False),
        sa.Column("word", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        postgresql_partition_by="HASH (station)",
    )
    if op.get_bind().dialect.name == "postgresql":
        for number in range(PARTITIONS):
            op.execute(
                f"create table events_{number:02} partition of events"
                f" for values with (modulus {PARTITIONS}, remainder {number})"
            )


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("station", sa.String(32), primary_key=True),
        sa.Column("incarnation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("acknowledged", sa.BigInteger, nullable=False),
        sa.Column("head", sa.LargeBinary(32), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    # Where rows are missing the first hello counts and puts this right.
    op.execute(
        "insert into standings select e.station, e.incarnation, e.seq, e.hash, e.seq"
        " from events e join (select station, incarnation, count(*) as held, max(seq) as last"
        " from events group by station, incarnation) s on e.station = s.station"
        " and e.incarnation = s.incarnation and e.seq = s.last where s.held = s.last"
    )
