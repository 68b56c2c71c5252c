"""A report as values: facts and tables of text, numbers and dates, for paper and spreadsheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from clerk_station.domain.days import DayFacts
from clerk_station.words import Words

Cell = str | int | float | date | datetime | None
"""None is a value that does not exist, for example the median of no visits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under column heads; the first column says what a row is about."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printout:
    """All that a report says, in words; which file it becomes is another matter.

    `figures` are the few numbers that the eye should meet first, `rule` a label and the sentence
    that says how was counted.
    """

    title: str
    facts: tuple[tuple[str, Cell], ...]
    figures: tuple[tuple[str, Cell], ...]
    tables: tuple[Table, ...]
    rule: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report on a day: its name in file names, its source text, its files by format."""

    name: str
    title: str
    files: Callable[[DayFacts, Words], Mapping[str, bytes]]
