"""The doors of a snapshot: its manifest, and its parts by their digests."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.central.asked import token_of
from sync.central.limits import Gate
from sync.central.office import Office
from sync.errors import Rejected
from sync.signed import signed_to_json
from sync.snapshot import CHUNK_TYPE, is_digest


def snapshot_doors(office: Office, gate: Gate) -> list[Route]:
    """Give the routes."""

    async def snapshot(request: Request) -> Response:
        token, scope = token_of(request), request.query_params.get("scope", "")
        with gate.entered("snapshot", by=token):
            signed = await run_in_threadpool(office.snapshot, token, scope)
        return JSONResponse(signed_to_json(signed))

    async def chunk(request: Request) -> Response:
        token, digest = token_of(request), request.path_params["digest"]
        if not is_digest(digest):
            raise Rejected("no_snapshot")
        with gate.entered("snapshot", by=token):
            data = await run_in_threadpool(office.chunk, token, digest)
        return Response(data, media_type=CHUNK_TYPE)

    return [
        Route("/v1/snapshot", snapshot, methods=["GET"]),
        Route("/v1/snapshot/{digest}", chunk, methods=["GET"]),
    ]
