"""Serves the central over HTTP until it is told to stop."""

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from clerk_station.errors import StationError
from sync.central.office import Office
from sync.central.web import application

MOST_AT_ONCE = 256
"""Connections beyond these are told to come back later."""


def serve(office: Office, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve; `ready` is told the address once it can be reached. Port 0 chooses a free one.

    Raises:
        StationError: the address is taken or is not of this machine.
    """
    try:
        listening = socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise StationError(
            "The address cannot be used",
            "Another program may serve on {host}:{port}. Choose another with --port.",
            host=host,
            port=port,
        ) from error
    with listening:
        config = uvicorn.Config(
            application(office),
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
        )
        ready(f"http://{host}:{listening.getsockname()[1]}")
        # Ctrl+C is how a person stops it: the server has closed in order before it is raised.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])
