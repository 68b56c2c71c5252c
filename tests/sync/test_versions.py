"""Old and new meet: versions of the protocol, members nobody knows, and rules for new work."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests

from sync.central.office import Office
from sync.condition import MOST_DAYS, MOST_UNHEARD, Condition, Work, is_older, work
from sync.envelope import pack
from sync.hello import State, open_greeting, read_hello, sign_greeting
from sync.signed import SignedLetter, sign_letter, signed_from_json, signed_to_json
from sync.status import Phase
from tests.central.karbala import Karbala, event
from tests.sync.held import HeldTime, Line, phase
from tests.sync.wires import serving

NOW = 1_795_000_000


@pytest.fixture
def address(karbala: Karbala) -> Iterator[str]:
    """Serve the central over HTTP."""
    with serving(karbala.office) as address:
        yield address


def said(address: str, path: str, token: str, letter: dict[str, Any]) -> dict[str, Any]:
    """Send JSON as a foreign program would."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.post(address + path, json=letter, headers=headers, timeout=20)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_station_of_version_1_is_served(karbala: Karbala, address: str) -> None:
    """Unsigned hello, push and pull under the first token, round after round."""
    station = karbala.station()
    token = station.enrolment.token
    for first in (1, 4):
        station.outbox.record_many(event, 3)
        hello = {
            "station": station.enrolment.station,
            "incarnation": 1,
            "last": first + 2,
            "head": station.outbox.hashes[-1].hex(),
            "acknowledged": first - 1,
            "app": "0.1.0",
            "protocol": 1,
        }
        greeting = said(address, "/v1/hello", token, hello)
        assert (greeting["acknowledged"], greeting["token"]) == (first - 1, "")
        batch = station.outbox.seal(first, first + 2)
        assert batch is not None
        headers = {"Authorization": f"Bearer {token}"}
        pushed = requests.post(address + "/v1/push", data=pack(batch), headers=headers, timeout=20)
        station.outbox.settle(signed_from_json(pushed.json()))
        pulled = requests.get(address + "/v1/pull", headers=headers, timeout=20)
        assert pulled.status_code == 200
    assert station.outbox.waiting() == 0


def test_a_station_of_a_later_version_is_served(karbala: Karbala, address: str) -> None:
    """Members that this central does not know are ignored, the number of the version too."""
    station = karbala.station()
    later = json.loads(station.outbox.hello().body) | {"protocol": 3, "weather": {"dust": True}}
    signed = sign_letter(b"clerk-station/hello/2\0", later, station.outbox.sign)
    answer = said(address, "/v1/hello", "", signed_to_json(signed))
    greeting = station.outbox.greeted(signed_from_json(answer))
    assert greeting.protocols == (1, 2)


def test_a_central_of_a_later_version_is_understood(karbala: Karbala) -> None:
    """Members and states that this station does not know stop nothing but new work."""
    station, time = karbala.station(), HeldTime()

    class Later(Line):
        def hello(self, hello: SignedLetter) -> SignedLetter:
            fields = json.loads(super().hello(hello).body)
            fields |= {"state": "on_leave", "weather": "dust", "protocols": [2, 3, 4]}
            return sign_letter(b"clerk-station/greeting/2\0", fields, karbala.keys.central.sign)

    station.outbox.record_many(event, 3)
    cycle = station.cycle(time, Later(station.server))
    time.run(cycle, within=60)
    assert (phase(cycle), cycle.status.state) == (Phase.SETTLED, State.SUSPENDED)
    assert karbala.held() == 3


def test_a_station_from_before_scopes_and_lives_is_greeted(karbala: Karbala) -> None:
    """What a greeting lacks is what it would have said nothing of."""
    station = karbala.station()
    signed = station.server.hello(station.outbox.hello())
    fields = json.loads(signed.body)
    for name in ("scopes", "protocols", "minimum_app", "minimum_from", "centre", "move_to"):
        del fields[name]
    poor = sign_letter(b"clerk-station/greeting/2\0", fields, karbala.keys.central.sign)
    assert station.outbox.greeted(poor).scopes == ()


def test_the_oldest_program_is_told_in_the_greeting(karbala: Karbala) -> None:
    """New work of an old program ends after a grace period; what it sends is taken."""
    station, time = karbala.station(), HeldTime()
    office = replace(karbala.office, minimum_app="99.0", minimum_from=karbala.now)
    station.outbox.record_many(event, 3)
    hello = station.outbox.hello()
    greeting = open_greeting(office.hello(hello), karbala.keys.central.public_key())
    assert (greeting.minimum_app, greeting.minimum_from) == ("99.0", karbala.now)
    time.run(station.cycle(time), within=60)
    assert (karbala.held(), isinstance(office, Office)) == (3, True)


@pytest.mark.parametrize(
    ("version", "minimum", "older"),
    [
        ("0.1.0", "", False),
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.2", True),
        ("0.10.0", "0.9.9", False),
        ("1.0", "1.0.1", True),
        ("nonsense", "0.1", True),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, minimum: str, *, older: bool) -> None:
    """Ten comes after nine, and what is no version is older than any."""
    assert is_older(version, minimum) is older


def test_the_grace_period_is_kept() -> None:
    """An old program works on until the day that was said."""
    told = Condition(app="0.1.0", minimum_app="0.2.0", minimum_from=NOW)
    assert work(told, now=NOW - 1) is Work.FREE
    assert work(told, now=NOW) is Work.OUTDATED


def test_a_station_that_heard_nothing_for_long_needs_its_manager() -> None:
    """After 7 days or 2,000 events; a clock that went back changes nothing."""
    heard = Condition(heard_at=NOW)
    assert work(heard, now=NOW + MOST_DAYS * 86_400 - 1) is Work.FREE
    assert work(heard, now=NOW + MOST_DAYS * 86_400) is Work.NEEDS_MANAGER
    assert work(heard, now=NOW - 400 * 86_400) is Work.FREE
    assert work(replace(heard, unheard=MOST_UNHEARD - 1), now=NOW) is Work.FREE
    assert work(replace(heard, unheard=MOST_UNHEARD), now=NOW) is Work.NEEDS_MANAGER


@pytest.mark.parametrize("state", [State.SUSPENDED, State.LOST, State.RETIRED])
def test_a_state_is_stronger_than_any_other_rule(state: State) -> None:
    """Who is suspended is told so, not that a manager might help."""
    assert work(Condition(state=state, unheard=9999), now=NOW) is Work(state.value)


def test_a_greeting_under_another_key_is_none(karbala: Karbala) -> None:
    """Whoever answers in the central's place cannot greet."""
    station = karbala.station()
    greeting = open_greeting(
        station.server.hello(station.outbox.hello()), karbala.keys.central.public_key()
    )
    forged = sign_greeting(greeting, station.outbox.key.sign)
    assert read_hello(station.outbox.hello()).nonce
    with pytest.raises(Exception, match="does not hold"):
        station.outbox.greeted(forged)
