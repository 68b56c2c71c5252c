"""One of the processes that answer stations: it keeps nothing that another would miss."""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path

from starlette.applications import Starlette

from clerk_station.errors import StationError
from sync.central.folder import Folder
from sync.central.office import Office
from sync.central.sequencer import Sequencer
from sync.central.web import application

log = logging.getLogger(__name__)


def build(folder: Path) -> Starlette:
    """Open the central that lives in a folder and build the application over it."""
    try:
        return over(Folder(folder).open())
    except StationError:
        # The parent tries again with another worker.
        log.exception("a worker could not begin")
        sys.exit(1)


def over(office: Office) -> Starlette:
    """Build the application over an office, with a sequencer of its own beside it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    app = application(replace(office, sequences=False))
    sequencer = Sequencer(office.database)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        sequencer.start()
        yield
        sequencer.close()
        office.database.close()

    app.router.lifespan_context = life
    return app


def _end_with_parent() -> None:
    """Stop in order when the parent is gone: nobody else would, and the port would stay taken."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
