"""The bad lines that are measured over are as bad as they say, and no worse."""

import socket
import struct

import pytest

from tests.benchmarks.lines import Weather, luck
from tests.benchmarks.lines.model import PACKET, SEGMENT, Stream
from tests.benchmarks.lines.packets import Way
from tests.benchmarks.lines.proxy import proxied
from tests.benchmarks.lines.segments import flow_of, is_opening, is_segment, reset_to
from tests.sync.wires import answering, http

CLEAR = Weather(loss=0.0)
A, B = bytes([10, 99, 0, 1]), bytes([10, 99, 0, 2])


def segment(source: bytes, target: bytes, ports: tuple[int, int], *, flags: int) -> bytes:
    """Write an IPv4 packet with a TCP segment without data, its sums left at zero."""
    header = struct.pack(">BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0) + source + target
    return header + struct.pack(">HHIIBBHHH", *ports, 7, 1000, 5 << 4, flags, 0, 0, 0)


def summed(data: bytes) -> int:
    """Give the one's complement sum over data that holds its own checksum: all ones."""
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def test_without_loss_the_model_takes_what_the_line_takes() -> None:
    """Ten segments fill one window: their time on the line and half a round trip."""
    stream = Stream(CLEAR, luck(1))
    expected = 10 * PACKET / CLEAR.bytes_a_second + CLEAR.round_trip / 2
    assert stream.arrival(10 * SEGMENT, now=0.0) == pytest.approx(expected)
    assert stream.opened() == CLEAR.round_trip


def test_loss_costs_the_model_time() -> None:
    """The same bytes take several times as long where every fifth packet is lost."""
    clear = Stream(CLEAR, luck(1)).arrival(30_000, now=0.0)
    lossy = [Stream(Weather(), luck(seed)).arrival(30_000, now=0.0) for seed in range(50)]
    assert min(lossy) >= clear
    assert sum(lossy) / len(lossy) > 1.5 * clear


def test_a_way_loses_its_share_and_delays_the_rest() -> None:
    """Of a thousand packets a fifth is lost; none arrives before it could."""
    way = Way(Weather(bits=10**9), luck(1))
    for _ in range(1000):
        way.take(bytes(40), 0.0)
    assert 150 < way.lost < 250
    assert list(way.arrived(0.74)) == []
    assert len(list(way.arrived(0.76))) == 1000 - way.lost


def test_a_reset_is_believed() -> None:
    """The reset to a segment goes back, begins where that one waits, and its sums are right."""
    packet = segment(A, B, (4000, 80), flags=0x10)
    reset = reset_to(packet)
    assert is_segment(reset)
    assert flow_of(reset) == flow_of(packet)
    assert (reset[12:16], reset[16:20]) == (B, A)
    assert struct.unpack(">HHI", reset[20:28]) == (80, 4000, 1000)
    assert summed(reset[:20]) == 0xFFFF
    assert summed(B + A + struct.pack(">BBH", 0, 6, 20) + reset[20:]) == 0xFFFF


def test_only_a_first_segment_opens() -> None:
    """SYN alone opens a connection; its answer and what follows do not."""
    flags = {0x02: True, 0x12: False, 0x10: False}
    for flag, opens in flags.items():
        assert is_opening(segment(A, B, (1, 2), flags=flag)) is opens


def test_a_clear_proxy_carries_everything() -> None:
    """Control: what is asked through the proxy before it is spoiled is answered."""
    with answering(http("200 OK", body=b"x" * 5000)) as behind, proxied(behind) as (address, _):
        assert len(asked(address)) > 5000


def test_a_cut_ends_every_connection() -> None:
    """Behind a line that is cut at once nothing is answered."""
    with answering(http("200 OK", body=b"x" * 5000)) as behind, proxied(behind) as (address, line):
        line.spoil(Weather(bits=8_000, loss=0.0, round_trip=0.2, cut=0.3), seed=1)
        with pytest.raises(ConnectionError):
            asked(address)
        assert line.cuts > 0


def asked(address: str) -> bytes:
    """Ask and read the answer to its end.

    Raises:
        ConnectionError: the connection was cut, or ended before the answer was whole.
    """
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        data = b"".join(iter(lambda: connection.recv(65536), b""))
    if len(data) < 5000:
        raise ConnectionResetError
    return data
