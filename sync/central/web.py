"""The central's HTTP face: reads the request, asks the office, writes the answer."""

import json
import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.central.office import Office
from sync.enrol import ask_from_json, enrolment_to_json
from sync.envelope import MOST_COMPRESSED
from sync.errors import BadEnvelope, Busy, Garbled, Rejected
from sync.letters import PAGE_TYPE, greeting_to_json, hello_from_json, pack_page, receipt_to_json
from sync.wire import Cursor

log = logging.getLogger(__name__)
_MOST_JSON = 16 << 10
_AFTER_DATABASE = 5.0
_STATUS = {"unknown_station": 401, "too_large": 413, "epoch_gone": 410}


class WrongCodes:
    """A brake on guessing enrolment codes: at most thirty wrong ones a minute in all."""

    MOST, WINDOW = 30, 60.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._times: list[float] = []

    def check(self) -> None:
        """Pass, or raise `Busy` until the window has moved on."""
        with self._lock:
            start = self._clock() - self.WINDOW
            self._times = [at for at in self._times if at > start]
            if len(self._times) >= self.MOST:
                msg = "too many wrong codes"
                raise Busy(msg, retry_after=self.WINDOW)

    def count(self) -> None:
        """Note a wrong code."""
        with self._lock:
            self._times.append(self._clock())


def application(office: Office) -> Starlette:
    """Build the application over an office."""
    brake = WrongCodes()

    async def enrol(request: Request) -> Response:
        letter = ask_from_json(await _json(request))
        brake.check()
        try:
            return JSONResponse(enrolment_to_json(await run_in_threadpool(office.enrol, letter)))
        except Rejected:
            brake.count()
            raise

    async def hello(request: Request) -> Response:
        letter = hello_from_json(await _json(request))
        greeting = await run_in_threadpool(office.hello, _token(request), letter)
        return JSONResponse(greeting_to_json(greeting))

    async def push(request: Request) -> Response:
        token, packed = _token(request), await _body(request, most=MOST_COMPRESSED)
        signed = await run_in_threadpool(office.push, token, packed)
        return JSONResponse(receipt_to_json(signed))

    async def pull(request: Request) -> Response:
        cursor, most = _cursor(request)
        return await run_in_threadpool(_pull, office, _token(request), cursor, most)

    return Starlette(
        routes=[
            Route("/v1/enrol", enrol, methods=["POST"]),
            Route("/v1/hello", hello, methods=["POST"]),
            Route("/v1/push", push, methods=["POST"]),
            Route("/v1/pull", pull, methods=["GET"]),
            Route("/health", _health, methods=["GET"]),
        ],
        exception_handlers={
            Rejected: _rejected,
            Garbled: _bad,
            BadEnvelope: _bad,
            Busy: _busy,
            DBAPIError: _no_database,
            NoConnection: _no_database,
            404: _no_such_door,
            405: _no_such_door,
            500: _broken,
        },
    )


def _pull(office: Office, token: str, cursor: Cursor, most: int) -> Response:
    page = office.pull(token, cursor, most=most)
    if page is None:
        raise Rejected("epoch_gone")
    return Response(pack_page(page), media_type=PAGE_TYPE)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Rejected("unknown_station")
    return token


def _cursor(request: Request) -> tuple[Cursor, int]:
    query = request.query_params
    try:
        cursor = Cursor(
            scope=query.get("scope", ""),
            epoch=query.get("epoch", ""),
            position=int(query.get("position", "0")),
            hash=bytes.fromhex(query.get("hash", "00" * 32)),
        )
        most = int(query.get("most", "1000"))
    except ValueError as error:
        msg = f"the cursor cannot be read: {error!r}"
        raise Garbled(msg) from error
    if not (0 <= cursor.position < 1 << 62 and len(cursor.hash) == 32):
        msg = "the cursor is out of range"
        raise Garbled(msg)
    return cursor, most


async def _body(request: Request, *, most: int) -> bytes:
    """Read a body, and no more of it than is allowed."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Rejected("too_large")
        parts.append(part)
    return b"".join(parts)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await _body(request, most=_MOST_JSON))
    except (ValueError, RecursionError) as error:
        msg = f"not JSON: {error!r}"
        raise Garbled(msg) from error


async def _rejected(_: Request, error: Exception) -> Response:
    reason = error.reason if isinstance(error, Rejected) else "rejected"
    return JSONResponse({"error": reason}, status_code=_STATUS.get(reason, 403))


async def _bad(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": "bad_request", "detail": str(error)}, status_code=400)


async def _busy(_: Request, error: Exception) -> Response:
    seconds = round(error.retry_after) if isinstance(error, Busy) else 0
    headers = {"Retry-After": str(seconds)}
    return JSONResponse({"error": "busy"}, status_code=503, headers=headers)


async def _no_database(request: Request, error: Exception) -> Response:
    """A full disk, a lost server, two writers that met: the station comes back later."""
    log.error("the database did not do it: %s", error)
    return await _busy(request, Busy("no database", retry_after=_AFTER_DATABASE))


async def _no_such_door(_: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse({"error": "no_such_door"}, status_code=status)


async def _broken(_: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return JSONResponse({"error": "broken"}, status_code=500)
