"""The raw lane: what the central cannot take as a batch is kept as it is, and settles nothing."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.central import states
from sync.central.raw_lane import listing
from sync.envelope import MOST_EVENT, unpack
from sync.errors import Garbled, Rejected
from sync.hello import State
from sync.raw import MOST_RAW, Raw, read_raw, sign_raw
from sync.signed import SignedLetter
from sync.wire import SignedReceipt
from tests.central.karbala import Karbala, event
from tests.sync.held import HeldTime, Line


def lying(karbala: Karbala) -> list[SignedLetter]:
    """Give what lies in the raw lane."""
    with karbala.database.reading() as connection:
        return [SignedLetter(row.body, row.signature) for row in listing(connection)]


def test_an_event_that_no_batch_can_carry_takes_the_raw_lane(karbala: Karbala) -> None:
    """An event over the limit is refused for its form: its bytes are kept, signed, and it waits."""
    station, time = karbala.station(), HeldTime()
    station.outbox.record_many(event, 1)
    station.outbox.record(b"x" * (MOST_EVENT + 1))
    cycle = station.cycle(time)
    for _ in range(40):
        time.seconds += cycle.step()
    assert (karbala.held(), station.outbox.waiting()) == (1, 1)
    (letter,) = lying(karbala)
    assert read_raw(letter).data
    assert cycle.status.error == "bad_request"


def test_a_batch_of_a_later_version_is_kept_and_sent_again(karbala: Karbala) -> None:
    """A central that cannot read it yet keeps it; one that can takes it in, and it counts once."""
    station, time = karbala.station(), HeldTime()

    class Older(Line):
        knows_it = False

        def push(self, packed: bytes) -> SignedReceipt:
            if not self.knows_it:
                reason = "bad_request"
                raise Rejected(reason)
            return super().push(packed)

    line = Older(station.server)
    station.outbox.record_many(event, 3)
    cycle = station.cycle(time, line)
    time.run(cycle, within=600)
    (letter,) = lying(karbala)
    assert unpack(read_raw(letter).data).events == (station.outbox.events[0],)
    assert station.outbox.waiting() == 3, "the control: what is kept raw is not settled"
    line.knows_it = True
    time.run(cycle, within=3600)
    assert karbala.stored(station.enrolment.station) == station.outbox.events


def raw(karbala: Karbala, data: bytes, key: Ed25519PrivateKey, station: str) -> SignedLetter:
    """Send bytes into the raw lane."""
    letter = Raw(station=station, incarnation=1, nonce="n", why="bad_request", data=data)
    return karbala.office.keep_raw(sign_raw(letter, key.sign))


def test_the_same_bytes_are_kept_once(karbala: Karbala) -> None:
    """Whatever is repeated, there is one copy and each asker gets the central's word."""
    station = karbala.station()
    for _ in range(3):
        raw(karbala, b"bytes", station.outbox.key, station.enrolment.station)
    assert len(lying(karbala)) == 1


def test_a_lost_station_may_use_the_raw_lane(karbala: Karbala) -> None:
    """What a lost machine holds is welcome, in whatever form."""
    station = karbala.station()
    with karbala.database.writing() as connection:
        states.change(connection, station.enrolment.station, State.LOST)
    raw(karbala, b"bytes", station.outbox.key, station.enrolment.station)
    assert len(lying(karbala)) == 1


def test_strangers_keep_nothing_here(karbala: Karbala) -> None:
    """Another key, another station, or more than fits: refused, and nothing is stored."""
    station = karbala.station()
    me, key = station.enrolment.station, station.outbox.key
    with pytest.raises(Rejected, match="bad_signature"):
        raw(karbala, b"x", Ed25519PrivateKey.generate(), me)
    with pytest.raises(Rejected, match="unknown_station"):
        raw(karbala, b"x", key, "KA-99-S9")
    with pytest.raises(Rejected, match="too_large"):
        raw(karbala, bytes(MOST_RAW + 1), key, me)
    with pytest.raises(Garbled):
        karbala.office.keep_raw(SignedLetter(b"{}", b""))
    assert lying(karbala) == []
