"""Snapshots of scopes: made from the feed at most once per so many positions, kept for whoever."""

from collections.abc import Iterator
from threading import Lock

from sqlalchemy import Connection, delete, func, insert, select, update

from sync.central.database import Database
from sync.central.tables import chunks, feed, feeds, snapshots
from sync.envelope import Signer
from sync.signed import SignedLetter
from sync.snapshot import Chunk, Manifest, pack_chunk, portions, read_manifest, sign_manifest
from sync.wire import Record

EVERY = 2_000
"""Positions after which a snapshot is made anew when somebody asks for it."""

_making = Lock()
"""One at a time in a process: of those who ask together one holds a connection and makes it."""


def snapshot(database: Database, scope: str, *, sign: Signer, now: int) -> SignedLetter | None:
    """Give a snapshot of a scope that is new enough; None where there is no such feed."""
    with _making, database.alone(f"snapshot {scope}"):
        with database.reading() as connection:
            kept = _kept(connection, scope)
            at = max(now, _last_at(connection, scope))
            made = None if kept else _made(connection, scope, now=at)
        if made is None:
            return kept
        signed = sign_manifest(made[0], sign)
        with database.writing() as connection:
            _keep(connection, made[0], signed, made[1])
    return signed


def chunk(connection: Connection, digest: str, *, scopes: tuple[str, ...]) -> bytes | None:
    """Give a chunk of the latest snapshots of these scopes, None where it is of none."""
    wanted = select(chunks.c.data).where(chunks.c.digest == digest, chunks.c.scope.in_(scopes))
    return connection.scalar(wanted.limit(1))


def _kept(connection: Connection, scope: str) -> SignedLetter | None:
    """Give the kept snapshot, if it lies on the feed and not too far behind its end."""
    there = (
        (snapshots.c.scope == feed.c.scope)
        & (snapshots.c.position == feed.c.position)
        & (snapshots.c.hash == feed.c.hash)
    )
    near = (snapshots.c.position > feeds.c.position - EVERY) & (
        snapshots.c.position >= feeds.c.pruned
    )
    row = connection.execute(
        select(snapshots)
        .join(feed, there)
        .join(feeds, feeds.c.scope == snapshots.c.scope)
        .where(snapshots.c.scope == scope, near)
    ).one_or_none()
    return None if row is None else SignedLetter(row.body.encode(), row.signature)


def _last_at(connection: Connection, scope: str) -> int:
    """Say when the last one was made, which is to come where this clock was ahead then.

    A station takes none that is older than the one before.
    """
    body = connection.scalar(select(snapshots.c.body).where(snapshots.c.scope == scope))
    return 0 if body is None else read_manifest(body.encode()).at


def _made(
    connection: Connection, scope: str, *, now: int
) -> tuple[Manifest, dict[str, bytes]] | None:
    """Make a snapshot of what the feed says now, in one state of the database."""
    stand = connection.execute(select(feeds).where(feeds.c.scope == scope)).one_or_none()
    if stand is None or not stand.position:
        return None
    parts: dict[str, bytes] = {}
    listed: list[Chunk] = []
    for portion in portions(_truths(connection, scope)):
        named, data = pack_chunk(portion)
        parts[named.digest] = data
        listed.append(named)
    manifest = Manifest(
        scope=scope,
        epoch=stand.epoch,
        position=stand.position,
        hash=stand.hash,
        at=now,
        chunks=tuple(listed),
    )
    return manifest, parts


def _truths(connection: Connection, scope: str) -> Iterator[Record]:
    """Give the last row of each thing that is still there, in the order of their names."""
    last = (
        select(func.max(feed.c.position).label("position"))
        .where(feed.c.scope == scope)
        .group_by(feed.c.kind, feed.c.id)
        .subquery()
    )
    rows = connection.execution_options(yield_per=1000).execute(
        select(feed.c.position, feed.c.kind, feed.c.id, feed.c.revision, feed.c.data)
        .join(last, last.c.position == feed.c.position)
        .where(feed.c.scope == scope, feed.c.data.is_not(None))
        .order_by(feed.c.kind, feed.c.id)
    )
    for position, kind, identity, revision, data in rows:
        yield Record(position=position, kind=kind, id=identity, revision=revision, data=data)


def _keep(
    connection: Connection, manifest: Manifest, signed: SignedLetter, parts: dict[str, bytes]
) -> None:
    """Keep a snapshot in the place of the former one.

    Chunks of the former stay until the next, for stations that are in the middle of it.
    """
    scope = manifest.scope
    old = chunks.c.scope == scope
    connection.execute(delete(chunks).where(old, chunks.c.is_former | chunks.c.digest.in_(parts)))
    connection.execute(update(chunks).where(old).values(is_former=True))
    rows = [
        {"scope": scope, "digest": digest, "is_former": False, "data": data}
        for digest, data in parts.items()
    ]
    if rows:
        connection.execute(insert(chunks), rows)
    connection.execute(delete(snapshots).where(snapshots.c.scope == scope))
    connection.execute(
        insert(snapshots),
        {
            "scope": scope,
            "position": manifest.position,
            "hash": manifest.hash,
            "body": signed.body.decode(),
            "signature": signed.signature,
        },
    )
