"""Two machines that speak for one life at the same moment, on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from sync.central import greeting
from sync.central.database import Database
from sync.central.stations import Identity, by_name
from sync.errors import Rejected
from sync.hello import open_greeting, sign_hello
from tests.central import postgres
from tests.central.karbala import Karbala
from tests.central.test_sequencer import until
from tests.sync.held import HeldOutbox


@pytest.fixture
def karbala(server: str) -> Iterator[Karbala]:
    """Give a small central in a database of its own."""
    made = Karbala(Database(postgres.fresh(server)))
    yield made
    made.database.close()


@pytest.mark.parametrize("alone", [True, False])
def test_twin_tokens_at_the_same_moment(
    karbala: Karbala,
    monkeypatch: pytest.MonkeyPatch,
    alone: bool,  # noqa: FBT001 - with the protection and without
) -> None:
    """One of two machines with one life is welcomed, the other told; unprotected, both were."""
    if not alone:
        monkeypatch.setattr(greeting, "by_name", read_freely)
    outbox, secret = karbala.station().outbox, karbala.office.secret
    twins = [greet_with(karbala, outbox), greet_with(karbala, outbox)]
    hellos = [replace(outbox.said(), token=token) for token in twins]

    def later() -> str:
        with karbala.database.writing() as connection:
            signed = sign_hello(hellos[1], outbox.sign)
            return greeting.greet(
                connection, signed, authority=karbala.keys.authority, secret=secret, now=karbala.now
            ).token

    with ThreadPoolExecutor(1) as pool:
        with karbala.database.writing() as connection:
            signed = sign_hello(hellos[0], outbox.sign)
            greeting.greet(
                connection, signed, authority=karbala.keys.authority, secret=secret, now=karbala.now
            )
            other = pool.submit(later)
            until(lambda: is_held_up(karbala))
        if not alone:
            assert other.result(timeout=30)
            return
        with pytest.raises(Rejected, match="superseded"):
            other.result(timeout=30)


def read_freely(connection: Connection, station: str, life: int, *, alone: bool) -> Identity:
    """Read a life without waiting for others, whatever was asked."""
    assert alone
    return by_name(connection, station, life)


def greet_with(karbala: Karbala, outbox: HeldOutbox) -> str:
    """Say hello as a machine that then forgets the answer; give the token that it was offered."""
    signed = karbala.office.hello(outbox.hello())
    return open_greeting(signed, karbala.keys.central.public_key()).token


def is_held_up(karbala: Karbala) -> bool:
    """Tell whether a transaction waits for a row that another one holds."""
    waits = "select count(*) from pg_locks where not granted and locktype = 'transactionid'"
    with karbala.database.reading() as connection:
        return bool(connection.scalar(text(waits)))
