"""The post over real sockets: the real central, and whatever else may answer in its place."""

import socket

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import Busy, Garbled, Rejected, SyncError, Unreachable
from sync.hello import Hello, sign_hello
from sync.http import MOST_ANSWER, RESTED, HttpServer
from sync.status import Phase
from sync.wire import Cursor
from tests.central.karbala import Karbala, event, served
from tests.sync.held import HeldTime
from tests.sync.wires import answering, http, serving
from tests.world import form

HELLO = sign_hello(
    Hello(station="S", incarnation=1, last=0, head=bytes(32), acknowledged=0, app="test"),
    Ed25519PrivateKey.generate().sign,
)
PORTAL = b"<html><body>Please log in to the network</body></html>"


def test_a_day_over_http(karbala: Karbala) -> None:
    """Over real HTTP the same cycle sends everything and receives everything."""
    station, other, time = karbala.station(), karbala.station(), HeldTime()
    station.outbox.record_many(event, 700)
    served(station.outbox, 2)
    with serving(karbala.office) as address:
        for who in (station, other):
            server = HttpServer(address, token=who.enrolment.token)
            cycle = time.cycle(who.outbox, who.inbox, server)
            time.run(cycle, within=1)
            assert cycle.status.phase is Phase.SETTLED
            server.close()
    assert karbala.stored(station.enrolment.station) == station.outbox.events
    assert other.inbox.known("served") == {form(2).number}


def test_a_stranger_is_rejected(karbala: Karbala) -> None:
    """Without a token that the central knows no door opens."""
    with serving(karbala.office) as address:
        for token in ("", "wrong"):
            server = HttpServer(address, token=token)
            with pytest.raises(Rejected, match="unknown_station"):
                server.hello(HELLO)
            with pytest.raises(Rejected, match="unknown_station"):
                server.pull(Cursor(), most=10)
            with pytest.raises(Rejected, match="unknown_station"):
                server.push(b"x")
            server.close()


def test_a_cursor_that_is_not_on_the_feed_gets_no_page(karbala: Karbala) -> None:
    """A hash that the feed does not have there is answered by none; another's scope is refused."""
    station = karbala.station()
    with serving(karbala.office) as address:
        server = HttpServer(address, token=station.enrolment.token)
        page = server.pull(Cursor(), most=3)
        assert page is not None
        here = Cursor(scope=page.scope, epoch=page.epoch, position=3, hash=page.hash)
        assert server.pull(here, most=3) is not None
        for stale in (
            Cursor(scope=page.scope, epoch=page.epoch, position=3, hash=bytes(32)),
            Cursor(scope=page.scope, epoch=page.epoch, position=999, hash=page.hash),
        ):
            assert server.pull(stale, most=3) is None
        with pytest.raises(Rejected, match="other_scope"):
            server.pull(Cursor(scope="centre:KA-02"), most=3)
        server.close()


def test_a_connection_that_rested_is_not_used_again() -> None:
    """Requests in a row share a connection; after a rest there is a new one."""
    opened, now = [], [0.0]
    answer = http("200 OK", body=b'{"body": "", "signature": ""}')

    def patient(connection: socket.socket) -> None:
        opened.append(connection)
        connection.sendall(answer)
        while connection.recv(1 << 16):
            connection.sendall(answer)

    with answering(patient) as address:
        server = HttpServer(address, clock=lambda: now[0])
        for pause in (0.0, RESTED, RESTED + 0.1):
            now[0] += pause
            server.hello(HELLO)
        server.close()
    assert len(opened) == 2


def test_nobody_listening_is_unreachable() -> None:
    """A central that is off is told as such."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable):
        HttpServer(f"http://127.0.0.1:{port}").hello(HELLO)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http("200 OK", kind="text/html", body=PORTAL), Garbled),
        (http("200 OK", body=PORTAL), Garbled),
        (http("200 OK", body=b'{"at": 1, "ackn'), Garbled),
        (http("200 OK", body=b"[" * 100_000), Garbled),
        (http("200 OK", body=b"null"), Garbled),
        (http("204 No Content"), Garbled),
        (http("302 Found", more="Location: http://login.example/\r\n"), Garbled),
        (http("403 Forbidden", kind="text/html", body=PORTAL), Garbled),
        (http("404 Not Found", kind="text/html", body=PORTAL), Garbled),
        (http("401 Unauthorized", body=b'{"error": "unknown_station"}'), Rejected),
        (http("403 Forbidden", body=b'{"error": "other_station"}'), Rejected),
        (http("403 Forbidden", body=b'{"other": 1}'), Garbled),
        (http("500 Internal Server Error", body=b"{}"), Unreachable),
        (http("502 Bad Gateway", kind="text/html", body=PORTAL), Busy),
        (http("503 Service Unavailable", more="Retry-After: soon\r\n"), Busy),
        (http("429 Too Many Requests", more="Retry-After: 40\r\n"), Busy),
        (http("200 OK", body=b'{"at": 1, "acknowledged": 0}')[:-9], Unreachable),
        (b"", Unreachable),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Unreachable),
        (b"HTTP/1.1 999999999999\r\n\r\n", Unreachable),
        (
            http("200 OK", more="Transfer-Encoding: chunked\r\n") + b"zz\r\n",
            Unreachable,
        ),
        (
            http("200 OK", body=b"not gzip", more="Content-Encoding: gzip\r\n"),
            Garbled,
        ),
    ],
)
def test_whatever_answers_is_one_of_four_troubles(answer: bytes, expected: type[SyncError]) -> None:
    """Portals, gateways, cut lines and other protocols: each is told, none raises anything else."""
    with answering(answer) as address:
        server = HttpServer(address)
        with pytest.raises(expected) as caught:
            server.hello(HELLO)
        assert type(caught.value) is expected
        server.close()


def test_retry_after_is_heard() -> None:
    """The seconds that a busy central names reach the cycle."""
    with answering(http("503 Service Unavailable", more="Retry-After: 40\r\n")) as address:
        server = HttpServer(address)
        with pytest.raises(Busy) as caught:
            server.push(b"x")
        assert caught.value.retry_after == 40
        server.close()


def test_an_endless_answer_is_cut_off() -> None:
    """A body without end is left at the limit, not read into memory."""

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        sent = 0
        while sent < 3 * MOST_ANSWER:
            sent += connection.send(b"9" * 65536)

    with answering(endless) as address:
        server = HttpServer(address)
        with pytest.raises(Garbled, match="too large"):
            server.hello(HELLO)
        server.close()


def test_an_answer_that_drips_is_given_up() -> None:
    """An answer that takes longer than the whole time allowed counts as no answer."""
    seconds = iter(range(0, 10_000, 130))
    with answering(http("200 OK", body=b'{"at": 1}')) as address:
        server = HttpServer(address, clock=lambda: float(next(seconds)))
        with pytest.raises(Unreachable, match="too long"):
            server.hello(HELLO)
        server.close()
