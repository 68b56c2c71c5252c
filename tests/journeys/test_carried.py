"""A station that never has a line: another one carries its post, and the light turns by receipt."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clerk_station.app.carry import carry
from clerk_station.app.export import export_batches
from clerk_station.domain.events import ClerkSignedIn
from clerk_station.errors import StationError
from clerk_station.store.journal import Draft, ServerTime
from sync import export as post_file
from sync.errors import Unreachable
from sync.loopback import LoopbackServer
from sync.status import Phase
from sync.wire import SignedReceipt
from tests.central.karbala import Karbala, sqlite_karbala
from tests.desk.acts import sealed, serve
from tests.journeys.joined import Joined, join
from tests.sync.held import down, phase
from tests.world import desk_of


@pytest.fixture
def karbala(tmp_path: Path) -> Iterator[Karbala]:
    """Give a small central."""
    made = sqlite_karbala(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def offline(karbala: Karbala, tmp_path: Path) -> Joined:
    """Give a station that had its line once, for the records, and never again."""
    (tmp_path / "a").mkdir()
    joined = join(karbala, tmp_path / "a")
    joined.time.run(joined.cycle(), within=60)
    joined.line.before = down
    return joined


def settle(joined: Joined, answer: Path) -> None:
    """Take in receipts as `clerk-station receipts` does."""
    for signed in post_file.read_receipts(answer):
        joined.store.outbox.settle(signed)


def test_another_station_carries_the_post(
    karbala: Karbala, offline: Joined, tmp_path: Path
) -> None:
    """A exports without a line, B hands it in with its own session, A settles by the receipts."""
    bearer = karbala.station()
    serve(desk_of(offline.store), sealed(1, karbala.keys.authority))
    count = export_batches(offline.store, tmp_path / "post")
    cycle = offline.cycle()
    offline.time.run(cycle, within=60)
    assert offline.store.outbox.waiting() == count, "handing out a file settles nothing"
    assert phase(cycle) is not Phase.SETTLED

    door = LoopbackServer(karbala.office, token=bearer.enrolment.token)
    assert carry(tmp_path / "post", door, answer=tmp_path / "answer") >= 1
    assert offline.held() == offline.recorded(), "all of it is at the central"
    assert offline.store.outbox.waiting() == count, "the control: only the receipt settles"
    settle(offline, tmp_path / "answer")
    assert offline.store.outbox.waiting() == 0
    offline.store.close()


def test_a_carrier_that_loses_its_line_doubles_nothing(
    karbala: Karbala, offline: Joined, tmp_path: Path
) -> None:
    """What was handed in has its receipt; the same file again brings the rest."""
    bearer = karbala.station()
    many = [Draft(body=ClerkSignedIn(), clerk="C1", session="s1")] * 700
    offline.store.journal.append(*many, known=ServerTime())
    export_batches(offline.store, tmp_path / "post")

    class Breaking(LoopbackServer):
        left = 1

        def carry(self, packed: bytes) -> SignedReceipt:
            if not self.left:
                msg = "cut"
                raise Unreachable(msg)
            self.left -= 1
            return super().carry(packed)

    door = Breaking(karbala.office, token=bearer.enrolment.token)
    with pytest.raises(StationError, match="cannot be reached"):
        carry(tmp_path / "post", door, answer=tmp_path / "answer")
    settle(offline, tmp_path / "answer")
    assert 0 < offline.store.outbox.waiting() < 701
    door.left = 9
    carry(tmp_path / "post", door, answer=tmp_path / "answer")
    settle(offline, tmp_path / "answer")
    assert offline.store.outbox.waiting() == 0
    assert offline.held() == offline.recorded()
    offline.store.close()


def test_a_stranger_carries_nothing(karbala: Karbala, offline: Joined, tmp_path: Path) -> None:
    """Without a station's token the door stays shut, and nothing is written."""
    export_batches(offline.store, tmp_path / "post")
    door = LoopbackServer(karbala.office, token="made up")
    with pytest.raises(StationError, match="does not take"):
        carry(tmp_path / "post", door, answer=tmp_path / "answer")
    assert not (tmp_path / "answer").exists()
    (tmp_path / "other").write_bytes(b"a letter")
    with pytest.raises(StationError, match="not a file"):
        carry(tmp_path / "other", door, answer=tmp_path / "answer")
    offline.store.close()
