"""Events that no station of this version writes, and that arrive nevertheless."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerk_station.domain.events import VisitOpened
from clerk_station.domain.visits import Entry
from sync.envelope import pack
from sync.wire import Word, read_receipt
from tests.central.karbala import HeldStation, Karbala, event
from tests.world import form

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(allow_nan=True),
    st.text(st.characters(codec="utf-8"), max_size=100),
    st.sampled_from(["\ud800", "a\0b", "9" * 5000, "9999-12-31T23:59:59-14:00", "H0001"]),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)


def opened(station: HeldStation) -> dict[str, Any]:
    """Give the fields of a good event."""
    body = VisitOpened(entry=Entry.FORM, form=form(1).number)
    seq = len(station.outbox.events) + 1
    around = {"household": "H0001", "visit": f"v{seq}"}
    fields: dict[str, Any] = json.loads(event(station.enrolment, seq, body=body, **around))
    return fields


def word_on(station: HeldStation, data: bytes) -> Word:
    """Push one event and give the central's word on it."""
    seq = station.outbox.record(data)
    batch = station.outbox.seal(seq, seq)
    assert batch is not None
    receipt = read_receipt(station.server.push(pack(batch)).body)
    assert receipt.acknowledged == seq
    return receipt.judgements[0].word


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_no_field_of_an_event_can_stop_the_post(karbala: Karbala, data: st.DataObject) -> None:
    """Whatever stands in a field, the event is stored, judged and acknowledged."""
    station = karbala.station()
    fields = opened(station)
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3)):
        fields[name] = data.draw(VALUES)
    poison = json.dumps(fields).encode()
    assert word_on(station, poison) in {Word.ACCEPTED, Word.QUARANTINED}
    assert karbala.stored(station.enrolment.station) == [poison]
    assert word_on(station, json.dumps(opened(station)).encode()) is Word.ACCEPTED


@pytest.mark.parametrize(
    "spoil",
    [
        {"visit": "v" * 65},
        {"visit": "\ud800"},
        {"kind": "k" * 5000},
        {"kind": "a\0b"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"seq": 10**30},
        {"body": []},
    ],
)
def test_what_a_database_cannot_hold_is_put_aside(karbala: Karbala, spoil: dict[str, Any]) -> None:
    """Texts too long, halves of characters, NULs and times beyond the calendar are quarantined."""
    station = karbala.station()
    assert word_on(station, json.dumps(opened(station) | spoil).encode()) is Word.QUARANTINED


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=300))
def test_no_bytes_can_stop_the_post(karbala: Karbala, data: bytes) -> None:
    """Bytes that are no event are stored as they are and put aside."""
    station = karbala.station()
    assert word_on(station, data) is Word.QUARANTINED
    assert karbala.stored(station.enrolment.station) == [data]


def test_deep_nesting_is_put_aside(karbala: Karbala) -> None:
    """JSON nested as deep as an event may be long breaks nothing."""
    station = karbala.station()
    assert word_on(station, b"[" * 65_000) is Word.QUARANTINED
