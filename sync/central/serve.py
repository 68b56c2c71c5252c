"""Serves the central over HTTP: a parent that listens and watches, and workers that answer."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from clerk_station.errors import StationError
from sync.central.logs import LOGGING
from sync.central.worker import build

MOST_CONNECTIONS = 2000
"""Of one worker. Requests are bounded far below, in `limits.py`; this bounds idle lines."""

UNANSWERED = 30
"""Seconds without a sign of life after which a worker is replaced."""

LAST_REQUESTS = 60
"""Seconds that running requests have when the central is told to stop."""

_FILES = "PROMETHEUS_MULTIPROC_DIR"


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    workers: int,
    metrics: int | None,
    ready: Callable[[str], None],
    build: Callable[[Path], Starlette] = build,
) -> None:
    """Serve with so many workers until told to stop; a worker that dies is replaced.

    `ready` is told the address once it can be reached. Port 0 chooses a free one. `metrics` is the
    port of this machine alone where Prometheus may read, None for nowhere; `build` makes the
    application of each worker.

    Raises:
        StationError: an address is taken or is not of this machine.
    """
    with _listening(host, port) as listening, _counted_files() as files:
        config = uvicorn.Config(
            partial(build, folder),
            factory=True,
            workers=workers,
            log_config=LOGGING,
            log_level="info",
            access_log=False,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_worker_healthcheck=UNANSWERED,
            timeout_graceful_shutdown=LAST_REQUESTS,
        )
        parent = Parent(config, [listening])
        if metrics is not None:
            _told(metrics, parent, files)
        ready(f"http://{host}:{listening.getsockname()[1]}")
        parent.run()


class Parent(Multiprocess):
    """Keeps so many workers alive, and takes no new connection once it is told to stop."""

    def terminate_all(self) -> None:
        """Close the door before the workers finish what they are at: nobody waits behind it."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=512)
    except OSError as error:
        raise StationError(
            "The address cannot be used",
            "Another program may serve on {host}:{port}. Choose another with --port.",
            host=host,
            port=port,
        ) from error


@contextmanager
def _counted_files() -> Iterator[Path]:
    """Give a folder in which workers count, for as long as the central serves."""
    with tempfile.TemporaryDirectory(prefix="clerk-central-") as name:
        os.environ[_FILES] = name
        try:
            yield Path(name)
        finally:
            del os.environ[_FILES]


class Workers(Collector):
    """The counts of all workers, those that died among them, and how many are alive."""

    def __init__(self, parent: Multiprocess, files: Path) -> None:
        self._parent, self._files = parent, files
        self._known: set[int] = set()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Add up what the workers counted."""
        alive = {p.pid for p in self._parent.processes if p.pid and p.process.is_alive()}
        for pid in self._known - alive:
            mark_process_dead(pid, str(self._files))  # type: ignore[no-untyped-call] # has no types
        self._known = alive
        told = GaugeMetricFamily("clerk_central_workers", "Processes that answer stations.")
        told.add_metric([], len(alive))
        yield told
        counts = MultiProcessCollector(None, str(self._files))  # type: ignore[no-untyped-call] # the same
        yield from counts.collect()  # type: ignore[no-untyped-call] # the same


def _told(port: int, parent: Multiprocess, files: Path) -> None:
    """Let Prometheus read the counts, from this machine alone."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Workers(parent, files))
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry)
    except OSError as error:
        raise StationError(
            "The address cannot be used",
            "Another program may serve on {host}:{port}. Choose another with --metrics-port.",
            host="127.0.0.1",
            port=port,
        ) from error
