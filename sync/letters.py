"""The letters as they travel: JSON values for each, and zstd over a page."""

from collections.abc import Mapping
from typing import Any

import msgspec
import zstandard

from sync.envelope import decompressed
from sync.errors import UNREADABLE, BadEnvelope, Garbled
from sync.wire import Cursor, Greeting, Hello, Page, Record, SignedReceipt

_MOST_SEQ = 1 << 62
PAGE_TYPE = "application/vnd.clerk-station.page+zstd"


def hello_to_json(hello: Hello) -> dict[str, Any]:
    """Write a hello as JSON values."""
    return {
        "station": hello.station,
        "incarnation": hello.incarnation,
        "last": hello.last,
        "head": hello.head.hex(),
        "acknowledged": hello.acknowledged,
        "app": hello.app,
        "protocol": hello.protocol,
    }


def hello_from_json(raw: Any) -> Hello:
    """Read a hello.

    Raises:
        Garbled: it is none.
    """
    try:
        hello = Hello(
            station=str(raw["station"]),
            incarnation=int(raw["incarnation"]),
            last=int(raw["last"]),
            head=bytes.fromhex(raw["head"]),
            acknowledged=int(raw["acknowledged"]),
            app=str(raw["app"]),
            protocol=int(raw["protocol"]),
        )
    except UNREADABLE as error:
        msg = f"the hello cannot be read: {error!r}"
        raise Garbled(msg) from error
    if not (0 <= hello.last < _MOST_SEQ and hello.app.isprintable()):
        msg = "the hello is out of range"
        raise Garbled(msg)
    return hello


def greeting_to_json(greeting: Greeting) -> dict[str, Any]:
    """Write a greeting as JSON values."""
    return {
        "at": greeting.at,
        "acknowledged": greeting.acknowledged,
        "head": greeting.head.hex(),
        "scopes": list(greeting.scopes),
    }


def greeting_from_json(raw: Any) -> Greeting:
    """Read a greeting.

    Raises:
        Garbled: it is none.
    """
    try:
        return Greeting(
            at=int(raw["at"]),
            acknowledged=int(raw["acknowledged"]),
            head=bytes.fromhex(raw["head"]),
            scopes=tuple(map(str, raw.get("scopes", ()))),
        )
    except UNREADABLE as error:
        msg = f"the greeting cannot be read: {error!r}"
        raise Garbled(msg) from error


def receipt_to_json(signed: SignedReceipt) -> dict[str, Any]:
    """Write a signed receipt as JSON values; its body travels as the text that was signed."""
    return {"body": signed.body.decode(), "signature": signed.signature.hex()}


def receipt_from_json(raw: Any) -> SignedReceipt:
    """Read a signed receipt; neither its signature nor its body is checked here.

    Raises:
        Garbled: it is none.
    """
    try:
        return SignedReceipt(raw["body"].encode(), bytes.fromhex(raw["signature"]))
    except UNREADABLE as error:
        msg = f"the receipt cannot be read: {error!r}"
        raise Garbled(msg) from error


def cursor_from_query(query: Mapping[str, str]) -> tuple[Cursor, int]:
    """Read a cursor and how many records are wanted at most, from the words of an address.

    Raises:
        Garbled: they are none.
    """
    try:
        cursor = Cursor(
            scope=query.get("scope", ""),
            epoch=query.get("epoch", ""),
            position=int(query.get("position", "0")),
            hash=bytes.fromhex(query.get("hash", "00" * 32)),
        )
        most = int(query.get("most", "1000"))
    except UNREADABLE as error:
        msg = f"the cursor cannot be read: {error!r}"
        raise Garbled(msg) from error
    if not (0 <= cursor.position < _MOST_SEQ and len(cursor.hash) == 32):
        msg = "the cursor is out of range"
        raise Garbled(msg)
    return cursor, most


class _Letter(msgspec.Struct):
    """A page as it travels; each record is an array."""

    scope: str
    epoch: str
    after: int
    until: int
    end: int
    hash: str
    records: list[tuple[int, str, str, int, str | None]]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Letter).decode


def pack_page(page: Page) -> bytes:
    """Write a page for the wire: JSON under zstd."""
    rows = [(r.position, r.kind, r.id, r.revision, r.data) for r in page.records]
    letter = _Letter(
        page.scope, page.epoch, page.after, page.until, page.end, page.hash.hex(), rows
    )
    return zstandard.ZstdCompressor(level=3).compress(_encode(letter))


def unpack_page(data: bytes) -> Page:
    """Read a page from the wire, keeping to the limit while decompressing.

    Raises:
        Garbled: it is none.
    """
    try:
        letter = _decode(decompressed(data))
        return Page(
            scope=letter.scope,
            epoch=letter.epoch,
            after=letter.after,
            until=letter.until,
            end=letter.end,
            hash=bytes.fromhex(letter.hash),
            records=tuple(
                Record(position=position, kind=kind, id=identity, revision=revision, data=data)
                for position, kind, identity, revision, data in letter.records
            ),
        )
    except (BadEnvelope, msgspec.MsgspecError, *UNREADABLE) as error:
        msg = f"the page cannot be read: {error!r}"
        raise Garbled(msg) from error
