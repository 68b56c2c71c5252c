"""Whoever holds a station's key may sign anything: no well signed letter breaks the central."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.central.database import Database
from sync.enrol import EnrolmentAsk, ask
from sync.envelope import pack
from sync.errors import BadEnvelope, Busy, Garbled, Rejected
from sync.signed import SignedLetter
from tests.central import postgres
from tests.central.karbala import Karbala, event, sqlite_karbala

EXAMPLES = 50
TAGS = {
    "hello": b"clerk-station/hello/2\0",
    "compare": b"clerk-station/compare/1\0",
    "branch": b"clerk-station/branch/1\0",
}
EDGES = st.sampled_from((0, -1, 1 << 31, (1 << 62) - 1, 1 << 63, 10**40, 1.5, 1e308))
TEXTS = st.sampled_from(("", "\0", "a\0b", "\ud800", "x" * 5000, "'; drop table events; --"))
LEAVES = st.one_of(st.none(), st.booleans(), EDGES, TEXTS, st.text(max_size=20))
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4), max_leaves=6)
MEMBER = st.integers(0, 30)


@pytest.fixture(params=["sqlite", "postgresql"])
def karbala(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central on either database."""
    if request.param == "sqlite":
        made = sqlite_karbala(tmp_path)
        yield made
        made.database.close()
        return
    if why := postgres.why_not():
        pytest.skip(why)
    with postgres.running() as server:
        made = Karbala(Database(postgres.fresh(server)))
        yield made
        made.database.close()


def bent(raw: Any, member: int, value: Any) -> Any:
    """Put something else in the place of one member of a letter, or of one deeper in it."""
    raw = json.loads(json.dumps(raw))
    names = list(raw)
    name = names[member % len(names)]
    inner = raw[name]
    if isinstance(inner, list) and inner and member >= len(names):
        inner[0] = bent(inner[0], member // 2, value) if isinstance(inner[0], dict) else value
    else:
        raw[name] = value
    return raw


def often(trial: Callable[[int, Any], None]) -> None:
    """Try many members with many values, the same on every run."""
    chosen = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    chosen(given(MEMBER, ANYTHING)(trial))()


def refused_or_done(attempt: Callable[[], object]) -> None:
    """Make an attempt; whatever it raises has to be one of our refusals."""
    try:
        attempt()
    except (Rejected, Garbled, BadEnvelope, Busy):
        return


@pytest.mark.parametrize("kind", list(TAGS))
def test_a_well_signed_letter_breaks_nothing(karbala: Karbala, kind: str) -> None:
    """Any value in any member of a letter under a good signature is done or refused in words."""
    station = karbala.station()
    station.outbox.record_many(event, 5)
    station.outbox.settle(station.server.push(pack(_whole(station.outbox))))
    box, office = station.outbox, karbala.office
    letters: dict[str, Callable[[], SignedLetter]] = {
        "hello": box.hello,
        "compare": lambda: box.compare((1, 3, 5), signer=1),
        "branch": lambda: box.copy().branch(3, signer=1, why="restored"),
    }
    doors = {"hello": office.hello, "compare": office.compare, "branch": office.branch}

    def trial(member: int, value: Any) -> None:
        raw = bent(json.loads(letters[kind]().body), member, value)
        body = json.dumps(raw).encode()
        signed = SignedLetter(body, box.keys[1].sign(TAGS[kind] + body))
        refused_or_done(lambda: doors[kind](signed))

    often(trial)
    refused_or_done(lambda: doors[kind](letters[kind]()))


def test_control_a_letter_as_it_should_be_is_done(karbala: Karbala) -> None:
    """Control: the letters that were bent are answered when they are straight."""
    station = karbala.station()
    station.outbox.record_many(event, 5)
    station.outbox.settle(station.server.push(pack(_whole(station.outbox))))
    box, office = station.outbox, karbala.office
    for door, letter in (
        (office.hello, box.hello()),
        (office.compare, box.compare((1, 3, 5), signer=1)),
        (office.branch, box.copy().branch(3, signer=1, why="restored")),
    ):
        assert door(letter).body


def test_a_well_sealed_batch_breaks_nothing(karbala: Karbala) -> None:
    """Whatever stands in the events and the header of a well sealed batch is taken or refused."""
    station = karbala.station()

    def trial(member: int, value: Any) -> None:
        box = station.outbox
        raw = bent(json.loads(event(box.enrolment, len(box.events) + 1)), member, value)
        box.record(json.dumps(raw).encode())
        batch = box.seal(len(box.events), len(box.events))
        assert batch is not None
        refused_or_done(lambda: station.server.push(pack(batch)))

    often(trial)
    assert karbala.held() == len(station.outbox.events), "a well sealed event is always stored"


def test_an_enrolment_of_any_text_breaks_nothing(karbala: Karbala) -> None:
    """Codes, keys and proofs of any kind are refused in words."""

    def trial(member: int, value: Any) -> None:
        karbala.now += 120
        key = Ed25519PrivateKey.generate()
        good = ask(karbala.code(), public_key=key.public_key(), sign=key.sign)
        odd: list[EnrolmentAsk] = [
            replace(good, code=str(value)),
            replace(good, public_key=str(value).encode("utf-8", "replace")[:40]),
            replace(good, proof=bytes(member)),
        ]
        refused_or_done(lambda: karbala.office.enrol(odd[member % 3]))

    often(trial)


def _whole(outbox: Any) -> Any:
    return outbox.seal(1, len(outbox.events))
