"""The doors beside the daily round: of a branch, of other stations' batches, of raw bytes."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.branch import read_branch, read_compare
from sync.central.asked import body_of, json_of, token_of, wanted_of
from sync.central.limits import Gate
from sync.central.office import Office
from sync.envelope import MOST_COMPRESSED
from sync.raw import MOST_LETTER, read_raw
from sync.signed import signed_from_json, signed_to_json

MOST_WISH = 64 << 10
"""Bytes of a wish for a branch: it names every life that a machine knows."""


def lives_doors(office: Office, gate: Gate) -> list[Route]:
    """Give the routes."""

    async def compare(request: Request) -> Response:
        letter = signed_from_json(await json_of(request))
        with gate.entered("part", by=read_compare(letter).station):
            return JSONResponse(signed_to_json(await run_in_threadpool(office.compare, letter)))

    async def branch(request: Request) -> Response:
        letter = signed_from_json(await json_of(request, most=MOST_WISH))
        with gate.entered("part", by=read_branch(letter).station):
            return JSONResponse(signed_to_json(await run_in_threadpool(office.branch, letter)))

    async def returned(request: Request) -> Response:
        token, (incarnation, after, most) = token_of(request), wanted_of(request)
        with gate.entered("pull", by=token):
            signed = await run_in_threadpool(
                office.returned, token, incarnation, after=after, most=most
            )
        return JSONResponse(signed_to_json(signed))

    async def carry(request: Request) -> Response:
        token, packed = token_of(request), await body_of(request, most=MOST_COMPRESSED)
        with gate.entered("push", by=token):
            signed = await run_in_threadpool(office.carry, token, packed)
        return JSONResponse(signed_to_json(signed))

    async def raw(request: Request) -> Response:
        letter = signed_from_json(await json_of(request, most=MOST_LETTER))
        with gate.entered("part", by=read_raw(letter).station):
            return JSONResponse(signed_to_json(await run_in_threadpool(office.keep_raw, letter)))

    return [
        Route("/v1/carry", carry, methods=["POST"]),
        Route("/v1/raw", raw, methods=["POST"]),
        Route("/v1/compare", compare, methods=["POST"]),
        Route("/v1/branch", branch, methods=["POST"]),
        Route("/v1/events", returned, methods=["GET"]),
    ]
