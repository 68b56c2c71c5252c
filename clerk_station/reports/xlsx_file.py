"""A report as a workbook: real numbers and dates, right to left where the words are."""

import re
from datetime import date, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from clerk_station.reports.tables import Cell, Printout, Table
from clerk_station.words import Words

_LONGEST_NAME = 31


def write(printout: Printout, words: Words) -> bytes:
    """Write a sheet of facts and one sheet for each table; text is never taken for a formula."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    taken = next(value for _, value in printout.facts if isinstance(value, datetime))
    book.set_properties({"title": printout.title, "created": taken.replace(tzinfo=None)})
    formats = _Formats(book)
    every = (*printout.facts, *printout.figures, printout.rule)
    for table in (Table(title=printout.title, columns=(), rows=every), *printout.tables):
        sheet = book.add_worksheet(_sheet_name(table.title))
        if words.rtl:
            sheet.right_to_left()
        for column, head in enumerate(table.columns):
            sheet.write_string(0, column, head, formats.head)
        first = 1 if table.columns else 0
        for row, cells in enumerate(table.rows, start=first):
            for column, cell in enumerate(cells):
                formats.write(sheet, row, column, cell)
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 8, 22)
        sheet.freeze_panes(first, 0)
    book.close()
    return target.getvalue()


def _sheet_name(title: str) -> str:
    """Take out what a workbook does not allow in the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:_LONGEST_NAME]


class _Formats:
    """The formats of one workbook and which cell gets which."""

    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy/mm/dd", "align": "right"})
        self._moment = book.add_format({"num_format": "yyyy/mm/dd hh:mm", "align": "right"})

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None:
                sheet.write_blank(row, column, None)
            case datetime():
                sheet.write_datetime(row, column, cell.replace(tzinfo=None), self._moment)
            case date():
                sheet.write_datetime(row, column, cell, self._day)
            case str():
                sheet.write_string(row, column, cell)
            case _:
                sheet.write_number(row, column, cell)
