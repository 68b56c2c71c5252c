"""What a made-up central holds of its one station, and the right answer to each of its letters.

It compares each letter with all that came before and notes what is wrong; a letter that no central
may take is refused.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.conformance.faults import Door
from sync.conformance.feeds import Feed
from sync.enrol import Enrolment, ask_from_json, enrolment_to_json, make_code, proves
from sync.envelope import GENESIS, Batch, holds, link, unpack
from sync.errors import BadEnvelope, Garbled
from sync.hello import Greeting, check_hello, read_hello, sign_greeting
from sync.letters import PAGE_TYPE, pack_page
from sync.signed import SignedLetter, signed_from_json, signed_to_json
from sync.wire import NATIONAL, Cursor, Judgement, Receipt, Word, sign_receipt

STATION, CENTRE = "XX-01-S1", "XX-01"
SCOPE = f"centre:{CENTRE}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    token: str = ""
    body: bytes = b""

    @property
    def query(self) -> Mapping[str, str]:
        """Give what stands after the question mark."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; where `cut` is set only so many bytes of the body are sent, None of it if -1."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    retry_after: int = 0
    cut: int | None = None


class Refusal(Exception):
    """The station asked what it must not: a status, a code, and what was wrong."""

    def __init__(self, status: int, code: str, wrong: str) -> None:
        super().__init__(wrong)
        self.status, self.code = status, code


@dataclass
class Memory:
    """One station's journal and cursors, as far as the central was told of them.

    `held` events are held now, `told` have a receipt that reached the station. A hello that comes
    while `forgets` is set finds nothing held, as after a central was restored.
    """

    clock: Callable[[], float]
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    code: str = field(default_factory=lambda: make_code(secrets.randbelow))
    wrong: list[str] = field(default_factory=list)
    forgets: bool = False
    held: int = 0
    told: int = 0
    present: int = 0
    """The number of the token that was used last in a hello."""
    tokens: list[str] = field(default_factory=list)
    feeds: dict[str, Feed] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    """Where the station's cursors have to be: at the end of the last good page."""
    _public: bytes = b""
    _events: list[bytes] = field(default_factory=list)
    _hashes: list[bytes] = field(default_factory=lambda: [GENESIS])

    def __post_init__(self) -> None:
        for scope in (NATIONAL, SCOPE):
            self.feeds[scope] = Feed(scope)
            self.feeds[scope].add(3)
            self.cursors[scope] = Cursor(scope=scope)

    def right(self, door: Door, asked: Asked) -> Reply:
        """Answer rightly at a door."""
        if door is Door.HELLO:
            return self.hello(asked)
        if door is Door.PUSH:
            return self.push(asked)
        return self.pull(asked)

    def look(self, door: Door, asked: Asked) -> None:
        """Look at a request that is not answered rightly as closely as at others."""
        if door is Door.PUSH:
            self.batch(asked)
        elif door is Door.PULL:
            self.cursor(asked)

    def enrol(self, asked: Asked) -> Reply:
        """Take the station on that has the code."""
        try:
            wish = ask_from_json(json.loads(asked.body))
        except (Garbled, ValueError) as trouble:
            raise Refusal(
                400, "bad_request", f"its enrolment cannot be read: {trouble}"
            ) from trouble
        if wish.code != self.code or (self._public and wish.public_key != self._public):
            return error(403, "bad_code")
        if not proves(wish):
            raise Refusal(403, "bad_proof", "its proof of possession does not hold")
        self._public = wish.public_key
        enrolment = Enrolment(
            station=STATION,
            incarnation=1,
            centre=CENTRE,
            token=self._new_token(),
            authority_keys=(),
            central_key=self.key.public_key().public_bytes_raw(),
        )
        return Reply(body=json.dumps(enrolment_to_json(enrolment)).encode())

    def hello(self, asked: Asked) -> Reply:
        """Greet, and compare what the station claims with what it was told."""
        try:
            signed = signed_from_json(json.loads(asked.body))
            said = read_hello(signed)
            check_hello(signed, Ed25519PublicKey.from_public_bytes(self._public))
        except (Garbled, ValueError) as trouble:
            raise Refusal(400, "bad_request", f"its hello does not hold: {trouble}") from trouble
        if said.acknowledged > self.told:
            what = f"it claims receipts up to {said.acknowledged}, and has them up to {self.told}"
            self.wrong.append(what)
        self.present = self._known(said.token, "hello")
        if self.forgets:
            self.held = 0
        self.told = min(self.told, self.held)
        greeting = self.greeting(nonce=said.nonce, token=self._new_token())
        return letter(sign_greeting(greeting, self.key.sign))

    def greeting(self, *, nonce: str, token: str) -> Greeting:
        """Write a greeting."""
        return Greeting(
            at=int(self.clock()),
            acknowledged=self.held,
            head=self._hashes[self.held],
            station=STATION,
            incarnation=1,
            nonce=nonce,
            token=token,
            centre=CENTRE,
            scopes=(NATIONAL, SCOPE),
        )

    def push(self, asked: Asked) -> Reply:
        """Take a batch in."""
        batch = self.batch(asked)
        self.held = max(self.held, batch.last)
        self.told = max(self.told, batch.last)
        return letter(self.receipt(batch.id, first=batch.first, last=batch.last))

    def batch(self, asked: Asked) -> Batch:
        """Read a batch and compare it with all that was ever sent."""
        self._known(asked.token, "push")
        try:
            batch = unpack(asked.body)
        except BadEnvelope as trouble:
            raise Refusal(400, "bad_request", f"its batch cannot be read: {trouble}") from trouble
        if (batch.station, batch.incarnation) != (STATION, 1):
            raise Refusal(403, "other_station", "its batch is of another life")
        if not holds(batch, Ed25519PublicKey.from_public_bytes(self._public)):
            raise Refusal(400, "bad_request", "its seal does not hold")
        if batch.first > self.told + 1:
            what = f"it sends from {batch.first} on, and {self.told + 1} has no receipt"
            raise Refusal(400, "bad_request", what)
        self._compare(batch)
        return batch

    def _compare(self, batch: Batch) -> None:
        if batch.previous != self._hashes[batch.first - 1]:
            raise Refusal(400, "bad_request", f"its chain is another before {batch.first}")
        for seq, data in enumerate(batch.events, start=batch.first):
            if seq > len(self._events):
                self._events.append(data)
                self._hashes.append(link(self._hashes[-1], data))
            elif self._events[seq - 1] != data:
                raise Refusal(400, "bad_request", f"event {seq} has changed since it was sent")

    def receipt(self, batch: str, *, first: int, last: int) -> SignedLetter:
        """Sign a receipt in which every event is accepted."""
        words = (Judgement(seq=seq, word=Word.ACCEPTED) for seq in range(first, last + 1))
        receipt = Receipt(
            batch=batch,
            station=STATION,
            incarnation=1,
            acknowledged=self.held,
            head=self._hashes[self.held],
            count=self.held,
            at=int(self.clock()),
            judgements=tuple(words),
        )
        return sign_receipt(receipt, self.key.sign)

    def pull(self, asked: Asked) -> Reply:
        """Give the page after a cursor; the next one has to begin at its end."""
        cursor, most = self.cursor(asked)
        page = self.feeds[cursor.scope].page(cursor, most)
        if page is None:
            raise Refusal(410, "epoch_gone", "its cursor is not of the feed")
        self.cursors[cursor.scope] = Cursor(
            scope=cursor.scope, epoch=page.epoch, position=page.until, hash=page.hash
        )
        return Reply(body=pack_page(page), kind=PAGE_TYPE)

    def cursor(self, asked: Asked) -> tuple[Cursor, int]:
        """Read a cursor; it has to be where the last good page of its scope ended."""
        self._known(asked.token, "pull")
        query = asked.query
        try:
            cursor = Cursor(
                scope=query.get("scope") or SCOPE,
                epoch=query.get("epoch", ""),
                position=int(query.get("position", "0")),
                hash=bytes.fromhex(query.get("hash", "00" * 32)),
            )
            most = int(query.get("most", "1000"))
        except ValueError as trouble:
            raise Refusal(400, "bad_request", f"its cursor cannot be read: {trouble}") from trouble
        right = self.cursors.get(cursor.scope)
        if right is None:
            raise Refusal(403, "other_scope", f"it asks for {cursor.scope}, which was not named")
        if (cursor.position, cursor.hash) != (right.position, right.hash):
            what = f"its cursor is at {cursor.position}, the last good page ended at "
            self.wrong.append(f"{what}{right.position}")
        return cursor, most

    def _known(self, token: str, door: str) -> int:
        """Give the number of a token; one before the present one must not be shown any more."""
        if token not in self.tokens:
            raise Refusal(401, "unknown_station", f"it shows a token at {door} that it never got")
        number = self.tokens.index(token)
        if number < self.present:
            self.wrong.append(f"it shows a token at {door} that was followed by another")
        return number

    def _new_token(self) -> str:
        self.tokens.append(secrets.token_hex(16))
        return self.tokens[-1]


def letter(signed: SignedLetter) -> Reply:
    """Answer with a signed letter."""
    return Reply(body=json.dumps(signed_to_json(signed)).encode())


def error(status: int, code: str) -> Reply:
    """Answer with a refusal."""
    return Reply(status, json.dumps({"error": code}).encode())
