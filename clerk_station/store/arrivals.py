"""A snapshot on its way in: kept part by part beside what is in use, then put in its place whole.

All of it lies in the encrypted cache. Each part is kept in a transaction of its own, so that the
desk can work between two of them and a cut line costs no more than one; the swap is one
transaction, so that whatever happens there is the old or the new.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, delete, func, select, update

from clerk_station.store import index
from clerk_station.store.database import translated
from clerk_station.store.projections import DERIVED, Projections
from clerk_station.store.rows import put_rows
from clerk_station.store.tables import TWINS, arrivals, arrived, cursors, records, staging
from sync.errors import Garbled
from sync.signed import SignedLetter
from sync.snapshot import Chunk, Manifest, open_manifest, read_manifest, unpack_chunk
from sync.wire import Record

_PORTION = 500

_ARRIVING = select(arrivals.c.body).where(arrivals.c.is_adopted.is_(False))


class Arrivals:
    """The snapshot part of the inbox."""

    def __init__(
        self, engine: Engine, projections: Projections, *, central_key: Ed25519PublicKey
    ) -> None:
        self._engine = engine
        self._projections = projections
        self._central_key = central_key

    def arriving(self) -> str:
        """Name the scope of which a snapshot is arriving, an empty text where none is."""
        with translated(), self._engine.begin() as connection:
            manifest = _arriving(connection)
        return "" if manifest is None else manifest.scope

    def begin(self, signed: SignedLetter, *, scope: str, anew: bool) -> bool:
        """Check a snapshot's manifest and begin with it, or go on; tell whether it leads anywhere.

        Raises:
            Garbled: it is not the central's, of another scope, or older than the one before.
        """
        manifest = open_manifest(signed, self._central_key)
        if scope not in {"", manifest.scope}:
            msg = f"the snapshot is of {manifest.scope} and not of {scope}"
            raise Garbled(msg)
        with translated(), self._engine.begin() as connection:
            before = connection.execute(
                select(arrivals).where(arrivals.c.scope == manifest.scope)
            ).first()
            if before is not None and manifest.at < before.at:
                msg = "the snapshot is older than the one before it"
                raise Garbled(msg)
            if not anew and manifest.position <= _position(connection, manifest.scope):
                return False
            if before is None or before.is_adopted or before.body != signed.body:
                _clear(connection)
                staging.create_all(connection)
                index.stage(connection)
                row = (manifest.scope, signed.body, manifest.at, False)
                put_rows(connection, arrivals, [row])
        return True

    def missing(self) -> Chunk | None:
        """Name the next part that is not here, None where all are."""
        with translated(), self._engine.begin() as connection:
            manifest = _arriving(connection)
            here = set(connection.scalars(select(arrived.c.digest)))
        chunks = () if manifest is None else manifest.chunks
        return next((chunk for chunk in chunks if chunk.digest not in here), None)

    def keep(self, chunk: Chunk, data: bytes) -> None:
        """Check a part and keep it beside what is in use.

        Raises:
            Garbled: it is not what the manifest names; nothing of it was kept.
        """
        rows = unpack_chunk(data, chunk)
        with translated(), self._engine.begin() as connection:
            manifest = _arriving(connection)
            if manifest is None or chunk not in manifest.chunks:
                msg = "the part belongs to no snapshot that is arriving"
                raise Garbled(msg)
            scope = manifest.scope
            told = [(r.kind, r.id, scope, r.revision, r.data) for r in rows]
            put_rows(connection, TWINS[records], told)
            self._projections.stage_records(connection, rows)
            put_rows(connection, arrived, [(chunk.digest, chunk.records)])

    def adopt(self) -> None:
        """Put the whole snapshot and its cursor in the place of the scope, in one transaction.

        Raises:
            Garbled: it is not whole.
        """
        if self.missing() is not None:
            msg = "parts of the snapshot are missing"
            raise Garbled(msg)
        with translated(), self._engine.begin() as connection:
            manifest = _arriving(connection)
            if manifest is None:
                return
            _take_along(connection, manifest.scope, self._projections)
            self._projections.swap_records(connection, _swap)
            cursor = (manifest.scope, manifest.epoch, manifest.position, manifest.hash)
            put_rows(connection, cursors, [(*cursor, manifest.position)])
            connection.execute(update(arrivals).values(is_adopted=True))
            connection.execute(delete(arrived))

    def give_up(self) -> None:
        """Forget what arrived of a snapshot."""
        with translated(), self._engine.begin() as connection:
            _clear(connection)

    def share(self, connection: Connection) -> dict[str, tuple[int, int]]:
        """Give the position that the share which is here stands for, and that of the whole."""
        manifest = _arriving(connection)
        if manifest is None:
            return {}
        here = connection.scalar(select(func.sum(arrived.c.records))) or 0
        share = here / max(1, manifest.records)
        return {manifest.scope: (int(manifest.position * share), manifest.position)}


def _arriving(connection: Connection) -> Manifest | None:
    body = connection.scalar(_ARRIVING)
    return None if body is None else read_manifest(body)


def _position(connection: Connection, scope: str) -> int:
    return connection.scalar(select(cursors.c.position).where(cursors.c.scope == scope)) or 0


def _clear(connection: Connection) -> None:
    """Take away a snapshot that is not whole."""
    index.clear_staged(connection)
    staging.drop_all(connection)
    connection.execute(delete(arrived))
    connection.execute(delete(arrivals).where(arrivals.c.is_adopted.is_(False)))


def _take_along(connection: Connection, scope: str, projections: Projections) -> None:
    """Copy what the other scopes brought; of what both have the later revision stands."""
    connection.exec_driver_sql(
        "insert or replace into new_records select r.* from records r where r.scope <> ?"
        " and not exists (select 1 from new_records n"
        " where n.kind = r.kind and n.id = r.id and n.revision >= r.revision)",
        (scope,),
    )
    new = TWINS[records]
    rows = connection.execute(select(new).where(new.c.scope != scope, new.c.kind.in_(DERIVED)))
    for portion in rows.partitions(_PORTION):
        told = (
            Record(position=0, kind=r.kind, id=r.id, revision=r.revision, data=r.data)
            for r in portion
        )
        projections.stage_records(connection, tuple(told))


def _swap(connection: Connection) -> None:
    index.swap(connection)
    for table, twin in TWINS.items():
        table.drop(connection)
        connection.exec_driver_sql(f'alter table "{twin.name}" rename to "{table.name}"')
        for each in table.indexes:
            each.create(connection)
