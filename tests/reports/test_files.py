"""The daily report as files that a manager opens."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO

import numpy as np
import openpyxl
import pytest
from reportlab.lib.pagesizes import A4

from clerk_station.domain.visits import AbsenceReason
from clerk_station.paper.layout import MARGIN, Sheet
from clerk_station.paper.text import Style
from clerk_station.reports import REPORTS
from clerk_station.reports.daily import collect, printout, to_csv, to_pdf, to_xlsx
from clerk_station.words import Words
from tests import world
from tests.paper.reading import pages, picture, text
from tests.reports.days import absent, attended, busy_day, facts, refusal, visit

_AR, _EN = Words("ar"), Words("en")
_DAY = facts(
    visit({"H0001-1": attended(), "H0001-2": absent(AbsenceReason.ABSENT, note="كاظم")}),
    refusals=(refusal(7),),
    due=5,
    came=1,
)


def rows(content: bytes) -> list[list[str]]:
    """Read a CSV as a spreadsheet would."""
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_the_paper_says_what_was_counted() -> None:
    """Title, day, station, counts, form numbers and the journal's head are in the PDF."""
    got = text(to_pdf(collect(_DAY), _AR))
    for wanted in (
        "التقرير اليومي",
        "2026/11/23",
        "KA-01-1",
        "357 9f3a01bc",
        "مكتمل",
        refusal(7).number,
        "سارة الربيعي",
        "08:00",
    ):
        assert wanted in got


@pytest.mark.parametrize("words", [_AR, _EN], ids=["ar", "en"])
def test_no_citizen_is_named(words: Words) -> None:
    """No name, card number or note of a household leaves the station in a report."""
    report = collect(_DAY)
    household = world.household()
    everything = (
        text(to_pdf(report, words))
        + to_csv(report, words).decode("utf-8-sig")
        + str([[c.value for c in row] for s in _book(to_xlsx(report, words)) for row in s])
    )
    told = set(re.findall(r"\w+", everything))
    assert told.isdisjoint(member.name.given for member in household.members)
    assert household.card_number not in told


def _book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_a_workbook_runs_the_way_its_words_run() -> None:
    """An Arabic workbook has its first column at the right, an English one at the left."""
    arabic, english = (_book(to_xlsx(collect(_DAY), words)) for words in (_AR, _EN))
    assert all(sheet.sheet_view.rightToLeft for sheet in arabic)
    assert not any(sheet.sheet_view.rightToLeft for sheet in english)


def test_a_workbook_holds_real_numbers_and_dates() -> None:
    """A spreadsheet can add the counts and sort the days."""
    book = _book(to_xlsx(collect(_DAY), _EN))
    first = {row[0].value: row[1].value for row in book["Daily report"]}
    assert first["Day"] == datetime(2026, 11, 23)  # noqa: DTZ001 - a workbook knows no zones
    assert first["Taken at"] == datetime(2026, 11, 23, 20, 0)  # noqa: DTZ001 - likewise
    assert (first["Not yet sent"], first["Visits"], first["Median minutes"]) == (6, 1, 10)
    assert (first["Forms due today"], first["Forms due, nobody came"]) == (5, 4)
    outcomes = {row[0].value: row[1].value for row in book["Households by outcome"]}
    assert (outcomes["Completed"], outcomes["Second visit needed"]) == (1, 0)


def test_a_table_holds_what_its_title_says() -> None:
    """Each visit stands once under its outcome and once under its way in, and nothing else does."""
    report = collect(busy_day())
    for table in printout(report, _EN).tables[:2]:
        assert sum(int(str(count)) for _, count in table.rows) == report.visits == 500


@pytest.mark.parametrize(
    ("words", "name", "other"),
    [(_AR, "مركز حي الحسين", "Hayy"), (_EN, "Hayy al-Hussein centre", "الحسين")],
    ids=["ar", "en"],
)
def test_the_centre_is_named_in_the_script_of_the_language(
    words: Words, name: str, other: str
) -> None:
    """Who reads English reads the centre's Latin name, in every file."""
    report = collect(facts(clerks={}))
    table = to_csv(report, words).decode("utf-8-sig")
    paper = text(to_pdf(report, words))
    assert name in table
    assert name in paper
    assert other not in table + paper


def test_refused_cards_stand_with_the_refusals() -> None:
    """Cards of nobody in the household are counted beside the forms, without any number."""
    lines = rows(to_csv(collect(facts(refusals=(refusal(7),), cards_refused=3)), _EN))
    table, row = "Forms and cards not admitted", "The card is of nobody in the household"
    assert [table, row, "Times", "3"] in lines
    assert [table, row, "Form numbers", ""] in lines
    assert ["Daily report", "Not admitted", "", "4"] in lines
    assert row not in to_csv(collect(_DAY), _EN).decode("utf-8-sig")


def test_csv_is_one_table_that_spreadsheets_open() -> None:
    """It begins with the mark of UTF-8; every line has the four columns."""
    content = to_csv(collect(_DAY), _AR)
    assert content.startswith(b"\xef\xbb\xbf")
    got = rows(content)
    assert {len(row) for row in got} == {4}
    assert ["الأسر بحسب النتيجة", "مكتمل", "الأسر", "1"] in got
    assert ["التقرير اليومي", "اليوم", "", "2026-11-23"] in got


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_no_name_becomes_a_formula(evil: str) -> None:
    """A clerk's name that looks like a formula stays text in both kinds of file."""
    report = collect(facts(visit(), clerks={"C1": evil}))
    assert any(row[1] == f"'{evil}" for row in rows(to_csv(report, _EN)))
    sheet = _book(to_xlsx(report, _EN))["By clerk"]
    assert sheet["A2"].data_type == "s"


def test_a_plain_name_gets_no_apostrophe() -> None:
    """The control: only what looks like a formula is marked."""
    report = collect(facts(visit(), clerks={"C1": "سارة"}))
    assert any(row[1] == "سارة" for row in rows(to_csv(report, _EN)))


@pytest.mark.parametrize("words", [_AR, _EN], ids=["ar", "en"])
def test_an_empty_day_can_be_printed(words: Words) -> None:
    """Before the first visit each file exists and says none."""
    made = REPORTS[0].files(facts(), words)
    assert set(made) == {"pdf", "xlsx", "csv"}
    assert words.say("None today") in text(made["pdf"])


def test_a_busy_day_stays_a_few_pages() -> None:
    """Five hundred visits are counts, not lines."""
    assert pages(to_pdf(collect(busy_day()), _AR)) <= 3


@pytest.mark.parametrize("words", [_AR, _EN], ids=["ar", "en"])
def test_every_refused_form_is_named_however_many(words: Words) -> None:
    """A list of numbers longer than a page goes on on the next."""
    refused = tuple(refusal(n) for n in range(150))
    told = text(to_pdf(collect(facts(refusals=refused)), words))
    assert [form.number for form in refused if form.number not in told] == []


@pytest.mark.parametrize("words", [_AR, _EN], ids=["ar", "en"])
def test_everything_stands_within_the_margins(words: Words) -> None:
    """No table and no title reaches beyond the lines that cross the page."""
    assert _beyond_margins(to_pdf(collect(busy_day()), words)) == 0


def test_a_table_outside_the_margin_is_found() -> None:
    """The control: an Arabic table that is pushed off its place is noticed."""
    sheet = Sheet(_AR)
    width = A4[0] - 2 * MARGIN
    inner = sheet.table([[sheet.text("a", Style())]], [width / 2])
    pushed = sheet.row([inner, []], [width / 2, width / 2])
    pdf = sheet.pdf([pushed], size=A4, title="", foot="")
    assert _beyond_margins(pdf) > 0


def _beyond_margins(pdf: bytes) -> int:
    """Count the columns of pixels with ink beyond the margins and the round end of a rule."""
    dots = 2  # in a point
    inked = np.flatnonzero((picture(pdf, dpi=72 * dots) < 240).any(axis=0)) / dots
    return int(((inked < MARGIN - 2) | (inked > A4[0] - MARGIN + 2)).sum())


def test_long_names_do_not_break_the_page() -> None:
    """A clerk's name of two hundred letters takes more lines."""
    report = collect(facts(visit(), clerks={"C1": "محمد" * 50}))
    assert text(to_pdf(report, _AR)).count("م") >= 100


def test_the_same_day_has_the_same_bytes() -> None:
    """A report taken again of the same facts is the same file."""
    for write in (to_pdf, to_xlsx, to_csv):
        assert write(collect(_DAY), _AR) == write(collect(_DAY), _AR)


def test_reports_have_names_of_their_own() -> None:
    """File names come from the reports' names, so no two share one."""
    assert len({report.name for report in REPORTS}) == len(REPORTS)
