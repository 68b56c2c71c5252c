"""The raw lane at the central: signed bytes are kept as they came, once, and settle nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from sync.central import rows
from sync.central.quota import spend
from sync.central.stations import by_name
from sync.central.tables import raw_letters
from sync.errors import Garbled, Rejected
from sync.raw import MOST_RAW, Kept, check_raw, read_raw
from sync.signed import SignedLetter


def keep(connection: Connection, signed: SignedLetter, *, now: int) -> Kept:
    """Keep bytes of a station that is known here, whatever its state.

    Raises:
        Rejected: `unknown_station`, `bad_signature`, or `too_large`.
        OverQuota: the station laid enough aside today.
        Garbled: it is no raw letter.
    """
    letter = read_raw(signed)
    who = by_name(connection, letter.station, letter.incarnation)
    try:
        check_raw(signed, who.public_key)
    except Garbled as error:
        raise Rejected("bad_signature") from error
    if len(letter.data) > MOST_RAW:
        raise Rejected("too_large")
    here = raw_letters.c.station == letter.station, raw_letters.c.digest == letter.digest
    if connection.scalar(select(raw_letters.c.digest).where(*here)) is None:
        spend(connection, who.station, len(letter.data), now=now)
    row = {
        "station": letter.station,
        "digest": letter.digest,
        "incarnation": letter.incarnation,
        "why": letter.why,
        "body": signed.body,
        "signature": signed.signature,
        "received_at": now,
    }
    rows.add(connection, raw_letters, rows.columns([row]))
    return Kept(nonce=letter.nonce, station=letter.station, digest=letter.digest, at=now)


def listing(connection: Connection) -> Sequence[Row[Any]]:
    """Give what lies here, the oldest first."""
    order = raw_letters.c.received_at, *raw_letters.primary_key
    return connection.execute(select(raw_letters).order_by(*order)).all()
