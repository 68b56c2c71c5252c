"""The tables of both files. Each is written by exactly one module, named beside it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

ledger = MetaData()
"""`ledger.db`: irreplaceable; its schema only ever grows."""

cache = MetaData()
"""`cache.db`: disposable; rebuilt when damaged or when CACHE_VERSION changes."""

CACHE_VERSION = 5

facts = Table(  # store/enrolment.py
    "facts",
    ledger,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
journal = Table(  # store/journal.py
    "journal",
    ledger,
    Column("incarnation", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("visit", String, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
    Index("journal_by_visit", "visit"),
    Index("journal_by_day", "day"),
)
batches = Table(  # store/outbox.py
    "batches",
    ledger,
    Column("id", String, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("batches_by_range", "incarnation", "first", unique=True),
)
letters = Table(  # store/outbox.py: the central's signed receipts as they came
    "letters",
    ledger,
    Column("number", Integer, primary_key=True),
    Column("batch", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
receipts = Table(  # store/outbox.py: the central's word on each event
    "receipts",
    ledger,
    Column("incarnation", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("word", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

lives = Table(  # store/lineage.py: every life that was ever spoken of here, each by its key
    "lives",
    ledger,
    Column("public_key", LargeBinary, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("parent", Integer, nullable=False),
    Column("forked_at", Integer, nullable=False),
    Column("base", LargeBinary, nullable=False),
    Column("private_key", LargeBinary),
    # How far the central held it when the present life began, and whether it knows it so.
    Column("until", Integer, nullable=False),
    Column("is_known", Boolean, nullable=False),
)
recovered = Table(  # store/lineage.py: events that the central gave back, under their life there
    "recovered",
    ledger,
    Column("incarnation", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("visit", String, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("recovered_by_visit", "visit"),
    Index("recovered_by_day", "day"),
)
present = Table(  # store/lineage.py: which life is lived, its token, what the last greeting said
    "present",
    ledger,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
sealers = Table(  # store/outbox.py: whose key sealed a batch of another life's events
    "sealers",
    ledger,
    Column("batch", String, primary_key=True),
    Column("incarnation", Integer, nullable=False),
)

LEDGER_TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{act.lower()} BEFORE {act} ON {table.name} "
    f"BEGIN SELECT RAISE(ABORT, 'the {table.name} only grows'); END"
    for table in (journal, letters, recovered)
    for act in ("UPDATE", "DELETE")
)
"""Hold what this program promises even against this program."""

LEDGER_INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS journal_by_seq ON journal (seq)",
    "CREATE INDEX IF NOT EXISTS journal_by_kind ON journal (kind)",
)
"""The journal is one chain, whichever lives it went through; ledgers from before have none."""

records = Table(  # store/records.py
    "records",
    cache,
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("scope", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", String, nullable=False),
)
cursors = Table(  # store/records.py
    "cursors",
    cache,
    Column("scope", String, primary_key=True),
    Column("epoch", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("end", Integer, nullable=False),
)
arrivals = Table(  # store/arrivals.py: the latest snapshot of a scope, adopted or arriving
    "arrivals",
    cache,
    Column("scope", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("is_adopted", Boolean, nullable=False),
)
arrived = Table(  # store/arrivals.py: the parts that are here of the one that is arriving
    "arrived",
    cache,
    Column("digest", String, primary_key=True),
    Column("records", Integer, nullable=False),
)
households = Table(  # store/index.py: by the number under which the search tables know them
    "households",
    cache,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("card_number", String, nullable=False),
    Column("head_name", String, nullable=False),
    Column("members", Integer, nullable=False),
)
parts = Table(  # store/index.py: every part of a name that somebody bears
    "parts",
    cache,
    Column("part", String, primary_key=True),
    Column("loose", String, nullable=False, index=True),
)
_INDEXED = "content='', contentless_delete=1, tokenize='ascii'"
SEARCH_TABLES = {  # store/index.py: full-text indexes, by the numbers of households
    "names": f"fts5(head, others, {_INDEXED})",
    "numbers": f"fts5(written, detail='none', {_INDEXED})",
}
CACHE_SEARCH = (
    *(
        f"create virtual table if not exists {name} using {how}"
        for name, how in SEARCH_TABLES.items()
    ),
    "create virtual table if not exists number_terms using fts5vocab(numbers, 'row')",
)
STAGED_SEARCH = tuple(
    f"create virtual table if not exists new_{name} using {how}"
    for name, how in SEARCH_TABLES.items()
)
"""What SQLAlchemy has no words for."""
forms = Table(  # store/projections.py
    "forms",
    cache,
    Column("number", String, primary_key=True),
    Column("household", String, nullable=False, index=True),
    Column("centre", String, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("hour", String, nullable=False),
)
visits = Table(  # store/projections.py: folded from this station's journal
    "visits",
    cache,
    Column("id", String, primary_key=True),
    Column("household", String, nullable=False, index=True),
    Column("form", String, nullable=False, index=True),
    Column("day", Date, nullable=False, index=True),
    Column("is_open", Boolean, nullable=False, index=True),
    Column("is_parked", Boolean, nullable=False, index=True),
    Column("continues", String, nullable=False, index=True),  # the name of an earlier visit
    Column("outcome", String),
    Column("return_day", Date),
    Column("incarnation", Integer, nullable=False),
    Column("seq", Integer, nullable=False),  # of its first event: the order that no clock moves
)
rejected = Table(  # store/projections.py: events that people decided not to count
    "rejected",
    cache,
    Column("id", String, primary_key=True),
    Column("visit", String, nullable=False),
)
unfinished = Table(  # store/projections.py: visits of the centre that may be taken up
    "unfinished",
    cache,
    Column("id", String, primary_key=True),
    Column("household", String, nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
    Column("return_day", Date),
)
applied = Table(  # store/projections.py: how far the journal is folded
    "applied",
    cache,
    Column("incarnation", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
)


def _twin(table: Table) -> Table:
    columns = (
        Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable, unique=c.unique)
        for c in table.columns
    )
    return Table(f"new_{table.name}", staging, *columns)


staging = MetaData()
"""What arrives as a snapshot, beside the tables whose place it takes; without their indexes."""

_ARRIVING = (records, households, parts, forms, rejected, unfinished)
TWINS = {table: _twin(table) for table in _ARRIVING}
