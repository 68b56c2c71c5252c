"""HTTP and nothing behind it: `python -m tests.benchmarks.bare` reads what is posted to it."""

import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def taken(request: Request) -> Response:
    """Read all of a body and count it."""
    return JSONResponse({"bytes": len(await request.body())})


def main() -> int:
    """Serve on a free port until told to stop."""
    app = Starlette(routes=[Route("/", taken, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main())
