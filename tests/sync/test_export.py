"""The post as files."""

from pathlib import Path

import pytest

from sync.envelope import pack
from sync.errors import BadEnvelope, Garbled
from sync.export import read, read_receipts, write, write_receipts
from tests.central.karbala import HeldStation, Karbala, event


def exported(station: HeldStation, path: Path) -> None:
    """Write everything that waits, a hundred events a batch."""
    batches = (station.outbox.seal(first, first + 99) for first in (1, 101, 201))
    assert write(path, (pack(batch) for batch in batches if batch)) == 3


def test_a_file_carries_events_and_receipts(karbala: Karbala, tmp_path: Path) -> None:
    """Without any network events reach the central and receipts come back the same way."""
    station = karbala.station()
    station.outbox.record_many(event, 300)
    exported(station, tmp_path / "post")
    receipts = [karbala.office.hand_in(packed) for packed in read(tmp_path / "post")]
    write_receipts(tmp_path / "answer", receipts)
    for signed in read_receipts(tmp_path / "answer"):
        station.outbox.settle(signed)
    assert station.outbox.waiting() == 0
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_file_handed_in_twice_doubles_nothing(karbala: Karbala, tmp_path: Path) -> None:
    """A stick may be carried to two counters."""
    station = karbala.station()
    station.outbox.record_many(event, 300)
    exported(station, tmp_path / "post")
    for _ in range(2):
        for packed in read(tmp_path / "post"):
            karbala.office.hand_in(packed)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def test_a_cut_file_gives_what_is_whole(karbala: Karbala, tmp_path: Path) -> None:
    """Of a file that was cut short the whole batches are read, and the cut is told."""
    station = karbala.station()
    station.outbox.record_many(event, 300)
    exported(station, tmp_path / "post")
    data = (tmp_path / "post").read_bytes()
    (tmp_path / "cut").write_bytes(data[:-10])
    whole = read(tmp_path / "cut")
    for packed in (next(whole), next(whole)):
        karbala.office.hand_in(packed)
    with pytest.raises(BadEnvelope, match="ends within"):
        next(whole)
    assert karbala.held() == 200


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", b"clerk-station/batches/1\n\xff\xff\xff\xff"])
def test_another_file_is_refused(junk: bytes, tmp_path: Path) -> None:
    """A file that is not ours is told apart at once."""
    (tmp_path / "junk").write_bytes(junk)
    with pytest.raises(BadEnvelope):
        list(read(tmp_path / "junk"))


@pytest.mark.parametrize("junk", [b"\n", b"{}\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n"])
def test_other_receipts_are_garbled(junk: bytes, tmp_path: Path) -> None:
    """A line that is no receipt is told apart from one."""
    (tmp_path / "junk").write_bytes(junk)
    with pytest.raises(Garbled):
        list(read_receipts(tmp_path / "junk"))
