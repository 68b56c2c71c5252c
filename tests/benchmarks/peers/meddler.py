"""A line that passes everything on, counts it, and cuts answers where it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread


@dataclass
class Meddler:
    """What goes on at the line: `cut` answers are still to be cut, every third that comes by."""

    port: int
    cut: int = 0
    up: int = 0
    answers: int = 0
    was_cut: int = 0

    async def connected(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        try:
            far, to_far = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            to_near.close()
            return
        try:
            await asyncio.gather(self._asks(near, to_far), self._answers(far, to_near))
        except (OSError, asyncio.CancelledError):
            return
        finally:
            to_near.transport.abort()
            to_far.transport.abort()

    async def _asks(self, near: asyncio.StreamReader, to_far: asyncio.StreamWriter) -> None:
        while data := await near.read(1 << 14):
            self.up += len(data)
            to_far.write(data)
            await to_far.drain()
        raise ConnectionResetError

    async def _answers(self, far: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        while data := await far.read(1 << 16):
            self.answers += data.startswith(b"HTTP/")
            if self.cut and data.startswith(b"HTTP/") and self.answers % 3 == 0:
                self.cut, self.was_cut = self.cut - 1, self.was_cut + 1
                raise ConnectionResetError
            to_near.write(data)
            await to_near.drain()
        raise ConnectionResetError


@contextmanager
def meddling(port: int, *, cut: int = 0) -> Iterator[tuple[int, Meddler]]:
    """Stand before a port of this machine; give the port to use instead."""
    loop, line = asyncio.new_event_loop(), Meddler(port, cut)
    server = loop.run_until_complete(asyncio.start_server(line.connected, "127.0.0.1", 0))
    carrier = Thread(target=loop.run_forever, name="meddler", daemon=True)
    carrier.start()
    try:
        yield server.sockets[0].getsockname()[1], line
    finally:
        asyncio.run_coroutine_threadsafe(_ended(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        carrier.join()
        loop.close()


async def _ended() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
