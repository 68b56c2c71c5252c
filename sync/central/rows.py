"""Many rows in one statement: a list a column, sent as arrays to PostgreSQL, row by row to SQLite.

Statement by statement each row would cost PostgreSQL a parse, a plan and an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Table,
    Text,
    any_,
    literal,
)
from sqlalchemy.types import TypeEngine

Columns = Mapping[str, Sequence[Any]]
"""The values of each column, all of one length."""


def columns(told: Sequence[Mapping[str, Any]]) -> Columns:
    """Turn rows that name the same columns into columns."""
    return {name: [row[name] for row in told] for name in told[0]} if told else {}


def among(
    connection: Connection, column: ColumnElement[Any], values: Iterable[str]
) -> ColumnElement[bool]:
    """Say that a column is one of some texts.

    PostgreSQL gets them as one array: the statement is the same however many they are, so that it
    is parsed and planned once.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(Text)))
    return column.in_(list(values))


def insert(connection: Connection, table: Table, told: Columns) -> int:
    """Insert rows whose keys are new, else the statement fails; give how many."""
    return _send(connection, table, told, "")


def add(connection: Connection, table: Table, told: Columns) -> int:
    """Add rows whose keys are not there yet; give how many were added."""
    return _send(connection, table, told, "nothing")


def put(connection: Connection, table: Table, told: Columns) -> int:
    """Put rows in, in the place of those with the same keys; give how many."""
    return _send(connection, table, told, "replace")


def _send(connection: Connection, table: Table, told: Columns, clash: str) -> int:
    names = tuple(told)
    if not names or not told[names[0]]:
        return 0
    if connection.dialect.name == "postgresql":
        statement = _from_arrays(table, names, clash)
        arrays = tuple(list(told[name]) for name in names)
        return connection.exec_driver_sql(statement, arrays).rowcount
    values = [_plain(told[name]) for name in names]
    statement = _one_by_one(table, names, clash)
    return connection.exec_driver_sql(statement, list(zip(*values, strict=True))).rowcount


@cache
def _from_arrays(table: Table, names: Sequence[str], clash: str) -> str:
    arrays = ", ".join(f"%b::{_kind(table.c[name].type)}[]" for name in names)
    told, clash = ", ".join(names), _on_clash(table, names, clash)
    return f"insert into {table.name} ({told}) select * from unnest({arrays}) {clash}"  # noqa: S608 - names of tables.py


@cache
def _one_by_one(table: Table, names: Sequence[str], clash: str) -> str:
    told, marks = ", ".join(names), ", ".join("?" * len(names))
    return f"insert into {table.name} ({told}) values ({marks}) {_on_clash(table, names, clash)}"  # noqa: S608 - names of tables.py


def _on_clash(table: Table, names: Sequence[str], clash: str) -> str:
    if not clash:
        return ""
    key = [column.name for column in table.primary_key]
    others = [name for name in names if name not in key]
    if clash == "nothing" or not others:
        return "on conflict do nothing"
    changed = ", ".join(f"{name} = excluded.{name}" for name in others)
    return f"on conflict ({', '.join(key)}) do update set {changed}"


def _kind(kind: TypeEngine[Any]) -> str:
    """Name a type for a cast; texts without their length, since a cast would cut them silently."""
    named = (
        (BigInteger, "bigint"), (Integer, "integer"), (LargeBinary, "bytea"), (Date, "date"),
        (Boolean, "boolean"),
    )  # fmt: skip
    return next((name for cls, name in named if isinstance(kind, cls)), "text")


def _plain(values: Sequence[Any]) -> Sequence[Any]:
    """Write days as SQLAlchemy writes them into SQLite."""
    if any(isinstance(value, date) for value in values):
        return [value.isoformat() if isinstance(value, date) else value for value in values]
    return values
