"""A report on A4: facts, the few large figures, then tables."""

from collections.abc import Sequence
from datetime import date, datetime

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, TableStyle

from clerk_station.paper.fonts import Weight
from clerk_station.paper.layout import MARGIN, Sheet, gap, rule
from clerk_station.paper.text import INK2, Style
from clerk_station.reports.tables import Cell, Printout, Table
from clerk_station.words import Words

_WIDTH = A4[0] - 2 * MARGIN
_GUTTER = 8 * mm
_NO_ROOM = TableStyle([(end, (0, 0), (-1, -1), 0) for end in ("LEFTPADDING", "RIGHTPADDING")])
_BEGUN = 60 * mm  # a long table begins only where so much of it can stand

_TITLE = Style(size=22, line=1.4, weight=Weight.BOLD)
_LABEL = Style(size=9.5, line=1.5, colour=INK2)
_VALUE = Style(size=11, line=1.5, weight=Weight.MEDIUM)
_FIGURE = Style(size=24, line=1.35, weight=Weight.SEMIBOLD)
_HEADING = Style(size=12.5, line=1.7, weight=Weight.BOLD)
_CELL = Style(size=10.5, line=1.4)
_LONG = 60  # letters, more than any reason or name has
_NONE = "\u2013"


def draw(printout: Printout, words: Words) -> bytes:
    """Draw a report; tables of two columns stand in pairs."""
    sheet = Sheet(words)
    story: list[Flowable] = [
        sheet.text(printout.title, _TITLE),
        *_labelled(sheet, printout.facts, columns=3, style=_VALUE),
        rule(weight=2),
        *_labelled(sheet, printout.figures, columns=4, style=_FIGURE),
        rule(),
    ]
    narrow = [table for table in printout.tables if len(table.columns) == 2]
    for pair in (narrow[at : at + 2] for at in range(0, len(narrow), 2)):
        story += [_abreast(sheet, pair), gap(10)]
    for table in printout.tables:
        if len(table.columns) > 2:
            story += [*_unbroken(table, _table(sheet, table, _WIDTH)), gap(10)]
    story += [sheet.text(part, _LABEL) for part in printout.rule]
    foot = " \u00b7 ".join(_shown(value, words) for _, value in printout.facts[:3])
    return sheet.pdf(story, size=A4, title=printout.title, foot=foot)


def _labelled(
    sheet: Sheet, pairs: Sequence[tuple[str, Cell]], *, columns: int, style: Style
) -> list[Flowable]:
    """Set labels over values, some side by side."""
    cells: list[Flowable | list[Flowable]] = [
        [sheet.text(label, _LABEL), sheet.text(_shown(value, sheet.words), style)]
        for label, value in pairs
    ]
    cells += [[] for _ in range(-len(cells) % columns)]
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    return [sheet.table(rows, [_WIDTH / columns] * columns, lines=False)]


def _abreast(sheet: Sheet, tables: Sequence[Table]) -> Flowable:
    """Set one or two narrow tables beside each other."""
    width = (_WIDTH - _GUTTER) / 2
    cells: list[Flowable | list[Flowable]] = [_table(sheet, table, width) for table in tables]
    cells += [[] for _ in range(2 - len(cells))]
    row = sheet.row([cells[0], [], cells[1]], [width, _GUTTER, width], top=True)
    row.setStyle(_NO_ROOM)  # the gutter parts them; room within would push a table off its title
    return row


def _unbroken(table: Table, block: list[Flowable]) -> list[Flowable]:
    """Keep a table of numbers on one page; one with texts may go on, its heads repeated."""
    texts = any(isinstance(cell, str) for row in table.rows for cell in row[1:])
    return [CondPageBreak(_BEGUN), *block] if texts else [KeepTogether(block)]


def _table(sheet: Sheet, table: Table, width: float) -> list[Flowable]:
    """Set a table under its title; a table without rows says so."""
    title = sheet.text(table.title, _HEADING)
    if not table.rows:
        return [title, sheet.text(sheet.words.say("None today"), _CELL)]
    heads = [sheet.text(column, _LABEL) for column in table.columns]
    rows = [[sheet.text(_shown(cell, sheet.words), _CELL) for cell in row] for row in table.rows]
    set_table = sheet.table([heads, *rows], _widths(table, width), pad=1.5, heads=1, top=True)
    set_table.splitInRow = 1  # a row longer than a page goes on
    return [title, set_table]


def _widths(table: Table, width: float) -> list[float]:
    """Give columns of text twice the room of columns of numbers, columns of lists four times."""
    weights = [
        max((_weight(row[at]) for row in table.rows), default=1) for at in range(len(table.columns))
    ]
    return [width * weight / sum(weights) for weight in weights]


def _weight(cell: Cell) -> int:
    if not isinstance(cell, str):
        return 1
    return 4 if len(cell) > _LONG else 2


def _shown(cell: Cell, words: Words) -> str:
    match cell:
        case None:
            return _NONE
        case datetime():
            return words.isolate(f"{words.date(cell)} {words.time(cell)}")
        case date():
            return words.isolate(words.date(cell))
        case str():
            return words.isolate_name(cell)
        case float():
            return words.isolate(f"{cell:.1f}")
        case _:
            return words.isolate(cell)
