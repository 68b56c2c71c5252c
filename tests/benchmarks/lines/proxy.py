"""A bad line anywhere: a proxy that hands bytes on when the model says that they arrive."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from threading import Thread
from urllib.parse import urlsplit

from tests.benchmarks.lines import Weather, luck
from tests.benchmarks.lines.model import Stream


@dataclass
class Proxy:
    """The line while it stands; clean until `spoil` is called. Lives in a loop of its own."""

    host: str
    port: int
    loop: asyncio.AbstractEventLoop
    weather: Weather | None = None
    random: Random = field(default_factory=Random)
    up: int = 0
    down: int = 0
    cuts: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def spoil(self, weather: Weather, *, seed: int) -> None:
        """Make the line bad from now on; the first cut comes within one span."""
        self.weather, self.random = weather, luck(seed)
        first = weather.cut * self.random.random()
        self.loop.call_soon_threadsafe(self.loop.call_later, first, self._cut)

    async def connected(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        """Carry one connection until either end closes it or it is cut."""
        if self.weather is not None:
            await asyncio.sleep(Stream(self.weather, self.random).opened())
        far, to_far = await asyncio.open_connection(self.host, self.port)
        self._open |= {to_near, to_far}
        try:
            await asyncio.gather(self._carry(near, to_far, up=True), self._carry(far, to_near))
        except (OSError, asyncio.CancelledError):
            return
        finally:
            self._open -= {to_near, to_far}
            for end in (to_near, to_far):
                end.close()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, up: bool = False
    ) -> None:
        """Hand bytes on in one direction, each when the model says so."""
        stream: Stream | None = None
        while data := await source.read(1 << 16):
            if self.weather is not None:
                stream = stream or Stream(self.weather, self.random)
                self.up, self.down = self.up + len(data) * up, self.down + len(data) * (not up)
                now = time.monotonic()
                await asyncio.sleep(stream.arrival(len(data), now=now) - now)
            target.write(data)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()

    def _cut(self) -> None:
        """Cut every connection, and again after the next span."""
        self.cuts += 1
        for end in self._open:
            end.transport.abort()
        if self.weather is not None:
            self.loop.call_later(self.weather.cut, self._cut)


@contextmanager
def proxied(address: str) -> Iterator[tuple[str, Proxy]]:
    """Stand between a station and a central; give the address to use instead, and the line."""
    target = urlsplit(address)
    loop = asyncio.new_event_loop()
    line = Proxy(str(target.hostname), int(target.port or 80), loop)
    server = loop.run_until_complete(asyncio.start_server(line.connected, "127.0.0.1", 0))
    carrier = Thread(target=loop.run_forever, name="line", daemon=True)
    carrier.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", line
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_ended(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        carrier.join()
        loop.close()


async def _ended() -> None:
    """End every connection that is still carried."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    for task in others:
        with suppress(asyncio.CancelledError):
            await task
