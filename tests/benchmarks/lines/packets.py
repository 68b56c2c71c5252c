"""A bad line for real packets: two network namespaces, and a thread that carries between them.

The kernel's own TCP runs over it, with CUBIC or, where namespaces may not choose that, with Reno,
so that what loss does to a connection is measured and not modelled. It needs Linux, root and
/dev/net/tun.
"""

import ctypes
import fcntl
import heapq
import os
import select
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import TypeVar

from tests.benchmarks.lines import Weather, luck
from tests.benchmarks.lines.segments import flow_of, is_opening, is_segment, reset_to

Answer = TypeVar("Answer")

STATION, CENTRAL = "10.99.0.1", "10.99.0.2"
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI, _CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
_SYSCTL = "net.ipv4.tcp_"
_QUEUE = 100 * 1500
_TICK = 0.05


def why_not() -> str:
    """Say why no packets can be carried here; an empty text where they can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "carrying packets needs Linux and root"
    if not Path("/dev/net/tun").exists() or shutil.which("ip") is None:
        return "carrying packets needs /dev/net/tun and ip"
    return ""


def congestion() -> str:
    """Name the congestion control that both ends use; BBR would flatter a line that loses much."""
    allowed = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control").read_text("ascii").split()
    return "cubic" if "cubic" in allowed else "reno"


@dataclass
class Way:
    """One direction: its queue empties at the line's speed and drops what does not fit."""

    weather: Weather
    random: Random
    free_at: float = 0.0
    carried: int = 0
    lost: int = 0
    flying: list[tuple[float, int, bytes]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def take(self, packet: bytes, now: float) -> None:
        """Take a packet in: it is lost, or arrives after its turn and the way."""
        begins = max(now, self.free_at)
        self.carried += len(packet)
        is_full = (begins - now) * self.weather.bytes_a_second > _QUEUE
        if is_full or self.random.random() < self.weather.loss:
            self.lost += 1
            return
        self.free_at = begins + len(packet) / self.weather.bytes_a_second
        there = self.free_at + self.weather.round_trip / 2
        heapq.heappush(self.flying, (there, next(self._order), packet))

    def arrived(self, now: float) -> Iterator[bytes]:
        """Give what has arrived."""
        while self.flying and self.flying[0][0] <= now:
            yield heapq.heappop(self.flying)[2]

    def forget(self) -> None:
        """Lose what is under way."""
        self.lost += len(self.flying)
        self.flying.clear()
        self.free_at = 0.0


@dataclass
class Packets:
    """The line while it stands: clean until `spoil` is called. The ends are station and central."""

    name: str
    ends: tuple[int, int]
    weather: Weather | None = None
    ways: tuple[Way, ...] = ()
    cuts: int = 0
    _due: float = 0.0
    _live: dict[bytes, dict[int, bytes]] = field(default_factory=dict)
    _stopped: Event = field(default_factory=Event)

    def spoil(self, weather: Weather, *, seed: int) -> None:
        """Make the line bad from now on; the first cut comes within one span."""
        draw = luck(seed)
        self.ways = (Way(weather, draw), Way(weather, draw))
        self._due, self.weather = time.monotonic() + weather.cut * draw.random(), weather

    def at_the_station(self, work: Callable[[], Answer]) -> Answer:
        """Do some work whose sockets are at the station's end of the line."""

        def there() -> Answer:
            with Path(f"/run/netns/{self.name}-0").open("rb") as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), "the namespace cannot be entered")
            return work()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(there).result()

    def at_the_central(self) -> list[str]:
        """Give the words that start a program at the central's end of the line."""
        return ["ip", "netns", "exec", f"{self.name}-1"]

    def run(self) -> None:
        """Carry packets until told to stop."""
        while not self._stopped.is_set():
            ready, _, _ = select.select(self.ends, (), (), _TICK if self._is_idle() else 0.002)
            for fd in ready:
                self._take(self.ends.index(fd), os.read(fd, 65536))
            if self.weather and time.monotonic() >= self._due:
                self._cut(self.weather)
            for end, way in enumerate(self.ways):
                for packet in way.arrived(time.monotonic()):
                    os.write(self.ends[1 - end], packet)

    def stop(self) -> None:
        """Carry no more."""
        self._stopped.set()

    def _is_idle(self) -> bool:
        return not any(way.flying for way in self.ways)

    def _take(self, end: int, packet: bytes) -> None:
        if not is_segment(packet):
            return
        flow = flow_of(packet)
        if is_opening(packet) or self.weather is None:
            self._live.setdefault(flow, {})
        if flow not in self._live:
            self._reset(end, packet)
            return
        self._live[flow][end] = packet
        if self.weather is None:
            os.write(self.ends[1 - end], packet)
        else:
            self.ways[end].take(packet, time.monotonic())

    def _cut(self, weather: Weather) -> None:
        """Forget every connection."""
        self.cuts, self._due = self.cuts + 1, self._due + weather.cut
        gone, self._live = self._live, {}
        for way in self.ways:
            way.forget()
        for last in gone.values():
            for end, packet in last.items():
                self._reset(end, packet)

    def _reset(self, end: int, packet: bytes) -> None:
        if self.weather and self.weather.told:
            os.write(self.ends[end], reset_to(packet))


@contextmanager
def packets() -> Iterator[Packets]:
    """Make both namespaces and carry packets between them, until the block ends."""
    with ExitStack() as stack:
        name = f"line{os.getpid()}"
        ends = [_end(stack, f"{name}-{n}", address) for n, address in enumerate((STATION, CENTRAL))]
        line = Packets(name, (ends[0], ends[1]))
        carrier = Thread(target=line.run, name="line", daemon=True)
        carrier.start()
        stack.callback(carrier.join)
        stack.callback(line.stop)
        yield line


def _end(stack: ExitStack, name: str, address: str) -> int:
    """Make a namespace with an interface of ours; give the file that its packets pass through."""
    _ip("netns", "add", name)
    stack.callback(_ip, "netns", "del", name)
    fd = os.open("/dev/net/tun", os.O_RDWR)
    stack.callback(os.close, fd)
    fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH", name.encode(), _IFF_TUN | _IFF_NO_PI))
    _ip("link", "set", name, "netns", name)
    _ip("-n", name, "addr", "add", f"{address}/24", "dev", name)
    _ip("-n", name, "link", "set", name, "up")
    _ip("netns", "exec", name, "sysctl", "-qw", f"{_SYSCTL}congestion_control={congestion()}")
    return fd


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)  # noqa: S607 - wherever the system keeps it
