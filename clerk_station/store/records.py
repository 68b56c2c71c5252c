"""The central's truth as it came: records and a cursor for each scope, in one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, select, true

from clerk_station.store.arrivals import Arrivals
from clerk_station.store.database import translated
from clerk_station.store.rows import put_rows
from clerk_station.store.tables import cursors, records
from sync.wire import NATIONAL, Cursor, Page, Record, check_page

_OF_CENTRE = select(cursors).where(cursors.c.scope != NATIONAL)
_CURSOR = select(cursors).where(cursors.c.scope == bindparam("scope"))
_OTHERS = select(cursors.c.scope).where(cursors.c.scope.not_in(bindparam("scopes", expanding=True)))
_PROGRESS = select(cursors.c.scope, cursors.c.position, cursors.c.end)


class Inbox(Arrivals):
    """The station's side of receiving: satisfies `sync.ports.Inbox`."""

    def cursor(self, scope: str) -> Cursor:
        """Say where the last applied page of a scope ended; an empty one means the centre's."""
        with translated(), self._engine.begin() as connection:
            row = connection.execute(*_named(scope)).first()
        if row is None:
            return Cursor(scope=scope)
        return Cursor(scope=row.scope, epoch=row.epoch, position=row.position, hash=row.hash)

    def apply(self, page: Page) -> None:
        """Keep a page that follows its cursor: records, what is derived, and the cursor.

        Raises:
            Garbled: the page does not follow the cursor; nothing of it was kept.
        """
        after = check_page(page, self.cursor(page.scope))
        latest = {(r.kind, r.id): r for r in page.records}
        with translated(), self._engine.begin() as connection:
            mine = tuple(_not_elsewhere(connection, page.scope, latest.values()))
            _put(connection, page.scope, mine)
            self._projections.refresh_records(connection, mine)
            moved = (after.scope, after.epoch, after.position, after.hash, page.end)
            put_rows(connection, cursors, [moved])

    def start_over(self, scope: str) -> None:
        """Forget a scope: its cursor is not of the central's feed any more."""
        self._forget(*_named(scope))

    def scopes(self) -> tuple[str, ...]:
        """Name the scopes of which anything was read."""
        with translated(), self._engine.begin() as connection:
            return tuple(row.scope for row in connection.execute(_PROGRESS))

    def keep_only(self, scopes: Sequence[str]) -> bool:
        """Forget every scope but these; tell whether there were others."""
        if self.arriving() not in {"", *scopes}:
            self.give_up()
        return self._forget(_OTHERS, {"scopes": list(scopes)})

    def progress(self) -> tuple[int, int]:
        """Give the applied and the last known positions, each summed over the scopes.

        Of a scope that is arriving as a snapshot the share that is here counts as its position.
        """
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(_PROGRESS)
            known = {row.scope: (row.position, row.end) for row in rows}
            known |= self.share(connection)
        positions, ends = zip(*known.values(), strict=True) if known else ((), ())
        return sum(positions), sum(ends)

    def forget(self, connection: Connection, things: Iterable[tuple[str, str]]) -> None:
        """Take records away by kind and id, with what is derived of them; cursors stay."""
        gone = [
            Record(position=0, kind=kind, id=identity, revision=0, data=None)
            for kind, identity in things
        ]
        _put(connection, "", gone)
        for portion in (gone[at : at + 500] for at in range(0, len(gone), 500)):
            self._projections.refresh_records(connection, portion)

    def size(self) -> int:
        """Count the records that are kept."""
        with translated(), self._engine.begin() as connection:
            return connection.scalar(select(func.count()).select_from(records)) or 0

    def _forget(self, which: Select[Any], named: dict[str, Any]) -> bool:
        with translated(), self._engine.begin() as connection:
            scopes = [row.scope for row in connection.execute(which, named)]
            for scope in scopes:
                connection.execute(delete(records).where(records.c.scope == scope))
                connection.execute(delete(cursors).where(cursors.c.scope == scope))
            if scopes:
                self._projections.forget_records(connection)
        return bool(scopes)


def _named(scope: str) -> tuple[Select[Any], dict[str, Any]]:
    """Ask for the cursor of a scope; an empty one means the centre's."""
    return (_CURSOR, {"scope": scope}) if scope else (_OF_CENTRE, {})


def _not_elsewhere(
    connection: Connection, scope: str, changed: Iterable[Record]
) -> Iterable[Record]:
    """Leave out what another centre's scope knows better.

    A household that moved between two centres which are both read here leaves one scope and enters
    the other; whichever is read last, the later revision stands, and leaving takes away only what
    the scope itself had brought.
    """
    others = {"scopes": [scope, NATIONAL]}
    if scope == NATIONAL or connection.scalar(_OTHERS, others) is None:
        return changed
    return [r for r in changed if not _is_known_better(connection, scope, r)]


def _is_known_better(connection: Connection, scope: str, record: Record) -> bool:
    here = records.c.kind == record.kind, records.c.id == record.id, records.c.scope != scope
    better = true() if record.data is None else records.c.revision > record.revision
    return connection.scalar(select(records.c.id).where(*here, better)) is not None


def _put(connection: Connection, scope: str, changed: Sequence[Record]) -> None:
    kept = [(r.kind, r.id, scope, r.revision, r.data) for r in changed if r.data is not None]
    put_rows(connection, records, kept)
    for record in changed:
        if record.data is None:
            gone = records.c.kind == record.kind, records.c.id == record.id
            connection.execute(delete(records).where(*gone))
