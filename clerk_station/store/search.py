"""Finds households as one types: by form, card, national number, phone, or parts of names.

Exact parts of names come first, then those that begin so, then those that sound so, then those
that one slip of the fingers away. Each step reads no more than it shows.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import Connection

from clerk_station.domain.identity import loosened
from clerk_station.domain.people import Household
from clerk_station.domain.searching import (
    By,
    Nearness,
    Rank,
    found_by,
    nearest_member,
    slips,
    typed_form,
    typed_number,
    typed_parts,
)
from clerk_station.store.index import read_household

MOST_SPELLINGS = 300
"""Of the parts that begin like two letters, so many are looked at: enough to fill a screen."""
_SHORTEST_NUMBER = 3
"""Digits from which a number is found by its beginning; shorter ones must be whole."""
_SHORTEST_TURNED = 4
"""Letters from which a slip is forgiven before the part is typed to its end."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One household that a search found.

    `by` says by what; `member` names whoever bears the name or number where that is not the head,
    `written` the number where it is not the ration card's. `guessed` where a slip was forgiven.
    """

    household: str
    head_name: str
    card_number: str
    members: int
    by: By = By.NAME
    member: str = ""
    written: str = ""
    guessed: bool = False


def find(connection: Connection, text: str, *, most: int) -> tuple[Found, ...]:
    """Find households for what was typed, nearest first."""
    number, form, parts = typed_number(text), typed_form(text), typed_parts(text)
    if number:
        return _by_number(connection, number, most)
    if form:
        return _by_form(connection, form, most)
    return _by_name(connection, parts, most) if parts else ()


def _by_number(connection: Connection, number: str, most: int) -> tuple[Found, ...]:
    until = number + ":" if len(number) >= _SHORTEST_NUMBER else number + "\0"
    written = connection.exec_driver_sql(
        "select term from number_terms where term >= ? and term < ? limit ?",
        (number, until, 2 * most),
    )
    terms = list(written.scalars())
    homes = _homes(connection, "numbers", " OR ".join(map(_quoted, terms)), most) if terms else ()
    found = (_numbered(home, number) for home in homes)
    return tuple(sorted(found, key=lambda each: (each.written or each.card_number) != number))


def _numbered(home: Household, number: str) -> Found:
    by, member = found_by(home, number)
    written = {
        By.PHONE: home.address.phone,
        By.OLD_CARD: home.old_card_number,
        By.NATIONAL: (member.national_number or "") if member else "",
    }.get(by, "")
    return _found(home, by=by, member=member.name.short if member else "", written=written)


def _by_form(connection: Connection, form: str, most: int) -> tuple[Found, ...]:
    rows = connection.exec_driver_sql(
        "select forms.number, records.data from forms"
        " cross join records on records.kind = 'household' and records.id = forms.household"
        " where forms.number between ? and ? order by forms.number limit ?",
        (form, form + _LAST, most),
    ).all()
    return tuple(_found(read_household(row.data), by=By.FORM, written=row.number) for row in rows)


def _by_name(connection: Connection, parts: Sequence[str], most: int) -> tuple[Found, ...]:
    homes: dict[str, Household] = {}
    for asked in _steps(connection, parts):
        if len(homes) >= most:
            break
        homes |= {home.id: home for home in _homes(connection, "names", asked, most)}
    ranked = sorted((_named(home, parts) for home in homes.values()), key=itemgetter(0))
    return tuple(found for _, found in ranked)[:most]


def _named(home: Household, parts: Sequence[str]) -> tuple[Rank, Found]:
    rank, member = nearest_member(home, parts)
    other = "" if member is home.head else member.name.short
    guessed = rank.worst is Nearness.SLIP
    return rank, _found(home, member=other, guessed=guessed)


def _steps(connection: Connection, parts: Sequence[str]) -> Iterator[str]:
    """Give what to ask the index for, one step looser after the other."""
    yield f"head : ^ {' + '.join(map(_quoted, parts))}"
    yield " AND ".join(map(_quoted, parts))
    begun = [_beginning(connection, "part", part) for part in parts]
    whole, last = " + ".join(map(_quoted, parts[:-1])), begun[-1]
    if last:
        heads = (f"^ {' + '.join(filter(None, (whole, _quoted(each))))}" for each in last)
        yield f"head : ({' OR '.join(heads)})"
    sounding = [_beginning(connection, "loose", loosened(part)) for part in parts]
    for spellings in (begun, sounding):
        if all(spellings):
            yield " AND ".join(map(_any_of, spellings))
    slipped = [_slipped(connection, loosened(part)) for part in parts]
    ways = ([*sounding[:at], slipped[at], *sounding[at + 1 :]] for at in range(len(parts)))
    possible = [f"({' AND '.join(map(_any_of, way))})" for way in ways if all(way)]
    if possible:
        yield " OR ".join(possible)


def _beginning(connection: Connection, column: str, text: str) -> list[str]:
    rows = connection.exec_driver_sql(
        f"select part from parts where {column} between ? and ? limit ?",  # noqa: S608 - two columns of ours
        (text, text + _LAST, MOST_SPELLINGS),
    )
    return list(rows.scalars())


def _slipped(connection: Connection, sound: str) -> list[str]:
    """Give the parts that one slip away begin so, or of a short one are so."""
    last = _LAST if len(sound) >= _SHORTEST_TURNED else ""
    rows = connection.exec_driver_sql(
        "select part from json_each(?) as slip"
        " cross join parts on loose between slip.value and slip.value || ? limit ?",
        (json.dumps(sorted(slips(sound))), last, MOST_SPELLINGS),
    )
    return list(dict.fromkeys(rows.scalars()))


def _homes(connection: Connection, index: str, asked: str, most: int) -> tuple[Household, ...]:
    rows = connection.exec_driver_sql(
        f"select records.data from {index}"  # noqa: S608 - two indexes of ours
        f" join households on households.number = {index}.rowid"
        " join records on records.kind = 'household' and records.id = households.id"
        f" where {index} match ? limit ?",
        (asked, most),
    )
    return tuple(map(read_household, rows.scalars()))


def _found(
    home: Household, *, by: By = By.NAME, member: str = "", written: str = "", guessed: bool = False
) -> Found:
    return Found(
        household=home.id,
        head_name=home.head.name.full,
        card_number=home.card_number,
        members=len(home.members),
        by=by,
        member=member,
        written=written,
        guessed=guessed,
    )


def _any_of(spellings: Sequence[str]) -> str:
    return f"({' OR '.join(map(_quoted, spellings))})"


def _quoted(part: str) -> str:
    """Quote a part for the index; parts have letters and digits alone."""
    return f'"{part}"'
