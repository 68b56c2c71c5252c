"""Event bytes: frozen once, read for ever, and never more than a ValueError when they are none."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.events import (
    BODIES,
    Body,
    ClerkSignedIn,
    Event,
    MemberAbsent,
    Unread,
    VisitOpened,
    from_bytes,
    to_bytes,
)
from clerk_station.domain.visits import AbsenceReason, Entry
from tests.domain.acts import bodies, event, texts

OPENED = event(1, VisitOpened(entry=Entry.FORM, form="KA26-00441-2093"))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def changed(original: Event, **fields: object) -> bytes:
    """Write an event's bytes with other fields, as a later version or a forger might."""
    raw = json.loads(to_bytes(original)) | fields
    return json.dumps(raw, ensure_ascii=True).encode()


@pytest.mark.parametrize("cls", BODIES.values(), ids=BODIES)
@given(data=st.data())
def test_every_kind_comes_back_as_it_was_written(cls: type[Body], data: st.DataObject) -> None:
    """Reading the bytes of an event of any kind gives that event."""
    written = event(7, data.draw(bodies[cls]), household=data.draw(texts))
    assert from_bytes(to_bytes(written)) == written


def test_every_kind_has_its_own_versioned_name() -> None:
    """A kind on the wire is a name and a version, and no two bodies share one."""
    assert len({body.kind for body in BODIES.values()}) == len(BODIES) == len(bodies)
    assert all(kind.rpartition("/")[2].isdigit() for kind in BODIES)


def test_the_bytes_are_canonical() -> None:
    """Keys are sorted, nothing is escaped that need not be, and there are no blanks."""
    written = to_bytes(event(1, MemberAbsent(reason=AbsenceReason.ABSENT, note="مسافر")))
    assert "مسافر".encode() in written
    text = written.decode()
    assert text == json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_a_later_kind_is_unread_and_keeps_its_name() -> None:
    """What this version does not know is counted under its own name."""
    assert from_bytes(changed(OPENED, kind="visit.paused/1")).body == Unread(name="visit.paused/1")


@pytest.mark.parametrize(
    "body",
    [
        {"entry": "by_boat", "form": ""},
        {"form": ""},
        {"entry": "form", "form": 5},
        {"entry": ["form"]},
        {"entry": "form", "form": "a\0b"},
        {"entry": "form", "form": "\ud800"},
        [],
        5,
        None,
    ],
)
def test_a_later_code_within_a_kind_is_unread(body: object) -> None:
    """A code, type or text that this version cannot hold makes the body unread, not the event."""
    read = from_bytes(changed(OPENED, body=body))
    assert read.body == Unread(name="visit.opened/1")
    assert read.key == OPENED.key


def test_a_list_is_not_a_word() -> None:
    """Where many codes are due one code is not taken letter by letter."""
    read = from_bytes(
        changed(OPENED, kind="report.exported/1", body={"day": "2026-11-23", "formats": "pdf"})
    )
    assert read.body == Unread(name="report.exported/1")


def test_further_fields_are_passed_over() -> None:
    """A later version may say more about the same kind without becoming unread."""
    more = changed(OPENED, body={"entry": "form", "form": OPENED.id, "mood": "good"}, moon="full")
    assert isinstance(from_bytes(more).body, VisitOpened)


@pytest.mark.parametrize(
    "fields",
    [
        {"at": "2026-11-23T08:00:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": 5},
        {"seq": "1"},
        {"seq": True},
        {"seq": 1.0},
        {"station": None},
        {"visit": "\ud800"},
        {"household": "a\0b"},
        {"kind": "\udfff"},
        {"kind": 5},
    ],
)
def test_what_is_no_event_is_refused(fields: dict[str, object]) -> None:
    """A time without place, a seq that is none, or a text no database can hold is no event."""
    with pytest.raises(ValueError, match=r"."):
        from_bytes(changed(OPENED, **fields))


@pytest.mark.parametrize("name", ["kind", "body", "id", "station", "seq", "at", "clerk", "mono_ms"])
def test_a_field_that_lacks_makes_it_no_event(name: str) -> None:
    """Who, when and which are never guessed."""
    raw = json.loads(to_bytes(OPENED))
    del raw[name]
    with pytest.raises(ValueError, match=r"."):
        from_bytes(json.dumps(raw).encode())


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"5", b"null", b"\xff", b"[" * 100_000, b'{"v":' * 50_000, b"1" * 10_000]
)
def test_bytes_that_are_nothing_are_refused(data: bytes) -> None:
    """Garbage, and nesting without end, are told apart from events without harm."""
    with pytest.raises(ValueError, match=r"."):
        from_bytes(data)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_do_more_than_raise_a_value_error(data: bytes) -> None:
    """Whatever arrives is an event or a ValueError."""
    try:
        read = from_bytes(data)
    except ValueError:
        return
    assert isinstance(read, Event)


@given(st.sampled_from(sorted(json.loads(to_bytes(OPENED)))), json_values)
def test_no_field_does_more_than_raise_a_value_error(name: str, value: object) -> None:
    """Whatever stands in one field, the event is read, or unread, or none."""
    try:
        read = from_bytes(changed(OPENED, **{name: value}))
    except ValueError:
        return
    assert isinstance(read, Event)
    read.at.astimezone(UTC)


def test_the_identity_is_station_incarnation_and_seq() -> None:
    """An id is for reference alone."""
    assert event(3, ClerkSignedIn(), id="x").key == ("S1", 1, 3) == event(3, OPENED.body).key
    assert event(3, ClerkSignedIn()).at > datetime(2026, 11, 23, tzinfo=UTC)
