"""A made-up station that can be told to do anything, right or wrong."""

import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.branch import Returned, open_returned
from sync.conformance.line import Answer, Broken, Line, must
from sync.enrol import Enrolment, ask, ask_to_json, enrolment_from_json
from sync.envelope import GENESIS, Batch, link, pack, seal
from sync.errors import Garbled
from sync.hello import Greeting, Hello, open_greeting, sign_hello
from sync.letters import PAGE_TYPE, unpack_page
from sync.signed import SignedLetter, signed_from_json, signed_to_json
from sync.wire import Cursor, Page, Receipt, Word, open_receipt

SETTLING = frozenset({Word.ACCEPTED, Word.DUPLICATE, Word.QUARANTINED})


@dataclass
class Machine:
    """One machine with its journal in memory. `hashes[n]` is h_n."""

    line: Line
    enrolment: Enrolment
    key: Ed25519PrivateKey
    token: str = ""
    events: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=lambda: [GENESIS])

    def copy(self) -> "Machine":
        """Copy the machine as a backup or a clone does."""
        return replace(self, events=list(self.events), hashes=list(self.hashes))

    @property
    def central_key(self) -> Ed25519PublicKey:
        """The key under which the central's letters must hold."""
        return Ed25519PublicKey.from_public_bytes(self.enrolment.central_key)

    def record(self, *events: bytes) -> None:
        """Append events."""
        for data in events:
            self.events.append(data)
            self.hashes.append(link(self.hashes[-1], data))

    def record_many(self, how_many: int) -> None:
        """Append events that nobody has seen before."""
        self.record(
            *(json.dumps({"made_up": secrets.token_hex(8)}).encode() for _ in range(how_many))
        )

    # --- hello -------------------------------------------------------------------------------

    def said(self) -> Hello:
        """Say how the machine stands."""
        return Hello(
            station=self.enrolment.station,
            incarnation=self.enrolment.incarnation,
            last=len(self.events),
            head=self.hashes[-1],
            acknowledged=0,
            app="conformance",
            token=self.token,
            nonce=secrets.token_hex(8),
        )

    def hello(self, said: Hello) -> Answer:
        """Send a hello, signed with the machine's key."""
        return self.line.send("/v1/hello", signed_to_json(sign_hello(said, self.key.sign)))

    def greet(self) -> Greeting:
        """Say hello, check the greeting, and carry the token on.

        Raises:
            Broken: it is refused, or the greeting is not right.
        """
        said = self.said()
        greeting = self.read_greeting(self.hello(said), said)
        self.token = greeting.token or self.token
        return greeting

    def read_greeting(self, answer: Answer, said: Hello) -> Greeting:
        """Check a greeting against the hello that it answers."""
        must(answer.status == 200, f"hello is answered {answer.status} {answer.body[:80]!r}")
        try:
            greeting = open_greeting(signed_from_json(answer.json()), self.central_key)
        except Garbled as error:
            msg = f"the greeting does not hold: {error}"
            raise Broken(msg) from error
        must(greeting.nonce == said.nonce, "the greeting repeats another nonce")
        named = (greeting.station, greeting.incarnation)
        must(named == (said.station, said.incarnation), "the greeting is to another life")
        return greeting

    # --- push --------------------------------------------------------------------------------

    def seal(self, first: int, last: int, **changes: Any) -> Batch:
        """Seal a range of the journal; `changes` are other fields than the right ones."""
        right = {
            "id": secrets.token_hex(8),
            "station": self.enrolment.station,
            "incarnation": self.enrolment.incarnation,
            "first": first,
            "previous": self.hashes[first - 1],
            "events": tuple(self.events[first - 1 : last]),
            "sign": self.key.sign,
        }
        return seal(**{**right, **changes})

    def push(self, packed: bytes) -> Answer:
        """Hand in a body."""
        return self.line.ask("POST", "/v1/push", body=packed, token=self.token)

    def pushed(self, batch: Batch) -> Receipt:
        """Hand in a batch and check its receipt in everything that it says of itself.

        Raises:
            Broken: it is refused, or the receipt is not right.
        """
        return self.read_receipt(self.push(pack(batch)), batch)

    def read_receipt(self, answer: Answer, batch: Batch) -> Receipt:
        """Check the receipt of a batch."""
        must(answer.status == 200, f"push is answered {answer.status} {answer.body[:80]!r}")
        return self.check_receipt(signed_from_json(answer.json()), batch)

    def check_receipt(self, signed: SignedLetter, batch: Batch) -> Receipt:
        """Check a receipt however it came."""
        try:
            receipt = open_receipt(signed, self.central_key)
        except Garbled as error:
            msg = f"the receipt does not hold: {error}"
            raise Broken(msg) from error
        must(receipt.batch == batch.id, "the receipt is for another batch")
        named = (receipt.station, receipt.incarnation)
        must(named == (batch.station, batch.incarnation), "the receipt is to another life")
        seqs = [judgement.seq for judgement in receipt.judgements]
        wanted = list(range(batch.first, batch.last + 1))
        must(seqs == wanted, "the receipt has not one word for each event, in order")
        must(receipt.acknowledged < len(self.hashes), "more is acknowledged than was ever sent")
        right = receipt.head == self.hashes[receipt.acknowledged]
        must(right, f"head is not the hash at {receipt.acknowledged}")
        must(receipt.count >= receipt.acknowledged, "count is below acknowledged")
        return receipt

    def settled(self, batch: Batch) -> Receipt:
        """Hand in a batch that has to be stored to its end."""
        receipt = self.pushed(batch)
        words = {judgement.word for judgement in receipt.judgements}
        must(words <= SETTLING, f"correctly signed events are answered {sorted(words)}")
        must(
            receipt.acknowledged >= batch.last,
            f"{receipt.acknowledged} is acknowledged after {batch.last} was taken in",
        )
        return receipt

    # --- what the central holds ----------------------------------------------------------------

    def held(self, *, of: int = 0) -> list[bytes]:
        """Fetch all events of a life back, by default of the machine's own.

        Raises:
            Broken: they do not come, or not in one chain.
        """
        events: list[bytes] = []
        life = of or self.enrolment.incarnation
        while True:
            query = urlencode({"incarnation": life, "after": len(events), "most": 500})
            answer = self.line.ask("GET", f"/v1/events?{query}", token=self.token)
            must(answer.status == 200, f"events are answered {answer.status} {answer.body[:80]!r}")
            given = self._returned(answer)
            must(given.first == len(events) + 1, f"events begin at {given.first}")
            must(len(given.events) == len(given.judgements), "not one word for each event")
            if not given.events:
                return events
            events += given.events

    def _returned(self, answer: Answer) -> Returned:
        try:
            return open_returned(signed_from_json(answer.json()), self.central_key)
        except Garbled as error:
            msg = f"events that come back do not hold: {error}"
            raise Broken(msg) from error

    # --- pull ----------------------------------------------------------------------------------

    def pull(self, cursor: Cursor, *, most: int) -> Answer:
        """Ask for a page."""
        query = {
            "scope": cursor.scope,
            "epoch": cursor.epoch,
            "position": cursor.position,
            "hash": cursor.hash.hex(),
            "most": most,
        }
        return self.line.ask("GET", f"/v1/pull?{urlencode(query)}", token=self.token)

    def page(self, cursor: Cursor, *, most: int) -> Page:
        """Fetch a page.

        Raises:
            Broken: it is refused or cannot be read.
        """
        answer = self.pull(cursor, most=most)
        must(answer.status == 200, f"pull is answered {answer.status} {answer.body[:80]!r}")
        must(answer.kind == PAGE_TYPE, f"a page comes as {answer.kind!r}")
        try:
            return unpack_page(answer.body)
        except Garbled as error:
            raise Broken(str(error)) from error


def enrolled(line: Line, code: str) -> Machine:
    """Make a machine the station of this code.

    Raises:
        Broken: the code is refused, or the answer is not right.
    """
    key = Ed25519PrivateKey.generate()
    letter = ask(code, public_key=key.public_key(), sign=key.sign)
    answer = line.send("/v1/enrol", ask_to_json(letter))
    must(answer.status == 200, f"enrolment is answered {answer.status} {answer.body[:80]!r}")
    try:
        enrolment = enrolment_from_json(answer.json())
    except Garbled as error:
        raise Broken(str(error)) from error
    return Machine(line, enrolment, key, enrolment.token)
