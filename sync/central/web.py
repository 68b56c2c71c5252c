"""The central's HTTP face: reads the request, asks the office, writes the answer."""

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sync.central.asked import body_of, json_of, token_of
from sync.central.limits import PUSH, SNAPSHOT, TALK, Gate, Limit
from sync.central.lives_doors import lives_doors
from sync.central.meters import Meters
from sync.central.office import Office
from sync.central.readiness import reasons
from sync.central.refusals import REFUSALS
from sync.central.snapshot_doors import snapshot_doors
from sync.central.watch import Watch
from sync.enrol import ask_from_json, enrolment_to_json
from sync.envelope import MOST_COMPRESSED
from sync.errors import Rejected
from sync.hello import Hello, greeting_to_json, hello_from_json, read_hello
from sync.letters import PAGE_TYPE, cursor_from_query, pack_page
from sync.signed import signed_from_json, signed_to_json
from sync.wire import Cursor, read_receipt

LIMITS = {
    **dict.fromkeys(("enrol", "hello", "part", "pull"), TALK),
    "push": PUSH,
    "snapshot": SNAPSHOT,
}
"""What each door lets in."""

DESCRIPTION = Path(__file__).with_name("openapi.json")
"""The doors for programs that read OpenAPI; tests hold it true."""


def application(
    office: Office, *, limits: Mapping[str, Limit] = LIMITS, meters: Meters | None = None
) -> Starlette:
    """Build the application over an office."""
    gate, meters = Gate(limits), meters or Meters()

    async def enrol(request: Request) -> Response:
        letter = ask_from_json(await json_of(request))
        with gate.entered("enrol", by=""):
            enrolment = await run_in_threadpool(office.enrol, letter)
        return JSONResponse(enrolment_to_json(enrolment))

    async def hello(request: Request) -> Response:
        raw = await json_of(request)
        if not isinstance(raw, dict) or "body" not in raw:
            return await unsigned_hello(token_of(request), hello_from_json(raw))
        letter = signed_from_json(raw)
        with gate.entered("hello", by=read_hello(letter).token):
            return JSONResponse(signed_to_json(await run_in_threadpool(office.hello, letter)))

    async def unsigned_hello(token: str, letter: Hello) -> Response:
        with gate.entered("hello", by=token):
            greeting = await run_in_threadpool(office.hello_unsigned, token, letter)
        return JSONResponse(greeting_to_json(greeting))

    async def push(request: Request) -> Response:
        token, packed = token_of(request), await body_of(request, most=MOST_COMPRESSED)
        with gate.entered("push", by=token):
            signed = await run_in_threadpool(office.push, token, packed)
        meters.judged(read_receipt(signed.body).judgements)
        return JSONResponse(signed_to_json(signed))

    async def pull(request: Request) -> Response:
        token, (cursor, most) = token_of(request), cursor_from_query(request.query_params)
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
            *lives_doors(office, gate),
            Route("/v1/push", push, methods=["POST"]),
            Route("/v1/pull", pull, methods=["GET"]),
            *snapshot_doors(office, gate),
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
