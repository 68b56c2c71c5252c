"""Sends whatever the OpenAPI description allows and forbids: `python -m tests.hostile.doors`.

Every answer has to be one that the description knows, within a second; `--examples` says how many
requests to make at each door.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from starlette.types import ASGIApp

from sync.central.brake import WINDOW
from sync.central.limits import Limit
from sync.central.web import DESCRIPTION, LIMITS, application
from sync.envelope import pack
from tests.central.karbala import HeldStation, Karbala, event, sqlite_karbala

SLOWEST = 1.0
"""Seconds of the processor for one answer; a machine that is busy with others is no hang."""

UNBOUND = Limit(rate=1e9, burst=1e9, places=1000)
CHECKS = (  # of schemathesis; a status that is not described, such as 500, breaks the first
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


def described() -> dict[str, Any]:
    """Read the description of the doors."""
    return dict(json.loads(DESCRIPTION.read_text(encoding="utf-8")))


def open_to_all(karbala: Karbala) -> ASGIApp:
    """Build the application without limits for a station."""
    return application(karbala.office, limits=dict.fromkeys(LIMITS, UNBOUND))


def near_batches(station: HeldStation) -> st.SearchStrategy[bytes]:
    """Draw packed batches that hold, that are bent in a few bytes, and bytes that are none."""
    batch = station.outbox.seal(1, len(station.outbox.events))
    assert batch is not None
    good = pack(batch)

    def bent(changes: list[tuple[int, int]]) -> bytes:
        data = bytearray(good)
        for place, value in changes:
            data[place % len(data)] = value
        return bytes(data)

    change = st.tuples(st.integers(0, 1 << 16), st.integers(0, 255))
    return st.one_of(st.lists(change, max_size=3).map(bent), st.binary(max_size=2000))


def try_doors(
    app: ASGIApp, karbala: Karbala, *, examples: int, told: Callable[[str], None]
) -> None:
    """Try every door with and without a token; raises at the first answer that is not described."""
    station = karbala.station()
    station.outbox.record_many(event, 5)
    schemathesis.openapi.media_type("application/octet-stream", near_batches(station))
    schema = schemathesis.openapi.from_dict(described())
    schema.app = app
    checks: Any = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]
    tokens = st.sampled_from(({}, {"Authorization": f"Bearer {station.enrolment.token}"}))

    def trial(case: schemathesis.Case[Any], headers: dict[str, str]) -> None:
        # Else wrong codes would soon have closed the door.
        karbala.now += WINDOW
        began = time.process_time()
        answer = case.call(headers=headers)
        assert time.process_time() - began < SLOWEST, f"{case.path} takes too long"
        case.validate_response(answer, checks=checks)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), "the description itself is wrong"
        operation = found.ok()
        for mode in modes(operation):
            _often(trial, operation.as_strategy(generation_mode=mode), tokens, examples=examples)
        told(f"{operation.method.upper():5} {operation.path}")


def modes(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> tuple[GenerationMode, ...]:
    """Give what can be sent to a door: what it asks for, and what it does not."""
    asks = operation.body or operation.query or operation.path_parameters
    return tuple(GenerationMode) if asks else (GenerationMode.POSITIVE,)


def _often(trial: Callable[..., None], *arguments: st.SearchStrategy[Any], examples: int) -> None:
    """Try drawn arguments, the same ones on every run."""
    chosen = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    chosen(given(*arguments)(trial))()


def main() -> None:
    """Try as many examples as asked."""
    parser = argparse.ArgumentParser(description="Send hostile requests to every door.")
    parser.add_argument("--examples", type=int, default=500, help="for each door, twice")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        karbala = sqlite_karbala(Path(folder))
        try_doors(open_to_all(karbala), karbala, examples=asked.examples, told=print)
        karbala.database.close()


if __name__ == "__main__":
    main()
