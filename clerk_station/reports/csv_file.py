"""A report as comma-separated values that a spreadsheet opens with Arabic intact (RFC 4180)."""

import csv
from datetime import date, datetime
from io import StringIO

from clerk_station.reports.tables import Cell, Printout
from clerk_station.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write(printout: Printout, words: Words) -> bytes:
    """Write one long table: which table, which row, which measure, and the value.

    It begins with a byte-order mark, by which spreadsheets know UTF-8. Text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    target = StringIO()
    lines = csv.writer(target)
    lines.writerow([words.say(head) for head in ("Table", "Row", "Measure", "Value")])
    for name, value in (*printout.facts, *printout.figures, printout.rule):
        lines.writerow([_text(cell) for cell in (printout.title, name, "", value)])
    for table in printout.tables:
        for about, *values in table.rows:
            for column, value in zip(table.columns[1:], values, strict=True):
                lines.writerow([_text(cell) for cell in (table.title, about, column, value)])
    return target.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return str(cell)
