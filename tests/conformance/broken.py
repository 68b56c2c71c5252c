"""Centrals with one planted fault each. What they change they sign anew: nothing else is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.branch import Common, open_returned, read_compare, sign_common, sign_returned
from sync.central.keys import raw_public
from sync.central.office import Office
from sync.conformance import branching, greeting, receiving, sending
from sync.conformance.machine import Machine
from sync.envelope import unpack
from sync.errors import BadEnvelope, Rejected
from sync.hello import Greeting, read_hello, sign_greeting
from sync.signed import SignedLetter
from sync.wire import (
    Cursor,
    Judgement,
    Page,
    Receipt,
    SignedReceipt,
    Word,
    feed_hash,
    read_receipt,
    sign_receipt,
)


class Faulty(Office):
    """A central that can sign what is not so."""

    def told(self, signed: SignedReceipt, **fields: Any) -> SignedReceipt:
        """Sign another receipt than the right one."""
        return sign_receipt(replace(read_receipt(signed.body), **fields), self.keys.central.sign)


class StoresNothing(Faulty):
    """Acknowledges without storing."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:  # noqa: ARG002 - believes anybody
        """Say that all is well."""
        batch = unpack(packed)
        seqs = range(batch.first, batch.last + 1)
        receipt = Receipt(
            batch=batch.id,
            station=batch.station,
            incarnation=batch.incarnation,
            acknowledged=batch.last,
            head=batch.head,
            count=batch.last,
            at=self.now(),
            judgements=tuple(Judgement(seq=seq, word=Word.ACCEPTED) for seq in seqs),
        )
        return sign_receipt(receipt, self.keys.central.sign)


class SignsNothing(Faulty):
    """Sends receipts without a signature."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Forget to sign."""
        return SignedReceipt(super().push(token, packed).body, bytes(64))


class WrongHead(Faulty):
    """Names another hash than that of the chain."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Sign a wrong head."""
        return self.told(super().push(token, packed), head=bytes(32))


class ForgetsAWord(Faulty):
    """Says nothing of the last event of a batch."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Leave a word out."""
        signed = super().push(token, packed)
        return self.told(signed, judgements=read_receipt(signed.body).judgements[:-1])


class CountsTwice(Faulty):
    """Takes what is sent again for something new."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Call every event new."""
        signed = super().push(token, packed)
        words = [replace(j, word=Word.ACCEPTED) for j in read_receipt(signed.body).judgements]
        return self.told(signed, judgements=tuple(words))


class RefusesTheOdd(Faulty):
    """Refuses a batch for what one event says."""

    def push(self, token: str, packed: bytes) -> SignedReceipt:
        """Read the events before storing them."""
        for data in unpack(packed).events:
            try:
                data.decode()
            except UnicodeDecodeError as error:
                msg = "an event is no text"
                raise BadEnvelope(msg) from error
        return super().push(token, packed)


class WritesAnew(Faulty):
    """Keeps its own writing of an event instead of the bytes."""

    def returned(self, token: str, incarnation: int, *, after: int, most: int) -> SignedLetter:
        """Give back what it wrote."""
        signed = super().returned(token, incarnation, after=after, most=most)
        key = Ed25519PublicKey.from_public_bytes(raw_public(self.keys.central))
        given = open_returned(signed, key)
        events = tuple(data.replace(b": ", b":") for data in given.events)
        return sign_returned(replace(given, events=events), self.keys.central.sign)


class BelievesAnyToken(Faulty):
    """Knows a station by its key alone, so that no clone is ever found."""

    def hello(self, signed: SignedLetter) -> SignedLetter:
        """Greet whom it should send away."""
        try:
            return super().hello(signed)
        except Rejected as rejected:
            if rejected.reason != "superseded":
                raise
        said = read_hello(signed)
        welcome = Greeting(
            at=self.now(),
            acknowledged=0,
            head=bytes(32),
            station=said.station,
            incarnation=said.incarnation,
            nonce=said.nonce,
            token=said.token,
        )
        return sign_greeting(welcome, self.keys.central.sign)


class ComparesNothing(Faulty):
    """Says of every journal that it has nothing in common."""

    def compare(self, signed: SignedLetter) -> SignedLetter:
        """Answer at once."""
        common = Common(nonce=read_compare(signed).nonce, common=0)
        return sign_common(common, self.keys.central.sign)


class Pages(Faulty):
    """Spoils pages that have enough records for it."""

    def pull(self, token: str, cursor: Cursor, *, most: int) -> Page | None:
        """Give a spoiled page."""
        page = super().pull(token, cursor, most=most)
        return self.spoiled(page, cursor) if page and len(page.records) > 2 else page

    def spoiled(self, page: Page, cursor: Cursor) -> Page:
        """Spoil a page."""
        raise NotImplementedError


class Skips(Pages):
    """Leaves a record out, and hashes what is left."""

    def spoiled(self, page: Page, cursor: Cursor) -> Page:
        """Leave the second out."""
        records = (page.records[0], *page.records[2:])
        return replace(page, records=records, hash=feed_hash(cursor.hash, records))


class Doubles(Pages):
    """Gives a record twice."""

    def spoiled(self, page: Page, cursor: Cursor) -> Page:
        """Give the first twice."""
        records = (page.records[0], *page.records)
        return replace(page, records=records, hash=feed_hash(cursor.hash, records))


class HashesAnything(Pages):
    """Gives a hash that does not follow."""

    def spoiled(self, page: Page, cursor: Cursor) -> Page:  # noqa: ARG002 - does not look
        """Give another hash."""
        return replace(page, hash=bytes(32))


class NeverEnds(Pages):
    """Stops giving records before the end that it names."""

    def spoiled(self, page: Page, cursor: Cursor) -> Page:
        """Give an empty page."""
        return replace(page, records=(), until=page.after, hash=cursor.hash)


FAULTS: Mapping[type[Faulty], Callable[[Machine], None]] = {
    StoresNothing: sending.bytes_kept,
    SignsNothing: sending.receipt,
    WrongHead: sending.receipt,
    ForgetsAWord: sending.receipt,
    CountsTwice: sending.replayed,
    RefusesTheOdd: sending.odd,
    WritesAnew: sending.bytes_kept,
    BelievesAnyToken: greeting.tokens,
    ComparesNothing: branching.restored,
    Skips: receiving.dense,
    Doubles: receiving.dense,
    HashesAnything: receiving.dense,
    NeverEnds: receiving.dense,
}
"""Each fault, and the promise that it breaks."""
