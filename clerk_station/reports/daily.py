"""The daily report of one station in words: counts only, no citizen's name."""

from collections.abc import Sequence

from clerk_station.clock import BAGHDAD
from clerk_station.domain.days import DayFacts
from clerk_station.reports import csv_file, pdf_file, xlsx_file
from clerk_station.reports.day_counts import DailyReport, Share, collect
from clerk_station.reports.tables import Cell, Printout, Report, Table
from clerk_station.words import Words, sentences

__all__ = ["REPORT", "DailyReport", "collect", "files", "to_csv", "to_pdf", "to_xlsx"]


def to_pdf(report: DailyReport, words: Words) -> bytes:
    """Draw the report on A4."""
    return pdf_file.draw(printout(report, words), words)


def to_xlsx(report: DailyReport, words: Words) -> bytes:
    """Write the report as a workbook, one sheet a table."""
    return xlsx_file.write(printout(report, words), words)


def to_csv(report: DailyReport, words: Words) -> bytes:
    """Write the report as one long table of comma-separated values."""
    return csv_file.write(printout(report, words), words)


def files(facts: DayFacts, words: Words) -> dict[str, bytes]:
    """Make all files of the report, by format."""
    report = collect(facts)
    return {
        "pdf": to_pdf(report, words),
        "xlsx": to_xlsx(report, words),
        "csv": to_csv(report, words),
    }


def printout(report: DailyReport, words: Words) -> Printout:
    """Put the numbers into words."""
    say = words.say
    return Printout(
        title=say("Daily report"),
        facts=(
            (say("Update centre"), _centre(report, words)),
            (say("Station"), report.station),
            (say("Day"), report.day),
            (say("Taken at"), report.taken_at.astimezone(BAGHDAD)),
            (say("Not yet sent"), report.unsettled),
            (say("Journal head"), report.head),
        ),
        figures=(
            (say("Visits"), report.visits),
            (say("Adults who came"), report.attended),
            (say("Median minutes"), report.median_minutes),
            (say("90th percentile minutes"), report.ninetieth_minutes),
            (say("Times not accurate"), report.inaccurate),
            (say("Forms due today"), report.due),
            (say("Forms due, nobody came"), report.no_show),
            (say("Temporary cards due"), report.temporary_cards),
            (say("Not admitted"), report.refused),
        ),
        tables=(
            _outcome_table(report, words),
            _entry_table(report, words),
            _absence_table(report, words),
            _share_table(say("By hour"), say("Hour"), report.hours, words),
            _share_table(say("By clerk"), say("Clerk"), report.clerks, words),
            _refusal_table(report, words),
            _overrun_table(report, words),
        ),
        rule=(
            say("How it was counted"),
            say(
                "Visits count for the hour and the clerk that opened them. Percentiles follow the "
                "nearest-rank rule: the least length that so many percent of the visits do not "
                "exceed."
            ),
        ),
    )


def _centre(report: DailyReport, words: Words) -> str:
    """Name the centre in the script of the language."""
    return report.centre_name if words.rtl else report.centre_name_latin


def _outcome_table(report: DailyReport, words: Words) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (sentences.outcome(words, outcome), count) for outcome, count in report.outcomes
    ]
    rows.append((words.say("Still open"), report.open))
    rows.append((words.say("Parked"), report.parked))
    return Table(
        title=words.say("Households by outcome"),
        columns=(words.say("Outcome"), words.say("Households")),
        rows=tuple(rows),
    )


def _entry_table(report: DailyReport, words: Words) -> Table:
    return Table(
        title=words.say("How they came"),
        columns=(words.say("Way"), words.say("Households")),
        rows=tuple((sentences.entry(words, entry), count) for entry, count in report.entries),
    )


def _absence_table(report: DailyReport, words: Words) -> Table:
    return Table(
        title=words.say("Adults not seen, by reason"),
        columns=(
            words.say("Reason"),
            words.say("All"),
            words.say("Paper seen"),
            words.say("Paper not seen"),
        ),
        rows=tuple(
            (sentences.reason(words, line.reason), line.total, line.seen, line.not_seen)
            for line in report.absences
        ),
    )


def _refusal_table(report: DailyReport, words: Words) -> Table:
    """Forms by reason with their numbers; of a card that was refused, no number is kept."""
    rows: list[tuple[Cell, ...]] = [
        (sentences.refusal(words, line.reason), line.count, ", ".join(line.numbers))
        for line in report.refusals
    ]
    if report.cards_refused:
        rows.append((words.say("The card is of nobody in the household"), report.cards_refused, ""))
    return Table(
        title=words.say("Forms and cards not admitted"),
        columns=(words.say("Reason"), words.say("Times"), words.say("Form numbers")),
        rows=tuple(rows),
    )


def _overrun_table(report: DailyReport, words: Words) -> Table:
    return Table(
        title=words.say("Visits over half an hour, by reason"),
        columns=(words.say("Reason"), words.say("Visits")),
        rows=tuple((sentences.overrun(words, why), count) for why, count in report.overruns),
    )


def _share_table(title: str, what: str, shares: Sequence[Share], words: Words) -> Table:
    return Table(
        title=title,
        columns=(
            what,
            words.say("Visits"),
            words.say("Adults who came"),
            words.say("Forms not admitted"),
            words.say("Median minutes"),
        ),
        rows=tuple((s.name, s.visits, s.attended, s.refused, s.median_minutes) for s in shares),
    )


REPORT = Report(name="daily", title="Daily report", files=files)
