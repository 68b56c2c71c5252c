"""The made-up central over HTTP."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from sync.conformance.fake import FakeCentral
from sync.conformance.memory import Asked, Memory, Reply

_MOST_BODY = 2 << 20


def _answering(central: FakeCentral) -> type[BaseHTTPRequestHandler]:
    class Window(BaseHTTPRequestHandler):
        """One connection."""

        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            """Answer a question."""
            self._answer(b"")

        def do_POST(self) -> None:
            """Answer a letter."""
            length = int(self.headers.get("Content-Length", "0"))
            self._answer(self.rfile.read(min(length, _MOST_BODY)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

        def _answer(self, body: bytes) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._send(central.answer(Asked(self.command, self.path, token, body)))

        def _send(self, reply: Reply) -> None:
            self.close_connection = reply.cut is not None
            if reply.cut == -1:
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            if reply.retry_after:
                self.send_header("Retry-After", str(reply.retry_after))
            self.end_headers()
            self.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])

    return Window


@contextmanager
def open_counter(
    central: FakeCentral | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[tuple[str, FakeCentral]]:
    """Serve a made-up central; give its address and itself.

    Raises:
        OSError: the address is taken or is not of this machine.
    """
    central = central or FakeCentral(Memory(time.monotonic))
    server = ThreadingHTTPServer((host, port), _answering(central))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}", central
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
