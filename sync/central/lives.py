"""Lives of a station: where journals part, new branches, and events that are given back."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from clerk_station.domain.events import StationMoved
from sync.branch import (
    Branch,
    Branched,
    Common,
    Life,
    Returned,
    check_branch,
    check_compare,
    life_proven,
    read_branch,
    read_compare,
)
from sync.central.alarms import Kind, raise_alarm
from sync.central.quota import A_LIFE, spend
from sync.central.reading import read
from sync.central.standings import standing
from sync.central.stations import Identity, add_life, by_name, renew_token
from sync.central.tables import events, incarnations, stations
from sync.envelope import GENESIS, MOST_EVENTS
from sync.errors import Garbled, Rejected
from sync.signed import SignedLetter
from sync.wire import Judgement, Word

MOST_BYTES = 1 << 20
"""Of events in a letter that gives some back; one event may exceed it alone."""

_NEVER = 1 << 62
"""Beyond every seq."""


def known(connection: Connection, station: str, number: int) -> Identity | None:
    """Give a life by its number, None where there is none."""
    try:
        return by_name(connection, station, number)
    except Rejected:
        return None


def common_ancestry(connection: Connection, who: Identity) -> Iterator[tuple[Identity, int]]:
    """Give each life that a life came from, the nearest first, and the seq at which it left it."""
    while who.parent:
        left_at, who = who.forked_at, by_name(connection, who.station, who.parent)
        yield who, left_at


def family(connection: Connection, who: Identity) -> tuple[Identity, ...]:
    """Give all lives that came from the same beginning, by their numbers."""
    numbers = connection.scalars(
        select(incarnations.c.incarnation)
        .where(incarnations.c.station == who.station)
        .order_by(incarnations.c.incarnation)
    ).all()
    lives = [by_name(connection, who.station, number) for number in numbers]
    roots: dict[int, int] = {}
    for life in lives:
        roots[life.incarnation] = roots.get(life.parent, life.incarnation)
    mine = roots[who.incarnation]
    return tuple(life for life in lives if roots[life.incarnation] == mine)


def compare(connection: Connection, signed: SignedLetter) -> Common:
    """Say which is the highest of a journal's probes that any life of the station holds too.

    Raises:
        Rejected: `unknown_station` or `bad_signature`.
        Garbled: these are no probes.
    """
    letter = read_compare(signed)
    who = by_name(connection, letter.station, letter.incarnation)
    try:
        check_compare(signed, who.public_key)
    except Garbled as error:
        raise Rejected("bad_signature") from error
    held = connection.execute(
        select(events.c.seq, events.c.hash).where(
            events.c.station == who.station,
            events.c.incarnation.in_(_numbers(who.station)),
            events.c.seq.in_([seq for seq, _ in letter.probes]),
        )
    )
    there = {(row.seq, bytes(row.hash)) for row in held}
    common = max((seq for seq, hash_ in letter.probes if (seq, hash_) in there), default=0)
    return Common(nonce=letter.nonce, common=common)


def branch(connection: Connection, signed: SignedLetter, *, secret: bytes, now: int) -> Branched:
    """Begin a new life that goes on where the journals parted; both branches are kept.

    Also of a lost or retired station: what it still holds can only be sent under a life of its own.

    The same new key gives the same life with a fresh token, until that life has said hello: a lost
    answer costs nothing, and a copy of the letter gains nothing.

    Raises:
        Rejected: `unknown_station`, `bad_signature`, `bad_proof`, `key_used` where the new key
            has a life that said hello, `other_common` where nothing with that hash is held.
        Garbled: it is no wish for a branch.
        OverQuota: a lost or retired station laid enough aside today.
    """
    wish = read_branch(signed)
    who = by_name(connection, wish.station, wish.incarnation)
    try:
        check_branch(signed, who.public_key)
    except Garbled as error:
        raise Rejected("bad_signature") from error
    if not life_proven(wish.station, wish.public_key, wish.proof):
        raise Rejected("bad_proof")
    connection.execute(select(stations).where(stations.c.id == who.station).with_for_update())
    learn(connection, who.station, wish.lives, centre=who.centre, now=now)
    there = with_key(connection, who.station, wish.public_key)
    if there is not None and there.is_heard:
        raise Rejected("key_used")
    if there is None:
        if who.is_barred:
            spend(connection, who.station, A_LIFE, now=now)
        there = _begun(connection, wish, who, now=now)
    token = renew_token(connection, there, secret=secret)
    relatives = family(connection, there)
    return Branched(
        nonce=wish.nonce,
        station=there.station,
        number=there.incarnation,
        token=token,
        lives=tuple(map(as_life, relatives)),
        held=tuple(standing(connection, life).acknowledged for life in relatives),
    )


def learn(
    connection: Connection, station: str, lives: tuple[Life, ...], *, centre: str, now: int
) -> None:
    """Keep lives that this central has forgotten; a number that another key has stays as it is."""
    here = {life.incarnation for life in _all(connection, station)}
    for life in sorted(lives, key=lambda life: life.number):
        if life.number in here or (life.parent and life.parent not in here):
            continue
        names = {other.number for other in lives if other.number < life.number}
        add_life(connection, station, life, names=names, centre=centre, now=now)
        here.add(life.number)
        raise_alarm(
            connection,
            Kind.LIFE_ADDED,
            station=station,
            incarnation=life.number,
            detail=f"it left life {life.parent} after event {life.forked_at}",
            now=now,
        )


def give_back(
    connection: Connection, who: Identity, incarnation: int, *, after: int, most: int, now: int
) -> Returned:
    """Give events of a life of the same family, from the one after a seq on, without a hole.

    Raises:
        Rejected: `other_station` where the life is none of the family, or the state of a station
            that gets nothing.
    """
    if who.is_barred:
        raise Rejected(who.state.value)
    relatives = {life.incarnation: life for life in family(connection, who)}
    life = relatives.get(incarnation)
    if life is None or after < life.forked_at:
        raise Rejected("other_station")
    rows = connection.execute(
        select(events)
        .where(
            events.c.station == life.station,
            events.c.incarnation == life.incarnation,
            events.c.seq > max(after - 1, life.forked_at),
        )
        .order_by(events.c.seq)
        .limit(max(1, min(most, MOST_EVENTS)) + 1)
    ).all()
    previous = next((bytes(row.hash) for row in rows if row.seq == after), life.base)
    kept: list[Row[Any]] = []
    size = 0
    for row in rows:
        if row.seq != after + len(kept) + 1:
            continue
        size += len(row.bytes)
        if kept and size > MOST_BYTES:
            break
        kept.append(row)
    return Returned(
        station=life.station,
        incarnation=life.incarnation,
        first=after + 1,
        previous=previous,
        events=tuple(bytes(row.bytes) for row in kept),
        judgements=tuple(
            Judgement(seq=row.seq, word=Word(row.word), reason=row.reason) for row in kept
        ),
        at=now,
    )


def as_life(who: Identity) -> Life:
    """Give a life as it travels."""
    return Life(
        number=who.incarnation,
        parent=who.parent,
        forked_at=who.forked_at,
        base=who.base,
        public_key=who.public_key.public_bytes_raw(),
    )


def _begun(connection: Connection, wish: Branch, who: Identity, *, now: int) -> Identity:
    parent = _holder(connection, wish, who)
    numbers = [life.incarnation for life in _all(connection, who.station)]
    number = max([*numbers, *(life.number for life in wish.lives)]) + 1
    life = Life(
        number=number,
        parent=parent.incarnation,
        forked_at=wish.forked_at,
        base=wish.head,
        public_key=wish.public_key,
    )
    names = parent.names | {parent.incarnation, who.incarnation}
    names |= {other.number for other in wish.lives}
    centre = _stood_at(connection, parent, wish.forked_at)
    add_life(connection, who.station, life, names=names, centre=centre, now=now)
    raise_alarm(
        connection,
        Kind.BRANCHED,
        station=who.station,
        incarnation=number,
        detail=f"{wish.why}: it goes on after event {wish.forked_at} of life {parent.incarnation}",
        now=now,
    )
    return by_name(connection, who.station, number)


def _stood_at(connection: Connection, life: Identity, seq: int) -> str:
    """Name the centre where a life stood after an event: the one that its next move left."""
    formers: list[str] = []
    for one, left_at in ((life, _NEVER), *common_ancestry(connection, life)):
        moves = select(events.c.bytes).where(
            events.c.station == one.station,
            events.c.incarnation == one.incarnation,
            events.c.kind == StationMoved.kind,
            events.c.word == Word.ACCEPTED,
            events.c.seq.between(seq + 1, left_at),
        )
        found = (read(row).body for row in connection.scalars(moves.order_by(events.c.seq)))
        formers = [body.former for body in found if isinstance(body, StationMoved)] or formers
    return formers[0] if formers else life.centre


def _holder(connection: Connection, wish: Branch, who: Identity) -> Identity:
    """Give the life that holds the last common event."""
    if wish.forked_at == 0:
        if wish.head != GENESIS:
            raise Rejected("other_common")
        return who
    holder = connection.scalar(
        select(func.min(events.c.incarnation)).where(
            events.c.station == who.station,
            events.c.incarnation.in_(_numbers(who.station)),
            events.c.seq == wish.forked_at,
            events.c.hash == wish.head,
        )
    )
    if holder is None:
        raise Rejected("other_common")
    return by_name(connection, who.station, holder)


def _all(connection: Connection, station: str) -> list[Identity]:
    return [by_name(connection, station, n) for n in connection.scalars(_numbers(station))]


def _numbers(station: str) -> Select[int]:
    return select(incarnations.c.incarnation).where(incarnations.c.station == station)


def with_key(connection: Connection, station: str, public_key: bytes) -> Identity | None:
    """Give the life of a station that has this key, None where none has."""
    number = connection.scalar(
        select(incarnations.c.incarnation).where(
            incarnations.c.station == station, incarnations.c.public_key == public_key
        )
    )
    return None if number is None else by_name(connection, station, number)
