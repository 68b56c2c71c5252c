"""Many rows at once, without a statement's cost for each."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, Table

Row = tuple[str | int | bytes | None, ...]
"""The columns of a table in their order, as SQLite keeps them: dates as ISO 8601."""


def put_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write rows whole, replacing those with the same key."""
    if rows:
        connection.exec_driver_sql(_upsert(table), list(rows))


@cache
def _upsert(table: Table) -> str:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    changes = [f'"{name}" = excluded."{name}"' for name in names if name not in keys]
    return (
        f'insert into "{table.name}" ({_listed(names)})'  # noqa: S608 - names of our own tables
        f" values ({', '.join('?' * len(names))})"
        f" on conflict ({_listed(keys)}) do update set {', '.join(changes)}"
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
