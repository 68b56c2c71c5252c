"""What households are found by: parts of names and numbers, kept as the records come.

Two full-text indexes hold no text of their own and are only ever added to at their end, so that
keeping them costs the same however many are known already; an index of a tree with a million
names would be read and written all over for each page that comes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

import msgspec
from sqlalchemy import Connection, Table

from clerk_station.domain.identity import ascii_digits, loosened
from clerk_station.domain.people import Household
from clerk_station.domain.searching import name_parts, phone_digits
from clerk_station.store.rows import put_rows
from clerk_station.store.tables import SEARCH_TABLES, STAGED_SEARCH, TWINS, households, parts

read_household = msgspec.json.Decoder(Household).decode
"""Read the record of a household; raises ValueError where it is none."""


def keep(connection: Connection, homes: Sequence[Household], *, staged: bool = False) -> None:
    """Make households findable, each by what it says now; staged ones beside those in use."""
    if not homes:
        return
    table, part_table = (TWINS[households], TWINS[parts]) if staged else (households, parts)
    known = _numbers(connection, table, [home.id for home in homes])
    highest = connection.exec_driver_sql(f"select max(number) from {table.name}").scalar() or 0  # noqa: S608 - a table of ours
    following = count(highest + 1)
    numbered = [(known.get(home.id) or next(following), home) for home in homes]
    put_rows(
        connection,
        table,
        [(n, h.id, h.card_number, h.head.name.full, len(h.members)) for n, h in numbered],
    )
    told: set[str] = set()
    names = [(n, *_texts(home, told)) for n, home in sorted(numbered, key=lambda each: each[0])]
    numbers = [(n, " ".join(_own_numbers(home))) for n, home in numbered]
    prefix = "new_" if staged else ""
    _replace(connection, f"{prefix}names", ("head", "others"), names)
    _replace(connection, f"{prefix}numbers", ("written",), sorted(numbers))
    put_rows(connection, part_table, [(part, loosened(part)) for part in sorted(told)])


def remove(connection: Connection, ids: Iterable[str]) -> None:
    """Find these households no more; the parts of their names stay, others bear them too."""
    gone = [(number,) for number in _numbers(connection, households, list(ids)).values()]
    if gone:
        connection.exec_driver_sql("delete from names where rowid = ?", gone)
        connection.exec_driver_sql("delete from numbers where rowid = ?", gone)
        connection.exec_driver_sql("delete from households where number = ?", gone)


def stage(connection: Connection) -> None:
    """Make room for the indexes of a snapshot that arrives."""
    for statement in STAGED_SEARCH:
        connection.exec_driver_sql(statement)


def clear_staged(connection: Connection) -> None:
    """Take away the indexes of a snapshot that is not whole."""
    for name in SEARCH_TABLES:
        connection.exec_driver_sql(f"drop table if exists new_{name}")


def swap(connection: Connection) -> None:
    """Let the indexes of the snapshot take their place."""
    for name in SEARCH_TABLES:
        connection.exec_driver_sql(f"drop table {name}")
        connection.exec_driver_sql(f"alter table new_{name} rename to {name}")


def _numbers(connection: Connection, table: Table, ids: Sequence[str]) -> dict[str, int]:
    rows = connection.exec_driver_sql(
        f"select id, number from {table.name} where id in (select value from json_each(?))",  # noqa: S608 - a table of ours
        (json.dumps(ids),),
    )
    return {row.id: row.number for row in rows}


def _texts(home: Household, told: set[str]) -> tuple[str, str]:
    """Write the parts of the head's name and of all other members', and gather each part."""
    head = name_parts(home.head.name)
    others = [p for m in home.members if m is not home.head for p in name_parts(m.name)]
    told.update(head, others)
    return " ".join(head), " ".join(others)


def _own_numbers(home: Household) -> Iterator[str]:
    yield from filter(None, (ascii_digits(home.card_number), ascii_digits(home.old_card_number)))
    yield phone_digits(home.address.phone)
    yield from (ascii_digits(m.national_number) for m in home.members if m.national_number)


def _replace(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[int | str, ...]],
) -> None:
    marks = ", ".join("?" * (len(columns) + 1))
    connection.exec_driver_sql(
        f"insert or replace into {table} (rowid, {', '.join(columns)}) values ({marks})",  # noqa: S608 - our names
        list(rows),
    )
