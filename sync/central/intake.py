"""Reads a registry file: CSV with a row a member, or JSON lines with a household a line.

Every broken line is named with what to do about it. A household of which one line is broken is
left out whole, because a roster that lacks a person would be wrong; all others are kept.
The columns are described in REGISTRY.md.
"""

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clerk_station.domain.identity import ascii_digits
from clerk_station.domain.people import (
    Address,
    Agent,
    BirthDate,
    Household,
    Member,
    Name,
    Relation,
    Sex,
    Stated,
)

OF_HOUSEHOLD = (
    "card_number", "old_card_number", "centre", "governorate", "district", "mahalla", "zuqaq",
    "dar", "landmark", "phone", "food_agent", "food_agent_number", "flour_agent",
    "flour_agent_number",
)  # fmt: skip
OF_MEMBER = (
    "relation", "given", "father", "grandfather", "laqab", "sex", "birth", "national_number",
    "stated", "stated_since",
)  # fmt: skip
REQUIRED = ("card_number", "centre", "relation", "given", "sex", "birth")
_SEXES = {"m": Sex.MALE, "f": Sex.FEMALE, "x": Sex.UNSTATED, "ذكر": Sex.MALE, "أنثى": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not kept: an English source text and what stands in its braces."""

    line: int
    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file holds. Ids are empty: the registry gives them."""

    households: tuple[Household, ...]
    problems: tuple[Problem, ...]


class _Bad(Exception):
    """A line cannot be kept."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values


Row = dict[str, str]


def read(path: Path, *, centres: Collection[str], today: date) -> Intake:
    """Read a registry file; `.jsonl` is JSON lines, anything else CSV in UTF-8.

    Raises:
        OSError: the file cannot be read.
    """
    problems: list[Problem] = []
    lines = _json_lines if path.suffix == ".jsonl" else _csv_lines
    by_card: dict[str, list[tuple[int, Row]]] = {}
    broken: set[str] = set()
    card = ""
    for number, row in lines(path, problems):
        before, card = card, ascii_digits(row.get("card_number", "").strip())
        if not card and row.get("relation", "").strip() != Relation.HEAD:
            # Whose line it is cannot be known: the household above may lack a person.
            broken.add(before)
        try:
            _check(row, centres=centres, today=today)
        except _Bad as bad:
            problems.append(Problem(number, bad.text, bad.values))
            broken.add(card)
        by_card.setdefault(card, []).append((number, row))
    households = []
    people: dict[str, int] = {}
    for card, rows in by_card.items():
        try:
            _check_whole(card, rows, broken=broken, people=people)
        except _Bad as bad:
            problems += [Problem(number, bad.text, bad.values) for number, _ in rows]
            continue
        households.append(_household([row for _, row in rows]))
    once = {problem.line: problem for problem in reversed(problems)}
    return Intake(tuple(households), tuple(once[line] for line in sorted(once)))


def _csv_lines(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    """Read line by line, so that one that is no CSV spoils nothing but its own household."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        names = next(csv.reader([file.readline()]), [])
        missing = [name for name in REQUIRED if name not in names]
        if missing:
            text = "Not all columns are there, add {names}"
            problems.append(Problem(1, text, {"names": ", ".join(missing)}))
            return
        for number, line in enumerate(file, start=2):
            if not line.strip():
                continue
            try:
                values = next(csv.reader([line], strict=True))
            except csv.Error as error:
                text = "It is no line of CSV ({why}), write it again"
                problems.append(Problem(number, text, {"why": error}))
                values = [value.replace('"', "\ufffd") for value in line.split(",")]
            yield number, dict.fromkeys(names, "") | dict(zip(names, values, strict=False))


def _json_lines(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                raw = json.loads(line)
                shared = {name: str(raw.get(name) or "") for name in OF_HOUSEHOLD}
                rows = [
                    shared | {name: str(member.get(name) or "") for name in OF_MEMBER}
                    for member in raw["members"]
                ]
            except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
                text = "It is no household in JSON ({why}), write it again"
                problems.append(Problem(number, text, {"why": type(error).__name__}))
                continue
            if not rows:
                text = "The household has no members, add them"
                problems.append(Problem(number, text, {}))
            yield from ((number, row) for row in rows)


def _check(row: Row, *, centres: Collection[str], today: date) -> None:
    """Raise the first thing that is wrong with a line."""
    if "\ufffd" in "".join(row.values()):
        raise _Bad("It is not in UTF-8, save the file again in UTF-8")
    if any(c < " " or "\ud800" <= c <= "\udfff" for c in "".join(row.values())):
        raise _Bad("It holds characters that cannot be seen, write it again")
    for name in REQUIRED:
        if not row.get(name, "").strip():
            raise _Bad("The column {name} is empty, fill it in", name=name)
    national = row.get("national_number", "").strip()
    checks = (
        (
            _digits(row["card_number"], 5, 11),
            "The card number {card_number} is not of 5 to 11 digits, correct it",
        ),
        (
            row["centre"].strip() in centres,
            "The centre {centre} is not known, add it or correct it",
        ),
        (row["sex"].strip() in _SEXES, "The sex {sex} is none of m, f, x, correct it"),
        (
            row["relation"].strip() in set(Relation),
            "The relation {relation} is not known, correct it",
        ),
        (
            not national or _digits(national, 12, 12),
            "The national number is not of 12 digits, correct it or leave it empty",
        ),
        (_was_born(row["birth"], today), "The birth date {birth} cannot be, write YYYY/MM/DD"),
        (
            row.get("stated", "").strip() in {"", *Stated},
            "What the register states is {stated}, write deceased, abroad or nothing",
        ),
        (
            not row.get("stated_since", "").strip() or _since(row["stated_since"]) is not None,
            "The day {stated_since} cannot be, write YYYY/MM/DD",
        ),
    )
    for holds, text in checks:
        if not holds:
            raise _Bad(text, **row)


def _digits(text: str, least: int, most: int) -> bool:
    plain = ascii_digits(text.strip())
    return plain.isascii() and plain.isdigit() and least <= len(plain) <= most


def _was_born(text: str, today: date) -> bool:
    try:
        return date(1890, 1, 1) <= BirthDate.parse(text).counted_from() <= today
    except ValueError:
        return False


def _since(text: str) -> date | None:
    """Read a whole day as it is written for births; None where it is none."""
    try:
        day = BirthDate.parse(text)
    except ValueError:
        return None
    return None if day.day is None else day.counted_from()


def _check_whole(
    card: str, rows: list[tuple[int, Row]], *, broken: set[str], people: dict[str, int]
) -> None:
    if card in broken:
        raise _Bad("Another line of this household is broken, so it waits with it")
    if sum(row["relation"].strip() == Relation.HEAD for _, row in rows) != 1:
        raise _Bad("A household needs one head, correct the relation column")
    if len({row["centre"].strip() for _, row in rows}) != 1:
        raise _Bad("The lines of this household name several centres, choose one")
    for number, row in rows:
        national = ascii_digits(row.get("national_number", "").strip())
        if national and people.setdefault(national, number) != number:
            raise _Bad(
                "Its national number stands in line {line} too, find out whose it is",
                line=people[national],
            )


def _household(rows: list[Row]) -> Household:
    first = {name: rows[0].get(name, "").strip() for name in OF_HOUSEHOLD}
    return Household(
        id="",
        centre=first["centre"],
        card_number=ascii_digits(first["card_number"]),
        old_card_number=ascii_digits(first["old_card_number"]),
        address=Address(
            governorate=first["governorate"],
            district=first["district"],
            mahalla=first["mahalla"],
            zuqaq=first["zuqaq"],
            dar=first["dar"],
            landmark=first["landmark"],
            phone=ascii_digits(first["phone"]),
        ),
        food_agent=Agent(name=first["food_agent"], number=first["food_agent_number"]),
        flour_agent=Agent(name=first["flour_agent"], number=first["flour_agent_number"]),
        members=tuple(_member(row) for row in rows),
    )


def _member(row: Row) -> Member:
    value = {name: row.get(name, "").strip() for name in OF_MEMBER}
    return Member(
        id="",
        name=Name(value["given"], value["father"], value["grandfather"], value["laqab"]),
        sex=_SEXES[value["sex"]],
        birth=BirthDate.parse(value["birth"]),
        relation=Relation(value["relation"]),
        national_number=ascii_digits(value["national_number"]) or None,
        stated=Stated(value["stated"]) if value["stated"] else None,
        stated_since=_since(value["stated_since"]),
    )
