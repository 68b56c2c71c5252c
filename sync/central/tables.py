"""The central's tables. Each names the one module that writes it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

metadata = MetaData()

PARTITIONS = 32
"""Tables that the events lie in on PostgreSQL; chosen once, when the database is made."""

# registry.py: the current truth of each thing. Columns after `data` are what is looked up.
records = Table(
    "records",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("centre", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", Text, nullable=False),
    Column("card", String(16)),
    Column("household", String(64)),
    Column("day", Date),
    Column("hour", String(5)),
    Index("records_by_card", "card"),
    Index("records_by_household", "household", "kind"),
    Index("records_by_slot", "centre", "kind", "day", "hour"),
)

# booking.py: the last serial given out, a row a governorate and year.
serials = Table(
    "serials",
    metadata,
    Column("series", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)

# feed.py: what is new, in the order of `number`, until the sequencer gives it its position.
news = Table(
    "news",
    metadata,
    Column(
        "number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("scope", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", Text),
    Column("told_at", BigInteger, nullable=False, server_default="0"),
)

# sequencer.py: where each scope's feed stands, and when (Unix seconds) it moved last. pruning.py:
# below which position not every row is there any more, and up to where that goes next time.
feeds = Table(
    "feeds",
    metadata,
    Column("scope", String(32), primary_key=True),
    Column("epoch", String(32), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("moved_at", BigInteger, nullable=False, server_default="0"),
    Column("pruned", BigInteger, nullable=False, server_default="0"),
    Column("mark", BigInteger, nullable=False, server_default="0"),
    Column("marked_at", BigInteger, nullable=False, server_default="0"),
)

# sequencer.py: dense positions from 1 in each scope. `hash` is the running hash after the row.
feed = Table(
    "feed",
    metadata,
    Column("scope", String(32), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", Text),
    Column("hash", LargeBinary(32), nullable=False),
    ForeignKeyConstraint(["scope"], ["feeds.scope"]),
)

# snapshots.py: the latest snapshot of each scope that somebody asked for.
snapshots = Table(
    "snapshots",
    metadata,
    Column("scope", String(32), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    ForeignKeyConstraint(["scope"], ["feeds.scope"]),
)

# snapshots.py: its parts, and those of the one before it.
chunks = Table(
    "chunks",
    metadata,
    Column("scope", String(32), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("is_former", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["scope"], ["feeds.scope"]),
)

# stations.py: the machines, and what each said of itself last. quota.py: how many bytes each laid
# aside on the day (UTC, since 1970) on which it last did.
stations = Table(
    "stations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("centre", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
    Column("app", String(32)),
    Column("last", BigInteger),
    Column("state", String(16), nullable=False, server_default="active"),
    Column("moving_to", String(16), nullable=False, server_default=""),
    Column("quota_day", BigInteger, nullable=False, server_default="0"),
    Column("quota_bytes", BigInteger, nullable=False, server_default="0"),
)

# stations.py: a life of a station with its own key. One that branched goes on after its parent's
# event `forked_at`, where the hash is `base`; any other counts from 1. `names` are the
# incarnations that its events may bear: they were recorded before the branch had its number. Once
# it `is_heard`, by a signed hello, the letters that began it begin nothing any more.
incarnations = Table(
    "incarnations",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("token_number", BigInteger, nullable=False, server_default="1"),
    Column("parent", Integer, nullable=False, server_default="0"),
    Column("forked_at", BigInteger, nullable=False, server_default="0"),
    Column("base", LargeBinary(32)),
    Column("names", Text, nullable=False, server_default=""),
    Column("centre", String(16), nullable=False, server_default=""),
    Column("is_heard", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["station"], ["stations.id"]),
)

# alarms.py: what shows that a station or the central was restored, cloned or lied to.
alarms = Table(
    "alarms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("station", String(32), nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", String(200), nullable=False),
    Index("alarms_by_station", "station", "kind"),
)

# stations.py: one-time codes, hashed. `incarnation` is set when the code was used.
enrolments = Table(
    "enrolments",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("station", String(32), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("incarnation", Integer),
    ForeignKeyConstraint(["station"], ["stations.id"]),
)

# brake.py: the wrong enrolment codes of the last minute.
wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# ingest.py: every event that was ever handed in; nothing is updated but the word on it, nothing
# is deleted. The primary key is the identity for de-duplication, for ever. On PostgreSQL the rows
# lie in PARTITIONS tables by their station. No reference to the incarnation, which would be looked
# up for every row: each batch is let in by its incarnation, which is never deleted.
events = Table(
    "events",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("visit", String(64), nullable=False),
    Column("word", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Index("events_by_visit", "station", "visit"),
    postgresql_partition_by="HASH (station)",
)

# standings.py: how much is held of each incarnation; what a push starts from. The events
# themselves have the last word. Up to `verified` an audit saw all of them, the last time it looked.
standings = Table(
    "standings",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("acknowledged", BigInteger, nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("verified", BigInteger, nullable=False, server_default="0"),
)

# visits.py: folded from events, and can be folded again. `unfinished` is what there is to take up
# of it, `continues` the name of the visit that it took up.
visits = Table(
    "visits",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("visit", String(64), primary_key=True),
    Column("household", String(64), nullable=False),
    Column("form", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("outcome", String(32)),
    Column("return_day", Date),
    Column("data", Text, nullable=False),
    Column("unfinished", Text),
    Column("continues", String(128)),
    Index("visits_by_form", "form"),
    Index("visits_by_household", "household"),
    Index("visits_by_continues", "continues"),
)

# turns.py: what each station told of households in its hall; only of days that go on.
turns = Table(
    "turns",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("visit", String(64), primary_key=True),
    Column("centre", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("household", String(64), nullable=False),
    Column("data", Text, nullable=False),
    Index("turns_by_household", "centre", "day", "household"),
)

# quarantine.py: what is stored and does not count, and what became of it.
quarantine = Table(
    "quarantine",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("centre", String(16), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("household", String(64), nullable=False),
    Column("visit", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Index("quarantine_by_household", "household"),
    Index("quarantine_by_state", "state", "centre"),
)

# cases.py: folded from events, records and decisions, and can be folded again; what a case says
# stands in its record.
cases = Table(
    "cases",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Index("cases_by_state", "state"),
)

# cases.py: which households a case concerns.
case_households = Table(
    "case_households",
    metadata,
    Column("household", String(64), primary_key=True),
    Column("case", String(16), primary_key=True),
    Index("case_households_by_case", "case"),
)

# identities.py: by what people are known again, from the register and from cards they showed.
identities = Table(
    "identities",
    metadata,
    Column("mark", String(16), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("household", String(64), nullable=False),
    Index("identities_by_household", "household"),
)

# decisions.py: what named people decided, of a case or an event; only ever added to.
decisions = Table(
    "decisions",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("about", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("knew", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("decisions_by_about", "about"),
)

# raw_lane.py: signed bytes that could not be read as a batch; kept as they came.
raw_letters = Table(
    "raw_letters",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("why", String(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("received_at", BigInteger, nullable=False),
)

# leases.py: which machine may give out which block of numbers for temporary cards; for ever.
leases = Table(
    "leases",
    metadata,
    Column("governorate", String(2), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("station", String(32), nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("granted_at", BigInteger, nullable=False),
    Index("leases_by_incarnation", "station", "incarnation"),
)

# leases.py: since when and until when this central does not know what it did, because it was put
# back from a backup.
restorings = Table(
    "restorings",
    metadata,
    Column("lost_from", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
)

# leases.py: the temporary cards that stations told of.
cards = Table(
    "cards",
    metadata,
    Column("number", String(24), primary_key=True),
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("household", String(64), nullable=False),
    Index("cards_by_incarnation", "station", "incarnation"),
    Index("cards_by_household", "household"),
)

# matters.py: what second persons said of statements that were made at whichever station.
looks = Table(
    "looks",
    metadata,
    Column("station", String(32), primary_key=True),
    Column("incarnation", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("visit", String(64), nullable=False),
    Column("statement", String(20), nullable=False),
    Column("by", String(64), nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Index("looks_by_visit", "station", "visit"),
    Index("looks_by_statement", "statement"),
)

# owner.py: one row, the hash of the public keys that the database was begun with.
owner = Table(
    "owner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
)
