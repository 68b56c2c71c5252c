"""What counts for nothing cannot fill the central's disk, and nobody loses anything by that."""

import pytest

from sync.central import quota, states
from sync.envelope import pack
from sync.errors import OverQuota
from sync.hello import State
from sync.http import HttpServer
from sync.raw import Raw, sign_raw
from tests.central.karbala import HeldStation, Karbala, event
from tests.sync.held import HeldTime
from tests.sync.wires import serving

MOST = 4000


@pytest.fixture
def lost(karbala: Karbala, monkeypatch: pytest.MonkeyPatch) -> HeldStation:
    """Give a lost station, of which some ten events are kept a day."""
    monkeypatch.setattr(quota, "MOST_A_DAY", MOST)
    station = karbala.station()
    with karbala.database.writing() as connection:
        states.change(connection, station.enrolment.station, State.LOST)
    return station


def test_a_lost_station_hands_in_so_much_a_day_and_the_rest_later(
    karbala: Karbala, lost: HeldStation
) -> None:
    """What is too much for a day stays with it, and all of it arrives in the days after."""
    lost.outbox.record_many(event, 50)
    time, days = HeldTime(), []
    cycle = lost.cycle(time)
    for _ in range(8):
        time.run(cycle, within=6 * 3600)
        days.append(karbala.held())
        karbala.now += quota.DAY
        cycle.send_now()
    assert 0 < days[0] < days[1] < 50
    assert (days[-1], lost.outbox.waiting()) == (50, 0)
    size = len(lost.outbox.events[0])
    assert max(b - a for a, b in zip([0, *days], days, strict=False)) <= MOST // size + 1


def test_it_is_told_why_and_until_when(karbala: Karbala, lost: HeldStation) -> None:
    """Over HTTP it is 429 with the seconds to the next day; a file at the central goes on."""
    lost.outbox.record_many(event, 30)
    batch = lost.outbox.seal(1, 30)
    assert batch is not None
    with serving(karbala.office) as address:
        server = HttpServer(address, token=lost.outbox.shown)
        with pytest.raises(OverQuota) as told:
            server.push(pack(batch))
        server.close()
    left = quota.DAY - karbala.now % quota.DAY
    assert left <= told.value.retry_after <= left + 600
    karbala.office.hand_in(pack(batch))
    assert karbala.held() == 30


def test_an_active_station_is_bounded_by_nothing(
    karbala: Karbala, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: what counts is always taken in."""
    monkeypatch.setattr(quota, "MOST_A_DAY", 1)
    station = karbala.station()
    station.outbox.record_many(event, 30)
    HeldTime().run(station.cycle(HeldTime()), within=60)
    assert (karbala.held(), station.outbox.waiting()) == (30, 0)


def test_the_raw_lane_is_bounded_too(karbala: Karbala, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes a day, each once; what is kept already is answered all the same."""
    monkeypatch.setattr(quota, "MOST_A_DAY", MOST)
    station = karbala.station()

    def send(data: bytes) -> bytes:
        who = station.enrolment
        letter = Raw(station=who.station, incarnation=1, nonce="n", why="bad_request", data=data)
        karbala.office.keep_raw(sign_raw(letter, station.outbox.sign))
        return data

    kept = send(bytes(MOST - 10))
    with pytest.raises(OverQuota):
        send(b"eleven more")
    assert send(kept) == kept
    karbala.now += quota.DAY
    send(b"eleven more")


def test_a_lost_station_begins_no_lives_without_end(karbala: Karbala, lost: HeldStation) -> None:
    """A new life counts for a good part of a day."""
    letter = lost.outbox.branch(0, signer=1, why="superseded")
    with pytest.raises(OverQuota):
        karbala.office.branch(letter)
