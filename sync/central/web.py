"""The central's HTTP face: reads the request, asks the office, writes the answer."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.central.limits import FULL, PUSH, TALK, Gate, Limit
from sync.central.meters import Meters
from sync.central.office import Office
from sync.central.readiness import reasons
from sync.central.refusals import REFUSALS
from sync.central.watch import Watch
from sync.enrol import ask_from_json, enrolment_to_json
from sync.envelope import MOST_COMPRESSED
from sync.errors import UNREADABLE, Busy, Garbled, Rejected
from sync.letters import (
    PAGE_TYPE,
    cursor_from_query,
    greeting_to_json,
    hello_from_json,
    pack_page,
    receipt_to_json,
)
from sync.wire import Cursor, read_receipt

LIMITS = {"enrol": TALK, "hello": TALK, "push": PUSH, "pull": TALK}
"""What each door lets in."""

DESCRIPTION = Path(__file__).with_name("openapi.json")
"""The doors for programs that read OpenAPI; tests hold it true."""

SLOWEST = 120.0
"""Seconds within which a body has to come."""

_MOST_JSON = 16 << 10


def application(
    office: Office, *, limits: Mapping[str, Limit] = LIMITS, meters: Meters | None = None
) -> Starlette:
    """Build the application over an office."""
    gate, meters = Gate(limits), meters or Meters()

    async def enrol(request: Request) -> Response:
        letter = ask_from_json(await _json(request))
        with gate.entered("enrol", by=""):
            enrolment = await run_in_threadpool(office.enrol, letter)
        return JSONResponse(enrolment_to_json(enrolment))

    async def hello(request: Request) -> Response:
        token, letter = _token(request), hello_from_json(await _json(request))
        with gate.entered("hello", by=token):
            greeting = await run_in_threadpool(office.hello, token, letter)
        return JSONResponse(greeting_to_json(greeting))

    async def push(request: Request) -> Response:
        token, packed = _token(request), await _body(request, most=MOST_COMPRESSED)
        with gate.entered("push", by=token):
            signed = await run_in_threadpool(office.push, token, packed)
        meters.judged(read_receipt(signed.body).judgements)
        return JSONResponse(receipt_to_json(signed))

    async def pull(request: Request) -> Response:
        token, (cursor, most) = _token(request), cursor_from_query(request.query_params)
        with gate.entered("pull", by=token):
            return await run_in_threadpool(_pull, office, token, cursor, most)

    async def ready(_: Request) -> Response:
        found = await run_in_threadpool(reasons, office.database)
        told = [{"check": r.check, "sentence": r.sentence} for r in found]
        return JSONResponse({"ready": not found, "reasons": told}, 503 if found else 200)

    return Starlette(
        routes=[
            Route("/v1/enrol", enrol, methods=["POST"]),
            Route("/v1/hello", hello, methods=["POST"]),
            Route("/v1/push", push, methods=["POST"]),
            Route("/v1/pull", pull, methods=["GET"]),
            Route("/health", health, methods=["GET"]),
            Route("/ready", ready, methods=["GET"]),
            Route("/openapi.json", description, methods=["GET"]),
        ],
        middleware=[Middleware(Watch, meters=meters)],
        exception_handlers=REFUSALS,
    )


def _pull(office: Office, token: str, cursor: Cursor, most: int) -> Response:
    page = office.pull(token, cursor, most=most)
    if page is None:
        raise Rejected("epoch_gone")
    return Response(pack_page(page), media_type=PAGE_TYPE)


async def health(_: Request) -> Response:
    """Say that this process is alive; whether it can work is said by `/ready`."""
    return JSONResponse({"status": "ok"})


async def description(_: Request) -> Response:
    """Say which doors there are."""
    return Response(DESCRIPTION.read_bytes(), media_type="application/json")


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Rejected("unknown_station")
    return token


async def _body(request: Request, *, most: int) -> bytes:
    """Read a body, no more of it than is allowed, and wait for it no longer than that."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(SLOWEST):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise Rejected("too_large")
                parts.append(part)
    except TimeoutError as error:
        msg = "the request came too slowly"
        raise Busy(msg, retry_after=FULL) from error
    return b"".join(parts)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await _body(request, most=_MOST_JSON))
    except UNREADABLE as error:
        msg = f"not JSON: {error!r}"
        raise Garbled(msg) from error
