"""The central over HTTP. Every foreign exception becomes one of ours here, and nowhere else."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import requests

from sync.enrol import Enrolment, EnrolmentAsk, ask_to_json, enrolment_from_json
from sync.errors import UNREADABLE, Busy, Garbled, OverQuota, Rejected, SyncError, Unreachable
from sync.letters import PAGE_TYPE, unpack_page
from sync.signed import SignedLetter, signed_from_json, signed_to_json
from sync.snapshot import CHUNK_TYPE
from sync.wire import Cursor, Page, SignedReceipt

CONNECT, SILENCE, WHOLE = 10.0, 30.0, 120.0
"""Seconds: until a connection stands, between two bytes, and for a whole answer."""

RESTED = 4.0
"""Seconds after which a connection is not used again: a server may just be closing it, and what is
sent into that is lost. Servers close what rested for five seconds or more."""

MOST_ANSWER = 8 << 20
_QUOTA = 429
_BUSY = {_QUOTA, 502, 503, 504}
_JSON = "application/json"
_CUT = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class HttpServer:
    """The central's doors at an address such as `https://central.example`."""

    def __init__(
        self, address: str, *, token: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = address.rstrip("/")
        self._clock, self._used = clock, clock()
        self._session = requests.Session()
        # A .netrc or proxy setting of the machine must not replace the station's token.
        self._session.trust_env = False
        self.authorise(token)

    def authorise(self, token: str) -> None:
        """Show this token at the doors from now on; none where it is empty."""
        # Visible ASCII is all that a header takes; anything else is no token of the central's.
        if token.isascii() and token.isprintable() and token:
            self._session.headers["Authorization"] = f"Bearer {token}"
        else:
            self._session.headers.pop("Authorization", None)

    def enrol(self, letter: EnrolmentAsk) -> Enrolment:
        """Become a station; needs no token."""
        return enrolment_from_json(self._json("/v1/enrol", json.dumps(ask_to_json(letter))))

    def hello(self, hello: SignedLetter) -> SignedLetter:
        """Greet; learn the central's time and what it holds."""
        return self._letter("/v1/hello", hello)

    def compare(self, probes: SignedLetter) -> SignedLetter:
        """Learn the highest probe that the central holds too."""
        return self._letter("/v1/compare", probes)

    def branch(self, wish: SignedLetter) -> SignedLetter:
        """Ask for a new life that goes on where the journals parted."""
        return self._letter("/v1/branch", wish)

    def returned(self, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Fetch events of this station back, from the one after a seq on."""
        query = urlencode({"incarnation": incarnation, "after": after, "most": most})
        answer = self._ask("GET", f"/v1/events?{query}", None, kind=_JSON)
        return signed_from_json(_parsed(answer))

    def push(self, packed: bytes) -> SignedReceipt:
        """Hand in one packed batch."""
        return signed_from_json(self._json("/v1/push", packed))

    def carry(self, packed: bytes) -> SignedReceipt:
        """Hand in a batch of another station."""
        return signed_from_json(self._json("/v1/carry", packed))

    def keep_raw(self, letter: SignedLetter) -> SignedLetter:
        """Let bytes be kept that were refused for their form."""
        return self._letter("/v1/raw", letter)

    def pull(self, cursor: Cursor, *, most: int) -> Page | None:
        """Fetch the page after the cursor; None where the cursor's epoch is gone."""
        query = {
            "scope": cursor.scope,
            "epoch": cursor.epoch,
            "position": cursor.position,
            "hash": cursor.hash.hex(),
            "most": most,
        }
        try:
            answer = self._ask("GET", f"/v1/pull?{urlencode(query)}", None, kind=PAGE_TYPE)
        except Rejected as rejected:
            if rejected.reason == "epoch_gone":
                return None
            raise
        return unpack_page(answer)

    def snapshot(self, scope: str) -> SignedLetter | None:
        """Fetch the manifest of a snapshot; None where the central has none."""
        answer = self._found(f"/v1/snapshot?{urlencode({'scope': scope})}", kind=_JSON)
        return None if answer is None else signed_from_json(_parsed(answer))

    def chunk(self, digest: str) -> bytes | None:
        """Fetch a part of a snapshot; None where the central has it no more."""
        return self._found(f"/v1/snapshot/{digest}", kind=CHUNK_TYPE)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _letter(self, path: str, signed: SignedLetter) -> SignedLetter:
        return signed_from_json(self._json(path, json.dumps(signed_to_json(signed))))

    def _found(self, path: str, *, kind: str) -> bytes | None:
        try:
            return self._ask("GET", path, None, kind=kind)
        except Rejected as rejected:
            if rejected.reason in {"no_snapshot", "no_such_door"}:
                return None
            raise

    def _json(self, path: str, body: str | bytes) -> Any:
        return _parsed(self._ask("POST", path, body, kind=_JSON))

    def _ask(self, method: str, path: str, body: str | bytes | None, *, kind: str) -> bytes:
        self._leave_what_rested()
        try:
            with self._session.request(
                method,
                self._address + path,
                data=body,
                timeout=(CONNECT, SILENCE),
                stream=True,
                allow_redirects=False,
            ) as response:
                data = self._read(response)
        except _CUT as error:
            msg = "the central cannot be reached"
            raise Unreachable(msg) from error
        except requests.RequestException as error:
            msg = f"the answer breaks HTTP: {type(error).__name__}"
            raise Garbled(msg) from error
        if response.status_code != 200:
            raise _refusal(response, data)
        _check_kind(response, kind)
        return data

    def _leave_what_rested(self) -> None:
        now = self._clock()
        if now - self._used > RESTED:
            self._session.close()
        self._used = now

    def _read(self, response: requests.Response) -> bytes:
        """Read the whole answer, within a size and a time."""
        parts, size, end = [], 0, self._clock() + WHOLE
        for part in response.iter_content(64 << 10):
            size += len(part)
            if size > MOST_ANSWER:
                msg = "the answer is too large"
                raise Garbled(msg)
            if self._clock() > end:
                msg = "the answer takes too long"
                raise Unreachable(msg)
            parts.append(part)
        return b"".join(parts)


def _refusal(response: requests.Response, data: bytes) -> SyncError:
    """Say what an answer other than 200 means."""
    status = response.status_code
    if status == _QUOTA and _code(response, data) == "over_quota":
        return OverQuota(retry_after=_seconds(response))
    if status in _BUSY:
        return Busy(f"the central answers {status}", retry_after=_seconds(response))
    if status >= 500:
        return Unreachable(f"the central answers {status}")
    if status < 400:
        return Garbled(f"the answer leads elsewhere ({status})")
    reason = _code(response, data)
    if reason is None:
        # A gateway's own page: only the central speaks for the central.
        return Garbled(f"something answers {status} in the central's place")
    return Rejected(reason)


def _code(response: requests.Response, data: bytes) -> str | None:
    """Give the code of a refusal, None where it is not the central's."""
    try:
        _check_kind(response, _JSON)
        return str(_parsed(data)["error"])
    except (Garbled, KeyError, TypeError):
        return None


def _seconds(response: requests.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0.0


def _check_kind(response: requests.Response, kind: str) -> None:
    if response.headers.get("Content-Type", "").split(";")[0].strip() != kind:
        msg = "the answer is not of this protocol"
        raise Garbled(msg)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except UNREADABLE as error:
        msg = f"the answer cannot be read: {error!r}"
        raise Garbled(msg) from error
