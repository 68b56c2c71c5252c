"""What the central answers when it does not do what was asked: a status and a code, as JSON."""

import logging
from random import random

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from sync.errors import BadEnvelope, Busy, Garbled, OverQuota, Rejected

log = logging.getLogger(__name__)
_AFTER_DATABASE = 5.0
_STATUS = {"unknown_station": 401, "too_large": 413, "epoch_gone": 410, "no_snapshot": 404}


async def _rejected(_: Request, error: Exception) -> Response:
    reason = error.reason if isinstance(error, Rejected) else "rejected"
    return JSONResponse({"error": reason}, status_code=_STATUS.get(reason, 403))


async def _bad(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": "bad_request", "detail": str(error)}, status_code=400)


async def _busy(_: Request, error: Exception) -> Response:
    """Send everybody away for another while, so that they do not come back together."""
    seconds = error.retry_after if isinstance(error, Busy) else 0.0
    headers = {"Retry-After": str(max(1, round(seconds * (1 + random()))))}  # noqa: S311 - spreads load
    return JSONResponse({"error": "busy"}, status_code=503, headers=headers)


async def _over_quota(_: Request, error: Exception) -> Response:
    """Send a station away until its next day; no two come back at the same moment."""
    seconds = error.retry_after if isinstance(error, OverQuota) else 0.0
    headers = {"Retry-After": str(round(seconds + 600 * random()))}  # noqa: S311 - spreads load
    return JSONResponse({"error": "over_quota"}, status_code=429, headers=headers)


async def _no_database(request: Request, error: Exception) -> Response:
    """A full disk, a lost server, two writers that met: the station comes back later."""
    log.error("the database did not do it", exc_info=error)
    return await _busy(request, Busy("no database", retry_after=_AFTER_DATABASE))


async def _gone(_: Request, __: Exception) -> Response:
    """The station hung up in the middle of its request; nobody hears this."""
    return JSONResponse({"error": "bad_request"}, status_code=400)


async def _no_such_door(_: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse({"error": "no_such_door"}, status_code=status)


async def _broken(_: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return JSONResponse({"error": "broken"}, status_code=500)


REFUSALS: dict[int | type[Exception], ExceptionHandler] = {
    Rejected: _rejected,
    Garbled: _bad,
    BadEnvelope: _bad,
    Busy: _busy,
    OverQuota: _over_quota,
    DBAPIError: _no_database,
    NoConnection: _no_database,
    ClientDisconnect: _gone,
    404: _no_such_door,
    405: _no_such_door,
    500: _broken,
}
