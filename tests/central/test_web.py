"""The central's HTTP face against whatever may be sent to it."""

import json
import sqlite3
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import sqlalchemy
from sqlalchemy import Engine

from sync.central.brake import WINDOW
from sync.envelope import MOST_COMPRESSED, pack
from sync.errors import Busy
from sync.http import HttpServer
from tests.central.karbala import HeldStation, Karbala, event
from tests.sync.wires import serving


@pytest.fixture
def station(karbala: Karbala) -> HeldStation:
    """Give an enrolled station."""
    return karbala.station()


@pytest.fixture
def door(karbala: Karbala) -> Iterator[HTTPConnection]:
    """Give a connection to the served central."""
    with serving(karbala.office) as address:
        connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
        yield connection
        connection.close()


def ask(
    door: HTTPConnection, method: str, path: str, body: bytes = b"", *, token: str = ""
) -> tuple[int, str]:
    """Send a request; give the status and the error code of the answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    door.request(method, path, body=body, headers=headers)
    answer = door.getresponse()
    kind, data = answer.getheader("Content-Type"), answer.read()
    assert kind == "application/json"
    return answer.status, json.loads(data).get("error", "")


def test_health_needs_no_token(door: HTTPConnection) -> None:
    """Whoever watches the server may ask whether it is up."""
    assert ask(door, "GET", "/health") == (200, "")


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/", b"", (404, "no_such_door")),
        ("GET", "/v1/push", b"", (405, "no_such_door")),
        ("POST", "/v1/hello", b"{", (400, "bad_request")),
        ("POST", "/v1/hello", b"[" * 16_000, (400, "bad_request")),
        ("POST", "/v1/hello", b"null", (400, "bad_request")),
        ("POST", "/v1/hello", b"\xff\xfe", (400, "bad_request")),
        ("POST", "/v1/hello", b" " * 20_000, (413, "too_large")),
        ("POST", "/v1/enrol", b'{"code": "1", "public_key": "zz"}', (400, "bad_request")),
        (
            "POST",
            "/v1/enrol",
            b'{"code": "1", "public_key": "", "proof": ""}',
            (403, "bad_code"),
        ),
        ("POST", "/v1/push", b"", (400, "bad_request")),
        ("POST", "/v1/push", b"junk", (400, "bad_request")),
        ("POST", "/v1/push", bytes(MOST_COMPRESSED + 1), (413, "too_large")),
        ("GET", "/v1/pull?position=x", b"", (400, "bad_request")),
        ("GET", "/v1/pull?position=-1", b"", (400, "bad_request")),
        ("GET", f"/v1/pull?position={10**30}", b"", (400, "bad_request")),
        ("GET", "/v1/pull?hash=00", b"", (400, "bad_request")),
        ("GET", "/v1/pull?hash=zz", b"", (400, "bad_request")),
        ("GET", "/v1/pull?most=many", b"", (400, "bad_request")),
        ("GET", "/v1/pull?epoch=e9&scope=../../etc", b"", (403, "other_scope")),
        ("GET", "/v1/pull?position=5", b"", (410, "epoch_gone")),
    ],
)
def test_whatever_is_sent_is_answered_by_a_code(
    door: HTTPConnection,
    station: HeldStation,
    method: str,
    path: str,
    body: bytes,
    expected: tuple[int, str],
) -> None:
    """Bad requests get their code as JSON; none breaks the server."""
    assert ask(door, method, path, body, token=station.enrolment.token) == expected
    assert ask(door, "GET", "/health") == (200, "")


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer ", "Bearer \u0663"])
def test_no_door_opens_without_a_token(door: HTTPConnection, header: str) -> None:
    """Without a known token nothing is read or written."""
    for method, path in (("POST", "/v1/push"), ("GET", "/v1/pull")):
        door.request(method, path, headers={"Authorization": header.encode()})
        answer = door.getresponse()
        assert (answer.status, json.load(answer)) == (401, {"error": "unknown_station"})


def test_guessing_codes_is_slowed_down(karbala: Karbala) -> None:
    """After thirty wrong codes in a minute everybody waits at every worker, then all is well."""
    body = json.dumps({"code": "0", "public_key": "", "proof": ""}).encode()
    with serving(karbala.office) as one, serving(karbala.office) as two:
        doors = [HTTPConnection(a.removeprefix("http://"), timeout=20) for a in (one, two)]
        answers = [ask(doors[n % 2], "POST", "/v1/enrol", body) for n in range(32)]
        assert answers[29:] == [(403, "bad_code"), (503, "busy"), (503, "busy")]
        with pytest.raises(Busy):
            karbala.station()
        karbala.now += WINDOW
        assert karbala.station().enrolment.incarnation == 1, "a good code is not lost"
        for door in doors:
            door.close()


def no_room(connection: sqlite3.Connection, _: object) -> None:
    """Let a database grow no further, as on a full disk."""
    connection.execute("pragma max_page_count = 1")


@pytest.fixture
def full_disk(karbala: Karbala) -> Iterator[None]:
    """Leave the central's database no room from now on."""
    karbala.database.close()
    sqlalchemy.event.listen(Engine, "connect", no_room)
    yield
    sqlalchemy.event.remove(Engine, "connect", no_room)


def test_a_full_disk_at_the_central_is_told_as_busy(
    karbala: Karbala, request: pytest.FixtureRequest
) -> None:
    """When the database cannot grow, the station is asked to come back and keeps everything."""
    station = karbala.station()
    for seq in range(1, 301):
        station.outbox.record(event(station.enrolment, seq, household="H" * 400))
    batch = station.outbox.seal(1, 300)
    assert batch is not None
    request.getfixturevalue("full_disk")
    with serving(karbala.office) as address:
        server = HttpServer(address, token=station.enrolment.token)
        with pytest.raises(Busy) as caught:
            server.push(pack(batch))
        server.close()
    assert 5 <= caught.value.retry_after <= 10, "not all at the same moment"
    assert karbala.held() == 0
