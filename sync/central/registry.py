"""The registry: the current truth of each thing, and its news for every scope that it concerns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from clerk_station.domain.corrections import Correction
from clerk_station.domain.forms import AppointmentForm
from clerk_station.domain.matters import HomeVisit, Matter, Statement
from clerk_station.domain.people import Household, Stated
from clerk_station.domain.records import (
    RECORDS,
    Case,
    Centre,
    Clerk,
    EventWord,
    Lease,
    ServedForm,
    Unfinished,
    id_of,
    kind_of,
)
from clerk_station.domain.turns import Turn
from sync.central import rows
from sync.central.feed import News, publish, scope_of, scopes_of
from sync.central.identities import register
from sync.central.sequencer import open_scope
from sync.central.tables import records
from sync.wire import NATIONAL

T = TypeVar("T")
Truth = (
    Clerk
    | Household
    | AppointmentForm
    | ServedForm
    | Case
    | EventWord
    | Lease
    | Matter
    | Turn
    | Unfinished
)
_KINDS = {cls: kind for kind, cls in RECORDS.items()}
_CHUNK = 400


def put_centre(connection: Connection, centre: Centre) -> None:
    """Keep a centre, new or changed. Every station knows every centre, to say where a form belongs.

    A new centre gets a scope of its own.
    """
    for scope in scopes_of(centre.id):
        open_scope(connection, scope)
    before = _known(connection, "centre", [centre.id], lock=True).get(centre.id)
    text = _text(centre)
    if before is not None and before.data == text:
        return
    revisions = _write(
        connection, [centre], texts={centre.id: text}, known={centre.id: before} if before else {}
    )
    news = News("centre", centre.id, revisions[centre.id], text)
    publish(connection, {NATIONAL: [news]})


def put(connection: Connection, truths: Iterable[Truth]) -> int:
    """Keep truths, new or changed, and publish them; give how many were new or changed.

    A thing that moved to another centre enters its feed and leaves the old one's by a tombstone.
    """
    changed = 0
    for kind, same_kind in groupby(truths, key=kind_of):
        for chunk in _chunks(list(same_kind)):
            changed += _put_chunk(connection, kind, chunk)
    return changed


def withdraw(connection: Connection, kind: str, identities: Sequence[str]) -> None:
    """Take truths back: every scope that knew one gets a tombstone."""
    rows = _known(connection, kind, identities, lock=True)
    scopes = _scopes(connection, kind, rows)
    news: dict[str, list[News]] = {}
    for identity, row in rows.items():
        here = records.c.kind == kind, records.c.id == identity
        connection.execute(delete(records).where(*here))
        for scope in scopes[identity]:
            news.setdefault(scope, []).append(News(kind, identity, row.revision + 1, None))
    publish(connection, news)


def centres(connection: Connection) -> tuple[Centre, ...]:
    """Give all centres by id."""
    found = select(records.c.data).where(records.c.kind == "centre").order_by(records.c.id)
    return tuple(_decoded(Centre, text) for text in connection.scalars(found))


def every(connection: Connection, cls: type[T]) -> list[T]:
    """Give all truths of a kind by id; for kinds of which there are few."""
    wanted = select(records.c.data).where(records.c.kind == _KINDS[cls]).order_by(records.c.id)
    return [_decoded(cls, text) for text in connection.scalars(wanted)]


def everyone(connection: Connection) -> tuple[Clerk, ...]:
    """Give all clerks by id, the retired too."""
    found = select(records.c.data).where(records.c.kind == "clerk").order_by(records.c.id)
    return tuple(_decoded(Clerk, text) for text in connection.scalars(found))


def get(connection: Connection, cls: type[T], identity: str) -> T | None:
    """Give one truth by its id, None where there is none."""
    return get_many(connection, cls, [identity]).get(identity)


def get_many(connection: Connection, cls: type[T], identities: Iterable[str]) -> dict[str, T]:
    """Give those truths that exist, by their ids."""
    rows = _known(connection, _KINDS[cls], sorted(set(identities)))
    return {identity: _decoded(cls, row.data) for identity, row in rows.items()}


def of_households(
    connection: Connection, kinds: Iterable[type[T]], households: Iterable[str]
) -> list[T]:
    """Give the truths of some kinds that stand under households."""
    named = {_KINDS[cls]: cls for cls in kinds}
    found: list[T] = []
    for chunk in _chunks(sorted(set(households))):
        wanted = select(records.c.kind, records.c.data).where(
            rows.among(connection, records.c.household, chunk), records.c.kind.in_(sorted(named))
        )
        found += [_decoded(named[row.kind], row.data) for row in connection.execute(wanted)]
    return found


def centres_of(connection: Connection, households: Iterable[str]) -> dict[str, str]:
    """Give the centres to which households belong, by their ids."""
    wanted = sorted(set(households))
    return {row.id: row.centre for row in _known(connection, "household", wanted).values()}


class Home(msgspec.Struct, frozen=True):
    """What judging asks of a household: where it belongs, who is in it, what is stated of them."""

    centre: str
    members: dict[str, Stated | None]


class _Person(msgspec.Struct):
    id: str
    stated: Stated | None = None


class _Roll(msgspec.Struct):
    members: list[_Person]


def homes_of(connection: Connection, households: Iterable[str]) -> dict[str, Home]:
    """Give where households belong and who is in them, by their ids; a tenth of reading all."""
    return {
        row.id: Home(row.centre, {m.id: m.stated for m in _decoded(_Roll, row.data).members})
        for row in _known(connection, "household", sorted(set(households))).values()
    }


def bearers_of(connection: Connection, forms: Iterable[str]) -> dict[str, str]:
    """Give to which household each form was issued, by its number."""
    bearers: dict[str, str] = {}
    for chunk in _chunks(sorted(set(forms))):
        wanted = select(records.c.id, records.c.household)
        of_kind = wanted.where(
            records.c.kind == "form", rows.among(connection, records.c.id, chunk)
        )
        bearers |= {row.id: row.household for row in connection.execute(of_kind)}
    return bearers


def household_by_card(connection: Connection, card: str) -> Household | None:
    """Give the household with this ration card number."""
    text = connection.scalar(select(records.c.data).where(records.c.card == card).limit(1))
    return None if text is None else _decoded(Household, text)


def forms_on(connection: Connection, centre: str, day: date) -> tuple[AppointmentForm, ...]:
    """Give a centre's forms for a day, by hour."""
    wanted = (
        select(records.c.data)
        .where(records.c.kind == "form", records.c.centre == centre, records.c.day == day)
        .order_by(records.c.hour, records.c.id)
    )
    return tuple(_decoded(AppointmentForm, text) for text in connection.scalars(wanted))


def open_form_on(connection: Connection, household: str, day: date) -> AppointmentForm | None:
    """Give a household's form for a day under which no visit was closed yet."""
    served = records.alias()
    closed = select(served.c.id).where(served.c.kind == "served", served.c.id == records.c.id)
    wanted = select(records.c.data).where(
        records.c.kind == "form",
        records.c.household == household,
        records.c.day == day,
        ~closed.exists(),
    )
    text = connection.scalar(wanted.limit(1))
    return None if text is None else _decoded(AppointmentForm, text)


def _put_chunk(connection: Connection, kind: str, truths: Sequence[Truth]) -> int:
    known = _known(connection, kind, [id_of(truth) for truth in truths], lock=True)
    texts = {id_of(truth): _text(truth) for truth in truths}
    changed = {
        id_of(truth): truth
        for truth in truths
        if id_of(truth) not in known or known[id_of(truth)].data != texts[id_of(truth)]
    }
    revisions = _write(connection, list(changed.values()), texts=texts, known=known)
    homes = [truth for truth in changed.values() if isinstance(truth, Household)]
    register(connection, homes, known=known)
    entered, held = _scopes(connection, kind, changed), _scopes(connection, kind, known)
    news: dict[str, list[News]] = {}
    for identity in changed:
        for scope in entered[identity] | held.get(identity, set()):
            text = texts[identity] if scope in entered[identity] else None
            news.setdefault(scope, []).append(News(kind, identity, revisions[identity], text))
    publish(connection, news)
    return len(changed)


def _known(
    connection: Connection, kind: str, identities: Sequence[str], *, lock: bool = False
) -> dict[str, Row[Any]]:
    """Give what is held, by id; locked in the order of ids where it is about to change."""
    found: dict[str, Row[Any]] = {}
    for chunk in _chunks(sorted(identities)):
        wanted = select(records.c.id, records.c.centre, records.c.revision, records.c.data)
        of_kind = wanted.where(records.c.kind == kind, rows.among(connection, records.c.id, chunk))
        if lock:
            of_kind = of_kind.order_by(records.c.id).with_for_update()
        found |= {row.id: row for row in connection.execute(of_kind)}
    return found


def _write(
    connection: Connection,
    truths: Sequence[Truth | Centre],
    *,
    texts: dict[str, str],
    known: dict[str, Row[Any]],
) -> dict[str, int]:
    """Write rows and give their revisions by id."""
    fresh: list[dict[str, Any]] = []
    altered: list[dict[str, Any]] = []
    revisions: dict[str, int] = {}
    for truth in truths:
        before = known.get(id_of(truth))
        revision = 1 if before is None else before.revision + 1
        row = _row(truth, revision=revision, text=texts[id_of(truth)])
        revisions[row["id"]] = row["revision"]
        (fresh if before is None else altered).append(row)
    for write, told in ((rows.insert, fresh), (rows.put, altered)):
        write(connection, records, rows.columns(told))
    return revisions


def _row(truth: Truth | Centre, *, revision: int, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": kind_of(truth),
        "id": id_of(truth),
        "centre": _home(truth),
        "revision": revision,
        "data": text,
        "card": None,
        "household": None,
        "day": None,
        "hour": None,
    }
    match truth:
        case Household():
            row["card"] = truth.card_number
        case AppointmentForm():
            row |= {"household": truth.household, "day": truth.day, "hour": truth.hour}
        case Statement() | HomeVisit() | Correction():
            row["household"] = truth.household
        case Turn():
            row |= {"household": truth.household, "day": truth.day}
        case _:
            pass
    return row


def _home(truth: Truth | Centre) -> str:
    """Name the centre of a truth; of several, the first."""
    match truth:
        case Centre():
            return truth.id
        case Case():
            return truth.centres[0]
        case _:
            return truth.centre


def _scopes(
    connection: Connection, kind: str, things: Mapping[str, Truth | Row[Any]]
) -> dict[str, set[str]]:
    """Say which scopes things concern, by id; a served form also the centre where it was due."""
    due = _due(connection, things) if kind == "served" else {}
    return {
        identity: {scope_of(centre) for centre in (*_centres(kind, thing), *due.get(identity, ()))}
        for identity, thing in things.items()
    }


def _due(connection: Connection, forms: Iterable[str]) -> dict[str, tuple[str]]:
    """Give the centre where each form was due, by its number."""
    found: dict[str, tuple[str]] = {}
    for chunk in _chunks(sorted(forms)):
        wanted = select(records.c.id, records.c.centre).where(records.c.kind == "form")
        there = wanted.where(rows.among(connection, records.c.id, chunk))
        found |= {row.id: (row.centre,) for row in connection.execute(there)}
    return found


def _centres(kind: str, thing: Truth | Row[Any]) -> tuple[str, ...]:
    """Name the centres that a thing concerns; a case has several."""
    if isinstance(thing, Case):
        return thing.centres
    if kind == "case" and isinstance(thing, Row):
        return _decoded(Case, thing.data).centres
    return (thing.centre,)


def _text(truth: Truth | Centre) -> str:
    """Write a truth as `to_text` does, a good deal faster."""
    return msgspec.json.encode(truth, order="sorted").decode()


def _decoded(cls: type[T], text: str) -> T:
    """Read a truth as `from_text` does, a good deal faster."""
    return msgspec.json.decode(text, type=cls)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]
