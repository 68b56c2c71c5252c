"""The description of the doors is true, and no request breaks one."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from schemathesis.core.failures import FailureGroup
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from clerk_station.paths import resources
from sync.central.web import application
from sync.enrol import ask, ask_to_json, enrolment_to_json
from sync.envelope import pack
from sync.signed import signed_to_json
from tests.central.karbala import Karbala, event, sqlite_karbala
from tests.hostile.doors import described, open_to_all, try_doors

EXAMPLES = 25


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


def doors_of(description: dict[str, Any]) -> set[tuple[str, str]]:
    """Give method and path of each door that a description names."""
    return {
        (method.upper(), path)
        for path, methods in description["paths"].items()
        for method in methods
    }


def served_by(karbala: Karbala) -> set[tuple[str, str]]:
    """Give method and path of each door there is."""
    routes = [route for route in application(karbala.office).routes if isinstance(route, Route)]
    return {(method, r.path) for r in routes for method in (r.methods or ()) if method != "HEAD"}


def test_every_door_is_described_and_no_other(karbala: Karbala) -> None:
    """What the description names is served, and what is served is described."""
    assert doors_of(described()) == served_by(karbala)


def test_control_a_door_that_is_not_described_is_noticed(karbala: Karbala) -> None:
    """Control: a description that lacks one door is not taken for true."""
    lacking = described()
    lacking["paths"].pop("/v1/push")
    assert served_by(karbala) - doors_of(lacking) == {("POST", "/v1/push")}


def test_every_door_stands_in_the_protocol() -> None:
    """Who builds either side from PROTOCOL.md finds each door of the stations there."""
    text = (resources().parent / "sync" / "PROTOCOL.md").read_text(encoding="utf-8")
    doors = doors_of(described())
    assert [pair for pair in doors if f"{' '.join(pair)}" not in text] == []


def test_every_member_of_a_letter_is_described(karbala: Karbala) -> None:
    """The letters of a station and of the central have the members that the description names."""
    key = Ed25519PrivateKey.generate()
    letter = ask(karbala.code(), public_key=key.public_key(), sign=key.sign)
    enrolment = karbala.office.enrol(letter)
    station = karbala.station()
    hello, twin = station.outbox.hello(), station.outbox.copy()
    twin.record(b"another past")
    probes = twin.compare((1,), signer=1)
    common = karbala.office.compare(probes)
    wish = twin.branch(0, signer=1, why="fork")
    branched = karbala.office.branch(wish)
    station.outbox.record_many(event, 1)
    batch = station.outbox.seal(1, 1)
    assert batch is not None
    greeting = station.server.hello(hello)
    signed = station.server.push(pack(batch))
    returned = station.server.returned(1, after=0, most=5)
    letters = {
        "EnrolmentAsk": ask_to_json(letter),
        "Enrolment": enrolment_to_json(enrolment),
        "Hello": json.loads(hello.body),
        "SignedGreeting": signed_to_json(greeting),
        "Greeting": json.loads(greeting.body),
        "Compare": json.loads(probes.body),
        "Common": json.loads(common.body),
        "Branch": json.loads(wish.body),
        "Branched": json.loads(branched.body),
        "Returned": json.loads(returned.body),
        "SignedReceipt": signed_to_json(signed),
        "Receipt": json.loads(signed.body),
    }
    schemas = described()["components"]["schemas"]
    for name, written in letters.items():
        assert set(schemas[name]["properties"]) == set(written), name


def test_no_request_breaks_a_door(karbala: Karbala) -> None:
    """Whatever is sent, within a second comes an answer that the description knows."""
    told: list[str] = []
    try_doors(open_to_all(karbala), karbala, examples=EXAMPLES, told=told.append)
    assert len(told) == len(doors_of(described()))


class Broken:
    """The central with a bug planted: some requests break it, or take long."""

    def __init__(self, app: ASGIApp, *, door: bytes, slow: bool) -> None:
        self._app, self._door, self._slow = app, door, slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, but not always as described."""
        if scope["type"] == "http" and scope["raw_path"] == self._door:
            if not self._slow:
                await send({"type": "http.response.start", "status": 500, "headers": []})
                await send({"type": "http.response.body", "body": b""})
                return
            end = time.process_time() + 1.1
            while time.process_time() < end:
                pass
        await self._app(scope, receive, send)


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("door", [b"/v1/push", b"/v1/pull"])
def test_control_a_door_that_breaks_or_hangs_is_found(
    karbala: Karbala, door: bytes, *, slow: bool
) -> None:
    """Control: a door that answers 500 or takes more than a second fails the same trial."""
    app = Broken(open_to_all(karbala), door=door, slow=slow)
    with pytest.raises((FailureGroup, AssertionError)):
        try_doors(app, karbala, examples=5, told=lambda _: None)
