"""Enrolment at the central: a one-time code and a key become a life of a station."""

from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from sync.branch import Life
from sync.central.lives import learn, with_key
from sync.central.stations import Identity, add_life, by_name, hashed, note_heard, renew_token
from sync.central.tables import enrolments, incarnations, stations
from sync.enrol import EnrolmentAsk, proves, read_code
from sync.envelope import GENESIS
from sync.errors import Rejected


def enrol(
    connection: Connection, letter: EnrolmentAsk, *, secret: bytes, now: int
) -> tuple[Identity, str]:
    """Enrol a machine; give who it is and its token, which is kept here only as a hash.

    The same code and key again give the same life and a fresh token, until that life has said
    hello: after that the letter is somebody else's copy. A machine that was a life of
    this station before, and that a central which was restored has forgotten, is known again under
    its number, with the lives that it came from: what it still has to send is welcome.

    Raises:
        Rejected: `bad_code`, `code_expired`, `code_used`, `bad_proof`, or `other_station` where
            the code is another station's than the lives.
    """
    row = _code(connection, letter)
    if not proves(letter):
        raise Rejected("bad_proof")
    if now > row.expires_at:
        raise Rejected("code_expired")
    if letter.lives and letter.station != row.station:
        raise Rejected("other_station")
    if row.incarnation is None:
        number = _begun(connection, row, letter, now=now)
    else:
        number = _same_again(connection, row, letter.public_key)
    who = by_name(connection, row.station, number)
    return who, renew_token(connection, who, secret=secret)


def _code(connection: Connection, letter: EnrolmentAsk) -> Row[Any]:
    code = read_code(letter.code)
    joined = enrolments.join(stations, stations.c.id == enrolments.c.station)
    wanted = select(enrolments, stations.c.centre).select_from(joined)
    used = wanted.where(enrolments.c.code_hash == hashed(code or ""))
    row = connection.execute(used.with_for_update()).one_or_none()
    if row is None:
        raise Rejected("bad_code")
    return row


def _begun(connection: Connection, row: Row[Any], letter: EnrolmentAsk, *, now: int) -> int:
    """Know a life again, or begin one; what it was enrolled with before counts no more."""
    learn(connection, row.station, letter.lives, centre=row.centre, now=now)
    there = with_key(connection, row.station, letter.public_key)
    if there:
        former = enrolments.c.station == row.station, enrolments.c.incarnation == there.incarnation
        connection.execute(update(enrolments).where(*former).values(expires_at=0))
        note_heard(connection, there, is_heard=False)
    number = there.incarnation if there else _new_life(connection, row, letter, now=now)
    used = update(enrolments).where(enrolments.c.code_hash == row.code_hash)
    connection.execute(used.values(incarnation=number))
    return number


def _new_life(connection: Connection, row: Row[Any], letter: EnrolmentAsk, *, now: int) -> int:
    highest = select(func.max(incarnations.c.incarnation))
    last = connection.scalar(highest.where(incarnations.c.station == row.station)) or 0
    names = {life.number for life in letter.lives}
    number = max([last, *names]) + 1
    life = Life(number=number, parent=0, forked_at=0, base=GENESIS, public_key=letter.public_key)
    add_life(connection, row.station, life, names=names, centre=row.centre, now=now)
    return number


def _same_again(connection: Connection, row: Row[Any], public_key: bytes) -> int:
    """Give the life again whose answer was lost; one that said hello since has had its answer."""
    here = (
        incarnations.c.station == row.station,
        incarnations.c.incarnation == row.incarnation,
        incarnations.c.public_key == public_key,
        ~incarnations.c.is_heard,
    )
    if connection.scalar(select(incarnations.c.incarnation).where(*here)) is None:
        raise Rejected("code_used")
    return int(row.incarnation)
