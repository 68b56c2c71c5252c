"""Two workers that do one thing at the same moment, on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from sync.central import raw_lane, rows, snapshots
from sync.central.database import Database
from sync.central.feed import scope_of
from sync.central.sequencer import drain
from sync.central.tables import raw_letters
from sync.raw import Raw, sign_raw
from tests.central import postgres
from tests.central.karbala import Karbala
from tests.central.test_sequencer import until
from tests.world import CENTRE

SCOPE = scope_of(CENTRE)


@pytest.fixture
def karbala(server: str) -> Iterator[Karbala]:
    """Give a small central in a database of its own."""
    made = Karbala(Database(postgres.fresh(server)))
    yield made
    made.database.close()


@pytest.mark.parametrize("alone", [True, False])
def test_a_snapshot_that_two_workers_are_asked_for_is_made_once(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    alone: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """Both give the same one; unprotected, one of them fails."""
    drain(karbala.database)
    make, go_on, making = snapshots._made, Event(), list[str]()
    keep, keeping = snapshots._keep, list[None]()

    def slowly(connection: Any, scope: str, *, now: int) -> Any:
        making.append(scope)
        assert go_on.wait(30)
        return make(connection, scope, now=now)

    def overlapping(connection: Any, *what: Any) -> None:
        keep(connection, *what)
        keeping.append(None)
        if len(keeping) == 1:
            until(lambda: is_waited_for(karbala))

    monkeypatch.setattr(snapshots, "_made", slowly)
    monkeypatch.setattr(snapshots, "_making", nullcontext())  # they are of two processes
    if not alone:
        monkeypatch.setattr(karbala.database, "alone", lambda _: nullcontext())
        monkeypatch.setattr(snapshots, "_keep", overlapping)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(karbala.office.make_snapshot, SCOPE) for _ in range(2)]
        until(lambda: len(making) == (1 if is_waited_for(karbala) else 2))
        assert len(making) == (1 if alone else 2)
        go_on.set()
        failed = [error for one in asked if (error := one.exception(timeout=60))]
    if not alone:
        assert isinstance(failed.pop(), IntegrityError)
        return
    assert failed == []
    assert asked[0].result() == asked[1].result()


@pytest.mark.parametrize("alone", [True, False])
def test_a_raw_letter_that_comes_twice_at_once_is_kept_once(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    alone: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """Both get the central's word; with a plain insert one of them fails."""
    if not alone:
        monkeypatch.setattr(rows, "add", rows.insert)
    station = karbala.station()
    letter = Raw(
        station=station.enrolment.station, incarnation=1, nonce="n", why="bad_request", data=b"x"
    )
    signed = sign_raw(letter, station.outbox.sign)
    with ThreadPoolExecutor(1) as pool:
        with karbala.database.writing() as connection:
            raw_lane.keep(connection, signed, now=karbala.now)
            other: Future[Any] = pool.submit(karbala.office.keep_raw, signed)
            until(lambda: is_waited_for(karbala))
        error = other.exception(timeout=60)
    assert (error is None) is alone
    with karbala.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(raw_letters)) == 1


def is_waited_for(karbala: Karbala) -> bool:
    """Tell whether a transaction waits for another one."""
    waits = "select count(*) from pg_locks where not granted"
    with karbala.database.reading() as connection:
        return bool(connection.scalar(text(waits)))
