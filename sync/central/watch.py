"""Sees every request from its first byte to the end of its answer, counts it, and logs the odd."""

import logging
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.meters import Meters

log = logging.getLogger(__name__)
SLOW = 1.0
"""Seconds; an answer that took longer is worth a line."""


class Watch:
    """Around the application: one count for each answer, a line where it failed or took long."""

    def __init__(
        self, app: ASGIApp, *, meters: Meters, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._meters, self._clock = app, meters, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = self._clock(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with self._meters.running.track_inprogress():
                await self._app(scope, receive, noting)
        finally:
            self._note(scope, status, self._clock() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        door = getattr(scope.get("endpoint"), "__name__", "none")
        self._meters.answered(door, status, seconds=seconds)
        if status >= 400 or seconds > SLOW:
            told = {"door": door, "status": status, "ms": round(seconds * 1000)}
            log.info("a request failed or took long", extra={"told": told})
