"""Many rows in one statement, on both databases."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from sync.central import rows
from sync.central.database import Database
from sync.central.tables import records, visits
from tests.central import postgres
from tests.central.karbala import Karbala

DAY = date(2026, 11, 23)


def visit(name: str, **others: Any) -> dict[str, Any]:
    """Give a row of a visit."""
    return {
        "station": "S1",
        "visit": name,
        "household": "H1",
        "form": "",
        "day": DAY,
        "outcome": None,
        "return_day": None,
        "data": "اسم",
        "unfinished": None,
        "continues": None,
    } | others


def held(karbala: Karbala) -> dict[str, Any]:
    """Give all visits by their names."""
    with karbala.database.reading() as connection:
        return {row.visit: row for row in connection.execute(select(visits))}


def test_rows_come_back_as_they_went(either: Karbala) -> None:
    """Days, missing values and letters of every script survive the way through arrays."""
    told = [visit("a"), visit("b", outcome="completed", return_day=date(2026, 12, 1))]
    with either.database.writing() as connection:
        assert rows.insert(connection, visits, rows.columns(told)) == 2
    assert {name: dict(row._mapping) for name, row in held(either).items()} == {
        row["visit"]: row for row in told
    }


def test_nothing_is_no_statement(either: Karbala) -> None:
    """Without rows nothing happens."""
    with either.database.writing() as connection:
        assert rows.put(connection, visits, rows.columns([])) == 0


def test_add_leaves_and_put_replaces_what_is_there(either: Karbala) -> None:
    """Of rows whose keys are taken, add passes over them and put takes their place."""
    with either.database.writing() as connection:
        rows.insert(connection, visits, rows.columns([visit("a")]))
        again = [visit("a", household="H2"), visit("b")]
        assert rows.add(connection, visits, rows.columns(again)) == 1
    assert held(either)["a"].household == "H1"
    with either.database.writing() as connection:
        assert rows.put(connection, visits, rows.columns(again)) == 2
    assert held(either)["a"].household == "H2"


def test_insert_fails_where_a_key_is_taken(either: Karbala) -> None:
    """A row that should be new and is not is an error, and nothing of the statement stays."""
    with pytest.raises(IntegrityError), either.database.writing() as connection:
        rows.insert(connection, visits, rows.columns([visit("a"), visit("a")]))
    assert held(either) == {}


def test_a_text_that_is_too_long_is_never_cut(server: str) -> None:
    """PostgreSQL refuses it; a cast to its type would have shortened it without a word."""
    karbala = Karbala(Database(postgres.fresh(server)))
    with pytest.raises(DataError), karbala.database.writing() as connection:
        rows.insert(connection, visits, rows.columns([visit("v" * 65)]))
    karbala.database.close()


@pytest.mark.parametrize("count", [0, 1, 3, 900])
def test_among_finds_each_of_many(either: Karbala, count: int) -> None:
    """A question for some texts answers for those, however many they are."""
    wanted = ["H0001", "H0002", *(f"none-{n}" for n in range(count))][:count]
    with either.database.reading() as connection:
        there = rows.among(connection, records.c.id, wanted)
        found = connection.scalars(select(records.c.id).where(there)).all()
    assert sorted(found) == sorted(set(wanted) & {"H0001", "H0002"})
