"""The central's truth as it came: records and the cursor of the feed, in one transaction."""

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from clerk_station.store.database import translated
from clerk_station.store.projections import Projections
from clerk_station.store.tables import cursors, records
from sync.wire import Cursor, Page, Record, check_page

_FEED = "feed"


class Inbox:
    """The station's side of receiving: satisfies `sync.ports.Inbox`."""

    def __init__(self, engine: Engine, projections: Projections) -> None:
        self._engine = engine
        self._projections = projections

    def cursor(self) -> Cursor:
        """Say where the last applied page ended."""
        with translated(), self._engine.begin() as connection:
            row = connection.execute(select(cursors).where(cursors.c.name == _FEED)).first()
        if row is None:
            return Cursor()
        return Cursor(scope=row.scope, epoch=row.epoch, position=row.position, hash=row.hash)

    def apply(self, page: Page) -> None:
        """Keep a page that follows the cursor: records, what is derived, and the cursor.

        Raises:
            Garbled: the page does not follow the cursor; nothing of it was kept.
        """
        after = check_page(page, self.cursor())
        latest = {(r.kind, r.id): r for r in page.records}
        kept = [r for r in latest.values() if r.data is not None]
        gone = [r for r in latest.values() if r.data is None]
        with translated(), self._engine.begin() as connection:
            if kept:
                upsert = insert(records)
                connection.execute(
                    upsert.on_conflict_do_update(
                        index_elements=["kind", "id"],
                        set_={"revision": upsert.excluded.revision, "data": upsert.excluded.data},
                    ),
                    [_row(record) for record in kept],
                )
            for record in gone:
                connection.execute(
                    delete(records).where(records.c.kind == record.kind, records.c.id == record.id)
                )
            self._projections.refresh_records(connection, tuple(latest.values()))
            values = {
                "name": _FEED,
                "scope": after.scope,
                "epoch": after.epoch,
                "position": after.position,
                "hash": after.hash,
                "end": page.end,
            }
            moved = insert(cursors).values(values)
            connection.execute(moved.on_conflict_do_update(index_elements=["name"], set_=values))

    def start_over(self) -> None:
        """Forget the records and the cursor: the central's feed has a new epoch."""
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(records))
            connection.execute(delete(cursors))
            self._projections.forget_records(connection)

    def size(self) -> int:
        """Count the records that are kept."""
        with translated(), self._engine.begin() as connection:
            return connection.scalar(select(func.count()).select_from(records)) or 0


def _row(record: Record) -> dict[str, object]:
    return {
        "kind": record.kind,
        "id": record.id,
        "revision": record.revision,
        "data": record.data,
    }
