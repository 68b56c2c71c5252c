"""HTTP as it is, for whoever wants to see every status and every byte of an answer."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

_TIMEOUT = 30.0
_TRIES = 20


class Broken(Exception):
    """A promise is not kept; says what was seen instead."""


class NotTried(Exception):
    """A promise could not be tried; says what is missing."""


def must(holds: object, what: str) -> None:
    """Pass where something holds.

    Raises:
        Broken: it does not.
    """
    if not holds:
        raise Broken(what)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whatever it says."""

    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        """Read the body as JSON.

        Raises:
            Broken: it is none.
        """
        must(self.kind == "application/json", f"the answer is {self.kind!r}, not JSON")
        try:
            return json.loads(self.body)
        except ValueError as error:
            msg = f"the answer is no JSON: {self.body[:80]!r}"
            raise Broken(msg) from error

    def refused(self, status: int, code: str, *, when: str) -> None:
        """Pass where this is the refusal that the protocol wants."""
        must(self.status == status, f"{when}: status {self.status}, not {status}")
        found = self.json().get("error")
        must(found == code, f"{when}: {found!r}, not {code!r}")


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a central. Where it is busy, the question waits as it is told and asks again."""

    address: str
    sleep: Callable[[float], None] = time.sleep

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        token: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask; give whatever is answered.

        Raises:
            Broken: nothing is answered, or the central stays busy.
        """
        shown = {"Authorization": f"Bearer {token}"} if token else {}
        for _ in range(_TRIES):
            response = self._ask(method, path, body, {**shown, **(headers or {})})
            if response.status_code not in {429, 503}:
                kind = response.headers.get("Content-Type", "").split(";")[0].strip()
                return Answer(response.status_code, kind, response.content)
            after = response.headers.get("Retry-After", "1")
            must(after.isdigit(), f"Retry-After is {after!r}, not whole seconds")
            self.sleep(min(30.0, float(after)))
        msg = "the central stays busy"
        raise Broken(msg)

    def send(self, path: str, value: Any, *, token: str = "") -> Answer:
        """Post JSON."""
        return self.ask("POST", path, body=json.dumps(value).encode(), token=token)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> requests.Response:
        try:
            return requests.request(
                method,
                self.address.rstrip("/") + path,
                data=body,
                headers=dict(headers),
                timeout=_TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            msg = f"{method} {path}: no answer ({type(error).__name__})"
            raise Broken(msg) from error
