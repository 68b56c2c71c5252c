"""Reads what a request asks for: no more of it than is allowed, and no longer than that."""

import asyncio
import json
from typing import Any

from starlette.requests import Request

from sync.central.limits import FULL
from sync.errors import UNREADABLE, Busy, Garbled, Rejected

SLOWEST = 120.0
"""Seconds within which a body has to come."""

MOST_JSON = 16 << 10
"""Bytes of a letter in JSON."""


def token_of(request: Request) -> str:
    """Give the bearer token."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Rejected("unknown_station")
    return token


def wanted_of(request: Request) -> tuple[int, int, int]:
    """Give the life, the seq and the most events that are asked for."""
    query = request.query_params
    try:
        incarnation, after = int(query["incarnation"]), int(query["after"])
        most = int(query.get("most", "500"))
    except UNREADABLE as error:
        msg = f"the events cannot be named so: {error!r}"
        raise Garbled(msg) from error
    if not (0 < incarnation < 1 << 31 and 0 <= after < 1 << 62):
        msg = "the events are out of range"
        raise Garbled(msg)
    return incarnation, after, most


async def body_of(request: Request, *, most: int) -> bytes:
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


async def json_of(request: Request, *, most: int = MOST_JSON) -> Any:
    """Read a body as JSON."""
    try:
        return json.loads(await body_of(request, most=most))
    except UNREADABLE as error:
        msg = f"not JSON: {error!r}"
        raise Garbled(msg) from error
