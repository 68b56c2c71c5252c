"""The letters as they travel: JSON values for each, and zstd over a page."""

import json
from typing import Any

import zstandard

from sync.envelope import decompressed
from sync.errors import BadEnvelope, Garbled
from sync.wire import Greeting, Hello, Page, Record, SignedReceipt

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
    except (ValueError, KeyError, TypeError) as error:
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
    except (ValueError, KeyError, TypeError, AttributeError) as error:
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
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"the receipt cannot be read: {error!r}"
        raise Garbled(msg) from error


def page_to_json(page: Page) -> dict[str, Any]:
    """Write a page as JSON values."""
    return {
        "scope": page.scope,
        "epoch": page.epoch,
        "after": page.after,
        "until": page.until,
        "end": page.end,
        "hash": page.hash.hex(),
        "records": [[r.position, r.kind, r.id, r.revision, r.data] for r in page.records],
    }


def page_from_json(raw: Any) -> Page:
    """Read a page.

    Raises:
        Garbled: it is none.
    """
    try:
        return Page(
            scope=str(raw["scope"]),
            epoch=str(raw["epoch"]),
            after=int(raw["after"]),
            until=int(raw["until"]),
            end=int(raw["end"]),
            hash=bytes.fromhex(raw["hash"]),
            records=tuple(
                Record(
                    position=int(position),
                    kind=str(kind),
                    id=str(identity),
                    revision=int(revision),
                    data=None if data is None else str(data),
                )
                for position, kind, identity, revision, data in raw["records"]
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        msg = f"the page cannot be read: {error!r}"
        raise Garbled(msg) from error


def pack_page(page: Page) -> bytes:
    """Write a page for the wire: JSON under zstd."""
    text = json.dumps(page_to_json(page), ensure_ascii=False, separators=(",", ":"))
    return zstandard.ZstdCompressor(level=3).compress(text.encode())


def unpack_page(data: bytes) -> Page:
    """Read a page from the wire, keeping to the limit while decompressing.

    Raises:
        Garbled: it is none.
    """
    try:
        return page_from_json(json.loads(decompressed(data)))
    except (BadEnvelope, ValueError, RecursionError) as error:
        msg = f"the page cannot be read: {error!r}"
        raise Garbled(msg) from error
