"""The central's faster reading of events says what the domain's says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_station.domain.events import Event, from_bytes
from sync.central.reading import read
from tests.central.karbala import NOON
from tests.central.test_poison import VALUES

FIELDS: dict[str, Any] = {
    "v": 1, "kind": "visit.closed/1", "id": "e1", "station": "S1", "incarnation": 1, "seq": 7,
    "at": "2026-11-23T09:00:00.125+03:00", "clerk": "C1", "session": "s", "boot": "b",
    "mono_ms": 5, "anchor": NOON, "saw": 3, "app": "1.0", "household": "H0001", "visit": "v1",
    "body": {"outcome": "return_needed", "seconds": 60, "return_day": "2026-12-01"},
}  # fmt: skip


def told(data: bytes, reader: Any) -> Event | None:
    """Give what a reader makes of bytes, None where it refuses."""
    try:
        return reader(data)  # type: ignore[no-any-return]  # either of the two
    except (ValueError, RecursionError, OverflowError):
        return None


def test_a_good_event_is_read_alike() -> None:
    """A plain event is one and the same to both."""
    data = json.dumps(FIELDS).encode()
    assert read(data) == from_bytes(data)


@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS)), VALUES, max_size=3),
    st.dictionaries(st.sampled_from(["outcome", "seconds", "return_day", "more"]), VALUES),
    st.booleans(),
)
def test_whatever_stands_in_a_field_is_read_alike(
    around: dict[str, Any],
    body: dict[str, Any],
    ascii_only: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    """Numbers with a point, halves of characters, other types: both take or refuse the same."""
    fields = FIELDS | {"body": FIELDS["body"] | body} | around
    data = json.dumps(fields, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    assert told(data, read) == told(data, from_bytes)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_alike(data: bytes) -> None:
    """What is no JSON at all is refused by both."""
    assert told(data, read) == told(data, from_bytes)


@pytest.mark.parametrize(
    "number", ["7.0", "7e0", "-0", "18446744073709551617", "1e400", "NaN", "true", '"7"']
)
def test_numbers_are_read_alike(number: str) -> None:
    """However a number is written, both take it for the same, or for none."""
    data = json.dumps(FIELDS).replace('"mono_ms": 5', f'"mono_ms": {number}').encode()
    assert told(data, read) == told(data, from_bytes)
