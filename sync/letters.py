"""Pages as they travel: JSON under zstd; and the cursors that ask for them."""

from collections.abc import Mapping

import msgspec
import zstandard

from sync.envelope import decompressed
from sync.errors import UNREADABLE, BadEnvelope, Garbled
from sync.wire import Cursor, Page, Record

_MOST_SEQ = 1 << 62

PAGE_TYPE = "application/vnd.clerk-station.page+zstd"


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
